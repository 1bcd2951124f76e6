/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cells of one side come to, where nothing is compared. */
#include "harness/verdict/change.h"

static size_t atomic_cells(const struct rt_change_tally *tally)
{
	return tally->after[RT_OUTCOME_ATOMIC] + tally->after[RT_OUTCOME_TWICE];
}

enum rt_outcome rt_change_alone_outcome(const struct rt_change_tally *tally)
{
	static const enum rt_outcome worst_first[] = {
		RT_OUTCOME_TORN, RT_OUTCOME_FAULTY, RT_OUTCOME_ERROR,
		RT_OUTCOME_INCONCLUSIVE};

	for (size_t i = 0; i < sizeof(worst_first) / sizeof(*worst_first); i++)
		if (tally->after[worst_first[i]])
			return worst_first[i];
	return atomic_cells(tally) ? RT_OUTCOME_ATOMIC : RT_OUTCOME_NO_BUILD;
}

static void add_builds(struct rt_text *text,
		       const struct rt_change_tally *tally,
		       enum rt_outcome outcome, size_t count)
{
	const char *builds = tally->cells == 1 ? "build" : "builds";
	const char *word = rt_outcome_word(outcome);

	if (count == tally->cells)
		rt_text_format(text, "%s in all %zu %s", word, count, builds);
	else
		rt_text_format(text, "%s in %zu of %zu %s", word, count,
			       tally->cells, builds);
}

void rt_change_alone_sentence(const struct rt_change_tally *tally,
			      struct rt_text *text)
{
	enum rt_outcome worst = rt_change_alone_outcome(tally);
	static const struct {
		enum rt_outcome outcome;
		const char *what;
	} rest[] = {
		{RT_OUTCOME_FAULTY, "faulty"},
		{RT_OUTCOME_ERROR, "failed"},
		{RT_OUTCOME_INCONCLUSIVE, "inconclusive"},
		{RT_OUTCOME_NO_BUILD, "not built"},
	};

	if (worst == RT_OUTCOME_NO_BUILD) {
		rt_text_format(text, "none of %zu builds was made",
			       tally->cells);
		return;
	}
	add_builds(text, tally, worst,
		   worst == RT_OUTCOME_ATOMIC ? atomic_cells(tally)
					      : tally->after[worst]);
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++)
		if (rest[i].outcome != worst && tally->after[rest[i].outcome])
			rt_text_format(text, ", %zu %s",
				       tally->after[rest[i].outcome],
				       rest[i].what);
}

int rt_change_alone_exit_code(const struct rt_change_tally *tally)
{
	switch (rt_change_alone_outcome(tally)) {
	case RT_OUTCOME_TORN:
	case RT_OUTCOME_FAULTY:
		return 1;
	case RT_OUTCOME_ATOMIC:
		return 0;
	default:
		return 125;
	}
}

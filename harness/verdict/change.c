/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/change.h"

#include <stdio.h>
#include <string.h>

static const char *const change_words[RT_CHANGES] = {
	[RT_CHANGE_NONE] = "-",
	[RT_CHANGE_UNCHANGED] = "unchanged",
	[RT_CHANGE_FIXED] = "fixed",
	[RT_CHANGE_STILL_TORN] = "still torn",
	[RT_CHANGE_STILL_FAULTY] = "still faulty",
	[RT_CHANGE_REGRESSED] = "regressed",
	[RT_CHANGE_NOW_TORN] = "now torn",
	[RT_CHANGE_NOW_FAULTY] = "now faulty",
	[RT_CHANGE_NO_BUILD] = "no longer builds",
	[RT_CHANGE_NOW_BUILDS] = "now builds",
	[RT_CHANGE_NOW_FAILS] = "now fails",
	[RT_CHANGE_NOW_ATOMIC] = "now atomic",
	[RT_CHANGE_UNSETTLED] = "not settled",
};

enum rt_outcome rt_outcome_of(const struct rt_verdict *verdict)
{
	switch (verdict->outcome) {
	case RT_OUTCOME_TORN:
		return RT_OUTCOME_TORN;
	case RT_OUTCOME_ATOMIC:
		return verdict->twice ? RT_OUTCOME_TWICE : RT_OUTCOME_ATOMIC;
	case RT_OUTCOME_ERROR:
		return RT_OUTCOME_ERROR;
	default:
		return RT_OUTCOME_INCONCLUSIVE;
	}
}

enum rt_outcome rt_outcome_with(const struct rt_verdict *verdict,
				const char *faults)
{
	return *faults && verdict->outcome != RT_OUTCOME_TORN
		       ? RT_OUTCOME_FAULTY
		       : rt_outcome_of(verdict);
}

const char *rt_change_word(enum rt_change change)
{
	return change_words[change];
}

static bool is_atomic(enum rt_outcome outcome)
{
	return outcome == RT_OUTCOME_ATOMIC || outcome == RT_OUTCOME_TWICE;
}

static enum rt_change change_to_torn(enum rt_outcome before)
{
	if (before == RT_OUTCOME_TORN)
		return RT_CHANGE_STILL_TORN;
	return is_atomic(before) || before == RT_OUTCOME_FAULTY
		       ? RT_CHANGE_REGRESSED
		       : RT_CHANGE_NOW_TORN;
}

static bool is_bad(enum rt_outcome outcome)
{
	return outcome == RT_OUTCOME_TORN || outcome == RT_OUTCOME_FAULTY;
}

static enum rt_change change_to_faulty(enum rt_outcome before)
{
	if (is_bad(before))
		return RT_CHANGE_STILL_FAULTY;
	return is_atomic(before) ? RT_CHANGE_REGRESSED : RT_CHANGE_NOW_FAULTY;
}

static enum rt_change change_to_atomic(enum rt_outcome before)
{
	if (is_atomic(before))
		return RT_CHANGE_UNCHANGED;
	return is_bad(before) ? RT_CHANGE_FIXED : RT_CHANGE_NOW_ATOMIC;
}

enum rt_change rt_change_of(enum rt_outcome before, enum rt_outcome after)
{
	if (before == RT_OUTCOME_NONE || after == RT_OUTCOME_NONE)
		return RT_CHANGE_NONE;
	if (after == RT_OUTCOME_TORN)
		return change_to_torn(before);
	if (after == RT_OUTCOME_FAULTY)
		return change_to_faulty(before);
	if (before == after)
		return RT_CHANGE_UNCHANGED;
	if (after == RT_OUTCOME_NO_BUILD)
		return RT_CHANGE_NO_BUILD;
	if (after == RT_OUTCOME_ERROR)
		return RT_CHANGE_NOW_FAILS;
	if (before == RT_OUTCOME_NO_BUILD)
		return RT_CHANGE_NOW_BUILDS;
	if (is_atomic(after))
		return change_to_atomic(before);
	return RT_CHANGE_UNSETTLED;
}

bool rt_change_is_worse(enum rt_change change)
{
	return change == RT_CHANGE_REGRESSED || change == RT_CHANGE_NOW_TORN ||
	       change == RT_CHANGE_NOW_FAULTY || change == RT_CHANGE_NO_BUILD ||
	       change == RT_CHANGE_NOW_FAILS;
}

void rt_change_count(struct rt_change_tally *tally, enum rt_outcome before,
		     enum rt_outcome after)
{
	enum rt_change change = rt_change_of(before, after);

	tally->cells++;
	tally->before[before]++;
	tally->after[after]++;
	tally->change[change]++;
	tally->worse += rt_change_is_worse(change);
}

/* Appends ", 3 cells now torn"; nothing if @count is 0. */
static void add_count(struct rt_text *text, size_t count, const char *what)
{
	if (count)
		rt_text_format(text, ", %zu %s", count, what);
}

bool rt_change_is_unbuilt(const struct rt_change_tally *tally)
{
	size_t unbuilt = tally->after[RT_OUTCOME_NO_BUILD];

	return unbuilt && !tally->change[RT_CHANGE_NO_BUILD] &&
	       unbuilt + tally->after[RT_OUTCOME_NONE] == tally->cells;
}

/* What neither crashed nor hung, nor failed to build. */
static size_t count_examined(const struct rt_change_tally *tally,
			     const size_t *outcomes)
{
	return tally->cells - outcomes[RT_OUTCOME_ERROR] -
	       outcomes[RT_OUTCOME_NO_BUILD] - outcomes[RT_OUTCOME_NONE];
}

static bool is_unexamined(const struct rt_change_tally *tally)
{
	return tally->after[RT_OUTCOME_ERROR] &&
	       !count_examined(tally, tally->after) &&
	       !count_examined(tally, tally->before);
}

/* What was wrong before, of cells of which some were torn or faulty. */
static const char *bad_word(const struct rt_change_tally *tally)
{
	if (!tally->before[RT_OUTCOME_FAULTY])
		return "torn";
	return tally->before[RT_OUTCOME_TORN] ? "torn or faulty" : "faulty";
}

/* Where there is nothing else to say; false where there is. */
static bool say_unexamined(const struct rt_change_tally *tally,
			   struct rt_text *text)
{
	if (rt_change_is_unbuilt(tally)) {
		rt_text_format(text, "none of %zu cells was built",
			       tally->cells);
		return true;
	}
	if (!is_unexamined(tally))
		return false;
	rt_text_format(text, "nothing was examined: of %zu cells %zu failed",
		       tally->cells, tally->after[RT_OUTCOME_ERROR]);
	add_count(text, tally->after[RT_OUTCOME_NO_BUILD], "were not built");
	return true;
}

void rt_change_sentence(const struct rt_change_tally *tally,
			struct rt_text *text)
{
	const size_t *change = tally->change;
	size_t bad = tally->before[RT_OUTCOME_TORN] +
		     tally->before[RT_OUTCOME_FAULTY];
	char regressed[24] = "none";

	if (change[RT_CHANGE_REGRESSED])
		snprintf(regressed, sizeof(regressed), "%zu",
			 change[RT_CHANGE_REGRESSED]);

	if (say_unexamined(tally, text))
		return;
	if (bad)
		rt_text_format(text, "fixes %zu of %zu %s cells, regresses %s",
			       change[RT_CHANGE_FIXED], bad, bad_word(tally),
			       regressed);
	else if (change[RT_CHANGE_REGRESSED])
		rt_text_format(text, "%s of %zu cells regressed", regressed,
			       tally->cells);
	else
		rt_text_format(text,
			       "none of %zu cells was torn, none regressed",
			       tally->cells);
	add_count(text, change[RT_CHANGE_NOW_TORN],
		  "torn that nothing was known of");
	add_count(text, change[RT_CHANGE_NOW_FAULTY],
		  "faulty that nothing was known of");
	if (change[RT_CHANGE_NO_BUILD])
		rt_text_format(text, ", breaks the build of %zu",
			       change[RT_CHANGE_NO_BUILD]);
	add_count(text,
		  tally->after[RT_OUTCOME_NO_BUILD] -
			  change[RT_CHANGE_NO_BUILD],
		  "built neither way");
	add_count(text, tally->after[RT_OUTCOME_ERROR], "failed");
	add_count(text, tally->after[RT_OUTCOME_INCONCLUSIVE], "inconclusive");
	add_count(text, tally->after[RT_OUTCOME_NONE], "not looked at");
}

bool rt_change_is_earned(const struct rt_change_tally *tally)
{
	return tally->change[RT_CHANGE_FIXED] && !tally->worse &&
	       !tally->after[RT_OUTCOME_TORN] &&
	       !tally->after[RT_OUTCOME_FAULTY] &&
	       !tally->after[RT_OUTCOME_NONE];
}

int rt_change_exit_code(const struct rt_change_tally *tally, bool is_baseline)
{
	const size_t *after = tally->after;

	if (tally->worse)
		return 1;
	if (rt_change_is_unbuilt(tally) || is_unexamined(tally))
		return 125;
	if (is_baseline)
		return tally->change[RT_CHANGE_UNSETTLED] ||
				       after[RT_OUTCOME_NO_BUILD]
			       ? 125
			       : 0;
	if (after[RT_OUTCOME_TORN] || after[RT_OUTCOME_FAULTY])
		return 1;
	return after[RT_OUTCOME_ATOMIC] + after[RT_OUTCOME_TWICE] ==
			       tally->cells
		       ? 0
		       : 125;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/comparison.h"

#include <inttypes.h>
#include <string.h>

#include "reports/comparison_table.h"
#include "reports/layout.h"

enum { line_width = RT_COMPARISON_WIDTH, told_worse = 12 };

static void add_item(struct rt_text *out, const char *label, const char *value)
{
	struct rt_text first = RT_TEXT_INIT;
	struct rt_wrap wrap = {
		.width = line_width,
		.start = "          ",
		.next = "          ",
		.tail = "",
		.cut = true,
	};

	rt_text_format(&first, "%-9s ", label);
	wrap.first = rt_text_string(&first);
	rt_layout_wrap(out, &wrap, value);
	rt_text_free(&first);
}

/* "NAME: REASON", a paragraph. */
static void add_reason(struct rt_text *out, const char *label,
		       const struct rt_compared *row, const char *reason)
{
	struct rt_text line = RT_TEXT_INIT;

	rt_compared_name(row, &line);
	rt_text_format(&line, ": %s", reason);
	add_item(out, label, rt_text_string(&line));
	rt_text_free(&line);
}

static void add_more(struct rt_text *out, size_t count)
{
	if (count > told_worse)
		rt_text_format(out, "          and %zu more\n",
			       count - told_worse);
}

/* What got worse, by name: that is what a reviewer has to look at. */
static void add_worse(struct rt_text *out,
		      const struct rt_comparison *comparison)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];
		enum rt_change change = rt_compared_change(row);

		if (!rt_change_is_worse(change) || count++ >= told_worse)
			continue;
		add_reason(out,
			   change == RT_CHANGE_REGRESSED ? "regressed"
			   : change == RT_CHANGE_NO_BUILD
				   ? "broken"
				   : rt_change_word(change),
			   row, row->answer[RT_AFTER].reason);
	}
	add_more(out, count);
}

/* One row stands for all that are as they were, and torn. */
static void add_first(struct rt_text *out,
		      const struct rt_comparison *comparison, int side,
		      enum rt_outcome outcome, const char *label)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];

		if (row->answer[side].outcome != outcome ||
		    rt_change_is_worse(rt_compared_change(row)))
			continue;
		add_reason(out, label, row, row->answer[side].reason);
		return;
	}
}

static void add_disagreements(struct rt_text *out,
			      const struct rt_comparison *comparison)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++)
		for (int side = 0; side < RT_SIDES; side++) {
			const struct rt_compared *row = &comparison->row[i];
			const char *why = row->answer[side].disagreement;

			if (*why && count++ < told_worse)
				add_reason(out, "DISAGREE", row, why);
		}
	add_more(out, count);
}

/* With one side and no baseline nothing has changed: what there is. */
static void add_headline(struct rt_text *out,
			 const struct rt_comparison *comparison)
{
	const size_t *after = comparison->tally.after;
	struct rt_text sentence = RT_TEXT_INIT;
	const struct rt_wrap wrap = {
		.width = line_width,
		.first = "",
		.start = "",
		.next = "",
		.tail = "",
	};

	if (comparison->has_before || comparison->is_baseline ||
	    rt_change_is_unbuilt(&comparison->tally))
		rt_change_sentence(&comparison->tally, &sentence);
	else
		rt_text_format(&sentence, "%zu of %zu cells torn, %zu atomic",
			       after[RT_OUTCOME_TORN], comparison->count,
			       after[RT_OUTCOME_ATOMIC] +
				       after[RT_OUTCOME_TWICE]);
	rt_layout_wrap(out, &wrap, rt_text_string(&sentence));
	rt_text_free(&sentence);
}

static void add_sides(struct rt_text *out,
		      const struct rt_comparison *comparison)
{
	if (comparison->has_before)
		add_item(out, "before", comparison->label[RT_BEFORE]);
	else if (comparison->is_baseline)
		add_item(out, "base", comparison->baseline);
	add_item(out, "after", comparison->label[RT_AFTER]);
}

/* Of a range: who did it. */
static void add_commits(struct rt_text *out,
			const struct rt_comparison *comparison)
{
	for (size_t i = 0; i < comparison->commits; i++) {
		const struct rt_compared_commit *commit =
			&comparison->commit[i];
		struct rt_text line = RT_TEXT_INIT;

		rt_text_format(&line, "%s: ", commit->text);
		rt_change_sentence(&commit->tally, &line);
		add_item(out, "commit", rt_text_string(&line));
		rt_text_free(&line);
	}
}

static void add_emulated(struct rt_text *out,
			 const struct rt_comparison *comparison)
{
	struct rt_text line = RT_TEXT_INIT;
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared_answer *answer =
			comparison->row[i].answer;

		count += *answer[RT_BEFORE].emulator ||
			 *answer[RT_AFTER].emulator;
	}
	rt_text_format(&line,
		       "%zu cells are of other machines, and were stepped in "
		       "an emulator",
		       count);
	if (count)
		add_item(out, "emulated", rt_text_string(&line));
	rt_text_free(&line);
}

static void add_cost_line(struct rt_text *out, const char *what, int decimals,
			  double before, double after)
{
	rt_text_format(out, "          %-22s %8.*f -> %8.*f", what, decimals,
		       before, decimals, after);
	if (before > 0)
		rt_text_format(out, ", x %.2f", after / before);
	rt_text_add(out, "\n");
}

/* The wild fixes were argued over for it. */
static void add_cost(struct rt_text *out,
		     const struct rt_comparison *comparison)
{
	const struct rt_compared_cost *cost = &comparison->cost;
	const struct rt_compared *row = &comparison->row[cost->row];
	const struct rt_compared_answer *answer = row->answer;
	struct rt_text name = RT_TEXT_INIT;

	if (!cost->is_measured)
		return;
	rt_compared_name(row, &name);
	rt_text_add(&name, ", a call, before and after:");
	add_item(out, "cost", rt_text_string(&name));
	if (answer[RT_BEFORE].instructions && answer[RT_AFTER].instructions)
		add_cost_line(out, "instructions", 0,
			      answer[RT_BEFORE].instructions,
			      answer[RT_AFTER].instructions);
	add_cost_line(out, "ns a call, alone", 2, cost->alone[RT_BEFORE],
		      cost->alone[RT_AFTER]);
	if (cost->is_contended)
		add_cost_line(out, "ns a call, contended", 2,
			      cost->contended[RT_BEFORE],
			      cost->contended[RT_AFTER]);
	rt_text_free(&name);
}

/* What there should be: a table that is too short looks like a sound one. */
static void add_missing(struct rt_text *out,
			const struct rt_comparison *comparison)
{
	struct rt_text line = RT_TEXT_INIT;

	if (comparison->shards_missing)
		rt_text_format(&line, "shards that are not there: %s\n",
			       comparison->missing);
	if (comparison->rows_missing)
		rt_text_format(&line,
			       "%zu rows of runs that were ended early\n",
			       comparison->rows_missing);
	if (line.length)
		add_item(out, "missing", rt_text_string(&line));
	rt_text_free(&line);
}

/* With a baseline, what was not compared: nothing can be said of it. */
static void add_uncompared(struct rt_text *out,
			   const struct rt_comparison *comparison)
{
	struct rt_text line = RT_TEXT_INIT;

	if (comparison->gone && !comparison->shard.count)
		rt_text_format(&line,
			       "%zu cells of the baseline are not in the "
			       "matrix: %s%s\n",
			       comparison->gone, comparison->gone_names,
			       comparison->gone > RT_COMPARED_GONE ? ", ..."
								   : "");
	if (comparison->tally.after[RT_OUTCOME_NO_BUILD])
		rt_text_format(&line, "%zu cells were not built\n",
			       comparison->tally.after[RT_OUTCOME_NO_BUILD]);
	if (comparison->added)
		rt_text_format(&line,
			       "%zu cells are not in the baseline: --update "
			       "adds them\n",
			       comparison->added);
	if (comparison->is_baseline && line.length)
		add_item(out, "baseline", rt_text_string(&line));
	rt_text_free(&line);
}

void rt_comparison_text(const struct rt_comparison *comparison, bool colour,
			bool all, struct rt_text *out)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	add_headline(out, comparison);
	add_sides(out, comparison);
	add_commits(out, comparison);
	add_worse(out, comparison);
	add_first(out, comparison, RT_AFTER, RT_OUTCOME_TORN, "torn");
	add_first(out, comparison, RT_AFTER, RT_OUTCOME_FAULTY, "faulty");
	add_first(out, comparison, RT_AFTER, RT_OUTCOME_INCONCLUSIVE,
		  "unknown");
	add_first(out, comparison, RT_AFTER, RT_OUTCOME_ERROR, "failed");
	add_first(out, comparison, RT_AFTER, RT_OUTCOME_NO_BUILD, "no build");
	/* A slip in what was typed looks like a change that mends it. */
	if (comparison->tally.before[RT_OUTCOME_NO_BUILD] == comparison->count)
		add_first(out, comparison, RT_BEFORE, RT_OUTCOME_NO_BUILD,
			  "before");
	add_disagreements(out, comparison);
	add_emulated(out, comparison);
	add_cost(out, comparison);
	add_missing(out, comparison);
	add_uncompared(out, comparison);
	rt_comparison_table(out, comparison, colour, all);
	rt_layout_end(&layout);
}

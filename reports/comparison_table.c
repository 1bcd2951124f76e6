/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/comparison_table.h"

#include <string.h>

#include "reports/layout.h"

/* Widths of the three columns behind the name. */
struct widths {
	size_t name, before, after, change;
};

static size_t longer(size_t width, const char *word)
{
	size_t length = strlen(word);

	return length > width ? length : width;
}

static struct widths measure(const struct rt_comparison *comparison)
{
	struct widths widths = {.name = 4, .before = 6, .after = 5};
	size_t most;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];
		struct rt_text name = RT_TEXT_INIT;

		rt_compared_name(row, &name);
		widths.name = longer(widths.name, rt_text_string(&name));
		widths.before =
			longer(widths.before,
			       rt_outcome_word(row->answer[RT_BEFORE].outcome));
		widths.after =
			longer(widths.after,
			       rt_outcome_word(row->answer[RT_AFTER].outcome));
		widths.change = longer(widths.change,
				       rt_change_word(rt_compared_change(row)));
		rt_text_free(&name);
	}
	most = RT_COMPARISON_WIDTH - widths.before - widths.after -
	       widths.change - 6;
	if (widths.name > most)
		widths.name = most;
	return widths;
}

static const char *colour_of(enum rt_change change)
{
	if (rt_change_is_worse(change) || change == RT_CHANGE_STILL_TORN ||
	    change == RT_CHANGE_STILL_FAULTY)
		return "\033[31m";
	if (change == RT_CHANGE_FIXED || change == RT_CHANGE_NOW_ATOMIC)
		return "\033[32m";
	return change == RT_CHANGE_UNSETTLED ? "\033[33m" : "";
}

/* A name that is too long has a line to itself. */
static void add_name(struct rt_text *out, const char *name, size_t width)
{
	size_t length = rt_layout_width(name, strlen(name));

	if (length <= width) {
		rt_text_add(out, name);
		rt_layout_pad(out, length, width);
	} else {
		const struct rt_wrap wrap = {
			.width = RT_COMPARISON_WIDTH,
			.first = "",
			.start = "  ",
			.next = "  ",
			.tail = "",
			.cut = true,
		};

		rt_layout_wrap(out, &wrap, name);
		rt_layout_pad(out, 0, width);
	}
}

static void add_row(struct rt_text *out, const struct rt_comparison *comparison,
		    const struct rt_compared *row, const struct widths *widths,
		    bool colour)
{
	enum rt_change change = rt_compared_change(row);
	const char *paint = colour ? colour_of(change) : "";
	struct rt_text name = RT_TEXT_INIT, clean = RT_TEXT_INIT;

	rt_compared_name(row, &name);
	rt_layout_clean_line(&clean, rt_text_string(&name));
	add_name(out, rt_text_string(&clean), widths->name);
	if (comparison->has_before || comparison->is_baseline)
		rt_text_format(
			out, "  %-*s  %-*s  %s%s%s\n", (int)widths->before,
			rt_outcome_word(row->answer[RT_BEFORE].outcome),
			(int)widths->after,
			rt_outcome_word(row->answer[RT_AFTER].outcome), paint,
			rt_change_word(change), *paint ? "\033[0m" : "");
	else
		rt_text_format(out, "  %s\n",
			       rt_outcome_word(row->answer[RT_AFTER].outcome));
	rt_text_free(&name);
	rt_text_free(&clean);
}

/* The rows of one block that say the same, "unchanged", are one line. */
static size_t count_same(const struct rt_comparison *comparison, size_t index)
{
	const struct rt_compared *row = &comparison->row[index];
	size_t same = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *other = &comparison->row[i];

		if (strcmp(other->title, row->title) ||
		    rt_compared_change(other) != RT_CHANGE_UNCHANGED ||
		    other->answer[RT_AFTER].outcome !=
			    row->answer[RT_AFTER].outcome)
			continue;
		if (i < index)
			return 0; /* told with the first of them */
		same++;
	}
	return same;
}

/* Whether the row at @index is told by its name; else its group is, once. */
static bool is_told(const struct rt_comparison *comparison, size_t index,
		    struct rt_text *out, const struct widths *widths)
{
	const struct rt_compared *row = &comparison->row[index];
	const char *word = rt_outcome_word(row->answer[RT_AFTER].outcome);
	struct rt_text name = RT_TEXT_INIT;
	size_t same;

	if (rt_compared_change(row) != RT_CHANGE_UNCHANGED)
		return true;
	same = count_same(comparison, index);
	if (same == 1)
		return true;
	if (same) {
		rt_text_format(&name, "%zu cells", same);
		add_name(out, rt_text_string(&name), widths->name);
		rt_text_format(out, "  %-*s  %-*s  %s\n", (int)widths->before,
			       word, (int)widths->after, word,
			       rt_change_word(RT_CHANGE_UNCHANGED));
	}
	rt_text_free(&name);
	return false;
}

void rt_comparison_table(struct rt_text *out,
			 const struct rt_comparison *comparison, bool colour,
			 bool all)
{
	struct widths widths = measure(comparison);
	bool has_changes = comparison->has_before || comparison->is_baseline;
	bool is_named, folds = false;
	const char *title = "";

	rt_text_format(out, "\n%-*s  ", (int)widths.name, "cell");
	if (has_changes)
		rt_text_format(out, "%-*s  %-*s  change\n", (int)widths.before,
			       comparison->is_baseline ? "base" : "before",
			       (int)widths.after, "after");
	else
		rt_text_add(out, "now\n");
	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];

		if (strcmp(row->title, title)) {
			rt_text_add(out, "  ");
			rt_layout_clean_line(out, row->title);
			rt_text_add(out, ":\n");
		}
		title = row->title;
		is_named = all || !has_changes ||
			   is_told(comparison, i, out, &widths);
		folds |= !is_named;
		if (is_named)
			add_row(out, comparison, row, &widths, colour);
	}
	if (folds)
		rt_text_add(out, "--all names the unchanged cells.\n");
}

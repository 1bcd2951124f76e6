/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/builds.h"

#include <stdio.h>
#include <string.h>

#include "reports/compare.h"
#include "reports/layout.h"
#include "reports/screen.h"

enum { most_reasons = 8 };

static const struct rt_compared_answer *answer_of(const struct rt_compared *row)
{
	return &row->answer[RT_AFTER];
}

/* Whether two builds are one line: what they differ in is in their names. */
static bool are_alike(const struct rt_compared *one,
		      const struct rt_compared *other)
{
	return answer_of(one)->outcome == answer_of(other)->outcome &&
	       !strcmp(one->title, other->title) &&
	       one->width == other->width &&
	       one->misaligned == other->misaligned &&
	       !strcmp(one->direction, other->direction);
}

static bool is_first(const struct rt_comparison *comparison, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (are_alike(&comparison->row[i], &comparison->row[index]))
			return false;
	return true;
}

static size_t count_alike(const struct rt_comparison *comparison, size_t index)
{
	size_t count = 0;

	for (size_t i = index; i < comparison->count; i++)
		count +=
			are_alike(&comparison->row[i], &comparison->row[index]);
	return count;
}

static void print_sentence(const struct rt_comparison *comparison)
{
	enum rt_outcome worst = rt_change_alone_outcome(&comparison->tally);
	bool colour = rt_screen_colour();
	struct rt_text text = RT_TEXT_INIT;

	rt_change_alone_sentence(&comparison->tally, &text);
	printf("%s%s%s\n", colour ? rt_screen_colour_of(worst) : "",
	       rt_text_string(&text), colour ? "\033[0m" : "");
	rt_text_free(&text);
}

/* The first row with the worst outcome; the count of rows without one. */
static size_t find_worst(const struct rt_comparison *comparison)
{
	enum rt_outcome worst = rt_change_alone_outcome(&comparison->tally);
	size_t i = 0;

	while (i < comparison->count &&
	       answer_of(&comparison->row[i])->outcome != worst)
		i++;
	return i;
}

/* Why, and the command that shows it: one build stands for all. */
static void print_worst(const struct rt_compare *compare)
{
	const struct rt_comparison *comparison = &compare->comparison;
	enum rt_outcome worst = rt_change_alone_outcome(&comparison->tally);
	size_t index = find_worst(comparison);
	struct rt_text command = RT_TEXT_INIT;

	if (worst == RT_OUTCOME_ATOMIC || index == comparison->count)
		return;
	/* That nothing was built is told with each of the reasons. */
	if (worst != RT_OUTCOME_NO_BUILD)
		rt_screen_item("because",
			       answer_of(&comparison->row[index])->reason);
	rt_text_format(&command, "%s check ", compare->places.command);
	rt_compare_typed(compare, index, &command);
	rt_screen_command("again", rt_text_string(&command));
	rt_text_free(&command);
}

static void print_title(const char *title)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_layout layout;

	rt_layout_begin(&layout);
	rt_text_add(&text, "  ");
	rt_layout_clean_line(&text, title);
	puts(rt_text_string(&text));
	rt_layout_end(&layout);
	rt_text_free(&text);
}

static void print_row(const struct rt_comparison *comparison, size_t index,
		      bool all)
{
	enum { verdict_columns = 14, count_columns = 8 };
	const struct rt_compared *row = &comparison->row[index];
	struct rt_text first = RT_TEXT_INIT, name = RT_TEXT_INIT;

	rt_compared_name(row, &name);
	rt_text_format(&first, "%-*s", verdict_columns - 2,
		       rt_outcome_word(answer_of(row)->outcome));
	if (!all)
		rt_text_format(&first, "  %*zu", count_columns - 2,
			       count_alike(comparison, index));
	rt_screen_beside(rt_text_string(&first),
			 verdict_columns + (all ? 0 : count_columns),
			 rt_text_string(&name));
	rt_text_free(&first);
	rt_text_free(&name);
}

static void print_rows(const struct rt_comparison *comparison, bool all)
{
	const char *title = "";

	puts(all ? "\nverdict       build"
		 : "\nverdict       builds  the first of them (--all: each)");
	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];

		if (!all && !is_first(comparison, i))
			continue;
		if (strcmp(row->title, title))
			print_title(row->title);
		title = row->title;
		print_row(comparison, i, all);
	}
}

/* Whether no row before number @index has its outcome for its reason. */
static bool is_new_reason(const struct rt_comparison *comparison, size_t index)
{
	const struct rt_compared_answer *new =
		answer_of(&comparison->row[index]);

	for (size_t i = 0; i < index; i++) {
		const struct rt_compared_answer *old =
			answer_of(&comparison->row[i]);

		if (old->outcome == new->outcome &&
		    !strcmp(old->reason, new->reason))
			return false;
	}
	return true;
}

/* Each reason why builds were not judged, with the first of them. */
static void print_unjudged(const struct rt_comparison *comparison,
			   enum rt_outcome outcome, const char *label)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];
		struct rt_text line = RT_TEXT_INIT;

		if (answer_of(row)->outcome != outcome ||
		    !is_new_reason(comparison, i) || count++ >= most_reasons)
			continue;
		rt_compared_name(row, &line);
		rt_text_format(&line, ": %s", answer_of(row)->reason);
		rt_screen_item(label, rt_text_string(&line));
		rt_text_free(&line);
	}
	if (count > most_reasons)
		printf("          for %zu more reasons\n",
		       count - most_reasons);
}

static void print(const struct rt_compare *compare, bool all)
{
	const struct rt_comparison *comparison = &compare->comparison;

	print_sentence(comparison);
	rt_screen_item("accessor", comparison->label[RT_AFTER]);
	print_worst(compare);
	print_rows(comparison, all);
	print_unjudged(comparison, RT_OUTCOME_INCONCLUSIVE, "unknown");
	print_unjudged(comparison, RT_OUTCOME_ERROR, "failed");
	print_unjudged(comparison, RT_OUTCOME_NO_BUILD, "not built");
	rt_compare_print_absent(compare);
}

/* The comparison of one side, with what is said of it. */
static json_t *make_json(const struct rt_compare *compare)
{
	const struct rt_comparison *comparison = &compare->comparison;
	json_t *json = rt_compare_json(compare);
	struct rt_text sentence = RT_TEXT_INIT;

	rt_change_alone_sentence(&comparison->tally, &sentence);
	json_object_set_new(json, "sentence",
			    json_string(rt_text_string(&sentence)));
	json_object_set_new(json, "verdict",
			    json_string(rt_outcome_word(rt_change_alone_outcome(
				    &comparison->tally))));
	rt_text_free(&sentence);
	return json;
}

int rt_builds_report(const struct rt_compare *compare, bool all,
		     struct rt_error *error)
{
	json_t *json;

	if (!compare->options->json) {
		print(compare, all);
		return RT_OK;
	}
	json = make_json(compare);
	if (!json)
		return rt_no_memory(error);
	rt_screen_json("check", json);
	return RT_OK;
}

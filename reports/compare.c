/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "reports/baseline.h"
#include "reports/comparison.h"
#include "reports/screen.h"

static int write_text(const char *path, const struct rt_text *text,
		      struct rt_error *error)
{
	if (rt_text_failed(text))
		return rt_no_memory(error);
	if (strcmp(path, "-"))
		return rt_file_write(path, rt_text_string(text), text->length,
				     error);
	fputs(rt_text_string(text), stdout);
	return RT_OK;
}

static int write_for_ci(const struct rt_compare *compare,
			struct rt_error *error)
{
	const struct rt_compare_options *options = compare->options;
	struct rt_text junit = RT_TEXT_INIT, tap = RT_TEXT_INIT;
	int code = RT_OK;

	if (options->junit) {
		rt_comparison_junit(&compare->comparison, &junit);
		code = write_text(options->junit, &junit, error);
	}
	if (options->tap && !code) {
		rt_comparison_tap(&compare->comparison, &tap);
		code = write_text(options->tap, &tap, error);
	}
	rt_text_free(&junit);
	rt_text_free(&tap);
	return code;
}

void rt_compare_print_absent(const struct rt_compare *compare)
{
	for (size_t i = 0; i < compare->cells.absent_count; i++) {
		const struct rt_matrix_absent *absent =
			&compare->cells.absent[i];
		struct rt_text line = RT_TEXT_INIT;

		rt_text_format(&line, "no toolchain here is %s: %zu %s%s%s",
			       absent->pattern, absent->cells,
			       absent->cells == 1 ? "cell" : "cells or more",
			       absent->package ? "; apt-get install " : "",
			       absent->package ? absent->package : "");
		rt_screen_item("not here", rt_text_string(&line));
		rt_text_free(&line);
	}
}

/* The arguments of ringtear that judge a row alone, where there are any. */
static void add_commands(json_t *rows, const struct rt_compare *compare)
{
	for (size_t i = 0; i < json_array_size(rows); i++) {
		struct rt_text typed = RT_TEXT_INIT, command = RT_TEXT_INIT;

		rt_compare_typed(compare, i, &typed);
		rt_text_format(&command, "check %s", rt_text_string(&typed));
		json_object_set_new(
			json_array_get(rows, i), "again",
			typed.length ? json_string(rt_text_string(&command))
				     : json_null());
		rt_text_free(&typed);
		rt_text_free(&command);
	}
}

json_t *rt_compare_json(const struct rt_compare *compare)
{
	json_t *json = rt_comparison_json(&compare->comparison);
	json_t *absent = json_array();

	for (size_t i = 0; i < compare->cells.absent_count; i++)
		json_array_append_new(
			absent,
			json_pack("{s:s, s:i}", "pattern",
				  compare->cells.absent[i].pattern, "cells",
				  (int)compare->cells.absent[i].cells));
	if (!json || json_object_set_new(json, "absent", absent)) {
		json_decref(json);
		return NULL;
	}
	add_commands(json_object_get(json, "rows"), compare);
	return json;
}

static bool is_incomplete(const struct rt_comparison *comparison)
{
	return comparison->shards_missing || comparison->rows_missing;
}

/* Two built-ins, or two files, are no change that somebody sent. */
static bool is_change(const struct rt_compare *compare)
{
	return compare->options->patch || compare->options->range;
}

/*
 * What a reviewer pastes into the reply; only under a result that earns it,
 * and only for a change that somebody can be said to have tested.
 */
static void print_trailer(const struct rt_compare *compare)
{
	const struct rt_comparison *comparison = &compare->comparison;
	struct rt_text who = RT_TEXT_INIT, sentence = RT_TEXT_INIT;

	if (!is_change(compare) || !rt_change_is_earned(&comparison->tally) ||
	    comparison->is_baseline || compare->shard.count ||
	    is_incomplete(comparison))
		return;
	rt_tree_identity(compare->options->tree, &who);
	rt_change_sentence(&comparison->tally, &sentence);
	if (who.length)
		printf("\n%s\nTested-by: %s\n", rt_text_string(&sentence),
		       rt_text_string(&who));
	else
		printf("\nno Tested-by: git has no user.name and user.email "
		       "here\n");
	rt_text_free(&who);
	rt_text_free(&sentence);
}

/* The row to look at first: what got worse, else what is torn or faulty. */
static size_t find_telling(const struct rt_comparison *comparison)
{
	size_t chosen = comparison->count;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];
		enum rt_outcome after = row->answer[RT_AFTER].outcome;

		if (rt_change_is_worse(rt_compared_change(row)))
			return i;
		if (chosen == comparison->count &&
		    (after == RT_OUTCOME_TORN || after == RT_OUTCOME_FAULTY))
			chosen = i;
	}
	return chosen;
}

/* The command that judges this row of the side after alone. */
static void print_again(const struct rt_compare *compare)
{
	size_t row = find_telling(&compare->comparison);
	struct rt_text typed = RT_TEXT_INIT, command = RT_TEXT_INIT;

	if (row < compare->comparison.count)
		rt_compare_typed(compare, row, &typed);
	rt_text_format(&command, "%s check %s", compare->places.command,
		       rt_text_string(&typed));
	if (typed.length) {
		putchar('\n');
		rt_screen_command("again", rt_text_string(&command));
	}
	rt_text_free(&typed);
	rt_text_free(&command);
}

static int print(const struct rt_compare *compare, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;

	if (compare->options->json) {
		json_t *json = rt_compare_json(compare);

		rt_screen_json("compare", json);
		return json ? RT_OK : rt_no_memory(error);
	}
	/* TAP on standard output is for a program: nothing beside it. */
	if (compare->options->tap && !strcmp(compare->options->tap, "-"))
		return RT_OK;
	rt_comparison_text(&compare->comparison, rt_screen_colour(),
			   compare->options->all, &text);
	fputs(rt_text_string(&text), stdout);
	rt_text_free(&text);
	print_again(compare);
	rt_compare_print_absent(compare);
	print_trailer(compare);
	return RT_OK;
}

static int exit_code(const struct rt_compare *compare)
{
	const struct rt_comparison *comparison = &compare->comparison;
	int status = rt_change_exit_code(&comparison->tally,
					 comparison->is_baseline);

	/* What is torn is so by decision: it was written down. */
	if (compare->options->update)
		return 0;
	if (!status &&
	    (is_incomplete(comparison) || rt_baseline_is_unmet(comparison)))
		return 125;
	return status;
}

int rt_compare_report(struct rt_compare *compare, int *status,
		      struct rt_error *error)
{
	int code = rt_compare_use_baseline(compare, error);

	if (!code)
		code = write_for_ci(compare, error);
	if (!code)
		code = print(compare, error);
	*status = exit_code(compare);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens a comparison: from the options to its rows, or from a store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/compare/compare.h"
#include "harness/module/command.h"
#include "harness/record/store.h"

/* Reads a matrix: a name of the corpora, or a path to a file. */
static int read_matrix(struct rt_compare *compare, struct rt_error *error)
{
	const char *name = compare->options->matrix;
	struct rt_text path = RT_TEXT_INIT;
	int code;

	name = name ? name : "default";
	rt_text_format(&path, "%s/matrices/%s",
		       rt_text_string(&compare->places.corpora), name);
	if (strchr(name, '/') || !rt_file_exists(rt_text_string(&path))) {
		rt_text_free(&path);
		rt_text_add(&path, name);
	}
	code = rt_matrix_read(&compare->matrix, rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}

static int find_cells(struct rt_compare *compare, struct rt_error *error)
{
	struct rt_text include = RT_TEXT_INIT;
	int code = read_matrix(compare, error);

	rt_text_format(&include, "%s/include",
		       rt_text_string(&compare->places.corpora));
	if (!code)
		code = rt_matrix_cells(&compare->cells, &compare->matrix,
				       &compare->inventory.toolchains,
				       rt_text_string(&include), error);
	rt_text_free(&include);
	return code;
}

int rt_compare_open(struct rt_compare *compare, struct rt_error *error)
{
	int code = rt_places_check_corpora(&compare->places, error);

	if (!code && !compare->options->list)
		code = rt_compare_tree_open(compare, error);
	if (!code)
		code = rt_inventory_find(&compare->inventory, &compare->places,
					 error);
	if (!code)
		code = find_cells(compare, error);
	if (!code)
		code = rt_compare_sides(compare, error);
	if (!code && !compare->options->list)
		code = rt_compare_tree(compare, error);
	if (!code)
		code = rt_compare_rows(compare, error);
	return code;
}

int rt_compare_name(struct rt_compare *compare, const struct rt_strings *typed,
		    struct rt_error *error)
{
	rt_text_format(&compare->command, "%s ", compare->places.command);
	rt_command_text(&compare->command, typed);
	snprintf(compare->comparison.command,
		 sizeof(compare->comparison.command), "%s",
		 rt_text_string(&compare->command));
	/* Omits the shard, so that the shards of one comparison share it. */
	if (compare->shard.count)
		rt_text_format(&compare->command, " --shard %zu/%zu",
			       compare->shard.index + 1, compare->shard.count);
	if (compare->shard.count &&
	    compare->command.length >= sizeof(compare->comparison.command))
		return rt_fail(error, RT_USAGE,
			       "a command of %zu bytes is too long for its "
			       "shards to be told apart; put expressions into "
			       "a header or a prelude",
			       compare->command.length);
	if (typed->failed || rt_text_failed(&compare->command))
		return rt_no_memory(error);
	return RT_OK;
}

int rt_compare_from_store(struct rt_compare *compare, struct rt_error *error)
{
	const char *word = compare->options->run;
	struct rt_store *store;
	char *end = NULL;
	long long id = word ? strtoll(word, &end, 10) : 0;
	int code;

	if (word && (!*word || *end || id < 1))
		return rt_fail(error, RT_USAGE,
			       "--run cannot be '%s'; give the number of a "
			       "run, as `runs` lists it",
			       word);
	code = rt_store_open_readonly(compare->options->from, &store, error);
	if (!code)
		code = rt_comparison_read(&compare->comparison, store, id,
					  error);
	rt_store_close(store);
	return code;
}

void rt_compare_close(struct rt_compare *compare)
{
	rt_compare_tree_free(compare);
	for (int i = 0; i < RT_COMPARE_SIDES; i++)
		rt_compare_side_free(&compare->side[i]);
	rt_comparison_free(&compare->comparison);
	free(compare->row);
	rt_matrix_cells_free(&compare->cells);
	rt_matrix_free(&compare->matrix);
	rt_inventory_free(&compare->inventory);
	rt_text_free(&compare->command);
	rt_error_clear(&compare->not_recorded);
}

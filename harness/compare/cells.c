/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/compare/cells.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/toolchain/libc.h"

struct work {
	struct rt_matrix_cells *cells;
	const struct rt_matrix_block *block;
	const struct rt_toolchains *toolchains;
	const char *include;
	struct rt_strings folders; /* of the block, absolute */
	size_t room;
};

static bool matches_name(const char *pattern, const char *compiler,
			 const struct rt_libc *libc)
{
	struct rt_text name = RT_TEXT_INIT;
	bool matches;

	rt_text_format(&name, "%s+%s", compiler, libc->name);
	matches = fnmatch(pattern, rt_text_string(&name), 0) == 0;
	rt_text_free(&name);
	if (matches || !rt_libc_is_host(libc))
		return matches;
	rt_text_format(&name, "%s+host", compiler);
	matches = fnmatch(pattern, rt_text_string(&name), 0) == 0;
	rt_text_free(&name);
	return matches;
}

/*
 * A native compiler may have an alias such as x86_64-linux-gnu-gcc. A pattern
 * that begins with '*', which is meant for cross compilers, must not match it.
 */
static bool matches(const char *pattern, const struct rt_toolchain *toolchain)
{
	const struct rt_compiler *compiler = toolchain->compiler;
	bool is_loose = *pattern == '*';

	if (!fnmatch(pattern, rt_text_string(&toolchain->name), 0) ||
	    matches_name(pattern, compiler->name, toolchain->libc))
		return true;
	for (size_t i = 0; i < compiler->alias.count; i++) {
		const char *alias = compiler->alias.word[i];

		if ((!is_loose || !strstr(alias, "-linux-")) &&
		    matches_name(pattern, alias, toolchain->libc))
			return true;
	}
	return false;
}

/* Appends combination @index of the flags: one alternative of each group. */
static void add_flags(struct rt_text *flags,
		      const struct rt_matrix_block *block, size_t index)
{
	size_t below = 1;

	for (size_t i = 1; i < block->group_count; i++)
		below *= block->group[i].count;
	for (size_t i = 0; i < block->group_count; i++) {
		const char *word = block->group[i].word[index / below];

		index %= below;
		if (i + 1 < block->group_count)
			below /= block->group[i + 1].count;
		if (*word)
			rt_text_format(flags, "%s%s", flags->length ? " " : "",
				       word);
	}
}

static size_t combinations(const struct rt_matrix_block *block)
{
	size_t count = 1;

	for (size_t i = 0; i < block->group_count; i++)
		count *= block->group[i].count;
	return count;
}

static void add_name(struct rt_matrix_cell *cell, const struct work *work)
{
	rt_text_add(&cell->name, rt_text_string(&cell->toolchain->name));
	for (size_t i = 0; i < work->block->includes.count; i++)
		rt_text_format(&cell->name, " -I%s",
			       work->block->includes.word[i]);
	if (cell->flags.length)
		rt_text_format(&cell->name, " %s",
			       rt_text_string(&cell->flags));
}

static void free_cell(struct rt_matrix_cell *cell)
{
	rt_text_free(&cell->flags);
	rt_strings_free(&cell->folder);
	rt_text_free(&cell->name);
}

static bool is_known(const struct rt_matrix_cells *cells, const char *name)
{
	for (size_t i = 0; i < cells->count; i++)
		if (!strcmp(rt_text_string(&cells->cell[i].name), name))
			return true;
	return false;
}

static int make_room(struct work *work, struct rt_error *error)
{
	struct rt_matrix_cells *cells = work->cells;
	struct rt_matrix_cell *grown;

	if (cells->count < work->room)
		return RT_OK;
	work->room = work->room ? 2 * work->room : 64;
	grown = reallocarray(cells->cell, work->room, sizeof(*grown));
	if (!grown)
		return rt_no_memory(error);
	cells->cell = grown;
	return RT_OK;
}

static int add_cell(struct work *work, const struct rt_toolchain *toolchain,
		    size_t index, struct rt_error *error)
{
	struct rt_matrix_cell cell = {
		.toolchain = toolchain,
		.title = rt_text_string(&work->block->title),
	};
	int code = make_room(work, error);

	if (code)
		return code;
	add_flags(&cell.flags, work->block, index);
	rt_strings_add_all(&cell.folder, &work->folders);
	add_name(&cell, work);
	if (rt_text_failed(&cell.flags) || rt_text_failed(&cell.name) ||
	    cell.folder.failed)
		code = rt_no_memory(error);
	if (code || is_known(work->cells, rt_text_string(&cell.name)))
		free_cell(&cell);
	else
		work->cells->cell[work->cells->count++] = cell;
	return code;
}

/* The package of the libc in @pattern; NULL if the libc is here or unknown. */
static const char *package_of(const char *pattern,
			      const struct rt_toolchains *toolchains)
{
	const char *plus = strrchr(pattern, '+');

	if (!plus || rt_libcs_named(&toolchains->libcs, plus + 1))
		return NULL;
	return rt_libc_package(plus + 1);
}

static int add_absent(struct work *work, const char *pattern,
		      struct rt_error *error)
{
	struct rt_matrix_cells *cells = work->cells;
	struct rt_matrix_absent *grown = reallocarray(
		cells->absent, cells->absent_count + 1, sizeof(*grown));

	if (!grown)
		return rt_no_memory(error);
	cells->absent = grown;
	grown[cells->absent_count++] = (struct rt_matrix_absent){
		.pattern = pattern,
		.package = package_of(pattern, work->toolchains),
		.cells = combinations(work->block),
	};
	return RT_OK;
}

static int add_pattern(struct work *work, const char *pattern,
		       struct rt_error *error)
{
	size_t count = combinations(work->block);
	bool found = false;
	int code = RT_OK;

	for (size_t i = 0; !code && i < work->toolchains->total; i++) {
		const struct rt_toolchain *one = &work->toolchains->list[i];

		if (!matches(pattern, one))
			continue;
		found = true;
		for (size_t j = 0; !code && j < count; j++)
			code = add_cell(work, one, j, error);
	}
	if (!code && !found)
		code = add_absent(work, pattern, error);
	return code;
}

static int find_folders(struct work *work, struct rt_error *error)
{
	for (size_t i = 0; i < work->block->includes.count; i++) {
		const char *name = work->block->includes.word[i];
		size_t last = work->folders.count;

		if (*name == '/')
			rt_strings_add(&work->folders, name);
		else
			rt_strings_format(&work->folders, "%s/%s",
					  work->include, name);
		if (work->folders.failed)
			return rt_no_memory(error);
		if (!rt_file_exists(work->folders.word[last]))
			return rt_fail(error, RT_USAGE,
				       "the matrix' folder of headers %s is "
				       "not there; correct its include line",
				       work->folders.word[last]);
	}
	return RT_OK;
}

static int add_block(struct work *work, struct rt_error *error)
{
	int code = find_folders(work, error);

	for (size_t i = 0; !code && i < work->block->toolchains.count; i++)
		code = add_pattern(work, work->block->toolchains.word[i],
				   error);
	rt_strings_free(&work->folders);
	return code;
}

static int fail_empty(const struct rt_matrix_cells *cells,
		      struct rt_error *error)
{
	const struct rt_matrix_absent *first = cells->absent;

	return rt_fail(error, RT_USAGE,
		       "no toolchain of this machine is in the matrix: none "
		       "matches %s%s%s; `list` shows those that are here",
		       first ? first->pattern : "it",
		       first && first->package ? ", install " : "",
		       first && first->package ? first->package : "");
}

int rt_matrix_cells(struct rt_matrix_cells *cells,
		    const struct rt_matrix *matrix,
		    const struct rt_toolchains *toolchains, const char *include,
		    struct rt_error *error)
{
	struct work work = {
		.cells = cells,
		.toolchains = toolchains,
		.include = include,
	};
	int code = RT_OK;

	*cells = (struct rt_matrix_cells){.cell = NULL};
	for (size_t i = 0; !code && i < matrix->count; i++) {
		work.block = &matrix->block[i];
		code = add_block(&work, error);
	}
	if (!code && !cells->count)
		code = fail_empty(cells, error);
	return code;
}

void rt_matrix_cells_free(struct rt_matrix_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		free_cell(&cells->cell[i]);
	free(cells->cell);
	free(cells->absent);
	*cells = (struct rt_matrix_cells){.cell = NULL};
}

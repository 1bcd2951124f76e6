/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the engines agree on every accessor of the corpora, by every
 * toolchain of this machine, at each width, in both directions:
 *
 *     agreement [quick] [CODES]
 *
 * Prints the table that docs/agreement.md explains, and exits 1 when a
 * disagreement, or an answer that is missing, has no cause in
 * tests/agreement/expected. A cell of each distinct machine code that was not
 * seen to tear, and which the hammer could therefore contradict, is written to
 * the file CODES, as options of `ringtear check`. `quick` takes one set of
 * flags and two toolchains, each with every other accessor, for the suite. What
 * is built is kept in the folder that RINGTEAR_TEST_CELLS names, if it does: a
 * run that was ended goes on there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/compare/pool.h"
#include "harness/module/workplace.h"
#include "tests/agreement/judged.h"

static const char *const all_flags[] = {
	"-O0",
	"-O1",
	"-O2",
	"-O3",
	"-Os",
	"-O2 -fno-builtin",
	"-O2 -D_FORTIFY_SOURCE=2",
	NULL,
};
static const char *const quick_flags[] = {"-O2 -fno-builtin", NULL};
static const char *const quick_toolchains[] = {"gcc+musl", "clang+glibc", NULL};
static const char *const folders[] = {"corpora/accessors", "corpora/wild"};

enum { folder_count = sizeof(folders) / sizeof(*folders) };

static const double build_seconds = 60, judge_seconds = 120;

struct agreement {
	char temporary[64];
	const char *cache; /* that, or what the environment names */
	bool quick;
	struct rt_toolchains toolchains;
	struct rt_accessors accessors[folder_count];
	struct agreement_cell *cells;
	size_t cell_count;
	struct agreement_codes codes;
	struct agreement_reasons reasons;
};

static bool is_wanted(const struct agreement *agreement,
		      const struct rt_toolchain *toolchain)
{
	if (!agreement->quick)
		return true;
	for (size_t i = 0; quick_toolchains[i]; i++)
		if (rt_toolchains_named(&agreement->toolchains,
					quick_toolchains[i], NULL) == toolchain)
			return true;
	return false;
}

static int add_cell(struct agreement *agreement,
		    const struct rt_accessor *accessor,
		    const struct rt_toolchain *toolchain, const char *flags,
		    struct rt_error *error)
{
	struct agreement_cell *cells = realloc(
		agreement->cells, (agreement->cell_count + 1) * sizeof(*cells));

	if (!cells)
		return rt_fail(error, RT_SETUP, "out of memory");
	agreement->cells = cells;
	cells[agreement->cell_count++] = (struct agreement_cell){
		.accessor = accessor, .toolchain = toolchain, .flags = flags};
	return RT_OK;
}

static int add_cells_of(struct agreement *agreement,
			const struct rt_accessor *accessor, size_t turn,
			struct rt_error *error)
{
	const char *const *flags = agreement->quick ? quick_flags : all_flags;
	int code = RT_OK;

	for (size_t i = 0; i < agreement->toolchains.count; i++) {
		const struct rt_toolchain *toolchain =
			&agreement->toolchains.list[i];

		if (!is_wanted(agreement, toolchain) ||
		    (agreement->quick && turn++ % 2))
			continue;
		for (size_t j = 0; flags[j] && !code; j++)
			code = add_cell(agreement, accessor, toolchain,
					flags[j], error);
	}
	return code;
}

static int find_cells(struct agreement *agreement, struct rt_error *error)
{
	int code = rt_toolchains_find(&agreement->toolchains, error);

	for (int i = 0; i < folder_count && !code; i++) {
		struct rt_accessors *accessors = &agreement->accessors[i];

		code = rt_accessors_load(accessors, folders[i], error);
		for (size_t j = 0; j < accessors->count && !code; j++)
			code = add_cells_of(agreement, &accessors->list[j], j,
					    error);
	}
	return code;
}

static void build_job(void *data, size_t job, void *result)
{
	const struct agreement *agreement = data;

	agreement_build(&agreement->cells[job], agreement->cache, result);
}

static void judge_job(void *data, size_t job, void *result)
{
	const struct agreement *agreement = data;
	const struct agreement_code *code = &agreement->codes.list[job];

	agreement_judge(&agreement->cells[code->cell], code->number, result);
}

/* Runs @plan; results are read from @pool, which the caller frees. */
static int run_pool(struct rt_pool **pool, const struct rt_pool_plan *plan,
		    struct rt_error *error)
{
	int signal = 0;
	int code = rt_pool_new(pool, plan, error);

	if (!code)
		code = rt_pool_run(*pool, &signal, error);
	if (!code && signal)
		code = rt_fail(error, RT_SETUP, "ended by signal %d", signal);
	return code;
}

static int build_all(struct agreement *agreement, struct rt_error *error)
{
	const struct rt_pool_plan plan = {
		.jobs = agreement->cell_count,
		.size = sizeof(struct agreement_built),
		.seconds = build_seconds,
		.run = build_job,
		.data = agreement,
	};
	struct rt_pool *pool = NULL;
	int code = run_pool(&pool, &plan, error);

	for (size_t i = 0; i < agreement->cell_count && !code; i++) {
		struct agreement_cell *cell = &agreement->cells[i];
		const struct agreement_built *built = rt_pool_result(pool, i);

		cell->is_built = built->is_built;
		snprintf(cell->module, sizeof(cell->module), "%s",
			 built->module);
		memcpy(cell->code, built->code, sizeof(cell->code));
	}
	rt_pool_free(pool);
	return code;
}

static int judge_all(struct agreement *agreement, struct rt_error *error)
{
	const struct rt_pool_plan plan = {
		.jobs = agreement->codes.count,
		.size = sizeof(struct agreement_judged),
		.seconds = judge_seconds,
		.run = judge_job,
		.data = agreement,
	};
	struct rt_pool *pool = NULL;
	int code = run_pool(&pool, &plan, error);

	for (size_t i = 0; i < agreement->codes.count && !code; i++) {
		struct agreement_code *one = &agreement->codes.list[i];

		one->judged = *(const struct agreement_judged *)rt_pool_result(
			pool, i);
		if (rt_pool_state(pool, i) != RT_POOL_DONE)
			agreement_lost(&one->judged, rt_pool_reason(pool, i));
	}
	rt_pool_free(pool);
	return code;
}

static int write_codes(const struct agreement *agreement, const char *path,
		       struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code;

	for (size_t i = 0; i < agreement->codes.count; i++) {
		const struct agreement_code *one = &agreement->codes.list[i];

		if (one->judged.verdict != RT_OUTCOME_TORN &&
		    one->judged.verdict != RT_OUTCOME_ERROR)
			agreement_print_cell(&text, agreement->cells, one);
	}
	code = rt_file_write(path, rt_text_string(&text), text.length, error);
	rt_text_free(&text);
	return code;
}

static int run(struct agreement *agreement, const char *codes,
	       struct rt_error *error)
{
	int code = agreement_reasons_read(&agreement->reasons,
					  "tests/agreement/expected", error);

	if (!code)
		code = find_cells(agreement, error);
	if (!code)
		code = build_all(agreement, error);
	if (!code)
		code = agreement_codes_find(&agreement->codes, agreement->cells,
					    agreement->cell_count, error);
	if (!code)
		code = judge_all(agreement, error);
	if (!code && codes)
		code = write_codes(agreement, codes, error);
	return code;
}

static void free_all(struct agreement *agreement)
{
	agreement_reasons_free(&agreement->reasons);
	free(agreement->codes.list);
	free(agreement->cells);
	for (int i = 0; i < folder_count; i++)
		rt_accessors_free(&agreement->accessors[i]);
	rt_toolchains_free(&agreement->toolchains);
	if (agreement->cache == agreement->temporary)
		rt_folder_remove(agreement->cache);
}

static bool find_cache(struct agreement *agreement)
{
	agreement->cache = getenv("RINGTEAR_TEST_CELLS");
	if (!agreement->cache)
		agreement->cache = mkdtemp(agreement->temporary);
	return agreement->cache;
}

int main(int argc, char **argv)
{
	struct agreement agreement = {.temporary =
					      "/tmp/ringtear-agreement.XXXXXX"};
	bool quick = argc > 1 && !strcmp(argv[1], "quick");
	const char *codes = argc > 1 + quick ? argv[1 + quick] : NULL;
	struct rt_error error = RT_ERROR_INIT;
	int status = 2;

	agreement.quick = quick;
	struct rt_workplace workplace;

	/* A workplace: no command sweeps the cache of all tests meanwhile. */
	if (!find_cache(&agreement) ||
	    rt_workplace_open(&workplace, agreement.cache, NULL)) {
		perror(agreement.temporary);
		return 2;
	}
	if (!run(&agreement, codes, &error))
		status = agreement_report(&agreement.codes, agreement.cells,
					  agreement.cell_count,
					  &agreement.reasons)
				 ? 1
				 : 0;
	else
		printf("%s\n", error.message);
	rt_error_clear(&error);
	rt_workplace_close(&workplace);
	free_all(&agreement);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many flag sets a second are built: by a loop of `gcc -shared` and by the
 * staged builder; the same sets in turn.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/bench.h"
#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/module/stages.h"
#include "harness/module/workplace.h"
#include "harness/toolchain/flags.h"

enum { sets_a_round = 12 };

struct builds {
	struct rt_cell cell;
	struct rt_text include;
	struct rt_workplace workplace;
	struct rt_samples whole, staged; /* sets a second, one a round */
	double seconds[2];		 /* of both */
	double cpu_seconds[2];
	struct rt_stages_count count; /* of the staged builder */
	unsigned sets, is_new;
};

/* Words that gcc takes beside each other, of the kinds that are mutated. */
static const char *const words[] = {
	"-O1",
	"-O2",
	"-O3",
	"-Os",
	"-Og",
	"-fno-builtin",
	"-ffreestanding",
	"-D_FORTIFY_SOURCE=2",
	"-DNDEBUG",
	"-march=native",
	"-march=haswell",
	"-mtune=znver3",
	"-mavx2",
	"-mno-sse4.1",
	"-mstringop-strategy=rep_byte",
	"-mstringop-strategy=libcall",
	"-minline-all-stringops",
	"-mno-red-zone",
	"-fcf-protection=none",
	"-fstack-protector-all",
	"-fno-plt",
	"-fno-strict-aliasing",
	"-fwrapv",
	"-funroll-loops",
	"-fno-tree-vectorize",
	"-fno-store-merging",
	"-fno-tree-ter",
	"-fno-inline",
	"-fomit-frame-pointer",
	"-fno-omit-frame-pointer",
	"-fno-asynchronous-unwind-tables",
	"-falign-functions=64",
	"-ffunction-sections",
	"-fno-ipa-cp",
	"-fno-gcse",
	"-std=gnu11",
	"-std=c99",
	"-g",
	"-Wall",
	"--param=max-unroll-times=4",
	"-fno-toplevel-reorder",
	"-fno-schedule-insns2",
	"-fno-dce",
	"-fno-tree-dse",
	"-fno-ivopts",
	"-fno-peephole2",
	"-ftrapv",
};

/* One flag set is a number: the seed of its words. */
static void draw(struct rt_text *flags, uint64_t set)
{
	struct rt_random random = {.state = set};
	uint64_t count = 1 + rt_random_below(&random, 6);
	uint64_t limit = sizeof(words) / sizeof(*words);

	for (uint64_t i = 0; i < count; i++)
		rt_text_format(flags, "%s%s", i ? " " : "",
			       words[rt_random_below(&random, limit)]);
}

/* gcc -shared of the same source and flags, into the same file system. */
static int build_whole(struct builds *builds, struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process = {.exit_status = -1};
	int code;

	rt_strings_add(&argv, builds->cell.toolchain->compiler->path);
	rt_strings_add(&argv, "-shared");
	rt_strings_add(&argv, "-fPIC");
	rt_strings_format(&argv, "-I%s", builds->cell.include);
	code = rt_flags_parse(&argv, builds->cell.flags, error);
	rt_strings_add(&argv, "-o");
	rt_strings_format(&argv, "%s/whole.so", builds->workplace.folder.data);
	rt_strings_add(&argv, builds->cell.source);
	if (!code && argv.failed)
		code = rt_fail(error, RT_SETUP, "out of memory");
	if (!code)
		code = rt_process_run(&process, argv.word, NULL, 30, error);
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}

static int run_whole(struct builds *builds, const uint64_t *sets,
		     struct rt_error *error)
{
	int code = RT_OK;

	for (int i = 0; i < sets_a_round && !code; i++) {
		struct rt_text flags = RT_TEXT_INIT;

		draw(&flags, sets[i]);
		builds->cell.flags = rt_text_string(&flags);
		code = build_whole(builds, error);
		rt_text_free(&flags);
	}
	return code;
}

/*
 * Goes on to the linker when the code is new. A set that the compiler rejects
 * is no error, and costs its time as well.
 */
static int build_staged(struct builds *builds, struct rt_stages *stages,
			struct rt_error *error)
{
	struct rt_staged staged;
	struct rt_build build = {.from_cache = false};
	int code = rt_stages_compile(stages, &builds->cell, &staged, error);

	if (!code)
		code = rt_stages_link(stages, &staged, &build, error);
	builds->is_new += !code && !build.from_cache;
	rt_build_free(&build);
	rt_staged_free(&staged);
	return code == RT_BUILD ? RT_OK : code;
}

static int run_staged(struct builds *builds, struct rt_stages *stages,
		      const uint64_t *sets, struct rt_error *error)
{
	int code = RT_OK;

	for (int i = 0; i < sets_a_round && !code; i++) {
		struct rt_text flags = RT_TEXT_INIT;

		draw(&flags, sets[i]);
		builds->cell.flags = rt_text_string(&flags);
		code = build_staged(builds, stages, error);
		rt_text_free(&flags);
	}
	return code;
}

/* Of this process and of those that it has waited for. */
static double cpu_seconds(void)
{
	static const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
	double seconds = 0;

	for (int i = 0; i < 2; i++) {
		struct rusage used;

		getrusage(whose[i], &used);
		seconds +=
			(double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
			1e-6 * (double)(used.ru_utime.tv_usec +
					used.ru_stime.tv_usec);
	}
	return seconds;
}

/* The same sets both ways. */
static int run_round(struct builds *builds, struct rt_stages *stages,
		     struct rt_random *random, struct rt_error *error)
{
	struct rt_samples *const samples[] = {&builds->whole, &builds->staged};
	uint64_t sets[sets_a_round];
	int code = RT_OK;

	for (int i = 0; i < sets_a_round; i++)
		sets[i] = rt_random_next(random);
	for (int way = 0; way < 2 && !code; way++) {
		double began = rt_clock_seconds();
		double used = cpu_seconds();
		double seconds;

		if (way == 0)
			code = run_whole(builds, sets, error);
		else
			code = run_staged(builds, stages, sets, error);
		seconds = rt_clock_seconds() - began;
		builds->seconds[way] += seconds;
		builds->cpu_seconds[way] += cpu_seconds() - used;
		rt_samples_add(samples[way], sets_a_round / seconds);
	}
	builds->sets += sets_a_round;
	return code;
}

static void add_row(struct rt_bench *bench, const char *name, double value,
		    const char *unit)
{
	rt_rows_add(&bench->rows, (struct rt_row){.benchmark = "builds",
						  .name = name,
						  .value = value,
						  .unit = unit});
}

static void add_split(struct rt_bench *bench, const struct builds *builds)
{
	const struct rt_stages_count *count = &builds->count;
	double sets = builds->sets;

	add_row(bench, "sets with new code", 100 * builds->is_new / sets, "%");
	add_row(bench, "compiling, a set", 1e3 * count->compiling / sets, "ms");
	add_row(bench, "linking, each time that it ran",
		1e3 * count->linking / (double)count->linked, "ms");
}

static int judge(struct rt_bench *bench, const struct builds *builds,
		 struct rt_error *error)
{
	int code = rt_bench_keep(bench, "builds_whole", &builds->whole, error);

	add_row(bench, "the staged builder, by gcc -shared",
		builds->seconds[0] / builds->seconds[1], "x");
	add_row(bench, "the same in CPU time",
		builds->cpu_seconds[0] / builds->cpu_seconds[1], "x");
	add_row(bench, "gcc -shared, median",
		rt_samples_quantile(&builds->whole, 0.5), "/s");
	add_row(bench, "the staged builder, median",
		rt_samples_quantile(&builds->staged, 0.5), "/s");
	add_split(bench, builds);
	if (!code)
		code = rt_bench_keep(bench, "builds_staged", &builds->staged,
				     error);
	return code;
}

static int choose_cell(struct rt_bench *bench, struct builds *builds,
		       struct rt_error *error)
{
	const struct rt_session *session = &bench->session;
	const struct rt_accessor *accessor = rt_accessors_named(
		&session->inventory.accessors, "memcpy", error);

	rt_text_format(&builds->include, "%s/include",
		       rt_text_string(&session->places->corpora));
	builds->cell.toolchain = rt_toolchains_named(
		&session->inventory.toolchains, "gcc", error);
	if (!accessor || !builds->cell.toolchain)
		return RT_USAGE;
	builds->cell.source = rt_text_string(&accessor->path);
	builds->cell.include = rt_text_string(&builds->include);
	return RT_OK;
}

static int run_rounds(struct rt_bench *bench, struct builds *builds,
		      struct rt_error *error)
{
	struct rt_random random = {.state = bench->session.seed};
	struct rt_stages *stages = NULL;
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	rt_text_format(&folder, "%s/staged", builds->workplace.folder.data);
	code = rt_stages_open(&stages, rt_text_string(&folder), error);
	for (unsigned round = 0; round < bench->rounds && !code; round++) {
		rt_bench_progress(bench, "building flag sets both ways", round,
				  bench->rounds);
		code = run_round(builds, stages, &random, error);
	}
	if (stages)
		builds->count = *rt_stages_counted(stages);
	rt_stages_close(stages);
	rt_text_free(&folder);
	return code;
}

int rt_bench_builds(struct rt_bench *bench, struct rt_error *error)
{
	const char *cache = rt_text_string(&bench->session.places->cache);
	struct builds builds = {.workplace = {.lock = -1}};
	int code = rt_folder_make(cache, error);

	if (!code)
		code = rt_workplace_open(&builds.workplace, cache, error);
	if (!code)
		code = choose_cell(bench, &builds, error);
	if (!code)
		code = run_rounds(bench, &builds, error);
	if (!code)
		code = judge(bench, &builds, error);
	rt_workplace_close(&builds.workplace);
	rt_text_free(&builds.include);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A check of one cached cell, from the process' start to its end, as a user
 * waits for it: ringtear's own, with its engines and its recording, beside the
 * same where every compiler has to be asked again.
 */
#include <string.h>
#include <unistd.h>

#include "bench/bench.h"
#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/module/workplace.h"

struct cached {
	struct rt_text answers, program;
	struct rt_workplace workplace; /* with the store of these checks */
	struct rt_text runs;	       /* RINGTEAR_RUNS, which names it */
	struct rt_samples warm, cold;  /* milliseconds */
};

/* The program lies in the folder that the bench's own lies in. */
static int find_program(struct cached *cached, struct rt_error *error)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		return rt_fail(error, RT_SETUP, "there is no /proc/self/exe");
	path[length] = '\0';
	for (int up = 0; up < 2; up++)
		if (strrchr(path, '/'))
			*strrchr(path, '/') = '\0';
	rt_text_format(&cached->program, "%s/ringtear", path);
	return RT_OK;
}

static int check_once(const struct cached *cached, double *milliseconds,
		      struct rt_error *error)
{
	char *argv[] = {
		"env",	    cached->runs.data, cached->program.data,
		"check",    "memcpy",	       "--toolchain",
		"gcc+musl", "--engines",       "codegen,step",
		NULL,
	};
	struct rt_process process;
	double began = rt_clock_seconds();
	int code = rt_process_run(&process, argv, NULL, 60, error);

	*milliseconds = 1e3 * (rt_clock_seconds() - began);
	if (!code && process.exit_status != 0)
		code = rt_fail(error, RT_INTERNAL, "check failed: %.300s",
			       rt_text_string(&process.output));
	rt_process_free(&process);
	return code;
}

static int run_rounds(struct rt_bench *bench, struct cached *cached,
		      struct rt_error *error)
{
	double milliseconds = 0;
	int code = check_once(cached, &milliseconds, error); /* fills it */

	for (unsigned run = 0; run < bench->runs && !code; run++) {
		rt_bench_progress(bench, "checking a cached cell", run,
				  bench->runs);
		code = check_once(cached, &milliseconds, error);
		rt_samples_add(&cached->warm, milliseconds);
		if (code || run % 4)
			continue;
		rt_folder_remove(rt_text_string(&cached->answers));
		code = check_once(cached, &milliseconds, error);
		rt_samples_add(&cached->cold, milliseconds);
	}
	return code;
}

static int judge(struct rt_bench *bench, const struct cached *cached,
		 struct rt_error *error)
{
	double warm = rt_samples_quantile(&cached->warm, 0.5);
	int code;

	rt_rows_add(&bench->rows,
		    (struct rt_row){
			    .benchmark = "cached",
			    .name = "check of a cached cell, median",
			    .value = warm,
			    .unit = "ms",
			    .bar = RT_BAR_BELOW,
			    .wanted = 60,
		    });
	rt_rows_add(&bench->rows,
		    (struct rt_row){
			    .benchmark = "cached",
			    .name = "the same, 95 % within",
			    .value = rt_samples_quantile(&cached->warm, 0.95),
			    .unit = "ms",
		    });
	rt_rows_add(
		&bench->rows,
		(struct rt_row){
			.benchmark = "cached",
			.name = "compilers asked again, by that",
			.value = rt_samples_quantile(&cached->cold, 0.5) / warm,
			.unit = "x",
		});
	code = rt_bench_keep(bench, "cached_ms", &cached->warm, error);
	if (!code)
		code = rt_bench_keep(bench, "cached_cold_ms", &cached->cold,
				     error);
	return code;
}

int rt_bench_cached(struct rt_bench *bench, struct rt_error *error)
{
	const char *cache = rt_text_string(&bench->session.places->cache);
	struct cached cached = {.workplace = {.lock = -1}};
	int code = find_program(&cached, error);

	rt_text_format(&cached.answers, "%s/answers", cache);
	if (!code)
		code = rt_workplace_open(&cached.workplace, cache, error);
	rt_text_format(&cached.runs, "RINGTEAR_RUNS=%s",
		       rt_text_string(&cached.workplace.folder));
	if (!code)
		code = run_rounds(bench, &cached, error);
	if (!code)
		code = judge(bench, &cached, error);
	rt_workplace_close(&cached.workplace);
	rt_text_free(&cached.runs);
	rt_text_free(&cached.program);
	rt_text_free(&cached.answers);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the virtqueue's checks cost. The two builds of ring_rate run in turn,
 * a slice each, so that a busy second hits both.
 */
#include <stdio.h>

#include "bench/bench.h"
#include "harness/base/process.h"

enum mode { THREADS, LOCKSTEP, MODES };

static const struct {
	const char *word, *row, *checked, *unchecked;
} modes[MODES] = {
	[THREADS] = {"threads", "cost on two cores", "checks_threads_on",
		     "checks_threads_off"},
	[LOCKSTEP] = {"lockstep", "cost on one core", "checks_lockstep_on",
		      "checks_lockstep_off"},
};

enum { most_tries = 100 };
static const char slice_seconds[] = "0.15";
static const double patience_seconds = 20;

struct pair_of_samples {
	struct rt_samples checked, unchecked;
};

/* The program says by itself whether it checks: the builds may be mixed up. */
static int read_rate(const struct rt_process *process, const char *program,
		     int checks, double *rate, struct rt_error *error)
{
	const char *output = rt_text_string(&process->output);
	int found;

	if (process->exit_status != 0)
		return rt_fail(error, RT_SETUP, "%s failed: %s", program,
			       process->timed_out ? "it hangs" : output);
	if (sscanf(output, "%d %lf", &found, rate) != 2 || *rate < 0)
		return rt_fail(error, RT_INTERNAL, "%s printed \"%s\"", program,
			       output);
	if (found != checks)
		return rt_fail(error, RT_INTERNAL,
			       "%s was built with%s checks; run `make clean`",
			       program, found ? "" : "out");
	return RT_OK;
}

static int try_slice(struct rt_bench *bench, enum mode mode, int checks,
		     double *rate, struct rt_error *error)
{
	const char *program = checks ? bench->checked : bench->unchecked;
	const struct rt_pair *pair = &bench->session.pair;
	struct rt_process process = {.exit_status = 0};
	struct rt_strings words = RT_STRINGS_INIT;
	int code;

	rt_strings_format(&words, "%s", program);
	rt_strings_add(&words, modes[mode].word);
	rt_strings_add(&words, slice_seconds);
	rt_strings_format(&words, "%d", pair->first);
	rt_strings_format(&words, "%d", pair->second);
	if (words.failed)
		code = rt_fail(error, RT_SETUP, "out of memory");
	else
		code = rt_process_run(&process, words.word, NULL,
				      patience_seconds, error);
	if (!code)
		code = read_rate(&process, program, checks, rate, error);
	rt_process_free(&process);
	rt_strings_free(&words);
	return code;
}

/* Beside other jobs a slice may pass before both sides had a CPU: once more. */
static int run_slice(struct rt_bench *bench, enum mode mode, int checks,
		     struct rt_samples *rates, struct rt_error *error)
{
	double rate = 0;
	int code = RT_OK;

	for (int i = 0; i < most_tries && !code && rate <= 0; i++)
		code = try_slice(bench, mode, checks, &rate, error);
	if (!code && rate <= 0)
		code = rt_fail(error, RT_SETUP,
			       "no request came back in %d slices of %s s; try "
			       "again on an idle machine",
			       most_tries, slice_seconds);
	if (!code)
		rt_samples_add(rates, rate);
	return code;
}

/* Who goes first changes from round to round. */
static int run_round(struct rt_bench *bench, enum mode mode, unsigned round,
		     struct pair_of_samples *rates, struct rt_error *error)
{
	int first = round % 2 == 0;
	int code = RT_OK;

	for (int turn = 0; turn < 2 && !code; turn++) {
		int checks = turn == 0 ? first : !first;

		code = run_slice(bench, mode, checks,
				 checks ? &rates->checked : &rates->unchecked,
				 error);
	}
	return code;
}

static void add_row(struct rt_bench *bench, const char *name, double rate)
{
	rt_rows_add(&bench->rows, (struct rt_row){.benchmark = "checks",
						  .name = name,
						  .value = rate,
						  .unit = "/s"});
}

static int judge(struct rt_bench *bench, enum mode mode,
		 const struct pair_of_samples *rates, struct rt_error *error)
{
	double checked = rt_samples_quantile(&rates->checked, 0.5);
	double unchecked = rt_samples_quantile(&rates->unchecked, 0.5);
	int code = rt_bench_keep(bench, modes[mode].checked, &rates->checked,
				 error);

	if (!code)
		code = rt_bench_keep(bench, modes[mode].unchecked,
				     &rates->unchecked, error);
	rt_rows_add(&bench->rows, (struct rt_row){
					  .benchmark = "checks",
					  .name = modes[mode].row,
					  .value = unchecked / checked,
					  .unit = "x",
					  .bar = RT_BAR_AT_MOST,
					  .wanted = 1.5,
				  });
	add_row(bench, "requests, checks on, median", checked);
	add_row(bench, "requests, checks out, median", unchecked);
	return code;
}

int rt_bench_checks(struct rt_bench *bench, struct rt_error *error)
{
	struct pair_of_samples rates[MODES] = {0};
	int code = RT_OK;

	for (unsigned round = 0; round < bench->rounds && !code; round++) {
		rt_bench_progress(bench, "driving rings with and without",
				  round, bench->rounds);
		for (int mode = 0; mode < MODES && !code; mode++)
			code = run_round(bench, (enum mode)mode, round,
					 &rates[mode], error);
	}
	for (int mode = 0; mode < MODES && !code; mode++)
		code = judge(bench, (enum mode)mode, &rates[mode], error);
	return code;
}

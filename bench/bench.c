/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the benchmarks, prints their table and keeps it as JSON.
 *
 *     bench CHECKED UNCHECKED
 *
 * are the two builds of ring_rate. BENCH_ROUNDS and BENCH_RUNS in the
 * environment make it shorter or longer. Exits 0 when every bar was met, 1
 * when one was missed, else as ringtear does for an error.
 */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "harness/cli/commands.h"
#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "reports/json_values.h"
#include "reports/screen.h"

enum { usual_rounds = 20, usual_runs = 100 };

static int out_of_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory");
}

int rt_bench_keep(struct rt_bench *bench, const char *name,
		  const struct rt_samples *samples, struct rt_error *error)
{
	json_t *array = json_array();

	for (size_t i = 0; i < samples->count; i++)
		if (json_array_append_new(array,
					  rt_json_number(samples->value[i]))) {
			json_decref(array);
			return out_of_memory(error);
		}
	if (json_object_set_new(bench->samples, name, array))
		return out_of_memory(error);
	return RT_OK;
}

void rt_bench_progress(struct rt_bench *bench, const char *doing, unsigned done,
		       unsigned all)
{
	struct rt_session *session = &bench->session;
	double whole = session->progress_to - session->progress_from;

	rt_progress_draw(&session->progress, doing,
			 session->progress_from + whole * done / all);
}

int rt_bench_module(struct rt_bench *bench, const char *accessor,
		    const char *flags, struct rt_module *module,
		    struct rt_error *error)
{
	struct rt_trial trial = bench->trial;
	struct rt_build built;
	int code;

	snprintf(trial.accessor, sizeof(trial.accessor), "%s", accessor);
	snprintf(trial.toolchain, sizeof(trial.toolchain), "gcc+musl");
	snprintf(trial.flags, sizeof(trial.flags), "%s", flags);
	code = rt_session_build(&bench->session, &trial, &built, error);
	if (!code)
		code = rt_module_open(module, rt_text_string(&built.module),
				      error);
	rt_build_free(&built);
	return code;
}

/* One after the other, each with its share of the progress line. */
static int run_all(struct rt_bench *bench, struct rt_error *error)
{
	static const struct {
		int (*run)(struct rt_bench *bench, struct rt_error *error);
		double until; /* about this much of the whole is then done */
	} benchmarks[] = {
		{rt_bench_tears, 0.20},	 {rt_bench_checks, 0.55},
		{rt_bench_first, 0.65},	 {rt_bench_builds, 0.92},
		{rt_bench_matrix, 0.95}, {rt_bench_cached, 1.00},
	};
	const size_t count = sizeof(benchmarks) / sizeof(*benchmarks);
	struct rt_session *session = &bench->session;
	int code = RT_OK;

	for (size_t i = 0; i < count && !code; i++) {
		session->progress_from = session->progress_to;
		session->progress_to = benchmarks[i].until;
		code = benchmarks[i].run(bench, error);
	}
	rt_progress_clear(&session->progress);
	return code;
}

static void write_moment(char *out, size_t size)
{
	time_t now = time(NULL);
	struct tm utc;

	if (!gmtime_r(&now, &utc) ||
	    !strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc))
		snprintf(out, size, "unknown");
}

static json_t *describe(const struct rt_bench *bench, double seconds)
{
	const struct rt_session *session = &bench->session;
	const struct rt_machine *machine = &session->log.machine;
	char moment[32], seed[32];

	write_moment(moment, sizeof(moment));
	/* As text: JSON readers keep 53 bits of a number. */
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)session->seed);
	return json_pack(
		"{s:i, s:s, s:f, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:o, "
		"s:O}",
		"version", 1, "finished", moment, "seconds", seconds, "seed",
		seed, "cpu", machine->cpu, "kernel", machine->kernel,
		"hypervisor", machine->hypervisor, "topology",
		machine->topology, "cores", session->pair.why, "rounds",
		(int)bench->rounds, "runs", (int)bench->runs, "rows",
		rt_rows_json(&bench->rows), "samples", bench->samples);
}

static int save(const struct rt_bench *bench, const char *path, double seconds,
		struct rt_error *error)
{
	json_t *json = describe(bench, seconds);
	char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
	struct rt_text out = RT_TEXT_INIT;
	int code;

	json_decref(json);
	if (!text)
		return out_of_memory(error);
	rt_text_add(&out, text);
	rt_text_add(&out, "\n");
	free(text);
	if (rt_text_failed(&out))
		code = out_of_memory(error);
	else
		code = rt_file_write(path, out.data, out.length, error);
	rt_text_free(&out);
	return code;
}

static void print_table(const struct rt_bench *bench, const char *path,
			double seconds)
{
	struct rt_text table = RT_TEXT_INIT;

	rt_rows_table(&bench->rows, &table);
	printf("%s\n", rt_text_string(&table));
	rt_screen_item("topology", bench->session.log.machine.topology);
	rt_screen_item("cores", bench->session.pair.why);
	rt_screen_item("kept in", path);
	printf("took      %.0f s; docs/bench.md says what each number is\n",
	       seconds);
	rt_text_free(&table);
}

static int bench_and_save(struct rt_bench *bench,
			  const struct rt_places *places,
			  struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	double began = rt_clock_seconds(), seconds;
	int code = rt_session_open(&bench->session, places, "bench",
				   &bench->trial, false, error);

	if (!code)
		code = run_all(bench, error);
	seconds = rt_clock_seconds() - began;
	rt_text_format(&path, "%s/bench.json",
		       rt_text_string(&places->reports));
	if (!code)
		code = save(bench, rt_text_string(&path), seconds, error);
	if (!code)
		print_table(bench, rt_text_string(&path), seconds);
	rt_text_free(&path);
	return code;
}

/* A count from the environment, between 1 and what samples can hold. */
static int read_count(const char *name, unsigned usual, unsigned *count,
		      struct rt_error *error)
{
	const char *text = getenv(name);
	char *end;
	unsigned long value;

	*count = usual;
	if (!text || !*text)
		return RT_OK;
	value = strtoul(text, &end, 10);
	if (*end || value < 1 || value > rt_samples_most)
		return rt_fail(error, RT_USAGE,
			       "%s is \"%s\"; give a number from 1 to %d", name,
			       text, rt_samples_most);
	*count = (unsigned)value;
	return RT_OK;
}

static int run(struct rt_bench *bench, struct rt_error *error)
{
	struct rt_places places;
	int code =
		read_count("BENCH_ROUNDS", usual_rounds, &bench->rounds, error);

	if (!code)
		code = read_count("BENCH_RUNS", usual_runs, &bench->runs,
				  error);
	if (code)
		return code;
	code = rt_places_find(&places, error);
	if (!code)
		code = bench_and_save(bench, &places, error);
	rt_progress_clear(&bench->session.progress);
	rt_session_close(&bench->session);
	rt_places_free(&places);
	return code;
}

int main(int argc, char **argv)
{
	struct rt_bench bench = {.samples = json_object()};
	struct rt_error error = RT_ERROR_INIT;
	int status;

	if (argc != 3 || !bench.samples) {
		fprintf(stderr, "usage: bench CHECKED UNCHECKED (`make bench` "
				"does it)\n");
		return 2;
	}
	bench.checked = argv[1];
	bench.unchecked = argv[2];
	rt_trial_init(&bench.trial);
	if (run(&bench, &error))
		status = rt_cli_fail(&error);
	else
		status = rt_rows_met(&bench.rows) ? 0 : 1;
	json_decref(bench.samples);
	rt_error_clear(&error);
	return status;
}

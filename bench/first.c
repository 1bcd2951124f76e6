/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long the Alpine build takes to break its device: the default trial
 * over and over, each time with another seed.
 */
#include <math.h>
#include <string.h>

#include "bench/bench.h"
#include "harness/base/clock.h"
#include "harness/engine/hammer/ring.h"

enum { limit_milliseconds = 5000 };

/* INFINITY when nothing broke: later than anything that did. */
static double seconds_to_first(const struct rt_ring_result *result)
{
	/* acquire: pairs with the release of the side that reported */
	if (!atomic_load_explicit(&result->violations, memory_order_acquire))
		return INFINITY;
	return result->violation[0].seconds;
}

struct first {
	struct rt_samples milliseconds;
	unsigned unbroken; /* made all their requests before any violation */
};

static void take(struct first *first, const struct rt_ring_result *result)
{
	double seconds = seconds_to_first(result);

	rt_samples_add(&first->milliseconds, 1e3 * seconds);
	first->unbroken += isinf(seconds) && result->done;
}

static int run_all(struct rt_bench *bench, struct rt_ring_race *race,
		   struct first *first, struct rt_error *error)
{
	struct rt_random random = {.state = bench->session.seed};
	int code = RT_OK;

	for (unsigned run = 0; run < bench->runs && !code; run++) {
		struct rt_ring_result result;

		rt_bench_progress(bench, "breaking the Alpine build", run,
				  bench->runs);
		memset(&result, 0, sizeof(result));
		race->seed = rt_random_next(&random) | 1;
		code = rt_ring_race_run(race, &result, error);
		if (!code)
			take(first, &result);
	}
	return code;
}

static unsigned broke(const struct rt_samples *milliseconds)
{
	unsigned count = 0;

	for (size_t i = 0; i < milliseconds->count; i++)
		count += isfinite(milliseconds->value[i]) != 0;
	return count;
}

static void add_quantile(struct rt_bench *bench, const char *name,
			 const struct rt_samples *samples, double fraction)
{
	rt_rows_add(&bench->rows,
		    (struct rt_row){
			    .benchmark = "first",
			    .name = name,
			    .value = rt_samples_quantile(samples, fraction),
			    .unit = "ms",
		    });
}

static int judge(struct rt_bench *bench, const struct first *first,
		 struct rt_error *error)
{
	const struct rt_samples *milliseconds = &first->milliseconds;

	rt_rows_add(&bench->rows,
		    (struct rt_row){
			    .benchmark = "first",
			    .name = "violation after, median",
			    .value = rt_samples_quantile(milliseconds, 0.5),
			    .unit = "ms",
			    .bar = RT_BAR_BELOW,
			    .wanted = 100,
		    });
	add_quantile(bench, "least", milliseconds, 0);
	add_quantile(bench, "95 % within", milliseconds, 0.95);
	add_quantile(bench, "greatest", milliseconds, 1);
	rt_rows_add(&bench->rows, (struct rt_row){
					  .benchmark = "first",
					  .name = "runs that broke",
					  .value = broke(milliseconds),
					  .unit = "runs",
					  .bar = RT_BAR_AT_LEAST,
					  .wanted = bench->runs,
				  });
	rt_rows_add(&bench->rows, (struct rt_row){
					  .benchmark = "first",
					  .name = "made all requests unbroken",
					  .value = first->unbroken,
					  .unit = "runs",
				  });
	return rt_bench_keep(bench, "first_milliseconds", milliseconds, error);
}

int rt_bench_first(struct rt_bench *bench, struct rt_error *error)
{
	const struct rt_session *session = &bench->session;
	struct first first = {.unbroken = 0};
	struct rt_trial trial = bench->trial;
	struct rt_module module = {.handle = NULL};
	struct rt_ring_race race = {
		.trial = &trial,
		.topology = session->topology,
		.guest_cpu = session->pair.first,
		.device_cpu = session->pair.second,
		.module = &module,
	};
	int code = rt_bench_module(bench, "fortify-memcpy",
				   "-O2 -D_FORTIFY_SOURCE=2", &module, error);

	trial.ring_milliseconds = limit_milliseconds;
	if (!code)
		code = run_all(bench, &race, &first, error);
	if (!code)
		code = judge(bench, &first, error);
	rt_module_close(&module);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four ways to race one accessor, a slice of each in turn, so that what the
 * machine does meanwhile happens to all of them.
 */
#include "bench/bench.h"
#include "harness/engine/hammer/calibrate.h"

enum way {
	CALIBRATED,
	STRIDE_ONLY,
	GAP_ONLY,
	UNTUNED,
	WAYS,
};

static const struct {
	const char *samples;
	uint64_t stride; /* 0: every byte changes with every store */
	bool tuned;
} ways[WAYS] = {
	[CALIBRATED] = {"tears_calibrated", 0, true},
	[STRIDE_ONLY] = {"tears_stride_only", 0, false},
	[GAP_ONLY] = {"tears_gap_only", 1, true},
	[UNTUNED] = {"tears_untuned", 1, false},
};

/* As often as four hammers on end would calibrate, each for half a second. */
enum { rounds_a_calibration = 5 };
static const double slice_seconds = 0.1;

struct tears {
	struct rt_module musl;
	struct rt_module control[rt_torn_controls];
	size_t controls;
	struct rt_field_race race;
	struct rt_schedules schedules;
	struct rt_samples rate[WAYS];
	struct rt_samples gap;
};

static int calibrate(struct rt_bench *bench, struct tears *tears,
		     unsigned round, struct rt_error *error)
{
	const struct rt_module *const controls[] = {&tears->control[0],
						    &tears->control[1]};
	int code = rt_calibrate(&tears->race, controls, tears->controls,
				bench->session.seed + round, 1,
				&tears->schedules, error);

	rt_samples_add(&tears->gap, tears->schedules.entry[0].gap);
	return code;
}

static int race_slice(struct tears *tears, enum way way, struct rt_error *error)
{
	struct rt_field_race race = tears->race;
	struct rt_field_count count;
	int code;

	race.module = &tears->musl;
	race.stride = ways[way].stride;
	race.seconds = slice_seconds;
	/* Tuned as the hammer does it: the slice is shared by the schedules. */
	if (ways[way].tuned)
		code = rt_race_schedules(&race, &tears->schedules, &count,
					 error);
	else
		code = rt_field_race_run(&race, &count, error);
	if (!code)
		rt_samples_add(&tears->rate[way], rt_field_rate(&count));
	return code;
}

/* Each way is once the first, once the last: neighbours are alike. */
static int race_round(struct tears *tears, unsigned round,
		      struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned turn = 0; turn < WAYS && !code; turn++)
		code = race_slice(tears, (enum way)((round + turn) % WAYS),
				  error);
	return code;
}

static int race_all(struct rt_bench *bench, struct tears *tears,
		    struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned round = 0; round < bench->rounds && !code; round++) {
		rt_bench_progress(bench, "racing tuned and untuned", round,
				  bench->rounds);
		if (round % rounds_a_calibration == 0)
			code = calibrate(bench, tears, round, error);
		if (!code)
			code = race_round(tears, round, error);
	}
	return code;
}

/* No tear in a slice counts as one, so that no ratio is without end. */
static double at_least_one(double rate)
{
	return rate > 1 / slice_seconds ? rate : 1 / slice_seconds;
}

static double ratio(const struct tears *tears, enum way way, enum way base)
{
	return rt_samples_quantile(&tears->rate[way], 0.5) /
	       at_least_one(rt_samples_quantile(&tears->rate[base], 0.5));
}

static double ratio_of_sums(const struct tears *tears)
{
	double rounds = (double)tears->rate[UNTUNED].count;
	double untuned = rt_samples_sum(&tears->rate[UNTUNED]) / rounds;

	return rt_samples_sum(&tears->rate[CALIBRATED]) / rounds /
	       at_least_one(untuned);
}

static void add_row(struct rt_bench *bench, const char *name, double value,
		    const char *unit)
{
	rt_rows_add(&bench->rows, (struct rt_row){.benchmark = "tears",
						  .name = name,
						  .value = value,
						  .unit = unit});
}

static int judge(struct rt_bench *bench, const struct tears *tears,
		 struct rt_error *error)
{
	int code = rt_bench_keep(bench, "tears_gap", &tears->gap, error);

	for (int way = 0; way < WAYS && !code; way++)
		code = rt_bench_keep(bench, ways[way].samples,
				     &tears->rate[way], error);
	rt_rows_add(&bench->rows,
		    (struct rt_row){
			    .benchmark = "tears",
			    .name = "calibrated against untuned",
			    .value = ratio(tears, CALIBRATED, UNTUNED),
			    .unit = "x",
			    .bar = RT_BAR_AT_LEAST,
			    .wanted = 20,
		    });
	add_row(bench, "the same, sums instead of medians",
		ratio_of_sums(tears), "x");
	add_row(bench, "of it the stride alone",
		ratio(tears, STRIDE_ONLY, UNTUNED), "x");
	add_row(bench, "of it the schedule alone",
		ratio(tears, GAP_ONLY, UNTUNED), "x");
	add_row(bench, "calibrated, median",
		rt_samples_quantile(&tears->rate[CALIBRATED], 0.5), "/s");
	add_row(bench, "untuned, median",
		rt_samples_quantile(&tears->rate[UNTUNED], 0.5), "/s");
	return code;
}

/* The second control exists on x86 alone. */
static int open_controls(struct rt_bench *bench, struct tears *tears,
			 struct rt_error *error)
{
	static const enum rt_control torn[rt_torn_controls] = {RT_CONTROL_BYTES,
							       RT_CONTROL_COPY};
	int code = RT_OK;

	for (int i = 0; i < rt_torn_controls && !code; i++) {
		const struct rt_build *built = &bench->session.control[torn[i]];

		if (!built->module.length)
			continue;
		code = rt_module_open(&tears->control[tears->controls++],
				      rt_text_string(&built->module), error);
	}
	return code;
}

int rt_bench_tears(struct rt_bench *bench, struct rt_error *error)
{
	const struct rt_session *session = &bench->session;
	struct tears tears = {
		.race = {.topology = session->topology,
			 .storer_cpu = session->pair.first,
			 .loader_cpu = session->pair.second,
			 .pinned = true,
			 .width = 16,
			 .offset = (unsigned)rt_trial_place(&bench->trial) % 64,
			 .start = bench->trial.start},
	};
	int code = rt_bench_module(bench, "memcpy", "-O2 -fno-builtin",
				   &tears.musl, error);

	if (!code)
		code = open_controls(bench, &tears, error);
	if (!code)
		code = race_all(bench, &tears, error);
	if (!code)
		code = judge(bench, &tears, error);
	rt_module_close(&tears.musl);
	for (int i = 0; i < rt_torn_controls; i++)
		rt_module_close(&tears.control[i]);
	return code;
}

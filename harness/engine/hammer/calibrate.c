/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/calibrate.h"

#include <string.h>

#include "harness/base/clock.h"

/*
 * Two short passes over the whole grid instead of a long one: if a virtual core
 * is not scheduled for some milliseconds, that spoils one slot of a schedule,
 * seldom both. Then the best few schedules again, for longer.
 */
enum { passes = 2, finalists = 2 * rt_schedule_count };
static const double slot_seconds = 0.003;
static const double final_seconds = 0.008;

/* Races of at least this length get a full calibration. */
static const double unhurried_seconds = 0.1;
static const double least_haste = 0.1;

/*
 * The share of a race that is divided among all schedules; the rest goes to the
 * schedule that tore most.
 */
static const double equal_share = 0.25;

static const unsigned gaps[] = {0,  4,	8,   16,  24,  32, 48,
				64, 96, 128, 192, 256, 384};
static const unsigned polls[] = {0, 8};

enum {
	gap_count = sizeof(gaps) / sizeof(*gaps),
	poll_count = sizeof(polls) / sizeof(*polls),
	candidates = gap_count * poll_count,
};

static struct rt_schedule candidate(unsigned number)
{
	return (struct rt_schedule){.gap = gaps[number / poll_count],
				    .poll = polls[number % poll_count]};
}

/* A Fisher-Yates shuffle, so that drift over time favours no schedule. */
static void shuffle(unsigned *order, struct rt_random *random)
{
	for (unsigned i = 0; i < candidates; i++)
		order[i] = i;
	for (unsigned i = candidates - 1; i > 0; i--) {
		unsigned other = (unsigned)rt_random_below(random, i + 1);
		unsigned kept = order[i];

		order[i] = order[other];
		order[other] = kept;
	}
}

/* Tears of each control at each schedule. */
struct score {
	const struct rt_module *const *controls;
	size_t count;
	uint64_t torn[candidates][rt_torn_controls];
};

static double product(const struct score *score, unsigned number)
{
	double all = 1;

	for (size_t control = 0; control < score->count; control++)
		all *= (double)score->torn[number][control] + 1;
	return all;
}

/* Moves the @wanted best schedules to the front of @order, best first. */
static void select_best(const struct score *score, unsigned *order,
			unsigned length, unsigned wanted)
{
	for (unsigned place = 0; place < wanted; place++)
		for (unsigned i = place + 1; i < length; i++)
			if (product(score, order[i]) >
			    product(score, order[place])) {
				unsigned kept = order[i];

				order[i] = order[place];
				order[place] = kept;
			}
}

/* Races every control at each of the @length schedules of @order. */
static int measure(const struct rt_field_race *race, struct score *score,
		   const unsigned *order, unsigned length, double seconds,
		   struct rt_error *error)
{
	for (size_t slot = 0; slot < length * score->count; slot++) {
		size_t control = slot % score->count;
		unsigned number = order[slot / score->count];
		struct rt_field_race one = *race;
		struct rt_field_count seen;
		int code;

		one.module = score->controls[control];
		one.schedule = candidate(number);
		one.seconds = seconds;
		code = rt_field_race_run(&one, &seen, error);
		if (code)
			return code;
		score->torn[number][control] += seen.torn;
	}
	return RT_OK;
}

double rt_haste(double seconds)
{
	double haste = seconds / unhurried_seconds;

	return haste > 1 ? 1 : haste < least_haste ? least_haste : haste;
}

int rt_calibrate(const struct rt_field_race *race,
		 const struct rt_module *const controls[], size_t count,
		 uint64_t seed, double haste, struct rt_schedules *schedules,
		 struct rt_error *error)
{
	struct score score = {.controls = controls, .count = count};
	struct rt_random random = {.state = seed};
	unsigned order[candidates];
	int code = RT_OK;

	for (int pass = 0; pass < passes && !code; pass++) {
		shuffle(order, &random);
		code = measure(race, &score, order, candidates,
			       haste * slot_seconds, error);
	}
	if (code)
		return code;
	select_best(&score, order, candidates, finalists);
	memset(score.torn, 0, sizeof(score.torn));
	code = measure(race, &score, order, finalists, haste * final_seconds,
		       error);
	select_best(&score, order, finalists, rt_schedule_count);
	for (unsigned i = 0; i < rt_schedule_count; i++)
		schedules->entry[i] = candidate(order[i]);
	/* No waits is often best for a subject slower than all controls. */
	schedules->entry[rt_schedule_count - 1] = candidate(0);
	return code;
}

static int race_slice(struct rt_field_race slice,
		      const struct rt_schedule *schedule, double seconds,
		      struct rt_field_count *sum, uint64_t *torn,
		      struct rt_error *error)
{
	struct rt_field_count count;
	int code;

	slice.schedule = *schedule;
	slice.seconds = seconds;
	code = rt_field_race_run(&slice, &count, error);
	if (code)
		return code;
	*torn += count.torn;
	rt_field_count_add(sum, &count);
	return RT_OK;
}

int rt_race_schedules(const struct rt_field_race *race,
		      const struct rt_schedules *schedules,
		      struct rt_field_count *sum, struct rt_error *error)
{
	double each = race->seconds / rt_schedule_count;
	uint64_t torn[rt_schedule_count] = {0};
	unsigned best = 0;
	int code = RT_OK;

	*sum = (struct rt_field_count){.seconds = 0};
	for (unsigned i = 0; i < rt_schedule_count && !code; i++)
		code = race_slice(*race, &schedules->entry[i],
				  each * equal_share, sum, &torn[i], error);
	for (unsigned i = 1; i < rt_schedule_count; i++)
		if (torn[i] > torn[best])
			best = i;
	/* If nothing tore, the rest too is divided among all schedules. */
	for (unsigned i = 0; i < rt_schedule_count && !code; i++)
		code = race_slice(
			*race, &schedules->entry[torn[best] ? best : i],
			each * (1 - equal_share), sum, &torn[i], error);
	return code;
}

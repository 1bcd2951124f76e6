/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/calibrate.h"

#include "harness/base/clock.h"

/*
 * Two short passes instead of one long one: a virtual core that is taken
 * away for some milliseconds spoils one slot of a schedule, seldom both.
 */
enum { passes = 2 };
static const double slot_seconds = 0.003;

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

static unsigned best(uint64_t torn[candidates][rt_torn_controls], size_t count)
{
	double highest = 0;
	unsigned winner = 0;

	for (unsigned i = 0; i < candidates; i++) {
		double product = 1;

		for (size_t control = 0; control < count; control++)
			product *= (double)torn[i][control] + 1;
		if (product > highest) {
			highest = product;
			winner = i;
		}
	}
	return winner;
}

int rt_calibrate(const struct rt_field_race *race,
		 const struct rt_module *const controls[], size_t count,
		 uint64_t seed, struct rt_schedule *schedule,
		 struct rt_error *error)
{
	uint64_t torn[candidates][rt_torn_controls] = {{0}};
	struct rt_random random = {.state = seed};
	unsigned order[candidates];

	for (int pass = 0; pass < passes; pass++) {
		shuffle(order, &random);
		for (size_t slot = 0; slot < candidates * count; slot++) {
			size_t control = slot % count;
			unsigned number = order[slot / count];
			struct rt_field_race one = *race;
			struct rt_field_count seen;
			int code;

			one.module = controls[control];
			one.schedule = candidate(number);
			one.seconds = slot_seconds;
			code = rt_field_race_run(&one, &seen, error);
			if (code)
				return code;
			torn[number][control] += seen.torn;
		}
	}
	*schedule = candidate(best(torn, count));
	return RT_OK;
}

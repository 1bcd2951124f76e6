/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdio.h>

#include "bench/soak.h"

/* Short enough for Ctrl-C, long beside half a second of calibration. */
static const double slice_seconds = 5;
static const double first_seconds = 0.1;
static const double control_seconds = 0.05;

static struct rt_field_race race_of(const struct rt_soak *soak,
				    const struct rt_soak_part *part)
{
	const struct rt_pair *pair = &soak->session.pair;
	bool stores = part->store_side;

	return (struct rt_field_race){
		.topology = soak->session.topology,
		.storer_cpu = stores ? pair->second : pair->first,
		.loader_cpu = stores ? pair->first : pair->second,
		.pinned = true,
		.store_side = stores,
		.width = 16,
		.offset = (unsigned)rt_trial_place(&soak->trial) % 64,
		.start = soak->trial.start,
	};
}

/* The schedules at which the controls tear now, and how often they do. */
static int race_controls(struct rt_soak *soak, struct rt_soak_part *part,
			 const struct rt_field_race *race,
			 struct rt_schedules *schedules, struct rt_error *error)
{
	const struct rt_module *const controls[] = {&soak->control[0],
						    &soak->control[1]};
	int code = rt_calibrate(race, controls, soak->controls,
				soak->session.seed + soak->slices, 1, schedules,
				error);

	for (size_t i = 0; i < soak->controls && !code; i++) {
		struct rt_field_race one = *race;
		struct rt_field_count count;

		one.module = controls[i];
		one.seconds = control_seconds;
		code = rt_race_schedules(&one, schedules, &count, error);
		if (code)
			break;
		part->control_torn += count.torn;
		part->control_seconds += count.seconds;
	}
	return code;
}

/* The first slice learns the speed, the last one is as long as it must be. */
static double next_slice(const struct rt_soak *soak,
			 const struct rt_soak_part *part)
{
	double left = (double)(soak->loads - part->done);
	double seconds;

	if (!part->done)
		return first_seconds;
	seconds = 1.1 * left * part->seconds / (double)part->done;
	return fmin(first_seconds + seconds, slice_seconds);
}

static void add(struct rt_soak_part *part, const struct rt_field_count *count)
{
	part->done += part->store_side ? count->stores : count->loads;
	part->changes += count->changes;
	part->torn += count->torn;
	part->seconds += count->seconds;
	if (!count->torn)
		return;
	snprintf(part->finding, sizeof(part->finding),
		 "0x%04llx was read between 0x%04llx and 0x%04llx",
		 (unsigned long long)count->first.value,
		 (unsigned long long)count->first.before,
		 (unsigned long long)count->first.after);
}

static int race_slice(struct rt_soak *soak, struct rt_soak_part *part,
		      struct rt_error *error)
{
	struct rt_field_race race = race_of(soak, part);
	struct rt_field_count count;
	struct rt_schedules schedules;
	int code = race_controls(soak, part, &race, &schedules, error);

	soak->slices++;
	race.module = part->module;
	race.seconds = next_slice(soak, part);
	if (!code)
		code = rt_race_schedules(&race, &schedules, &count, error);
	if (!code)
		add(part, &count);
	return code;
}

int rt_soak_field(struct rt_soak *soak, struct rt_soak_part *part,
		  struct rt_error *error)
{
	const char *unit = part->store_side ? "stores" : "loads";
	int code = RT_OK;

	while (!code && !rt_soak_over(soak, part, unit, soak->loads))
		code = race_slice(soak, part, error);
	return code;
}

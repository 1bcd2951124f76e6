/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the schedules at which accessors that are known to tear do so most
 * often on this machine, this pair of cores, now; and races under them.
 */
#ifndef RT_ENGINE_HAMMER_CALIBRATE_H
#define RT_ENGINE_HAMMER_CALIBRATE_H

#include "harness/engine/hammer/field.h"

enum { rt_torn_controls = 2, rt_schedule_count = 4 };

/*
 * Several, since the best one for a control is seldom the best one for the
 * subject: tears come and go with the gap, as a resonance does.
 */
struct rt_schedules {
	/* The best first; the last one is without any waiting. */
	struct rt_schedule entry[rt_schedule_count];
};

/*
 * What a race of @seconds leaves of the usual time for all that is done before
 * it: 1 from 0.1 s on, and never less than a tenth. A quick look is not worth
 * most of a second of preparation.
 */
double rt_haste(double seconds);

/*
 * Races each of the @count @controls (at most rt_torn_controls) at each
 * schedule of a fixed grid, a few milliseconds each, in an order drawn from
 * @seed, and those with the highest product of the controls' tears again. A
 * slow copy and a quick one tear best at different gaps.
 *
 * @race gives cores, field and width; its module, schedule and seconds are
 * not looked at. RT_SETUP as from rt_field_race_run(). Takes well under a
 * second, or the part @haste of it; that none tore is no error: look at the
 * control's rate.
 */
int rt_calibrate(const struct rt_field_race *race,
		 const struct rt_module *const controls[], size_t count,
		 uint64_t seed, double haste, struct rt_schedules *schedules,
		 struct rt_error *error);

/*
 * Runs @race for race->seconds and adds all up in @sum, whose first tear is
 * the first of all: a quarter of the time equally under each of @schedules,
 * the rest under the one that tore most, or, without a tear, equally again.
 * Errors as from rt_field_race_run().
 */
int rt_race_schedules(const struct rt_field_race *race,
		      const struct rt_schedules *schedules,
		      struct rt_field_count *sum, struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the schedules at which accessors known to tear do so most often on this
 * machine and pair of cores at present, and races under them.
 */
#ifndef RT_ENGINE_HAMMER_CALIBRATE_H
#define RT_ENGINE_HAMMER_CALIBRATE_H

#include "harness/engine/hammer/field.h"

enum { rt_torn_controls = 2, rt_schedule_count = 4 };

/*
 * Several schedules, as the best one for a control is seldom the best one for
 * the subject: tears come and go with the gap, like a resonance.
 */
struct rt_schedules {
	/* Best first; the last entry always has no waits. */
	struct rt_schedule entry[rt_schedule_count];
};

/*
 * The factor for the time of all preparation before a race of @seconds: 1 from
 * 0.1 s on, and at least 0.1. A short race should not be preceded by most of a
 * second of preparation.
 */
double rt_haste(double seconds);

/*
 * Races each of the @count @controls (at most rt_torn_controls) for a few
 * milliseconds at each schedule of a fixed grid, in an order drawn from @seed,
 * then again at the schedules with the highest product of the controls' tears:
 * a slow copy and a quick copy tear best at different gaps.
 *
 * @race gives cores, field and width; its module, schedule and seconds are
 * ignored. Takes well under a second, multiplied by @haste. RT_SETUP as from
 * rt_field_race_run(). It is no error if no control tears: check the controls'
 * rate afterwards.
 */
int rt_calibrate(const struct rt_field_race *race,
		 const struct rt_module *const controls[], size_t count,
		 uint64_t seed, double haste, struct rt_schedules *schedules,
		 struct rt_error *error);

/*
 * Runs @race for race->seconds and adds up the counts in @sum, whose first tear
 * is the first of all: a quarter of the time equally under each of @schedules,
 * the rest under the schedule that tore most or, without a tear, equally again.
 * Errors as from rt_field_race_run().
 */
int rt_race_schedules(const struct rt_field_race *race,
		      const struct rt_schedules *schedules,
		      struct rt_field_count *sum, struct rt_error *error);

#endif

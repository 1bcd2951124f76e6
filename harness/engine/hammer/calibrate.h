/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the schedule at which accessors that are known to tear do so most
 * often on this machine, this pair of cores, now.
 */
#ifndef RT_ENGINE_HAMMER_CALIBRATE_H
#define RT_ENGINE_HAMMER_CALIBRATE_H

#include "harness/engine/hammer/field.h"

enum { rt_torn_controls = 2 };

/*
 * Races each of the @count @controls (at most rt_torn_controls) at each
 * schedule of a fixed grid, a few milliseconds each, in an order drawn from
 * @seed. Several controls, since a slow copy and a quick one tear best at
 * different gaps: the schedule with the highest product of their tears wins.
 *
 * @race gives cores, field and width; its module, schedule and seconds are
 * not looked at. RT_SETUP as from rt_field_race_run(). Takes well under a
 * second; that none tore is no error: look at the control's rate.
 */
int rt_calibrate(const struct rt_field_race *race,
		 const struct rt_module *const controls[], size_t count,
		 uint64_t seed, struct rt_schedule *schedule,
		 struct rt_error *error);

#endif

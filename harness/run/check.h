/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One check: the engines that were asked for look at one direction of one
 * subject, and a verdict is made of what they saw.
 */
#ifndef RT_RUN_CHECK_H
#define RT_RUN_CHECK_H

#include <stdbool.h>

#include "harness/base/places.h"
#include "harness/run/subject.h"
#include "harness/verdict/judge.h"

struct rt_check {
	const struct rt_places *places;
	const struct rt_toolchains *toolchains;
	struct rt_trial trial; /* the direction is the one looked at */
	/* As rt_judge() takes them: NULL for the usual ones. */
	const char *engines;
	const char
		*cpu; /* that steps, as rt_step_cpu_for() names it, or NULL */
	int offset;   /* of the field; -1: each aligned place */
	struct rt_judgement judgement; /* release: rt_judgement_free() */
};

/*
 * Fills check->judgement, over an earlier one. An engine that could not look is
 * an observation, not an error.
 */
int rt_check_run(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error);

/* What the engines are asked of @subject; all of it is borrowed. */
struct rt_question rt_check_question(const struct rt_check *check,
				     const struct rt_subject *subject);

/* The trial that replays the witness; false when there is none. */
bool rt_check_witness(const struct rt_check *check, struct rt_trial *trial);

#endif

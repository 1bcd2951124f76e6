/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One check: the engines judge one direction of one subject, and a verdict is
 * made of their observations.
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
	struct rt_trial trial; /* direction is the one to check */
	/* As rt_judge() takes the list; NULL for the default engines. */
	const char *engines;
	const char *cpu; /* for step, as rt_step_cpu_for() names it, or NULL */
	const char *assume;  /* as rt_question.assume */
	enum rt_lines lines; /* as rt_question.lines */
	bool once;	     /* anything but one whole access is a fault */
	int offset;	     /* of the field; -1: each aligned offset */
	struct rt_trial_object object; /* of the trial: rt_trial_object() */
	struct rt_judgement judgement; /* release: rt_judgement_free() */
};

/*
 * Fills check->judgement; a second call replaces the first one's. An engine
 * that could not examine the module is an observation, not an error.
 */
int rt_check_run(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error);

/* The question that the engines are asked of @subject; borrows all strings. */
struct rt_question rt_check_question(const struct rt_check *check,
				     const struct rt_subject *subject);

/* Fills @trial with the witness, for `replay`; false if there is no witness. */
bool rt_check_witness(const struct rt_check *check, struct rt_trial *trial);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One check: the engines that were asked for look at one direction of one
 * subject, and a verdict is made of what they saw.
 */
#ifndef RT_RUN_CHECK_H
#define RT_RUN_CHECK_H

#include <stdbool.h>

#include "harness/base/places.h"
#include "harness/engine/guest/guest.h"
#include "harness/run/subject.h"
#include "harness/verdict/judge.h"

struct rt_check {
	const struct rt_places *places;
	const struct rt_toolchains *toolchains;
	struct rt_trial trial; /* the direction is the one looked at */
	const char *engines;   /* words joined by commas */
	/*
	 * Where these leave a build for another machine undecided, the hammer
	 * is asked as well, if there is an emulator to run it under.
	 */
	bool hammers_undecided;
	const char
		*cpu; /* that steps, as rt_step_cpu_for() names it, or NULL */
	int offset;   /* of the field; -1: each aligned place */
	struct rt_judgement judgement; /* release: rt_judgement_free() */
	bool has_guest; /* the hammer raced under an emulator: `guest` */
	struct rt_guest guest;
};

/* RT_USAGE unless @engines are words of "codegen,step,hammer,tsan". */
int rt_check_engines(const char *engines, struct rt_error *error);

/*
 * Fills check->judgement, over an earlier one. An engine that could not look is
 * an observation, not an error.
 */
int rt_check_run(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error);

/*
 * The function's name in the module: the subject's own, or the ABI's, which is
 * written to @buffer.
 */
const char *rt_check_symbol(const struct rt_check *check,
			    const struct rt_subject *subject, char buffer[32]);

/* Whether check->hammers_undecided, and what was seen so far, ask for that. */
bool rt_check_wants_guest(const struct rt_check *check,
			  const struct rt_subject *subject);

/*
 * Where the hammer has the field and a record says it was: where it was asked
 * for, or, as for the other engines, at an aligned place; the trial's own is
 * that of a 16-bit index.
 */
uint64_t rt_check_place(const struct rt_check *check);

/*
 * Races @subject, a build for another machine, under its emulator; what kept
 * it from that is in @seen. check->judgement is what was seen before.
 */
int rt_check_guest(struct rt_check *check, const struct rt_subject *subject,
		   uint64_t place, struct rt_observation *seen,
		   struct rt_error *error);

/* The trial that replays the witness; false when there is none. */
bool rt_check_witness(const struct rt_check *check, struct rt_trial *trial);

#endif

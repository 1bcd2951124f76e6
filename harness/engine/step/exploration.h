/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the step engine: an exploration in progress. Has the question, the
 * CPU, and what is known so far, in memory shared with the child process that
 * runs the accessor. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_EXPLORATION_H
#define RT_ENGINE_STEP_EXPLORATION_H

#include "harness/engine/step/log.h"
#include "harness/engine/step/step.h"

struct rt_step_shared {
	struct rt_step_result result;
	struct rt_step_trace trace; /* of the last run */
	struct rt_error error;
	int code;
	struct rt_step_log log; /* of a replay with a log */
};

struct rt_exploration {
	const struct rt_question *question;
	struct rt_step_cpu *cpu;
	struct rt_step_shared *shared;
	unsigned variant;	/* the CPU's variant that is explored now */
	struct rt_step_run run; /* of first_call() or replay() */
	uint64_t path;		/* of the first trace at the present offset */
};

/* Judges the trace of @run, in which the other side did nothing. */
void rt_exploration_traced(const struct rt_exploration *exploration,
			   const struct rt_step_run *run);

/*
 * Judges the trace of @run, a load during which the other side stored in gap
 * run->gap, which may be RT_STEP_EACH.
 */
void rt_exploration_replayed(const struct rt_exploration *exploration,
			     const struct rt_step_run *run);

/* Judges width, order and number of accesses; called by both of the above. */
void rt_exploration_shape(const struct rt_exploration *exploration,
			  const struct rt_step_run *run);

/* Records the mixture @value, seen in @run with the other side in @gap. */
void rt_exploration_keep(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned gap,
			 uint64_t value);

#endif

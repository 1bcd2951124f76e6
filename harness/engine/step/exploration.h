/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One exploration under way, for the files of the step engine alone: what
 * was asked, the CPU that runs it, and what is known so far. It lies in
 * memory shared with the child that runs the accessor. One thread.
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
	struct rt_step_log log; /* of a replay that wants one */
};

struct rt_exploration {
	const struct rt_question *question;
	struct rt_step_cpu *cpu;
	struct rt_step_shared *shared;
	unsigned variant;	/* of the CPU, that is explored now */
	struct rt_step_run run; /* of one first call, in a process of its own */
	uint64_t path;		/* of the first trace at this place */
};

/* The trace of @run, without the other side, is there. */
void rt_exploration_traced(const struct rt_exploration *exploration,
			   const struct rt_step_run *run);

/*
 * The trace of @run is there, a load with the other side in gap run->gap,
 * which may be RT_STEP_EACH.
 */
void rt_exploration_replayed(const struct rt_exploration *exploration,
			     const struct rt_step_run *run);

/* What its accesses are like; done by both of the above. */
void rt_exploration_shape(const struct rt_exploration *exploration,
			  const struct rt_step_run *run);

/* @run gave @value, a mixture, with the other side in @gap. */
void rt_exploration_keep(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned gap,
			 uint64_t value);

#endif

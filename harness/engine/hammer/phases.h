/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The phases of a hammer run, in the order in which the child process does
 * them.
 */
#ifndef RT_ENGINE_HAMMER_PHASES_H
#define RT_ENGINE_HAMMER_PHASES_H

#include <stdatomic.h>

#include "harness/engine/hammer/hammer.h"

enum rt_phase {
	RT_PHASE_LOAD,
	RT_PHASE_CALIBRATE,
	RT_PHASE_CONTROLS,
	RT_PHASE_SUBJECT,
	RT_PHASE_RING,
	RT_PHASE_END,
};

/* Memory shared by child and parent. Only the child writes. */
struct rt_channel {
	_Atomic int phase;
	struct rt_hammer_result result;
	/* Read by the parent only after the child has ended. */
	int code;
	char message[1024];
};

/* What the user sees while @phase runs, such as "racing the controls". */
const char *rt_phase_doing(enum rt_phase phase);

/* The planned duration in seconds of all phases before @phase. */
double rt_phase_starts(const struct rt_hammer_plan *plan, enum rt_phase phase);

/* Runs all phases of @plan, updating @channel meanwhile. */
int rt_phases_run(const struct rt_hammer_plan *plan, struct rt_channel *channel,
		  struct rt_error *error);

#endif

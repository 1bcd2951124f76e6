/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls an accessor in this process at full speed, until it is about to run one
 * of some chosen instructions. x86-64 only. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_CALLS_H
#define RT_ENGINE_STEP_CALLS_H

#include "harness/engine/step/cpu.h"

struct rt_calls {
	uint64_t entry;	       /* of the accessor */
	unsigned char *ours;   /* the field, as the engine accesses it */
	unsigned char *theirs; /* the same, as the accessor does */
	const struct rt_step_run *run;
	/* Where to stop; as the CPU has them. */
	const uint64_t *site;
	unsigned sites;
};

/*
 * Makes run->calls calls, as it says there; fewer when a site is reached, or
 * after a second. *@ended is the number of calls that reached none. RT_SETUP
 * when the sites cannot be watched.
 */
int rt_calls_make(const struct rt_calls *calls, uint32_t *ended,
		  struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest and a device on two cores, over one virtqueue; the device reads
 * avail->idx or writes used->idx with the accessor under test.
 */
#ifndef RT_ENGINE_HAMMER_RING_H
#define RT_ENGINE_HAMMER_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "corpora/drivers/judge.h"
#include "harness/base/error.h"
#include "harness/engine/hammer/field.h"
#include "harness/module/module.h"
#include "harness/trial/trial.h"
#include "harness/virtqueue/violation.h"
#include "pinning/topology.h"

enum { rt_ring_violations = 2 }; /* each side stops at its first violation */

struct rt_ring_violation {
	double seconds; /* since the threads were started */
	struct rt_vq_violation violation;
};

/*
 * The results so far; may be in memory shared with a watching process. During
 * the run only `violations` may be read: its acquire load makes the entries
 * below it visible.
 */
struct rt_ring_result {
	_Atomic unsigned violations;
	_Atomic unsigned taken; /* slots of `violation` claimed by a side */
	struct rt_ring_violation violation[rt_ring_violations];
	double seconds;
	uint64_t requests_done; /* completions that the guest has collected */
	uint64_t pops, pop_calls, phantom_pops;
	uint64_t reads, changes, torn, stale, unjudged;
	struct rt_torn first;
	struct rt_stale first_stale; /* only if there were any */
	bool done;		     /* all requests were made and collected */
};

struct rt_ring_race {
	const struct rt_trial *trial;
	const struct rt_topology *topology;
	int guest_cpu, device_cpu;
	const struct rt_module *module;
	/* Of the bare race that the module was in before; NULL: of none. */
	const struct rt_field_judge *met;
	uint64_t seed; /* never 0 */
};

/*
 * Runs until the requests of the trial are done, a side is broken, or
 * ring_milliseconds have passed. RT_USAGE for an invalid ring, RT_SETUP when
 * threads or memory cannot be had.
 */
int rt_ring_race_run(const struct rt_ring_race *race,
		     struct rt_ring_result *result, struct rt_error *error);

/* Checks the trial's ring settings without a run: RT_USAGE or 0. */
int rt_ring_check(const struct rt_trial *trial, struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two threads, each pinned to its CPU, let go at the same moment.
 */
#ifndef RT_ENGINE_HAMMER_DUEL_H
#define RT_ENGINE_HAMMER_DUEL_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "pinning/topology.h"

struct rt_duel {
	const struct rt_topology *topology;
	int cpu[2];
	bool pinned;		     /* false: wherever they are put */
	void (*side[2])(void *data); /* each in a thread of its own */
	/* In the calling thread, once both sides were let go. */
	void (*wait)(void *data);
	/* Makes both sides return soon; called after wait, or instead. */
	void (*stop)(void *data);
	void *data;
};

/*
 * Starts both sides, waits until both are pinned, opens the gate, calls wait
 * and stop, and joins them. What was written before is visible to the sides,
 * and what they wrote is visible afterwards. RT_SETUP when a thread cannot be
 * started, and the errors of rt_bind_thread(): then the sides were stopped
 * before they were let go.
 */
int rt_duel_run(const struct rt_duel *duel, struct rt_error *error);

#endif

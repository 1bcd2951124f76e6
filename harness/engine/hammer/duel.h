/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two threads, each pinned to its CPU, released at the same moment. */
#ifndef RT_ENGINE_HAMMER_DUEL_H
#define RT_ENGINE_HAMMER_DUEL_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "pinning/topology.h"

struct rt_duel {
	const struct rt_topology *topology;
	int cpu[2];
	bool pinned;		     /* false: left to the scheduler */
	void (*side[2])(void *data); /* each in a thread of its own */
	/* Called in the calling thread once both sides are released. */
	void (*wait)(void *data);
	/*
	 * Makes both sides return soon; called after wait(), or instead of it.
	 */
	void (*stop)(void *data);
	void *data;
};

/*
 * Starts both sides, waits until both are pinned, opens the gate, calls wait()
 * and stop(), and joins them. Earlier writes of the caller are visible to the
 * sides, and the writes of the sides are visible to the caller afterwards.
 * RT_SETUP when a thread cannot be started, and the errors of rt_bind_thread():
 * stop() is then called before the sides are released.
 */
int rt_duel_run(const struct rt_duel *duel, struct rt_error *error);

#endif

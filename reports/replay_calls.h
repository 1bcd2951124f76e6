/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions that a replay's calls lead to, by the listing of the module: an
 * address of a process that is gone says nothing. x86-64. Not thread-safe.
 */
#ifndef RT_REPORTS_REPLAY_CALLS_H
#define RT_REPORTS_REPLAY_CALLS_H

#include "harness/engine/codegen/listing.h"
#include "reports/replay.h"

struct rt_replay_calls {
	struct rt_listing listing; /* of the accessor */
	uint64_t base;		   /* the run's addresses less the listing's */
};

/*
 * Without a listing no call has a name. Release with rt_replay_calls_free() in
 * every case.
 */
void rt_replay_calls_find(struct rt_replay_calls *calls,
			  const struct rt_replayed *done);
void rt_replay_calls_free(struct rt_replay_calls *calls);

/* The name of what @entry calls directly; "" for any other instruction. */
const char *rt_replay_called(const struct rt_replay_calls *calls,
			     const struct rt_step_logged *entry);

#endif

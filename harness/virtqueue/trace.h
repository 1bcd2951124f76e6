/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads one recorded sequence of index reads as each kind of device would.
 *
 * A trace says what the device's reads of avail->idx returned and what memory
 * held then. Replaying drives a device of the wanted kind over a ring of its
 * own, in the calling thread, with exactly these reads.
 */
#ifndef RT_VIRTQUEUE_TRACE_H
#define RT_VIRTQUEUE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/virtqueue/device_kind.h"

struct rt_vq_read {
	uint16_t value; /* what the accessor returned */
	uint16_t truth; /* what the guest had published by then */
};

struct rt_vq_trace {
	unsigned ring_size;
	uint16_t last_avail_idx;    /* before the first read */
	unsigned in_flight;	    /* popped before, not completed during it */
	enum rt_vq_service service; /* asynchronous: completes when empty */
	const uint16_t *heads;	    /* the ring's @ring_size entries, not owned;
				       NULL: slot i holds head i */
	const struct rt_vq_read *reads; /* not owned; at least one */
	size_t count;
};

/* How a device came out of a trace. */
struct rt_vq_ending {
	bool violated;
	struct rt_vq_violation violation; /* if violated */
	uint64_t pops;
	uint64_t pop_calls;
	uint64_t phantom_pops;
	uint64_t torn;	/* reads that returned what was not in memory */
	uint64_t reads; /* of the trace that were used up */
	uint16_t last_avail_idx;
};

/*
 * Pops until the device is broken, or finds the ring empty with all reads
 * used up; after the last one memory holds the last truth. RT_USAGE for a bad
 * ring size or no reads, RT_SETUP without memory.
 */
int rt_vq_trace_replay(const struct rt_vq_trace *trace,
		       const struct rt_vq_device_kind *kind,
		       struct rt_vq_ending *ending, struct rt_error *error);

#endif

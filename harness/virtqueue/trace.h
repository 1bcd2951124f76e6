/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays a recorded sequence of index reads on each kind of device.
 *
 * A trace has the values that the device's reads of avail->idx returned and the
 * values in memory at the time. A replay runs a device of the wanted kind on
 * its own ring, in the calling thread, with exactly these reads.
 */
#ifndef RT_VIRTQUEUE_TRACE_H
#define RT_VIRTQUEUE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/virtqueue/device_kind.h"

struct rt_vq_read {
	uint16_t value; /* what the accessor returned */
	uint16_t truth; /* what the guest had published then */
};

struct rt_vq_trace {
	unsigned ring_size;
	uint16_t last_avail_idx;    /* before the first read */
	unsigned in_flight;	    /* popped before and not completed */
	enum rt_vq_service service; /* asynchronous: completes when empty */
	const uint16_t *heads;	    /* the ring's @ring_size entries, not owned;
				       NULL: slot i holds head i */
	const struct rt_vq_read *reads; /* not owned; at least one */
	size_t count;
};

/* The result of a replay. */
struct rt_vq_ending {
	bool violated;
	struct rt_vq_violation violation; /* if violated */
	uint64_t pops;
	uint64_t pop_calls;
	uint64_t phantom_pops;
	uint64_t torn;	/* reads of values that were not in memory */
	uint64_t reads; /* reads of the trace that were used */
	uint16_t last_avail_idx;
};

/*
 * Pops until the device is broken, or the ring is empty and all reads were
 * used. After the last read memory holds its truth. RT_USAGE for a bad ring
 * size or no reads, RT_SETUP without memory.
 */
int rt_vq_trace_replay(const struct rt_vq_trace *trace,
		       const struct rt_vq_device_kind *kind,
		       struct rt_vq_ending *ending, struct rt_error *error);

#endif

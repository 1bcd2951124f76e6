/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A broken invariant, with the state of its side for a report.
 *
 * Plain data without pointers: it may lie in memory that another process reads
 * after the side has ended.
 */
#ifndef RT_VIRTQUEUE_VIOLATION_H
#define RT_VIRTQUEUE_VIOLATION_H

#include <stdint.h>

#include "harness/virtqueue/invariant.h"
#include "harness/virtqueue/oracle.h"

enum rt_vq_side {
	RT_VQ_GUEST,
	RT_VQ_DEVICE,
};

/* The result of one turn of a side. */
enum rt_vq_turn {
	RT_VQ_PROGRESS, /* something was published, popped or completed */
	RT_VQ_IDLE,	/* nothing to do for now */
	RT_VQ_DONE,	/* guest only: all requests came back */
	RT_VQ_BROKEN,	/* a violation ended this side */
};

struct rt_vq_violation {
	enum rt_vq_side side;
	enum rt_vq_invariant invariant;
	char message[RT_VQ_MESSAGE_SIZE]; /* as the real system prints it */
	/* Of the device; for the guest last_used_idx, avail_idx, in_flight. */
	uint16_t last_avail_idx;
	uint16_t shadow_avail_idx;
	uint32_t inuse;
	uint16_t value_read;		/* the last value of the index read */
	enum rt_vq_judgement judgement; /* of that value */
	uint64_t before; /* published before that read, and after */
	uint64_t after;
	uint64_t pops;	    /* successful ones; of the guest, completions */
	uint64_t pop_calls; /* including the one that failed */
	uint64_t phantoms;
};

enum {
	RT_VQ_MOST_VIOLATIONS = 4,
};

/* The first violation ends a side; later calls may still add some. */
struct rt_vq_violations {
	uint64_t count; /* of all, kept or not */
	struct rt_vq_violation entry[RT_VQ_MOST_VIOLATIONS];
};

/* Keeps @violation if there is room, completing its message. */
void rt_vq_violations_add(struct rt_vq_violations *violations,
			  const struct rt_vq_violation *violation,
			  const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS]);

#endif

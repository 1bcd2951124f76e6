/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The driver's side of the ring, by the logic of Linux's virtio_ring.c (split
 * ring) under virtio-blk: virtqueue_add, virtqueue_kick_prepare,
 * virtqueue_get_buf.
 *
 * The guest always reads used->idx and writes avail->idx atomically: only the
 * device's accessor can tear. Only the guest's thread uses the struct; others
 * may read it after its end.
 */
#ifndef RT_VIRTQUEUE_GUEST_H
#define RT_VIRTQUEUE_GUEST_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/virtqueue/violation.h"
#include "harness/virtqueue/vq.h"

struct rt_vq_guest {
	/* 128 bytes, so that no cache line is shared with the device. */
	alignas(128) const struct rt_vq *vq;
	uint16_t free_head;
	unsigned free_count; /* descriptors */
	unsigned in_flight;  /* requests */
	uint16_t avail_idx;
	uint16_t last_used_idx;
	uint16_t avail_flags; /* as last written */
	bool broken;
	struct rt_vq_observer used;
	uint64_t published; /* requests */
	uint64_t completed;
	uint64_t get_buf_calls;
	uint64_t phantom_completions; /* beyond what the device used */
	uint64_t bursts;	      /* stores of avail->idx */
	uint64_t kicks;
	struct rt_vq_violations violations;
};

/* @vq must outlive @guest. One guest per queue. */
void rt_vq_guest_init(struct rt_vq_guest *guest, const struct rt_vq *vq);

/*
 * Collects what the device has used, then publishes one burst, if a whole one
 * fits, with one store of avail->idx. Makes no system call and never waits.
 */
enum rt_vq_turn rt_vq_guest_turn(struct rt_vq_guest *guest);

/* The two halves of a turn, for tests. False: nothing was done. */
bool rt_vq_guest_collect(struct rt_vq_guest *guest);
bool rt_vq_guest_publish(struct rt_vq_guest *guest);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The split ring as it lies in shared memory: virtio 1.x, section 2.7.
 *
 * All fields are little-endian in the specification; ringtear runs both sides
 * on one machine and keeps them in its native order, which is what a legacy
 * device does. Everything is C11 atomic: the two sides race on all of it.
 */
#ifndef RT_VIRTQUEUE_LAYOUT_H
#define RT_VIRTQUEUE_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* virtio 2.7: the queue size is a power of two, at most this. */
enum {
	RT_VRING_SIZE_LEAST = 2,
	RT_VRING_SIZE_MOST = 32768,
};

/* virtio 2.7.5: the descriptor's flags. */
enum {
	RT_VRING_DESC_NEXT = 1,
	RT_VRING_DESC_WRITE = 2,
	RT_VRING_DESC_INDIRECT = 4,
};

/* virtio 2.7.6 and 2.7.8: the flags of the two rings. */
enum {
	RT_VRING_AVAIL_NO_INTERRUPT = 1,
	RT_VRING_USED_NO_NOTIFY = 1,
};

struct rt_vring_desc {
	_Atomic uint64_t addr; /* offset in the guest's memory */
	_Atomic uint32_t len;
	_Atomic uint16_t flags;
	_Atomic uint16_t next;
};

struct rt_vring_avail {
	_Atomic uint16_t flags;
	_Atomic uint16_t idx;
	_Atomic uint16_t ring[]; /* N heads, then used_event */
};

struct rt_vring_used_elem {
	_Atomic uint32_t id;
	_Atomic uint32_t len;
};

struct rt_vring_used {
	_Atomic uint16_t flags;
	_Atomic uint16_t idx;
	struct rt_vring_used_elem ring[]; /* N elements, then avail_event */
};

/* Sizes in bytes of the three areas for @size descriptors, events included. */
static inline size_t rt_vring_desc_bytes(unsigned size)
{
	return sizeof(struct rt_vring_desc) * size;
}

static inline size_t rt_vring_avail_bytes(unsigned size)
{
	return sizeof(struct rt_vring_avail) + sizeof(uint16_t) * (size + 1);
}

static inline size_t rt_vring_used_bytes(unsigned size)
{
	return sizeof(struct rt_vring_used) +
	       sizeof(struct rt_vring_used_elem) * size + sizeof(uint16_t);
}

/* The index at which the guest wants the next interrupt; the guest writes. */
static inline _Atomic uint16_t *rt_vring_used_event(
	struct rt_vring_avail *avail, unsigned size)
{
	return &avail->ring[size];
}

/* The index at which the device wants the next kick; the device writes. */
static inline _Atomic uint16_t *rt_vring_avail_event(struct rt_vring_used *used,
						     unsigned size)
{
	return (_Atomic uint16_t *)&used->ring[size];
}

/*
 * virtio 2.7.7.1 and 2.7.10: whether the other side, which waits for @event,
 * must be notified now that an index went from @before to @now.
 */
static inline bool rt_vring_need_event(uint16_t event, uint16_t now,
				       uint16_t before)
{
	return (uint16_t)(now - event - 1) < (uint16_t)(now - before);
}

#endif

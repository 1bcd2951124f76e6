/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device's side of the ring: pops what the guest made available and
 * completes it, as one of several real devices would.
 *
 * What differs between the real ones (when they read avail->idx, what they
 * check, what they say) is in device_kind.h; the words and the accounting
 * here are QEMU's. The struct belongs to the thread that takes the turns;
 * others read it when that thread has ended. Nothing here makes a system
 * call or waits.
 */
#ifndef RT_VIRTQUEUE_DEVICE_H
#define RT_VIRTQUEUE_DEVICE_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/clock.h"
#include "harness/virtqueue/violation.h"
#include "harness/virtqueue/vq.h"

struct rt_vq_device {
	/* 128 bytes, so that no line is shared with the other side. */
	alignas(128) const struct rt_vq *vq;
	const struct rt_vq_device_kind *kind;
	struct rt_vq_access access;
	uint16_t last_avail_idx;
	uint16_t shadow_avail_idx; /* avail->idx as cached; vhost: avail_idx,
				      rust-vmm: where the iterator ends */
	uint16_t used_idx;
	uint16_t signalled_used;
	bool signalled_used_valid;
	bool notification;
	bool broken;
	bool iterating;	     /* rust-vmm: an iterator is open */
	unsigned burst_left; /* DPDK: entries of the burst not yet popped */
	unsigned inuse;	     /* popped, not yet flushed */
	uint64_t position;   /* last_avail_idx in 64 bits */
	uint64_t used_position;
	struct rt_vq_observer avail;
	struct rt_random random;
	uint64_t pop_calls;
	uint64_t pops;	       /* those that gave an element */
	uint64_t phantom_pops; /* beyond all that the guest ever published */
	uint64_t completed;
	uint64_t flushes; /* stores of used->idx */
	uint64_t notifications;
	struct rt_vq_violations violations;
};

/*
 * @vq outlives @device; its config chooses kind, service and order. One
 * device a queue. @access may be NULL: sound access.
 */
void rt_vq_device_init(struct rt_vq_device *device, const struct rt_vq *vq,
		       const struct rt_vq_access *access);

/*
 * Asynchronous: pops all it can with notifications off, then completes that
 * in the configured order. Synchronous: pops one and completes it.
 */
enum rt_vq_turn rt_vq_device_turn(struct rt_vq_device *device);

/* virtqueue_pop. False: empty or broken, and @element is undefined. */
bool rt_vq_device_pop(struct rt_vq_device *device,
		      struct rt_vq_element *element);

/*
 * virtio_queue_empty. QEMU's reads memory only when its shadow says so.
 */
bool rt_vq_device_empty(struct rt_vq_device *device);

/*
 * virtqueue_fill: writes the @offset-th used element behind used->idx, not
 * yet visible. Nothing once broken. False: this kind rejects @head.
 */
bool rt_vq_device_fill(struct rt_vq_device *device, uint32_t head, uint32_t len,
		       unsigned offset);

/* virtqueue_flush: makes @count elements visible by one store of used->idx. */
void rt_vq_device_flush(struct rt_vq_device *device, unsigned count);

/* virtqueue_push: fill and flush of one. */
void rt_vq_device_push(struct rt_vq_device *device, uint32_t head,
		       uint32_t len);

/* Asks the guest for kicks, or asks it to stop. */
void rt_vq_device_set_notification(struct rt_vq_device *device, bool on);

/* virtio_should_notify: whether the guest wants an interrupt now. */
bool rt_vq_device_should_notify(struct rt_vq_device *device);

/*
 * virtqueue_get_avail_bytes of QEMU on any kind of device, which reads
 * avail->idx for each head and checks its distance. False after a violation.
 */
bool rt_vq_device_get_avail_bytes(struct rt_vq_device *device,
				  uint64_t *in_bytes, uint64_t *out_bytes);

/*
 * The check of QEMU's virtio_load for queue number @queue on the destination
 * of a migration. False, and a violation is kept, if the load fails.
 */
bool rt_vq_device_load_check(struct rt_vq_device *device, unsigned queue);

#endif

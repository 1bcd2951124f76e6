/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device's side of the ring: pops what the guest made available and
 * completes it, imitating QEMU, vhost, rust-vmm or DPDK.
 *
 * Where they differ (when they read avail->idx, what they check, their error
 * messages) is in device_kind.h; the names and counters here are QEMU's. Only
 * the device's thread uses the struct; others may read it after its end.
 * Nothing here makes a system call or waits.
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
	/* 128 bytes, so that no cache line is shared with the guest. */
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
	uint64_t position;   /* last_avail_idx, but it does not wrap */
	uint64_t used_position;
	struct rt_vq_observer avail;
	struct rt_random random;
	uint64_t pop_calls;
	uint64_t pops;	       /* pop calls that returned an element */
	uint64_t phantom_pops; /* of entries that the guest never published */
	uint64_t completed;
	uint64_t flushes; /* stores of used->idx */
	uint64_t notifications;
	struct rt_vq_violations violations;
};

/*
 * @vq must outlive @device; vq->config sets the device kind, service and
 * completion order. One device per queue. @access NULL: relaxed atomics.
 */
void rt_vq_device_init(struct rt_vq_device *device, const struct rt_vq *vq,
		       const struct rt_vq_access *access);

/*
 * RT_VQ_ASYNCHRONOUS: pops all it can with kicks disabled, then completes them
 * in the configured order. RT_VQ_SYNCHRONOUS: pops and completes one.
 */
enum rt_vq_turn rt_vq_device_turn(struct rt_vq_device *device);

/* virtqueue_pop. False: empty or broken, and @element is undefined. */
bool rt_vq_device_pop(struct rt_vq_device *device,
		      struct rt_vq_element *element);

/* virtio_queue_empty. QEMU's reads avail->idx only if the shadow says empty. */
bool rt_vq_device_empty(struct rt_vq_device *device);

/*
 * virtqueue_fill: writes the used element @offset past used->idx, not yet
 * visible. Does nothing on a broken device. False: the device rejects @head.
 */
bool rt_vq_device_fill(struct rt_vq_device *device, uint32_t head, uint32_t len,
		       unsigned offset);

/* virtqueue_flush: makes @count elements visible by one store of used->idx. */
void rt_vq_device_flush(struct rt_vq_device *device, unsigned count);

/* virtqueue_push: fill and flush of one. */
void rt_vq_device_push(struct rt_vq_device *device, uint32_t head,
		       uint32_t len);

/* Enables or disables kicks from the guest. */
void rt_vq_device_set_notification(struct rt_vq_device *device, bool on);

/* virtio_should_notify: whether the guest wants an interrupt now. */
bool rt_vq_device_should_notify(struct rt_vq_device *device);

/*
 * QEMU's virtqueue_get_avail_bytes, whatever the kind: for each head it reads
 * avail->idx and checks that no more than ring_size are available. False after
 * a violation.
 */
bool rt_vq_device_get_avail_bytes(struct rt_vq_device *device,
				  uint64_t *in_bytes, uint64_t *out_bytes);

/*
 * The check of avail->idx in QEMU's virtio_load, made for queue @queue on the
 * destination of a migration. False, with a violation kept, if it fails.
 */
bool rt_vq_device_load_check(struct rt_vq_device *device, unsigned queue);

#endif

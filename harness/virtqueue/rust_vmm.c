/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rust-vmm's virtio-queue. One iterator reads avail->idx once, checks the
 * distance, and ends at that index; malformed chains end quietly.
 */
#include "harness/virtqueue/device_kind.h"

/* Queue::iter: opens an iterator unless one is open. False: a violation. */
static bool iterate(struct rt_vq_device *device)
{
	uint16_t last = device->last_avail_idx;

	if (device->iterating)
		return true;
	device->shadow_avail_idx = rt_vq_read_avail_idx(device);
	if (RT_VQ_CHECKS && (uint16_t)(device->shadow_avail_idx - last) >
				    device->vq->config.ring_size)
		return rt_vq_device_violate(
			device, RT_VQ_RUST_VMM_AVAIL_INDEX,
			(const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){0});
	device->iterating = true;
	return true;
}

/* An iterator at its end is closed: the next call opens a new one. */
static bool empty(struct rt_vq_device *device)
{
	if (!iterate(device))
		return true;
	if (device->shadow_avail_idx != device->last_avail_idx)
		return false;
	device->iterating = false;
	return true;
}

static bool pop(struct rt_vq_device *device, struct rt_vq_element *element)
{
	if (empty(device))
		return false;
	rt_vq_element_gather(element, device->vq, rt_vq_next_head(device));
	rt_vq_device_advance(device);
	device->inuse++;
	return true;
}

static void set_notification(struct rt_vq_device *device, bool on)
{
	if (on)
		rt_vq_device_want_kicks(device, device->last_avail_idx);
	else
		rt_vq_device_suppress_kicks(device);
}

/* Queue::add_used. */
static bool accept_used(struct rt_vq_device *device, uint32_t head)
{
	if (head < device->vq->config.ring_size)
		return true;
	return rt_vq_device_violate(
		device, RT_VQ_RUST_VMM_USED_HEAD,
		(const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){head});
}

const struct rt_vq_device_kind rt_vq_rust_vmm = {
	.name = "rust-vmm",
	.summary = "rust-vmm: one checked read for each iterator",
	.pop = pop,
	.empty = empty,
	.set_notification = set_notification,
	.accept_used = accept_used,
};

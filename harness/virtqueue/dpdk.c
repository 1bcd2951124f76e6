/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DPDK's lib/vhost. It takes min(count, 32, distance) entries after each read
 * of avail->idx and checks nothing: entries that a tear adds are served.
 */
#include "harness/virtqueue/device_kind.h"

enum {
	MOST_BURST = 32, /* MAX_PKT_BURST */
};

/* Reads the index once for each burst. */
static bool empty(struct rt_vq_device *device)
{
	uint16_t distance;

	if (device->burst_left)
		return false;
	device->shadow_avail_idx = rt_vq_read_avail_idx(device);
	distance =
		(uint16_t)(device->shadow_avail_idx - device->last_avail_idx);
	device->burst_left = distance < MOST_BURST ? distance : MOST_BURST;
	return !distance;
}

static bool pop(struct rt_vq_device *device, struct rt_vq_element *element)
{
	if (empty(device))
		return false;
	rt_vq_element_gather(element, device->vq, rt_vq_next_head(device));
	rt_vq_device_advance(device);
	device->burst_left--;
	device->inuse++;
	return true;
}

const struct rt_vq_device_kind rt_vq_dpdk = {
	.name = "dpdk",
	.summary = "DPDK: bursts of 32, the distance is not checked",
	.most_pops = MOST_BURST,
	.pop = pop,
	.empty = empty,
};

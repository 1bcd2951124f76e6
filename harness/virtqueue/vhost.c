/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's vhost (drivers/vhost/vhost.c). It caches avail->idx as QEMU
 * does, and checks each value it reads against the ring's size.
 */
#include <errno.h>

#include "harness/virtqueue/device_kind.h"

static bool fail(struct rt_vq_device *device, enum rt_vq_invariant invariant,
		 uint32_t a, uint32_t b, uint32_t c)
{
	return rt_vq_device_violate(
		device, invariant,
		(const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){a, b, c});
}

/* vhost_get_avail_idx. False after a violation. */
static bool refresh(struct rt_vq_device *device)
{
	uint16_t last = device->last_avail_idx;

	device->shadow_avail_idx = rt_vq_read_avail_idx(device);
	if (RT_VQ_CHECKS && (uint16_t)(device->shadow_avail_idx - last) >
				    device->vq->config.ring_size)
		return fail(device, RT_VQ_VHOST_INDEX, last,
			    device->shadow_avail_idx, 0);
	return true;
}

static bool empty(struct rt_vq_device *device)
{
	if (device->shadow_avail_idx != device->last_avail_idx)
		return false;
	return !refresh(device) ||
	       device->shadow_avail_idx == device->last_avail_idx;
}

static bool add(struct rt_vq_device *device,
		const struct rt_vq_descriptor *descriptor, uint32_t index,
		struct rt_vq_element *element)
{
	if (RT_VQ_CHECKS &&
	    !rt_vq_memory_maps(device->vq, descriptor->addr, descriptor->len))
		return fail(device, RT_VQ_VHOST_TRANSLATION, (uint32_t)-EFAULT,
			    index, 0);
	if (RT_VQ_CHECKS && element->writable &&
	    !(descriptor->flags & RT_VRING_DESC_WRITE))
		return fail(device, RT_VQ_VHOST_ORDER, index, 0, 0);
	rt_vq_element_add(element, descriptor);
	return true;
}

static bool map_indirect(struct rt_vq_device *device,
			 const struct rt_vq_descriptor *descriptor,
			 struct rt_vq_table *table)
{
	if (RT_VQ_CHECKS && descriptor->len % sizeof(struct rt_vring_desc))
		return fail(device, RT_VQ_VHOST_INDIRECT_LENGTH,
			    descriptor->len, sizeof(struct rt_vring_desc), 0);
	if (!rt_vq_table_map(table, device->vq, descriptor))
		return fail(device, RT_VQ_VHOST_INDIRECT_TRANSLATION,
			    (uint32_t)-EFAULT, 0, 0);
	return true;
}

/* Entries are read in order: the NEXT flag only says that one follows. */
static bool walk_indirect(struct rt_vq_device *device,
			  const struct rt_vq_descriptor *indirect,
			  struct rt_vq_element *element)
{
	struct rt_vq_descriptor descriptor = {.next = 0};
	struct rt_vq_table table;
	unsigned found = 0;

	if (!map_indirect(device, indirect, &table))
		return false;
	do {
		uint32_t index = descriptor.next;

		if (found >= table.size)
			return fail(device, RT_VQ_VHOST_INDIRECT_LOOP, index,
				    table.size, 0);
		descriptor = rt_vq_descriptor_read(&table, found++);
		if (!add(device, &descriptor, index, element))
			return false;
	} while (descriptor.flags & RT_VRING_DESC_NEXT);
	return true;
}

static bool walk(struct rt_vq_device *device, uint32_t head,
		 struct rt_vq_element *element)
{
	uint32_t size = device->vq->config.ring_size, found = 0, i = head;
	struct rt_vq_table ring = {device->vq->desc, size};
	struct rt_vq_descriptor descriptor;
	bool good;

	*element = (struct rt_vq_element){.head = head};
	do {
		if (RT_VQ_CHECKS && i >= size)
			return fail(device, RT_VQ_VHOST_DESC_INDEX, i, size,
				    head);
		if (RT_VQ_CHECKS && ++found > size)
			return fail(device, RT_VQ_VHOST_LOOP, i, size, head);
		descriptor = rt_vq_descriptor_read(&ring, i);
		if (descriptor.flags & RT_VRING_DESC_INDIRECT)
			good = walk_indirect(device, &descriptor, element);
		else
			good = add(device, &descriptor, i, element);
		i = descriptor.next;
	} while (good && descriptor.flags & RT_VRING_DESC_NEXT);
	return good;
}

/* vhost_get_vq_desc: last_avail_idx moves only on success. */
static bool pop(struct rt_vq_device *device, struct rt_vq_element *element)
{
	uint16_t head;

	if (empty(device))
		return false;
	head = rt_vq_next_head(device);
	if (RT_VQ_CHECKS && head >= device->vq->config.ring_size)
		return fail(device, RT_VQ_VHOST_HEAD, head,
			    device->vq->config.ring_size, 0);
	if (!walk(device, head, element))
		return false;
	rt_vq_device_advance(device);
	device->inuse++;
	return true;
}

/* vhost_enable_notify reads the index again afterwards. */
static void set_notification(struct rt_vq_device *device, bool on)
{
	if (!on) {
		rt_vq_device_suppress_kicks(device);
		return;
	}
	rt_vq_device_want_kicks(device, device->shadow_avail_idx);
	refresh(device);
}

const struct rt_vq_device_kind rt_vq_vhost = {
	.name = "vhost",
	.summary = "Linux vhost: cached index, each read checked against N",
	.pop = pop,
	.empty = empty,
	.set_notification = set_notification,
};

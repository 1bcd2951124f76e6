/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's device of 2018 (hw/virtio/virtio.c). It re-reads avail->idx only
 * while its shadow equals last_avail_idx, compares by inequality, and notices
 * too many entries only by inuse.
 */
#include "harness/virtqueue/device_kind.h"

enum {
	MOST_SEGMENTS = 1024, /* VIRTQUEUE_MAX_SIZE */
};

static bool fail(struct rt_vq_device *device, enum rt_vq_invariant invariant,
		 uint32_t argument)
{
	return rt_vq_device_violate(
		device, invariant,
		(const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){argument});
}

/* vring_avail_idx: always from memory, always into the shadow. */
static uint16_t read_shadow(struct rt_vq_device *device)
{
	device->shadow_avail_idx = rt_vq_read_avail_idx(device);
	return device->shadow_avail_idx;
}

static bool empty(struct rt_vq_device *device)
{
	if (device->shadow_avail_idx != device->last_avail_idx)
		return false;
	return read_shadow(device) == device->last_avail_idx;
}

static bool map_descriptor(struct rt_vq_device *device,
			   const struct rt_vq_descriptor *descriptor,
			   struct rt_vq_element *element)
{
	unsigned segments = (unsigned)element->readable + element->writable;

	if (!RT_VQ_CHECKS)
		return true;
	if (!(descriptor->flags & RT_VRING_DESC_WRITE) && element->writable)
		return fail(device, RT_VQ_QEMU_ORDER, 0);
	if (!descriptor->len)
		return fail(device, RT_VQ_QEMU_ZERO_SIZED, 0);
	if (segments == MOST_SEGMENTS)
		return fail(device, RT_VQ_QEMU_TOO_MANY, 0);
	if (!rt_vq_memory_maps(device->vq, descriptor->addr, descriptor->len))
		return fail(device, RT_VQ_QEMU_BOGUS, 0);
	return true;
}

/* A length of 0 fails here as it does in QEMU since the packed ring. */
static bool enter_indirect(struct rt_vq_device *device,
			   const struct rt_vq_descriptor *descriptor,
			   struct rt_vq_table *table)
{
	if (RT_VQ_CHECKS && (!descriptor->len ||
			     descriptor->len % sizeof(struct rt_vring_desc)))
		return fail(device, RT_VQ_QEMU_INDIRECT_SIZE, 0);
	if (!rt_vq_table_map(table, device->vq, descriptor))
		return fail(device, RT_VQ_QEMU_INDIRECT_MAP, 0);
	return true;
}

static bool follow(struct rt_vq_device *device, const struct rt_vq_table *table,
		   struct rt_vq_descriptor descriptor,
		   struct rt_vq_element *element)
{
	for (;;) {
		if (!map_descriptor(device, &descriptor, element))
			return false;
		rt_vq_element_add(element, &descriptor);
		if (RT_VQ_CHECKS &&
		    (unsigned)element->readable + element->writable >
			    table->size)
			return fail(device, RT_VQ_QEMU_LOOPED, 0);
		if (!(descriptor.flags & RT_VRING_DESC_NEXT))
			return true;
		if (RT_VQ_CHECKS && descriptor.next >= table->size)
			return fail(device, RT_VQ_QEMU_DESC_NEXT,
				    descriptor.next);
		descriptor = rt_vq_descriptor_read(table, descriptor.next);
	}
}

static bool walk(struct rt_vq_device *device, uint16_t head,
		 struct rt_vq_element *element)
{
	const struct rt_vq *vq = device->vq;
	struct rt_vq_table table = {vq->desc, vq->config.ring_size};
	struct rt_vq_descriptor first = rt_vq_descriptor_read(&table, head);

	*element = (struct rt_vq_element){.head = head};
	if (first.flags & RT_VRING_DESC_INDIRECT) {
		if (!enter_indirect(device, &first, &table))
			return false;
		first = rt_vq_descriptor_read(&table, 0);
	}
	return follow(device, &table, first, element);
}

static bool head_is_good(struct rt_vq_device *device, uint16_t head)
{
	if (RT_VQ_CHECKS && head >= device->vq->config.ring_size)
		return fail(device, RT_VQ_QEMU_HEAD, head);
	return true;
}

static void set_avail_event(struct rt_vq_device *device, uint16_t event)
{
	const struct rt_vq *vq = device->vq;

	if (vq->config.event_index && device->notification)
		atomic_store_explicit(
			rt_vring_avail_event(vq->used, vq->config.ring_size),
			event, memory_order_relaxed);
}

static bool pop(struct rt_vq_device *device, struct rt_vq_element *element)
{
	uint16_t head;

	if (empty(device))
		return false;
	if (RT_VQ_CHECKS && device->inuse >= device->vq->config.ring_size)
		return fail(device, RT_VQ_QEMU_SIZE_EXCEEDED, 0);
	head = rt_vq_next_head(device);
	/* last_avail_idx advances even past a bad head or chain. */
	rt_vq_device_advance(device);
	if (!head_is_good(device, head))
		return false;
	set_avail_event(device, device->last_avail_idx);
	if (!walk(device, head, element))
		return false;
	device->inuse++;
	return true;
}

/* With event indexes, on and off both read avail->idx into the shadow. */
static void set_notification(struct rt_vq_device *device, bool on)
{
	uint16_t event = device->shadow_avail_idx;

	if (device->vq->config.event_index)
		event = read_shadow(device);
	if (on)
		rt_vq_device_want_kicks(device, event);
	else
		rt_vq_device_suppress_kicks(device);
}

/* Heads between @idx and the index in memory, or -1 after a violation. */
static int num_heads(struct rt_vq_device *device, uint16_t idx)
{
	uint16_t avail = read_shadow(device);
	uint16_t heads = (uint16_t)(avail - idx);

	if (RT_VQ_CHECKS && heads > device->vq->config.ring_size) {
		rt_vq_device_violate(
			device, RT_VQ_QEMU_MOVED_INDEX,
			(const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){idx, avail});
		return -1;
	}
	return heads;
}

bool rt_vq_device_get_avail_bytes(struct rt_vq_device *device,
				  uint64_t *in_bytes, uint64_t *out_bytes)
{
	const struct rt_vq *vq = device->vq;
	uint16_t idx = device->last_avail_idx, head;
	struct rt_vq_element element;

	*in_bytes = *out_bytes = 0;
	while (!device->broken && num_heads(device, idx) > 0) {
		head = atomic_load_explicit(&vq->avail->ring[idx & vq->mask],
					    memory_order_relaxed);
		idx++;
		if (!head_is_good(device, head) ||
		    !walk(device, head, &element))
			return false;
		*in_bytes += element.in_bytes;
		*out_bytes += element.out_bytes;
	}
	return !device->broken;
}

bool rt_vq_device_load_check(struct rt_vq_device *device, unsigned queue)
{
	uint32_t size = device->vq->config.ring_size;
	uint16_t avail = read_shadow(device), last = device->last_avail_idx;
	uint16_t delta = (uint16_t)(avail - last);

	if (!RT_VQ_CHECKS || delta <= size)
		return true;
	return rt_vq_device_violate(device, RT_VQ_QEMU_MIGRATION,
				    (const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){
					    queue, size, avail, last, delta});
}

const struct rt_vq_device_kind rt_vq_qemu = {
	.name = "qemu",
	.summary = "QEMU 2018: trusts its shadow index, counts inuse",
	.pop = pop,
	.empty = empty,
	.set_notification = set_notification,
};

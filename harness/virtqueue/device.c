/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/device.h"

#include "corpora/drivers/bare_order.h"
#include "harness/virtqueue/device_kind.h"

void rt_vq_device_init(struct rt_vq_device *device, const struct rt_vq *vq,
		       const struct rt_vq_access *access)
{
	const struct rt_vq_config *config = &vq->config;

	*device = (struct rt_vq_device){
		.vq = vq,
		.kind = config->kind ? config->kind : &rt_vq_qemu,
		.last_avail_idx = config->start,
		.shadow_avail_idx = config->start,
		.used_idx = config->start,
		.notification = true,
		.position = vq->base,
		.used_position = vq->base,
		.random = {.state = config->seed},
	};
	if (access)
		device->access = *access;
	rt_vq_observer_init(&device->avail, &vq->avail->idx,
			    device->access.load16, vq->avail_sequence,
			    config->burst, vq->base);
}

/* Counts the entry just popped if the guest has not begun to publish it. */
static inline void count_phantom(struct rt_vq_device *device)
{
	uint64_t started;

	/*
	 * An index that is not torn is never beyond the `started` loaded after
	 * it.
	 */
	if (device->position <= device->avail.after)
		return;
	/* Ordered by the acquire fence behind the read of avail->idx. */
	started = atomic_load_explicit(&device->vq->avail_sequence->started,
				       memory_order_relaxed);
	device->phantom_pops += device->position > started;
}

bool rt_vq_device_pop(struct rt_vq_device *device,
		      struct rt_vq_element *element)
{
	device->pop_calls++;
	if (device->broken || !device->kind->pop(device, element))
		return false;
	device->pops++;
	if (RT_VQ_CHECKS)
		count_phantom(device);
	return true;
}

bool rt_vq_device_empty(struct rt_vq_device *device)
{
	return device->kind->empty(device);
}

bool rt_vq_device_fill(struct rt_vq_device *device, uint32_t head, uint32_t len,
		       unsigned offset)
{
	const struct rt_vq *vq = device->vq;
	struct rt_vring_used_elem *element;

	if (device->broken)
		return true;
	if (RT_VQ_CHECKS && device->kind->accept_used &&
	    !device->kind->accept_used(device, head))
		return false;
	element = &vq->used->ring[(device->used_idx + offset) & vq->mask];
	/* Both become visible with the release in store_used_idx(). */
	atomic_store_explicit(&element->id, head, memory_order_relaxed);
	atomic_store_explicit(&element->len, len, memory_order_relaxed);
	return true;
}

/* In the order of an ordinary store, whichever kind it is. */
static void store_by_accessor(struct rt_vq_device *device)
{
	rt_order_stores();
	device->access.store16(&device->vq->used->idx, device->used_idx);
	rt_order_stores();
}

static void store_used_idx(struct rt_vq_device *device)
{
	const struct rt_vq *vq = device->vq;

	rt_vq_sequence_start(vq->used_sequence, device->used_position);
	/*
	 * Releases the used elements and `started`. Pairs with the acquire
	 * fence behind the guest's read in rt_vq_observe().
	 */
	atomic_thread_fence(memory_order_release);
	if (device->access.store16)
		store_by_accessor(device);
	else
		atomic_store_explicit(&vq->used->idx, device->used_idx,
				      memory_order_relaxed);
	rt_vq_sequence_finish(vq->used_sequence, device->used_position);
}

void rt_vq_device_flush(struct rt_vq_device *device, unsigned count)
{
	uint16_t old = device->used_idx;

	device->inuse -= count;
	if (device->broken)
		return;
	device->used_idx = (uint16_t)(old + count);
	device->used_position += count;
	store_used_idx(device);
	device->completed += count;
	device->flushes++;
	/* used->idx has passed signalled_used, which is no longer valid. */
	if ((int16_t)(device->used_idx - device->signalled_used) <
	    (int)(uint16_t)(device->used_idx - old))
		device->signalled_used_valid = false;
}

void rt_vq_device_push(struct rt_vq_device *device, uint32_t head, uint32_t len)
{
	if (rt_vq_device_fill(device, head, len, 0))
		rt_vq_device_flush(device, 1);
}

void rt_vq_device_set_notification(struct rt_vq_device *device, bool on)
{
	if (device->kind->set_notification && !device->broken)
		device->kind->set_notification(device, on);
}

bool rt_vq_device_should_notify(struct rt_vq_device *device)
{
	const struct rt_vq *vq = device->vq;
	uint16_t old = device->signalled_used, event, flags;
	bool valid = device->signalled_used_valid;

	if (device->broken)
		return false;
	/* used->idx before used_event and flags: QEMU's smp_mb. */
	atomic_thread_fence(memory_order_seq_cst);
	if (!vq->config.event_index) {
		flags = atomic_load_explicit(&vq->avail->flags,
					     memory_order_relaxed);
		return !(flags & RT_VRING_AVAIL_NO_INTERRUPT);
	}
	device->signalled_used = device->used_idx;
	device->signalled_used_valid = true;
	event = atomic_load_explicit(
		rt_vring_used_event(vq->avail, vq->config.ring_size),
		memory_order_relaxed);
	return !valid || rt_vring_need_event(event, device->used_idx, old);
}

static void notify(struct rt_vq_device *device)
{
	device->notifications += rt_vq_device_should_notify(device);
}

/* One pop more than the ring holds: that pop must fail. */
static unsigned pop_all(struct rt_vq_device *device)
{
	unsigned limit = device->vq->config.ring_size + 1;
	unsigned count = 0;

	if (device->kind->most_pops && device->kind->most_pops < limit)
		limit = device->kind->most_pops;
	while (count < limit &&
	       rt_vq_device_pop(device, &device->vq->popped[count]))
		count++;
	return count;
}

static void swap(struct rt_vq_element *elements, unsigned i, unsigned j)
{
	struct rt_vq_element held = elements[i];

	elements[i] = elements[j];
	elements[j] = held;
}

/* Fisher-Yates; the product of two 32-bit numbers replaces a division. */
static void shuffle(struct rt_vq_element *elements, unsigned count,
		    struct rt_random *random)
{
	for (unsigned i = count; i > 1; i--) {
		uint64_t draw = rt_random_next(random) >> 32;

		swap(elements, i - 1, (unsigned)((draw * i) >> 32));
	}
}

static void put_in_order(struct rt_vq_device *device, unsigned count)
{
	struct rt_vq_element *elements = device->vq->popped;

	if (device->vq->config.completion == RT_VQ_RANDOM)
		shuffle(elements, count, &device->random);
	if (device->vq->config.completion == RT_VQ_REVERSE)
		for (unsigned i = 0; i < count / 2; i++)
			swap(elements, i, count - 1 - i);
}

static void complete_each(struct rt_vq_device *device, unsigned count)
{
	const struct rt_vq_element *element = device->vq->popped;

	for (; count && !device->broken; count--, element++) {
		rt_vq_device_push(device, element->head, element->in_bytes);
		notify(device);
	}
}

static void complete_at_once(struct rt_vq_device *device, unsigned count)
{
	const struct rt_vq_element *popped = device->vq->popped;

	for (unsigned i = 0; i < count; i++)
		if (!rt_vq_device_fill(device, popped[i].head,
				       popped[i].in_bytes, i))
			return;
	rt_vq_device_flush(device, count);
	notify(device);
}

static enum rt_vq_turn serve_asynchronously(struct rt_vq_device *device)
{
	unsigned count;

	/*
	 * Like a poll handler: an empty queue does not cost a write to stop
	 * kicks.
	 */
	if (rt_vq_device_empty(device))
		return device->broken ? RT_VQ_BROKEN : RT_VQ_IDLE;
	rt_vq_device_set_notification(device, false);
	count = pop_all(device);
	rt_vq_device_set_notification(device, true);
	if (device->broken || !count)
		return device->broken ? RT_VQ_BROKEN : RT_VQ_IDLE;
	put_in_order(device, count);
	if (device->vq->config.flush_each)
		complete_each(device, count);
	else
		complete_at_once(device, count);
	return device->broken ? RT_VQ_BROKEN : RT_VQ_PROGRESS;
}

static enum rt_vq_turn serve_synchronously(struct rt_vq_device *device)
{
	struct rt_vq_element element;

	if (!rt_vq_device_pop(device, &element))
		return device->broken ? RT_VQ_BROKEN : RT_VQ_IDLE;
	rt_vq_device_push(device, element.head, element.in_bytes);
	notify(device);
	return device->broken ? RT_VQ_BROKEN : RT_VQ_PROGRESS;
}

enum rt_vq_turn rt_vq_device_turn(struct rt_vq_device *device)
{
	if (device->broken)
		return RT_VQ_BROKEN;
	if (device->vq->config.service == RT_VQ_SYNCHRONOUS)
		return serve_synchronously(device);
	return serve_asynchronously(device);
}

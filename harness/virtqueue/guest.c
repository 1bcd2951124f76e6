/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/guest.h"

void rt_vq_guest_init(struct rt_vq_guest *guest, const struct rt_vq *vq)
{
	*guest = (struct rt_vq_guest){
		.vq = vq,
		.free_count = vq->config.ring_size,
		.avail_idx = vq->config.start,
		.last_used_idx = vq->config.start,
	};
	rt_vq_observer_init(&guest->used, &vq->used->idx, NULL,
			    vq->used_sequence, 1, vq->base);
}

__attribute__((cold)) static bool violate(struct rt_vq_guest *guest,
					  enum rt_vq_invariant invariant,
					  uint32_t id)
{
	struct rt_vq_violation violation = {
		.side = RT_VQ_GUEST,
		.invariant = invariant,
		.last_avail_idx = guest->last_used_idx,
		.shadow_avail_idx = guest->avail_idx,
		.inuse = guest->in_flight,
		.value_read = guest->used.value,
		.judgement = rt_vq_observer_judge(&guest->used),
		.before = guest->used.before,
		.after = guest->used.after,
		.pops = guest->completed,
		.pop_calls = guest->get_buf_calls,
		.phantoms = guest->phantom_completions,
	};

	guest->broken = true;
	rt_vq_violations_add(&guest->violations, &violation,
			     (const uint32_t[RT_VQ_MESSAGE_ARGUMENTS]){id});
	return false;
}

/* Returns the chain of @head to the front of the free list. */
static void detach(struct rt_vq_guest *guest, uint16_t head)
{
	uint16_t *next = guest->vq->next;
	unsigned length = guest->vq->outstanding[head];
	uint16_t last = head;

	for (unsigned k = 1; k < length; k++)
		last = next[last];
	next[last] = guest->free_head;
	guest->free_head = head;
	guest->free_count += length;
	guest->in_flight--;
	guest->vq->outstanding[head] = 0;
}

static void count_phantom(struct rt_vq_guest *guest)
{
	uint64_t position = guest->vq->base + guest->completed;

	if (RT_VQ_CHECKS && position >= guest->used.after)
		guest->phantom_completions++;
}

/* Takes one used element; the ring is known to hold one. */
static bool get_buf(struct rt_vq_guest *guest)
{
	const struct rt_vq *vq = guest->vq;
	unsigned slot = guest->last_used_idx & vq->mask;
	uint32_t id = atomic_load_explicit(&vq->used->ring[slot].id,
					   memory_order_relaxed);

	if (RT_VQ_CHECKS && id >= vq->config.ring_size)
		return violate(guest, RT_VQ_LINUX_ID_RANGE, id);
	if (RT_VQ_CHECKS && !vq->outstanding[id])
		return violate(guest, RT_VQ_LINUX_NOT_HEAD, id);
	detach(guest, (uint16_t)id);
	count_phantom(guest);
	guest->last_used_idx++;
	guest->completed++;
	return true;
}

/* Linux compares for inequality only, and reads memory each time. */
static bool more_used(struct rt_vq_guest *guest)
{
	uint16_t idx = rt_vq_observe(&guest->used, ++guest->get_buf_calls);

	return idx != guest->last_used_idx;
}

static void set_avail_flags(struct rt_vq_guest *guest, uint16_t flags)
{
	guest->avail_flags = flags;
	/* A hint to the device: nothing depends on when it is seen. */
	if (!guest->vq->config.event_index)
		atomic_store_explicit(&guest->vq->avail->flags, flags,
				      memory_order_relaxed);
}

static void enable_callback(struct rt_vq_guest *guest)
{
	const struct rt_vq *vq = guest->vq;

	set_avail_flags(guest, 0);
	/* A hint like the flags: the guest polls and misses no interrupt. */
	if (vq->config.event_index)
		atomic_store_explicit(
			rt_vring_used_event(vq->avail, vq->config.ring_size),
			guest->last_used_idx, memory_order_relaxed);
}

bool rt_vq_guest_collect(struct rt_vq_guest *guest)
{
	if (guest->broken || !more_used(guest))
		return false;
	set_avail_flags(guest, RT_VRING_AVAIL_NO_INTERRUPT);
	while (get_buf(guest) && more_used(guest))
		;
	enable_callback(guest);
	return true;
}

/* Writes one chain from the free list; returns the list's new head. */
static uint16_t add_direct(struct rt_vq_guest *guest)
{
	const struct rt_vq *vq = guest->vq;
	unsigned chain = vq->config.chain;
	uint16_t i = guest->free_head;

	for (unsigned k = 0; k < chain; k++) {
		rt_vq_descriptor_write(
			&vq->desc[i], rt_vq_buffer(i), RT_VQ_BUFFER_BYTES,
			rt_vq_chain_flags(k, chain), vq->next[i]);
		i = vq->next[i];
	}
	return i;
}

/* Puts one request into the ring, not yet visible. */
static void add(struct rt_vq_guest *guest)
{
	const struct rt_vq *vq = guest->vq;
	uint16_t head = guest->free_head;
	unsigned descriptors = rt_vq_request_descriptors(&vq->config);

	if (vq->config.indirect) {
		rt_vq_indirect_write(vq, head);
		guest->free_head = vq->next[head];
	} else {
		guest->free_head = add_direct(guest);
	}
	guest->free_count -= descriptors;
	guest->in_flight++;
	vq->outstanding[head] = (uint16_t)descriptors;
	/* Visible with the release store of avail->idx. */
	atomic_store_explicit(&vq->avail->ring[guest->avail_idx & vq->mask],
			      head, memory_order_relaxed);
	guest->avail_idx++;
	guest->published++;
}

/* How many requests the next store of avail->idx is to publish, maybe 0. */
static unsigned next_burst(const struct rt_vq_guest *guest)
{
	const struct rt_vq_config *config = &guest->vq->config;
	unsigned burst = config->burst;

	if (config->requests && config->requests - guest->published < burst)
		burst = (unsigned)(config->requests - guest->published);
	if (guest->in_flight + burst > config->in_flight)
		return 0;
	if (burst * rt_vq_request_descriptors(config) > guest->free_count)
		return 0;
	return burst;
}

/* virtqueue_kick_prepare: whether the device wants a kick. */
static bool kick_prepare(const struct rt_vq_guest *guest, uint16_t before)
{
	const struct rt_vq *vq = guest->vq;
	uint16_t event, flags;

	/* Pairs with the fence in rt_vq_device_want_kicks(): virtio_mb. */
	atomic_thread_fence(memory_order_seq_cst);
	if (vq->config.event_index) {
		event = atomic_load_explicit(
			rt_vring_avail_event(vq->used, vq->config.ring_size),
			memory_order_relaxed);
		return rt_vring_need_event(event, guest->avail_idx, before);
	}
	flags = atomic_load_explicit(&vq->used->flags, memory_order_relaxed);
	return !(flags & RT_VRING_USED_NO_NOTIFY);
}

bool rt_vq_guest_publish(struct rt_vq_guest *guest)
{
	const struct rt_vq *vq = guest->vq;
	uint16_t before = guest->avail_idx;
	unsigned burst = guest->broken ? 0 : next_burst(guest);
	uint64_t position;

	if (!burst)
		return false;
	for (unsigned i = 0; i < burst; i++)
		add(guest);
	position = vq->base + guest->published;
	rt_vq_sequence_start(vq->avail_sequence, position);
	/*
	 * Releases ring entries, descriptors and `started`. Pairs with the
	 * acquire fence behind the device's read in rt_vq_observe().
	 */
	atomic_store_explicit(&vq->avail->idx, guest->avail_idx,
			      memory_order_release);
	rt_vq_sequence_finish(vq->avail_sequence, position);
	guest->bursts++;
	guest->kicks += kick_prepare(guest, before);
	return true;
}

enum rt_vq_turn rt_vq_guest_turn(struct rt_vq_guest *guest)
{
	uint64_t requests = guest->vq->config.requests;
	bool collected = rt_vq_guest_collect(guest);
	bool published = rt_vq_guest_publish(guest);

	if (guest->broken)
		return RT_VQ_BROKEN;
	if (requests && guest->completed == requests)
		return RT_VQ_DONE;
	return collected || published ? RT_VQ_PROGRESS : RT_VQ_IDLE;
}

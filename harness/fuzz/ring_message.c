/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/ring_message.h"

#include <string.h>

#include "harness/virtqueue/guest.h"

/* The value that a reader of a torn store sees: the first byte is new. */
static uint16_t seen_of(enum rt_mixture mixture, uint16_t old_value,
			uint16_t new_value)
{
	static const enum rt_mixture of_a_load[RT_MIXTURES] = {
		[RT_MIXTURE_LOW_FIRST] = RT_MIXTURE_HIGH_FIRST,
		[RT_MIXTURE_HIGH_FIRST] = RT_MIXTURE_LOW_FIRST,
	};

	return rt_mixture_value(of_a_load[mixture], old_value, new_value);
}

/* The used ring after a full lap: every head used, in order. */
static void fill_used(const struct rt_vq *vq)
{
	for (unsigned k = 0; k < vq->config.ring_size; k++) {
		unsigned slot = (vq->config.start + k) & vq->mask;

		atomic_store_explicit(&vq->used->ring[slot].id, k,
				      memory_order_relaxed);
	}
}

/* used->idx advanced by @used, but every read returns @seen. */
static void show_used(const struct rt_vq *vq, unsigned used, uint16_t seen)
{
	rt_vq_sequence_start(vq->used_sequence, vq->base + used);
	atomic_store_explicit(&vq->used->idx, seen, memory_order_release);
	rt_vq_sequence_finish(vq->used_sequence, vq->base + used);
}

static void conclude(const struct rt_vq_guest *guest,
		     struct rt_vq_ending *ending)
{
	*ending = (struct rt_vq_ending){
		.violated = guest->broken,
		.pops = guest->completed,
		.pop_calls = guest->get_buf_calls,
		.phantom_pops = guest->phantom_completions,
		.torn = guest->used.torn,
		.reads = guest->get_buf_calls,
		.last_avail_idx = guest->last_used_idx,
	};
	if (guest->broken)
		ending->violation = guest->violations.entry[0];
}

/*
 * The guest publishes the burst and the buffers in flight, the device uses the
 * burst, and its store of used->idx is seen torn until the guest has taken all
 * completions: a shorter window causes no violation.
 */
static int ask_guest(struct rt_vq_ending *ending, const struct rt_trial *trial,
		     enum rt_mixture mixture, struct rt_error *error)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	uint16_t start = (uint16_t)trial->start;
	uint64_t wanted = trial->burst + trial->in_flight;
	struct rt_vq_guest guest;
	struct rt_vq vq;
	int code;

	config.ring_size = (unsigned)trial->ring_size;
	config.start = start;
	if (trial->burst > trial->ring_size)
		return rt_fail(error, RT_USAGE,
			       "a burst of %u does not fit a ring of %u",
			       (unsigned)trial->burst, config.ring_size);
	if (wanted > trial->ring_size)
		wanted = trial->burst;
	code = rt_vq_init(&vq, &config, NULL, error);
	if (code)
		return code;
	rt_vq_guest_init(&guest, &vq);
	while (wanted-- && rt_vq_guest_publish(&guest))
		;
	fill_used(&vq);
	show_used(&vq, (unsigned)trial->burst,
		  seen_of(mixture, start, (uint16_t)(start + trial->burst)));
	rt_vq_guest_collect(&guest);
	conclude(&guest, ending);
	rt_vq_release(&vq);
	return RT_OK;
}

static int ask_device(struct rt_vq_ending *ending, const struct rt_trial *trial,
		      enum rt_mixture mixture, struct rt_error *error)
{
	uint16_t start = (uint16_t)trial->start;
	uint16_t stored = (uint16_t)(start + trial->burst);
	const struct rt_vq_read read = {
		.value = rt_mixture_value(mixture, start, stored),
		.truth = stored,
	};
	struct rt_vq_trace trace = {
		.ring_size = (unsigned)trial->ring_size,
		.last_avail_idx = start,
		.in_flight = (unsigned)trial->in_flight,
		.reads = &read,
		.count = 1,
	};
	const struct rt_vq_device_kind *kind;
	int code = rt_vq_device_kind_find(&kind, trial->device, error);

	if (!code)
		code = rt_vq_service_parse(&trace.service, trial->service,
					   error);
	/* With the whole ring in flight the guest could publish nothing. */
	if (!code && trial->in_flight + trial->burst > trial->ring_size)
		trace.in_flight = 0;
	if (!code)
		code = rt_vq_trace_replay(&trace, kind, ending, error);
	return code;
}

int rt_ring_message(struct rt_vq_ending *ending, const struct rt_trial *trial,
		    enum rt_mixture mixture, struct rt_error *error)
{
	*ending = (struct rt_vq_ending){.violated = false};
	if (rt_trial_stores(trial))
		return ask_guest(ending, trial, mixture, error);
	return ask_device(ending, trial, mixture, error);
}

const char *rt_ring_reader(const struct rt_trial *trial)
{
	return rt_trial_stores(trial) ? "Linux guest" : trial->device;
}

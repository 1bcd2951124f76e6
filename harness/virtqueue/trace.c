/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/trace.h"

/*
 * A replay needs no tearing accessor: a device reads the index at most once per
 * pop, so each value is stored to memory before its pop.
 */
struct replay {
	const struct rt_vq_trace *trace;
	struct rt_vq vq;
	struct rt_vq_device device;
	size_t next;	   /* number of the read in memory */
	uint64_t position; /* of that read's truth */
};

/* Stores @value; the guest has then published up to replay->position. */
static void show(struct replay *replay, uint16_t value)
{
	atomic_store_explicit(&replay->vq.avail->idx, value,
			      memory_order_relaxed);
	rt_vq_sequence_start(replay->vq.avail_sequence, replay->position);
	rt_vq_sequence_finish(replay->vq.avail_sequence, replay->position);
}

/* Shows the next read, or the truth when no read is left. */
static void show_next(struct replay *replay)
{
	const struct rt_vq_trace *trace = replay->trace;
	const struct rt_vq_read *read = &trace->reads[replay->next];

	if (replay->next >= trace->count) {
		show(replay, (uint16_t)replay->position);
		return;
	}
	replay->position += (uint16_t)(read->truth - replay->position);
	show(replay, read->value);
}

static void fill_ring(struct replay *replay)
{
	const struct rt_vq_trace *trace = replay->trace;

	for (unsigned i = 0; i < trace->ring_size; i++)
		atomic_store_explicit(&replay->vq.avail->ring[i],
				      trace->heads ? trace->heads[i]
						   : (uint16_t)i,
				      memory_order_relaxed);
}

/* One pop and its completion. False: the replay is at its end. */
static bool step(struct replay *replay)
{
	struct rt_vq_device *device = &replay->device;
	uint64_t reads = device->avail.reads;
	struct rt_vq_element element;
	bool popped = rt_vq_device_pop(device, &element);

	if (device->avail.reads != reads &&
	    replay->next < replay->trace->count) {
		replay->next++;
		show_next(replay);
	}
	if (popped && replay->trace->service == RT_VQ_SYNCHRONOUS)
		rt_vq_device_push(device, element.head, element.in_bytes);
	if (device->broken)
		return false;
	if (popped)
		return true;
	rt_vq_device_flush(device, device->inuse - replay->trace->in_flight);
	return replay->next < replay->trace->count;
}

static void conclude(const struct replay *replay, struct rt_vq_ending *ending)
{
	const struct rt_vq_device *device = &replay->device;

	*ending = (struct rt_vq_ending){
		.violated = device->broken,
		.pops = device->pops,
		.pop_calls = device->pop_calls,
		.phantom_pops = device->phantom_pops,
		.torn = device->avail.torn,
		.reads = replay->next,
		.last_avail_idx = device->last_avail_idx,
	};
	if (device->broken)
		ending->violation = device->violations.entry[0];
}

int rt_vq_trace_replay(const struct rt_vq_trace *trace,
		       const struct rt_vq_device_kind *kind,
		       struct rt_vq_ending *ending, struct rt_error *error)
{
	struct replay replay = {.trace = trace};
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	int code;

	if (!trace->count)
		return rt_fail(error, RT_USAGE,
			       "the trace holds no index read: record one");
	config.ring_size = trace->ring_size;
	config.start = trace->last_avail_idx;
	config.kind = kind;
	code = rt_vq_init(&replay.vq, &config, NULL, error);
	if (code)
		return code;
	rt_vq_device_init(&replay.device, &replay.vq, NULL);
	replay.device.inuse = trace->in_flight;
	replay.position = replay.vq.base;
	fill_ring(&replay);
	show_next(&replay);
	while (step(&replay))
		;
	conclude(&replay, ending);
	rt_vq_release(&replay.vq);
	return RT_OK;
}

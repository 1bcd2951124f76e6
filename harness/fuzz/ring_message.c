/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/ring_message.h"

#include <string.h>

int rt_ring_message(struct rt_vq_ending *ending, const struct rt_trial *trial,
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

	*ending = (struct rt_vq_ending){.violated = false};
	if (!code)
		code = rt_vq_service_parse(&trace.service, trial->service,
					   error);
	/* With all of the ring in flight nothing could be published. */
	if (!code && trial->in_flight + trial->burst > trial->ring_size)
		trace.in_flight = 0;
	if (!code)
		code = rt_vq_trace_replay(&trace, kind, ending, error);
	return code;
}

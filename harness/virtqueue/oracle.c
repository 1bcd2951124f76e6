/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/oracle.h"

void rt_vq_observer_init(struct rt_vq_observer *observer, const void *idx,
			 uint16_t (*load16)(const void *field),
			 const struct rt_vq_sequence *sequence, unsigned burst,
			 uint64_t position)
{
	/*
	 * offset * reciprocal >> 32 is offset / burst exactly: the error of
	 * the reciprocal is at most burst / 2^32 < 2^-16, offset < 2^16.
	 */
	*observer = (struct rt_vq_observer){
		.idx = idx,
		.load16 = load16,
		.sequence = sequence,
		.burst = burst,
		.reciprocal = (UINT64_C(1) << 32) / burst + 1,
		.value = (uint16_t)position,
		.before = position,
		.after = position,
	};
}

__attribute__((cold)) void rt_vq_observer_blame(struct rt_vq_observer *observer,
						uint64_t call)
{
	if (observer->after - observer->before > UINT16_MAX) {
		observer->unjudged++;
		return;
	}
	if (!observer->torn++)
		observer->first_torn = (struct rt_vq_torn){
			.value = observer->value,
			.before = observer->before,
			.after = observer->after,
			.call = call,
		};
}

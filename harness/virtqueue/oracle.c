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
		.first = position,
	};
}

/* Whether a store has moved the index to @value, in whichever lap. */
static bool was_published(const struct rt_vq_observer *observer, uint16_t value)
{
	uint64_t moved = observer->after - observer->first;
	uint64_t offset = (uint16_t)(value - (uint16_t)observer->first);

	for (; offset <= moved; offset += UINT16_MAX + 1)
		if (offset % observer->burst == 0)
			return true;
	return observer->met && rt_field_was_met(observer->met, value);
}

/* Whether each byte of @value is that of an index in the window. */
static bool is_mixture(const struct rt_vq_observer *observer, uint16_t value)
{
	uint16_t open = 0xffff; /* bytes that no index has had yet */

	for (uint64_t at = observer->before; open; at += observer->burst) {
		uint16_t other = (uint16_t)at ^ value;

		if (at > observer->after)
			return false;
		open &= (uint16_t)((other & 0xff ? 0xff : 0) |
				   (other & 0xff00 ? 0xff00 : 0));
	}
	return true;
}

enum rt_vq_judgement rt_vq_observer_judge(const struct rt_vq_observer *observer)
{
	if (rt_vq_value_held(observer, observer->value, observer->before,
			     observer->after))
		return RT_VQ_HELD;
	if (observer->after - observer->before > UINT16_MAX)
		return RT_VQ_UNJUDGED;
	if (!was_published(observer, observer->value))
		return RT_VQ_TORN;
	return is_mixture(observer, observer->value) ? RT_VQ_UNJUDGED
						     : RT_VQ_STALE;
}

const char *rt_vq_judgement_word(enum rt_vq_judgement judgement)
{
	static const char *const words[] = {
		[RT_VQ_HELD] = "whole",
		[RT_VQ_TORN] = "torn",
		[RT_VQ_STALE] = "stale",
		[RT_VQ_UNJUDGED] = "unknown",
	};

	return words[judgement];
}

static void note(struct rt_vq_sight *first, uint64_t *count,
		 const struct rt_vq_observer *observer, uint64_t call)
{
	if (!(*count)++)
		*first = (struct rt_vq_sight){
			.value = observer->value,
			.before = observer->before,
			.after = observer->after,
			.call = call,
		};
}

__attribute__((cold)) void rt_vq_observer_blame(struct rt_vq_observer *observer,
						uint64_t call)
{
	switch (rt_vq_observer_judge(observer)) {
	case RT_VQ_TORN:
		note(&observer->first_torn, &observer->torn, observer, call);
		break;
	case RT_VQ_STALE:
		note(&observer->first_stale, &observer->stale, observer, call);
		break;
	default:
		observer->unjudged++;
	}
}

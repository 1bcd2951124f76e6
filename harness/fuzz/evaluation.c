/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/evaluation.h"

#include <stdio.h>

#include "harness/fuzz/shape.h"
#include "harness/fuzz/evaluation_fields.h"

#define FIELD(member, kind_)                                                   \
	{                                                                      \
		.name = #member, .kind = kind_,                                \
		.offset = offsetof(struct rt_evaluation, member),              \
		.size = sizeof(((struct rt_evaluation *)0)->member)            \
	}
#define WITNESS(member, kind_)                                                 \
	{                                                                      \
		.name = #member, .kind = kind_,                                \
		.offset = offsetof(struct rt_evaluation, witness.member),      \
		.size = sizeof(((struct rt_evaluation *)0)->witness.member)    \
	}

static const struct rt_field fields[] = {
	FIELD(kind, RT_FIELD_UNSIGNED),	    FIELD(mixture, RT_FIELD_UNSIGNED),
	FIELD(twice, RT_FIELD_FLAG),	    FIELD(stores, RT_FIELD_FLAG),
	FIELD(hammered, RT_FIELD_FLAG),	    FIELD(hammer_torn, RT_FIELD_COUNT),
	FIELD(code, RT_FIELD_TEXT),	    FIELD(function, RT_FIELD_TEXT),
	FIELD(is_libcs, RT_FIELD_FLAG),	    FIELD(shape, RT_FIELD_BITS),
	FIELD(pattern, RT_FIELD_BITS),	    WITNESS(old_value, RT_FIELD_VALUE),
	WITNESS(new_value, RT_FIELD_VALUE), WITNESS(value, RT_FIELD_VALUE),
	WITNESS(offset, RT_FIELD_UNSIGNED), WITNESS(gap, RT_FIELD_UNSIGNED),
	WITNESS(before, RT_FIELD_TEXT),	    WITNESS(after, RT_FIELD_TEXT),
	WITNESS(seen, RT_FIELD_FLAG),	    FIELD(kept, RT_FIELD_TEXT),
	FIELD(reason, RT_FIELD_TEXT),
};

const struct rt_shape rt_evaluation_shape = {
	.table = "evaluation",
	.field = fields,
	.count = sizeof(fields) / sizeof(*fields),
};

const char *rt_mixture_word(enum rt_mixture mixture)
{
	static const char *const words[RT_MIXTURES] = {
		"none",
		"low byte first",
		"high byte first",
		"another mixture",
	};

	return mixture < RT_MIXTURES ? words[mixture] : "unknown";
}

enum rt_place rt_place_of(uint64_t offset, uint64_t width)
{
	uint64_t bytes = width / 8;
	uint64_t end = offset % 64 + bytes;

	if (offset % bytes == 0)
		return RT_PLACE_ALIGNED;
	if (end > 64)
		return RT_PLACE_CROSSES_LINE;
	return offset % 16 + bytes > 16 ? RT_PLACE_CROSSES : RT_PLACE_INSIDE;
}

static unsigned byte_of(rt_value value, unsigned index)
{
	return (unsigned)(value >> (8 * index)) & 0xff;
}

enum rt_mixture rt_mixture_of(rt_value value, rt_value old_value,
			      rt_value new_value, unsigned width, bool stores)
{
	for (unsigned i = 0; i < width / 8; i++) {
		unsigned byte = byte_of(value, i);
		bool is_old = byte == byte_of(old_value, i);
		bool is_new = byte == byte_of(new_value, i);

		if (is_old && is_new)
			continue;
		if (!is_old && !is_new)
			return RT_MIXTURE_OTHER;
		return is_old == !stores ? RT_MIXTURE_LOW_FIRST
					 : RT_MIXTURE_HIGH_FIRST;
	}
	return RT_MIXTURE_OTHER;
}

uint16_t rt_mixture_value(enum rt_mixture mixture, uint16_t old_value,
			  uint16_t new_value)
{
	switch (mixture) {
	case RT_MIXTURE_LOW_FIRST:
		return (uint16_t)((new_value & 0xff00) | (old_value & 0xff));
	case RT_MIXTURE_HIGH_FIRST:
		return (uint16_t)((old_value & 0xff00) | (new_value & 0xff));
	default:
		return new_value;
	}
}

/* Undoes the accessor's byte swap of @value, if it swaps bytes. */
static rt_value as_stored(const struct rt_step_result *step, rt_value value)
{
	const struct rt_step_run *run = &step->witness.run;

	return step->swapped && !run->stores ? rt_swap_bytes(value, run->width)
					     : value;
}

static void take_witness(struct rt_evaluation *outcome,
			 const struct rt_step_result *step)
{
	const struct rt_step_run *run = &step->witness.run;

	rt_step_take_witness(step, &outcome->witness);
	outcome->stores = run->stores;
	outcome->mixture = rt_mixture_of(
		as_stored(step, outcome->witness.value), run->old_value,
		run->new_value, run->width, run->stores);
}

void rt_evaluation_judge(struct rt_evaluation *outcome,
			 const struct rt_verdict *verdict,
			 const struct rt_step_result *step)
{
	outcome->kind = verdict->outcome;
	outcome->twice = verdict->twice;
	outcome->pattern = rt_shape_pattern(step);
	snprintf(outcome->reason, sizeof(outcome->reason), "%s",
		 verdict->reason);
	if (outcome->kind == RT_OUTCOME_TORN && step->has_witness)
		take_witness(outcome, step);
}

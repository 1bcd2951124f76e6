/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/judge.h"

#include "harness/base/bytes.h"

enum { explained_window = 512 };

static uint64_t every_byte(uint64_t mask)
{
	return 0x0101010101010101u & mask;
}

/* Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96. */
static uint64_t inverse_of_odd(uint64_t odd)
{
	uint64_t inverse = odd;

	for (int round = 0; round < 5; round++)
		inverse *= 2 - odd * inverse;
	return inverse;
}

void rt_field_judge_init(struct rt_field_judge *judge, unsigned width,
			 uint64_t start, uint64_t stride)
{
	judge->mask = rt_mask(width);
	judge->stride = stride & judge->mask ? stride & judge->mask
					     : every_byte(judge->mask);
	judge->start = start & judge->mask;
	judge->twos = (unsigned)__builtin_ctzll(judge->stride);
	judge->inverse = inverse_of_odd(judge->stride >> judge->twos);
}

enum rt_field_judgement rt_field_judge(const struct rt_field_judge *judge,
				       uint64_t value, uint64_t finished,
				       uint64_t started)
{
	/* Counts can be distinguished only modulo the period of the values. */
	uint64_t period = judge->mask >> judge->twos;
	uint64_t distance = (value - judge->start) & judge->mask;
	uint64_t count;

	if (distance & ((1ull << judge->twos) - 1))
		return RT_TORN;
	if (started - finished >= period)
		return RT_UNJUDGED;
	count = (distance >> judge->twos) * judge->inverse;
	if (((count - finished) & period) > started - finished)
		return RT_TORN;
	return RT_WHOLE;
}

/* Whether each byte of @value equals that byte of @one or of @other. */
static bool mixes(uint64_t value, uint64_t one, uint64_t other)
{
	for (unsigned shift = 0; shift < 64; shift += 8) {
		uint8_t byte = (uint8_t)(value >> shift);

		if (byte != (uint8_t)(one >> shift) &&
		    byte != (uint8_t)(other >> shift))
			return false;
	}
	return true;
}

void rt_field_judge_explain(const struct rt_field_judge *judge, uint64_t value,
			    uint64_t finished, uint64_t started,
			    uint64_t *before, uint64_t *after)
{
	uint64_t window = started - finished;

	if (window >= explained_window)
		window = explained_window - 1;
	for (uint64_t apart = 1; apart <= window; apart++)
		for (uint64_t at = 0; at + apart <= window; at++) {
			*before = rt_field_judge_value(judge, finished + at);
			*after = rt_field_judge_value(judge,
						      finished + at + apart);
			if (mixes(value, *before, *after))
				return;
		}
	*before = rt_field_judge_value(judge, finished);
	*after = rt_field_judge_value(judge, started);
}

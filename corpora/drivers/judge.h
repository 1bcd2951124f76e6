/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bare field's oracle: which values were in memory between two moments.
 *
 * The storer publishes start, start + stride, start + 2 stride, … modulo
 * 2^width and counts its stores. A loaded value is whole when its count is in
 * the window [finished, started]: the counter `finished` was read before the
 * load, `started` after it. Any other value was not in memory meanwhile.
 *
 * A counter of 32 bits, which is all that some machines store at once, wraps,
 * and the values of a wider field then begin anew. A window may lie across the
 * wrap, but the judge cannot tell one of 2^32 stores from one of none: so many
 * must not fall into it. Pure functions, thread-safe.
 *
 * Here beside the drivers, as those are compiled from where the corpora are
 * installed, by cross compilers: nothing but C11 and gcc's built-in functions.
 */
#ifndef RT_DRIVERS_JUDGE_H
#define RT_DRIVERS_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

enum rt_field_judgement {
	RT_WHOLE,
	RT_TORN,
	/* So many stores fell into the window that any value is possible. */
	RT_UNJUDGED,
};

struct rt_field_judge {
	uint64_t start, stride, mask;
	uint64_t counts;  /* the greatest value of a counter */
	uint64_t inverse; /* of the odd part of stride, modulo 2^64 */
	unsigned twos;	  /* number of factors of two in stride */
};

/* Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96. */
static inline uint64_t rt_inverse_of_odd(uint64_t odd)
{
	uint64_t inverse = odd;

	for (int round = 0; round < 5; round++)
		inverse *= 2 - odd * inverse;
	return inverse;
}

/*
 * @width of the field is 16, 32 or 64, @counter_width of the counters 32 or 64.
 * A @stride of 0 stands for a stride that changes every
 * byte with every store, so that no mixture equals a whole value while few
 * stores fall into the window.
 */
static inline void rt_field_judge_init(struct rt_field_judge *judge,
				       unsigned width, unsigned counter_width,
				       uint64_t start, uint64_t stride)
{
	static const uint64_t every_byte = 0x0101010101010101u;

	judge->mask = UINT64_MAX >> (64 - width);
	judge->stride = stride & judge->mask ? stride & judge->mask
					     : every_byte & judge->mask;
	judge->start = start & judge->mask;
	judge->counts = UINT64_MAX >> (64 - counter_width);
	judge->twos = (unsigned)__builtin_ctzll(judge->stride);
	judge->inverse = rt_inverse_of_odd(judge->stride >> judge->twos);
}

/*
 * The value of the store that the counter counts as @count, which is at most
 * judge->counts; 0 is the initial value.
 */
static inline uint64_t rt_field_judge_value(const struct rt_field_judge *judge,
					    uint64_t count)
{
	return (judge->start + count * judge->stride) & judge->mask;
}

/* The value of the store that comes @stores after the one of @count. */
static inline uint64_t rt_field_judge_later(const struct rt_field_judge *judge,
					    uint64_t count, uint64_t stores)
{
	return rt_field_judge_value(judge, (count + stores) & judge->counts);
}

static inline enum rt_field_judgement rt_field_judge(
	const struct rt_field_judge *judge, uint64_t value, uint64_t finished,
	uint64_t started)
{
	/*
	 * Counts can be distinguished only modulo the period of the values, or
	 * of the counter if that is shorter.
	 */
	uint64_t period = judge->mask >> judge->twos;
	uint64_t shorter = period & judge->counts;
	uint64_t window = (started - finished) & judge->counts;
	uint64_t distance = (value - judge->start) & judge->mask;
	uint64_t count;

	if (distance & ((1ull << judge->twos) - 1))
		return RT_TORN;
	if (window >= shorter)
		return RT_UNJUDGED;
	count = ((distance >> judge->twos) * judge->inverse) & period;
	/* The counter never comes to a count beyond its own period. */
	if (count > judge->counts || ((count - finished) & shorter) > window)
		return RT_TORN;
	return RT_WHOLE;
}

/* Whether each byte of @value equals that byte of @one or of @other. */
static inline bool rt_field_mixes(uint64_t value, uint64_t one, uint64_t other)
{
	for (unsigned shift = 0; shift < 64; shift += 8) {
		uint8_t byte = (uint8_t)(value >> shift);

		if (byte != (uint8_t)(one >> shift) &&
		    byte != (uint8_t)(other >> shift))
			return false;
	}
	return true;
}

/*
 * Of the published values in the window, the pair closest to each other whose
 * bytes @value mixes; if there is none, the first and the last value. Takes
 * quadratic time in the window, of which only the first 512 values are
 * examined.
 */
static inline void rt_field_judge_explain(const struct rt_field_judge *judge,
					  uint64_t value, uint64_t finished,
					  uint64_t started, uint64_t *before,
					  uint64_t *after)
{
	enum { most = 511 };
	uint64_t window = (started - finished) & judge->counts;

	if (window > most)
		window = most;
	for (uint64_t apart = 1; apart <= window; apart++)
		for (uint64_t at = 0; at + apart <= window; at++) {
			*before = rt_field_judge_later(judge, finished, at);
			*after = rt_field_judge_later(judge, finished,
						      at + apart);
			if (rt_field_mixes(value, *before, *after))
				return;
		}
	*before = rt_field_judge_value(judge, finished);
	*after = rt_field_judge_value(judge, started);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bare field's oracle: which values were in memory between two moments.
 *
 * The storer publishes start, start + stride, start + 2 stride, … modulo
 * 2^width and counts its stores. A loaded value is whole when its count is in
 * the window [finished, started]: the counter `finished` was read before the
 * load, `started` after it. Any other value was not in memory meanwhile. Pure
 * functions, thread-safe.
 */
#ifndef RT_ENGINE_HAMMER_JUDGE_H
#define RT_ENGINE_HAMMER_JUDGE_H

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
	uint64_t inverse; /* of the odd part of stride, modulo 2^64 */
	unsigned twos;	  /* number of factors of two in stride */
};

/*
 * @width is 16, 32 or 64. A @stride of 0 stands for a stride that changes every
 * byte with every store, so that no mixture equals a whole value while few
 * stores fall into the window.
 */
void rt_field_judge_init(struct rt_field_judge *judge, unsigned width,
			 uint64_t start, uint64_t stride);

/* The value of the @count-th store; the 0th is the initial value. */
static inline uint64_t rt_field_judge_value(const struct rt_field_judge *judge,
					    uint64_t count)
{
	return (judge->start + count * judge->stride) & judge->mask;
}

enum rt_field_judgement rt_field_judge(const struct rt_field_judge *judge,
				       uint64_t value, uint64_t finished,
				       uint64_t started);

/*
 * Of the published values in the window, the pair closest to each other whose
 * bytes @value mixes; if there is none, the first and the last value. Takes
 * quadratic time in the window, of which only the first 512 values are
 * examined.
 */
void rt_field_judge_explain(const struct rt_field_judge *judge, uint64_t value,
			    uint64_t finished, uint64_t started,
			    uint64_t *before, uint64_t *after);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bare field's oracle: which values were in memory between two moments.
 *
 * The storer publishes start, start + stride, start + 2 stride, … modulo
 * 2^width and counts what it publishes. A value read is whole when it is one
 * of those published in the window of counts [finished, started]: finished
 * was read before the load, started after it. Any other value was never
 * there. Pure functions, any thread.
 */
#ifndef RT_ENGINE_HAMMER_JUDGE_H
#define RT_ENGINE_HAMMER_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

enum rt_field_judgement {
	RT_WHOLE,
	RT_TORN,
	/* So much was published during the load that any value could be. */
	RT_UNJUDGED,
};

struct rt_field_judge {
	uint64_t start, stride, mask;
	uint64_t inverse; /* of the odd part of stride, modulo 2^64 */
	unsigned twos;	  /* stride's factors of two */
};

/*
 * @width is 16, 32 or 64. A @stride of 0 stands for the one in which every
 * byte changes with every store, so that no mixture looks like a whole value
 * while few stores fall into the window.
 */
void rt_field_judge_init(struct rt_field_judge *judge, unsigned width,
			 uint64_t start, uint64_t stride);

/* The value that the @count-th store publishes; the 0th is the start. */
static inline uint64_t rt_field_judge_value(const struct rt_field_judge *judge,
					    uint64_t count)
{
	return (judge->start + count * judge->stride) & judge->mask;
}

enum rt_field_judgement rt_field_judge(const struct rt_field_judge *judge,
				       uint64_t value, uint64_t finished,
				       uint64_t started);

/*
 * The two published values of the window whose bytes @value mixes, the
 * closest to each other that there are; when there are none, the first and
 * last of the window. Takes time with the square of the window, of which it
 * looks at the first 512 values.
 */
void rt_field_judge_explain(const struct rt_field_judge *judge, uint64_t value,
			    uint64_t finished, uint64_t started,
			    uint64_t *before, uint64_t *after);

/*
 * The upper end of the one-sided 95 % confidence interval of a rate of which
 * @seen were met in @tries; 1 without tries. Poisson: exact for @seen = 0
 * (the "rule of three"), else by the cube-root approximation of the
 * chi-square quantile (Wilson and Hilferty, PNAS 1931).
 */
double rt_upper_bound(uint64_t seen, uint64_t tries);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bare field's oracle: whether a value was ever published, and if so,
 * whether it was in memory between two moments.
 *
 * The storer publishes start, start + stride, start + 2 stride, … modulo
 * 2^width, up to 256 of them, and then begins anew. In one byte, the lowest
 * that the stride changes, no two of them are equal, and below it all are. So a
 * byte of a value tells which of them it would have to be: what mixes bytes of
 * several of them, and is none of those itself, is none of the others either.
 * That is what makes a tear certain, whatever was published how long ago, and
 * in whichever order the stores became visible. With counters that went on, a
 * mixture would soon be equal to a value of another lap, and an accessor that
 * returns that one from a cache could not be told from one that tears.
 *
 * The storer counts its stores. A whole value is of the window when its count
 * is in [finished, started]: the counter `finished` was read before the load,
 * `started` after it. One of before is stale, which no coherent memory is: a
 * cache in the accessor returns it. Counts are known modulo the cycle of the
 * values alone, so a value that is not of the window may have been published
 * before it or behind it; the nearer one is taken. Pure functions, thread-safe.
 *
 * Where the accessor makes something of a value (bare_probe.h), what is judged
 * is that: its image. Two values may have one, so it is of the window where
 * that of any count is.
 *
 * Here beside the drivers, as those are compiled from where the corpora are
 * installed, by cross compilers: nothing but C11 and gcc's built-in functions.
 */
#ifndef RT_DRIVERS_JUDGE_H
#define RT_DRIVERS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "field_value.h"

enum rt_field_judgement {
	/* Published, and possibly in memory between the two moments. */
	RT_WHOLE,
	/* Never published. */
	RT_TORN,
	/* Published, but overwritten before the first of the two moments. */
	RT_STALE,
	/* To be published: the counters say nothing of the store. */
	RT_FUTURE,
};

struct rt_field_images;

struct rt_field_judge {
	/* What is made of the values; NULL: they are judged themselves. */
	const struct rt_field_images *images;
	rt_field_value start, stride, mask;
	unsigned width;	 /* bits */
	uint64_t cycle;	 /* the number of different values, less one */
	uint64_t counts; /* the greatest value of a counter */
	uint8_t inverse; /* of the odd part of stride, modulo 2^8 */
	unsigned twos;	 /* number of factors of two in stride */
};

/*
 * Of any width, cut off above, and above 64 bits another one of them: an
 * accessor is called with them before a race, so they are values that it has
 * met. None is a mixture of two values that follow each other, where the start
 * is the usual one, in either byte order.
 */
static const uint64_t rt_field_probes[] = {
	0x1f2e3d4c5b6a7988u, 0xf0e1d2c3b4a59687u, 0x1020304050607080u,
	0xffffffffffffffffu, 0x00000000000000ffu, 0x8000000000000081u,
};

enum {
	rt_field_probe_count = sizeof(rt_field_probes) / sizeof(uint64_t),
	rt_field_cycle_most = 256, /* values of a race */
	rt_field_image_count = rt_field_cycle_most + rt_field_probe_count + 1,
};

/* Of the value of each count, of the probes, and of 0. */
struct rt_field_images {
	rt_field_value of[rt_field_image_count];
};

/* Probe @number, from 0, of @width bits. */
static inline rt_field_value rt_field_probe(unsigned number, unsigned width)
{
	uint64_t high = rt_field_probes[(number + 1) % rt_field_probe_count];
	rt_field_value value = rt_field_join(high, rt_field_probes[number]);

	return value & ((rt_field_value)-1 >> (rt_field_bits_most - width));
}

/* Newton's iteration doubles the correct low bits: 3, 6, 12. */
static inline uint8_t rt_inverse_of_odd(uint8_t odd)
{
	uint8_t inverse = odd;

	for (int round = 0; round < 2; round++)
		inverse = (uint8_t)(inverse * (2 - odd * inverse));
	return inverse;
}

/* The value of the @count-th store; 0 is the initial value. */
static inline rt_field_value rt_field_judge_value(
	const struct rt_field_judge *judge, uint64_t count)
{
	return (judge->start + (count & judge->cycle) * judge->stride) &
	       judge->mask;
}

/* The same of what is made of it. */
static inline rt_field_value rt_field_judge_image(
	const struct rt_field_judge *judge, uint64_t count)
{
	return judge->images ? judge->images->of[count & judge->cycle]
			     : rt_field_judge_value(judge, count);
}

/* Whether no value differs from the first one in another byte than @byte. */
static inline bool rt_field_judge_is_narrow(const struct rt_field_judge *judge,
					    rt_field_value byte)
{
	rt_field_value changed = 0;

	for (uint64_t count = 1; count <= judge->cycle; count++)
		changed |= judge->start ^ rt_field_judge_value(judge, count);
	return !(changed & ~byte);
}

/* The number of factors of two in @number, which is not 0. */
static inline unsigned rt_field_twos(rt_field_value number)
{
	return (uint64_t)number
		       ? (unsigned)__builtin_ctzll((uint64_t)number)
		       : 64 + (unsigned)__builtin_ctzll(rt_field_high(number));
}

/*
 * @width of the field is 16, 32, 64 or, where there is rt_field_value for it,
 * 128, @counter_width of the counters 32 or 64.
 * A @stride of 0 stands for a stride that changes every byte with every store.
 * Where all values would differ in a single byte, as 0, 1, 2, … do, no mixture
 * would show: then they begin half a cycle before @start.
 */
static inline void rt_field_judge_init(struct rt_field_judge *judge,
				       unsigned width, unsigned counter_width,
				       rt_field_value start,
				       rt_field_value stride)
{
	const rt_field_value every_byte =
		rt_field_join(0x0101010101010101u, 0x0101010101010101u);

	judge->images = NULL;
	judge->width = width;
	judge->mask = (rt_field_value)-1 >> (rt_field_bits_most - width);
	judge->stride = stride & judge->mask ? stride & judge->mask
					     : every_byte & judge->mask;
	judge->start = start & judge->mask;
	judge->counts = UINT64_MAX >> (64 - counter_width);
	judge->twos = rt_field_twos(judge->stride);
	judge->inverse =
		rt_inverse_of_odd((uint8_t)(judge->stride >> judge->twos));
	/* From the lowest bit that changes to the top of its byte. */
	judge->cycle = 0xffu >> judge->twos % 8;
	if (rt_field_judge_is_narrow(judge, (rt_field_value)0xff
						    << (judge->twos & ~7u)))
		judge->start -= (judge->cycle / 2 + 1) * judge->stride;
}

/* Whether the accessor may have met @value, in either order, before the race.
 */
static inline bool rt_field_is_probe(const struct rt_field_judge *judge,
				     rt_field_value value)
{
	for (unsigned i = 0; i < rt_field_probe_count; i++) {
		rt_field_value probe = rt_field_probe(i, judge->width);

		if (value == probe ||
		    value == rt_field_swap(probe, judge->width))
			return true;
	}
	return false;
}

/* The only count in the cycle that may have @value. */
static inline uint64_t rt_field_judge_count(const struct rt_field_judge *judge,
					    rt_field_value value)
{
	rt_field_value distance = (value - judge->start) & judge->mask;

	return ((uint64_t)(distance >> judge->twos) * judge->inverse) &
	       judge->cycle;
}

/* Whether the accessor may have met @value in a race, or before it. */
static inline bool rt_field_was_met(const struct rt_field_judge *judge,
				    rt_field_value value)
{
	uint64_t count = rt_field_judge_count(judge, value);

	return value == rt_field_judge_value(judge, count) ||
	       rt_field_is_probe(judge, value);
}

/* The judgement of the value of @count, which is in the cycle. */
static inline enum rt_field_judgement rt_field_judge_place(
	const struct rt_field_judge *judge, uint64_t count, uint64_t finished,
	uint64_t started)
{
	uint64_t window = (started - finished) & judge->counts;
	uint64_t after = (count - finished) & judge->cycle;

	if (after <= window)
		return RT_WHOLE;
	if (started < count)
		return RT_FUTURE;
	return after - window < judge->cycle + 1 - after ? RT_FUTURE : RT_STALE;
}

/* Several values may have one image: the best that is true of one of them. */
static inline enum rt_field_judgement rt_field_judge_images(
	const struct rt_field_judge *judge, rt_field_value value,
	uint64_t finished, uint64_t started)
{
	enum rt_field_judgement best = RT_TORN;

	for (uint64_t count = 0; count <= judge->cycle; count++) {
		enum rt_field_judgement one;

		if (judge->images->of[count] != value)
			continue;
		one = rt_field_judge_place(judge, count, finished, started);
		if (one == RT_WHOLE)
			return one;
		if (best != RT_FUTURE)
			best = one;
	}
	/* What it was called with before the race, it may have kept. */
	for (int i = rt_field_cycle_most; i < rt_field_image_count; i++)
		if (best == RT_TORN && judge->images->of[i] == value)
			best = RT_STALE;
	return best;
}

static inline enum rt_field_judgement rt_field_judge(
	const struct rt_field_judge *judge, rt_field_value value,
	uint64_t finished, uint64_t started)
{
	uint64_t count = rt_field_judge_count(judge, value);

	if (judge->images)
		return rt_field_judge_images(judge, value, finished, started);
	if (value != rt_field_judge_value(judge, count))
		return rt_field_is_probe(judge, value) ? RT_STALE : RT_TORN;
	return rt_field_judge_place(judge, count, finished, started);
}

/* Whether each byte of @value equals that byte of @one or of @other. */
static inline bool rt_field_mixes(rt_field_value value, rt_field_value one,
				  rt_field_value other)
{
	for (unsigned shift = 0; shift < rt_field_bits_most; shift += 8) {
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
 * quadratic time in the window, of which only a cycle is examined.
 */
static inline void rt_field_judge_explain(const struct rt_field_judge *judge,
					  rt_field_value value,
					  uint64_t finished, uint64_t started,
					  rt_field_value *before,
					  rt_field_value *after)
{
	uint64_t window = (started - finished) & judge->counts;

	if (window > judge->cycle)
		window = judge->cycle;
	for (uint64_t apart = 1; apart <= window; apart++)
		for (uint64_t at = 0; at + apart <= window; at++) {
			*before = rt_field_judge_image(judge, finished + at);
			*after = rt_field_judge_image(judge,
						      finished + at + apart);
			if (rt_field_mixes(value, *before, *after))
				return;
		}
	*before = rt_field_judge_image(judge, finished);
	*after = rt_field_judge_image(judge, started);
}

#endif

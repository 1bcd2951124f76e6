/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpora/drivers/judge.h"
#include "harness/base/clock.h"
#include "harness/base/value.h"
#include "harness/engine/hammer/bound.h"

static const uint64_t strides[] = {0,	  1,	 2,	 255,	 256,
				   0x101, 0x180, 0x1234, 0xffff, 1ull << 40};

static unsigned a_width(struct rt_random *random)
{
	return 16u << rt_random_below(random, 4);
}

static rt_field_value anything(struct rt_random *random)
{
	return rt_field_join(rt_random_next(random), rt_random_next(random));
}

static uint64_t a_stride(struct rt_random *random)
{
	return strides[rt_random_below(random,
				       sizeof(strides) / sizeof(*strides))];
}

/* Anywhere, but every other time where a counter of 32 bits soon wraps. */
static uint64_t a_count(struct rt_random *random)
{
	uint64_t count = rt_random_next(random) >> 8;

	if (rt_random_below(random, 2))
		return count;
	return (count | UINT32_MAX) - rt_random_below(random, 8);
}

static rt_field_value a_published_value(const struct rt_field_judge *judge,
					struct rt_random *random)
{
	return rt_field_judge_value(judge, rt_random_next(random));
}

static rt_field_value a_mixture(rt_field_value one, rt_field_value other,
				struct rt_random *random)
{
	rt_field_value mask = 0;

	for (unsigned shift = 0; shift < rt_field_bits_most; shift += 8)
		if (rt_random_below(random, 2))
			mask |= (rt_field_value)0xff << shift;
	return (one & mask) | (other & ~mask);
}

/* The slow truth: how many stores after @first is @value stored, or -1. */
static int64_t stored_after(const struct rt_field_judge *judge,
			    rt_field_value value, uint64_t first,
			    uint64_t stores)
{
	for (uint64_t at = 0; at <= stores; at++)
		if (rt_field_judge_value(judge, first + at) == value)
			return (int64_t)at;
	return -1;
}

static bool is_probe(const struct rt_field_judge *judge, rt_field_value value)
{
	for (unsigned i = 0; i < rt_field_probe_count; i++) {
		rt_field_value probe = rt_field_probe(i, judge->width);

		if (value == probe ||
		    value == rt_swap_bytes(probe, judge->width))
			return true;
	}
	return false;
}

static enum rt_field_judgement slow_judgement(
	const struct rt_field_judge *judge, rt_field_value value,
	uint64_t finished, uint64_t stores)
{
	int64_t period = (int64_t)judge->cycle + 1;
	int64_t after = stored_after(judge, value, finished, judge->cycle);

	if (after < 0)
		return is_probe(judge, value) ? RT_STALE : RT_TORN;
	if (after <= (int64_t)stores)
		return RT_WHOLE;
	if (stored_after(judge, value, 0, finished + stores) < 0)
		return RT_FUTURE;
	return after - (int64_t)stores < period - after ? RT_FUTURE : RT_STALE;
}

/* Any value, a published one, or a mixture of two of them. */
static rt_field_value a_value(const struct rt_field_judge *judge,
			      struct rt_random *random)
{
	rt_field_value one = a_published_value(judge, random);

	switch (rt_random_below(random, 4)) {
	case 0:
		return anything(random) & judge->mask;
	case 1:
		return a_mixture(one, a_published_value(judge, random), random);
	default:
		return one;
	}
}

/* At the begin of a race, where not all values were stored yet, and later. */
static void agrees(struct rt_random *random)
{
	struct rt_field_judge judge;
	uint64_t stores = rt_random_below(random, 300);
	uint64_t finished = rt_random_below(random, 600);
	rt_field_value value;

	rt_field_judge_init(&judge, a_width(random), 64, anything(random),
			    a_stride(random));
	value = a_value(&judge, random);
	assert_int_equal(
		rt_field_judge(&judge, value, finished, finished + stores),
		slow_judgement(&judge, value, finished, stores));
}

static void agrees_with_a_search_of_the_values(void **state)
{
	struct rt_random random = {.state = 1};

	(void)state;
	for (int round = 0; round < 20000; round++)
		agrees(&random);
}

/*
 * The same race seen through counters of both widths, later than where a
 * counter that has wrapped looks like one that has just begun.
 */
static void both_widths_agree(struct rt_random *random)
{
	struct rt_field_judge wide, narrow;
	unsigned width = a_width(random);
	rt_field_value start = anything(random), stride = a_stride(random);
	uint64_t stores =
		rt_random_next(random) >> (46 + rt_random_below(random, 18));
	uint64_t finished = a_count(random);
	rt_field_value value;
	enum rt_field_judgement seen;

	rt_field_judge_init(&wide, width, 64, start, stride);
	rt_field_judge_init(&narrow, width, 32, start, stride);
	value = a_value(&wide, random);
	seen = rt_field_judge(&narrow, value, (uint32_t)finished,
			      (uint32_t)(finished + stores));
	if (seen == RT_FUTURE && (uint32_t)(finished + stores) < 256)
		return;
	assert_int_equal(seen, rt_field_judge(&wide, value, finished,
					      finished + stores));
}

static void counters_of_both_widths_agree(void **state)
{
	struct rt_random random = {.state = 2};

	(void)state;
	for (int round = 0; round < 20000; round++)
		both_widths_agree(&random);
}

/* Whatever was published long ago: no lap excuses a mixture. */
static void a_mixture_is_never_another_published_value(void **state)
{
	struct rt_random random = {.state = 3};

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct rt_field_judge judge;
		rt_field_value value[3], mixture;

		rt_field_judge_init(&judge, a_width(&random), 64,
				    anything(&random), a_stride(&random));
		for (int i = 0; i < 3; i++)
			value[i] = a_published_value(&judge, &random);
		mixture = a_mixture(a_mixture(value[0], value[1], &random),
				    value[2], &random);
		if (mixture != value[0] && mixture != value[1] &&
		    mixture != value[2] && !is_probe(&judge, mixture))
			assert_int_equal(rt_field_judge(&judge, mixture,
							a_count(&random),
							UINT64_MAX),
					 RT_TORN);
	}
}

static void an_older_value_is_stale_and_a_later_one_neither(void **state)
{
	const uint64_t now = 1000000;
	struct rt_field_judge judge;

	(void)state;
	rt_field_judge_init(&judge, 16, 64, 0x00ff, 0);
	for (uint64_t back = 1; back <= 128; back++) {
		rt_field_value old = rt_field_judge_value(&judge, now - back);

		assert_int_equal(rt_field_judge(&judge, old, now, now),
				 RT_STALE);
	}
	for (uint64_t on = 1; on < 128; on++) {
		rt_field_value later = rt_field_judge_value(&judge, now + on);

		assert_int_equal(rt_field_judge(&judge, later, now, now),
				 RT_FUTURE);
	}
	/* In the first lap each value that is to come is known. */
	assert_int_equal(
		rt_field_judge(&judge, rt_field_judge_value(&judge, 255), 9, 9),
		RT_FUTURE);
	assert_int_equal(
		rt_field_judge(&judge, rt_field_judge_value(&judge, 8), 9, 9),
		RT_STALE);
}

static void what_an_accessor_was_probed_with_is_stale(void **state)
{
	static const unsigned widths[] = {16, 32, 64, 128};
	struct rt_field_judge judge;

	(void)state;
	for (int width = 0; width < 4; width++)
		for (unsigned i = 0; i < rt_field_probe_count; i++) {
			rt_field_value probe;

			rt_field_judge_init(&judge, widths[width], 64, 0x1234,
					    0);
			probe = rt_field_probe(i, widths[width]);
			assert_int_equal(rt_field_judge(&judge, probe, 9, 9),
					 RT_STALE);
			assert_true(rt_field_was_met(&judge, probe));
			assert_false(rt_field_was_met(&judge, probe ^ 2));
		}
}

static void the_tear_of_2019_is_torn(void **state)
{
	struct rt_field_judge judge;
	rt_field_value before, after;

	(void)state;
	rt_field_judge_init(&judge, 16, 64, 0x00ff, 1);
	assert_int_equal(rt_field_judge(&judge, 0x01ff, 0, 1), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x0000, 0, 1), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x00ff, 0, 1), RT_WHOLE);
	assert_int_equal(rt_field_judge(&judge, 0x0100, 0, 1), RT_WHOLE);
	assert_int_equal(rt_field_judge(&judge, 0x0100, 0, 0), RT_FUTURE);
	assert_int_equal(rt_field_judge(&judge, 0x0100, 2, 2), RT_STALE);
	/* Laps later, and where everything that is published may be seen. */
	assert_int_equal(rt_field_judge(&judge, 0x01ff, 512, 513), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x01ff, 0, 9999), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x01fe, 0, 9999), RT_WHOLE);
	rt_field_judge_explain(&judge, 0x01ff, 0, 1, &before, &after);
	assert_int_equal(before, 0x00ff);
	assert_int_equal(after, 0x0100);
}

/* A step of one is only of use where it carries. */
static void values_differ_in_more_than_one_byte(void **state)
{
	static const uint64_t steps[] = {1, 2, 0x80, 0x100};
	struct rt_field_judge judge;

	(void)state;
	for (int i = 0; i < 4; i++) {
		uint64_t changed = 0;

		rt_field_judge_init(&judge, 32, 64, 0, steps[i]);
		for (uint64_t count = 0; count < 256; count++)
			changed |= rt_field_judge_value(&judge, count) ^
				   rt_field_judge_value(&judge, 0);
		assert_true(changed & 0xff ? changed > 0xff : changed > 0xff00);
	}
}

/* Many stores may fall between the two bytes: seen of glibc 2.36. */
static void a_mixture_of_distant_values_is_explained(void **state)
{
	struct rt_field_judge judge;
	rt_field_value before, after;

	(void)state;
	rt_field_judge_init(&judge, 16, 64, 0xfbf0, 0);
	assert_int_equal(rt_field_judge(&judge, 0x01f0, 0, 12), RT_TORN);
	rt_field_judge_explain(&judge, 0x01f0, 0, 12, &before, &after);
	assert_int_equal(before, 0xfbf0);
	assert_int_equal(after, 0x01f6);
	/* From nowhere: the ends of the window. */
	rt_field_judge_explain(&judge, 0x7777, 0, 12, &before, &after);
	assert_int_equal(before, 0xfbf0);
	assert_int_equal(after, 0x07fc);
}

/* But one of 256 stores, after which the values begin anew. */
static void the_default_stride_makes_each_mixture_show(void **state)
{
	static const unsigned widths[] = {16, 32, 64, 128};

	(void)state;
	for (int i = 0; i < 4; i++)
		for (uint64_t count = 0; count < 255; count++) {
			struct rt_field_judge judge;
			rt_field_value old, new;

			rt_field_judge_init(&judge, widths[i], 64, 0x00ff, 0);
			old = rt_field_judge_value(&judge, count);
			new = rt_field_judge_value(&judge, count + 1);
			for (unsigned shift = 8; shift < widths[i];
			     shift += 8) {
				rt_field_value low =
					((rt_field_value)1 << shift) - 1;

				assert_int_equal(
					rt_field_judge(&judge,
						       (old & low) |
							       (new & ~low),
						       count, count + 1),
					RT_TORN);
				assert_int_equal(
					rt_field_judge(&judge,
						       (new &low) |
							       (old & ~low),
						       count, count + 1),
					RT_TORN);
			}
		}
}

static void near(double value, double wanted)
{
	if (fabs(value / wanted - 1) > 0.01)
		fail_msg("%g is not near %g", value, wanted);
}

static void bound_is_the_textbook_one(void **state)
{
	(void)state;
	/* Exact 95 % one-sided Poisson limits: 2.996, 4.744, 7.754, 16.96. */
	near(rt_upper_bound(0, 1000000), 2.996e-6);
	near(rt_upper_bound(1, 1000000), 4.744e-6);
	near(rt_upper_bound(3, 1000000), 7.754e-6);
	near(rt_upper_bound(10, 1000000), 16.96e-6);
	assert_true(rt_upper_bound(0, 0) == 1);
	assert_true(rt_upper_bound(0, 1) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_a_search_of_the_values),
		cmocka_unit_test(counters_of_both_widths_agree),
		cmocka_unit_test(a_mixture_is_never_another_published_value),
		cmocka_unit_test(
			an_older_value_is_stale_and_a_later_one_neither),
		cmocka_unit_test(what_an_accessor_was_probed_with_is_stale),
		cmocka_unit_test(the_tear_of_2019_is_torn),
		cmocka_unit_test(values_differ_in_more_than_one_byte),
		cmocka_unit_test(a_mixture_of_distant_values_is_explained),
		cmocka_unit_test(the_default_stride_makes_each_mixture_show),
		cmocka_unit_test(bound_is_the_textbook_one),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}

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
#include "harness/engine/hammer/bound.h"

static const uint64_t strides[] = {0,	  1,	 2,	 255,	 256,
				   0x101, 0x180, 0x1234, 0xffff, 1ull << 40};

static unsigned a_width(struct rt_random *random)
{
	return 16u << rt_random_below(random, 3);
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

/* The slow truth: is @value one of those published in the window? */
static bool was_published(const struct rt_field_judge *judge, uint64_t value,
			  uint64_t finished, uint64_t stores)
{
	for (uint64_t at = 0; at <= stores; at++)
		if (rt_field_judge_later(judge, finished, at) == value)
			return true;
	return false;
}

/*
 * A value of the window or soon after it; often a neighbour's bytes mixed in,
 * which is sometimes a value of long ago.
 */
static uint64_t a_value(const struct rt_field_judge *judge, uint64_t finished,
			struct rt_random *random)
{
	uint64_t value = rt_field_judge_later(judge, finished,
					      rt_random_below(random, 9));

	if (rt_random_below(random, 2))
		return value;
	return (value & 0xff) |
	       (rt_field_judge_later(judge, finished, 0) & ~0xffull);
}

static void agrees(unsigned width, unsigned counter_width,
		   struct rt_random *random)
{
	struct rt_field_judge judge;
	uint64_t finished, stores = rt_random_below(random, 6), value;

	rt_field_judge_init(&judge, width, counter_width,
			    rt_random_next(random), a_stride(random));
	finished = a_count(random) & judge.counts;
	value = a_value(&judge, finished, random);
	assert_int_equal(rt_field_judge(&judge, value, finished,
					(finished + stores) & judge.counts),
			 was_published(&judge, value, finished, stores)
				 ? RT_WHOLE
				 : RT_TORN);
}

static void agrees_with_a_search_of_the_window(void **state)
{
	struct rt_random random = {.state = 1};

	(void)state;
	for (int round = 0; round < 20000; round++) {
		agrees(a_width(&random), 64, &random);
		agrees(a_width(&random), 32, &random);
	}
}

/*
 * The same race seen through counters of both widths, in windows of up to four
 * periods of 16 bits. A field of 64 bits whose counter of 32 bits has wrapped
 * is another race: that window is made to end before.
 */
static void both_widths_agree(struct rt_random *random)
{
	struct rt_field_judge wide, narrow;
	unsigned width = a_width(random);
	uint64_t start = rt_random_next(random), stride = a_stride(random);
	uint64_t stores =
		rt_random_next(random) >> (46 + rt_random_below(random, 18));
	uint64_t finished = a_count(random), value;

	if (width == 64)
		finished = (finished & UINT32_MAX) >> 1;
	rt_field_judge_init(&wide, width, 64, start, stride);
	rt_field_judge_init(&narrow, width, 32, start, stride);
	value = a_value(&wide, finished, random);
	assert_int_equal(
		rt_field_judge(&narrow, value, (uint32_t)finished,
			       (uint32_t)(finished + stores)),
		rt_field_judge(&wide, value, finished, finished + stores));
}

static void counters_of_both_widths_agree(void **state)
{
	struct rt_random random = {.state = 2};

	(void)state;
	for (int round = 0; round < 20000; round++)
		both_widths_agree(&random);
}

/* The values of a wider field begin anew with its counter. */
static void a_tear_across_the_wrap_is_torn(void **state)
{
	const uint64_t last = 0x1122344555667687, first = 0x1122334455667788;
	const uint64_t mixture = 0x1122344455667788;
	struct rt_field_judge judge;
	uint64_t before, after;

	(void)state;
	rt_field_judge_init(&judge, 64, 32, first, 0x101);
	assert_int_equal(rt_field_judge(&judge, last, UINT32_MAX, 1), RT_WHOLE);
	assert_int_equal(rt_field_judge(&judge, first, UINT32_MAX, 1),
			 RT_WHOLE);
	assert_int_equal(rt_field_judge(&judge, last + 0x101, UINT32_MAX, 1),
			 RT_TORN);
	assert_int_equal(rt_field_judge(&judge, mixture, UINT32_MAX, 1),
			 RT_TORN);
	rt_field_judge_explain(&judge, mixture, UINT32_MAX, 1, &before, &after);
	assert_int_equal(before, last);
	assert_int_equal(after, first);
}

static void the_tear_of_2019_is_torn(void **state)
{
	struct rt_field_judge judge;
	uint64_t before, after;

	(void)state;
	rt_field_judge_init(&judge, 16, 64, 0x00ff, 1);
	assert_int_equal(rt_field_judge(&judge, 0x01ff, 0, 1), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x0000, 0, 1), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x00ff, 0, 1), RT_WHOLE);
	assert_int_equal(rt_field_judge(&judge, 0x0100, 0, 1), RT_WHOLE);
	assert_int_equal(rt_field_judge(&judge, 0x0100, 0, 0), RT_TORN);
	assert_int_equal(rt_field_judge(&judge, 0x01ff, 0, 256), RT_WHOLE);
	rt_field_judge_explain(&judge, 0x01ff, 0, 1, &before, &after);
	assert_int_equal(before, 0x00ff);
	assert_int_equal(after, 0x0100);
}

/* Many stores may fall between the two bytes: seen of glibc 2.36. */
static void a_mixture_of_distant_values_is_explained(void **state)
{
	struct rt_field_judge judge;
	uint64_t before, after;

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

static void a_window_of_a_whole_period_is_not_judged(void **state)
{
	struct rt_field_judge judge;

	(void)state;
	rt_field_judge_init(&judge, 16, 64, 0, 1);
	assert_int_equal(rt_field_judge(&judge, 5, 100, 100 + 65535),
			 RT_UNJUDGED);
	rt_field_judge_init(&judge, 16, 64, 0, 256);
	assert_int_equal(rt_field_judge(&judge, 0x0500, 0, 255), RT_UNJUDGED);
	assert_int_equal(rt_field_judge(&judge, 0x0501, 0, 255), RT_TORN);
}

static void the_default_stride_makes_each_mixture_show(void **state)
{
	static const unsigned widths[] = {16, 32, 64};
	struct rt_field_judge judge;

	(void)state;
	for (int i = 0; i < 3; i++)
		for (uint64_t count = 0; count < 3000; count++) {
			uint64_t old, new, mask;
			unsigned bytes = widths[i] / 8;

			rt_field_judge_init(&judge, widths[i], 64, 0x00ff, 0);
			old = rt_field_judge_value(&judge, count);
			new = rt_field_judge_value(&judge, count + 1);
			for (unsigned mix = 1; mix + 1 < 1u << bytes; mix++) {
				mask = 0;
				for (unsigned byte = 0; byte < bytes; byte++)
					if (mix >> byte & 1)
						mask |= 0xffull << 8 * byte;
				assert_int_equal(
					rt_field_judge(&judge,
						       (old & mask) |
							       (new & ~mask),
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
		cmocka_unit_test(agrees_with_a_search_of_the_window),
		cmocka_unit_test(counters_of_both_widths_agree),
		cmocka_unit_test(a_tear_across_the_wrap_is_torn),
		cmocka_unit_test(the_tear_of_2019_is_torn),
		cmocka_unit_test(a_mixture_of_distant_values_is_explained),
		cmocka_unit_test(a_window_of_a_whole_period_is_not_judged),
		cmocka_unit_test(the_default_stride_makes_each_mixture_show),
		cmocka_unit_test(bound_is_the_textbook_one),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}

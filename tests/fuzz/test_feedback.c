/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shapes, patterns, mixtures, messages and counters: what is news. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/fuzz/counters.h"
#include "harness/fuzz/ring_message.h"
#include "harness/fuzz/shape.h"
#include "harness/fuzz/evaluation.h"

static void fill(struct rt_instruction *one, const char *mnemonic,
		 const char *operands, const char *target)
{
	*one = (struct rt_instruction){.size = 1};
	snprintf(one->mnemonic, sizeof(one->mnemonic), "%s", mnemonic);
	snprintf(one->target, sizeof(one->target), "%s", target);
	snprintf(one->text, sizeof(one->text), "%s%s%s", mnemonic,
		 *operands ? " " : "", operands);
}

static void expect_shape(const char *mnemonic, const char *operands,
			 const char *target, const char *wanted)
{
	struct rt_instruction one;
	struct rt_listing listing = {.list = &one, .count = 1};
	struct rt_text text = RT_TEXT_INIT;

	fill(&one, mnemonic, operands, target);
	rt_shape_text(&listing, &text);
	assert_string_equal(rt_text_string(&text), wanted);
	rt_text_free(&text);
}

static void shape_of_an_instruction(void **state)
{
	(void)state;
	expect_shape("movzwl", "(%rdi), %eax", "", "movzwl (R), R\n");
	expect_shape("subq", "$0x18, %rsp", "", "subq N, R\n");
	expect_shape("movw", "%ax, -2(%rbp)", "", "movw R, N(R)\n");
	expect_shape("movq", "%fs:0x28, %rax", "", "movq %fs:N, R\n");
	expect_shape("vmovdqu", "(%rdi), %ymm0", "", "vmovdqu (R), X\n");
	expect_shape("call", "memcpy", "memcpy", "call memcpy\n");
	expect_shape("ldrh", "w0, [x1, #2]", "", "ldrh R, [R, N]\n");
	expect_shape("lbu", "a5, 1(a0)", "", "lbu R, N(R)\n");
	expect_shape("nopw", "0x0(%rax, %rax)", "", "");
	expect_shape("ret", "", "", "ret\n");
}

static uint64_t shape_of(const char *mnemonic, const char *operands)
{
	struct rt_instruction one;
	struct rt_listing listing = {.list = &one, .count = 1};

	fill(&one, mnemonic, operands, "");
	return rt_shape_of(&listing);
}

static void registers_and_numbers_are_no_news(void **state)
{
	(void)state;
	assert_int_equal(shape_of("movzwl", "(%rdi), %eax"),
			 shape_of("movzwl", "(%rsi), %ecx"));
	assert_int_equal(shape_of("addq", "$0x18, %rsp"),
			 shape_of("addq", "$8, %rsp"));
	assert_int_not_equal(shape_of("movzwl", "(%rdi), %eax"),
			     shape_of("movzbl", "(%rdi), %eax"));
	assert_int_not_equal(shape_of("movzwl", "(%rdi), %eax"),
			     shape_of("movzwl", "2(%rdi), %eax"));
}

static void accesses_are_a_pattern(void **state)
{
	struct rt_step_result one = {.access_count = 1}, other;

	(void)state;
	one.access[0].size = 2;
	one.access[0].reads = true;
	other = one;
	/* Where the code lay is no part of it. */
	other.access[0].pc = 4096;
	assert_int_equal(rt_shape_pattern(&one), rt_shape_pattern(&other));
	other.access[0].size = 1;
	assert_int_not_equal(rt_shape_pattern(&one), rt_shape_pattern(&other));
	other = one;
	other.access_count = 0;
	assert_int_not_equal(rt_shape_pattern(&one), rt_shape_pattern(&other));
}

static void mixtures_by_their_low_byte(void **state)
{
	(void)state;
	assert_int_equal(rt_mixture_of(0x01ff, 0x00ff, 0x0100, 16, false),
			 RT_MIXTURE_LOW_FIRST);
	assert_int_equal(rt_mixture_of(0x0000, 0x00ff, 0x0100, 16, false),
			 RT_MIXTURE_HIGH_FIRST);
	assert_int_equal(rt_mixture_of(0x0000, 0x00ff, 0x0100, 16, true),
			 RT_MIXTURE_LOW_FIRST);
	assert_int_equal(rt_mixture_of(0x1234, 0x00ff, 0x0100, 16, false),
			 RT_MIXTURE_OTHER);
	assert_int_equal(rt_mixture_value(RT_MIXTURE_LOW_FIRST, 0xff, 0x100),
			 0x1ff);
	assert_int_equal(rt_mixture_value(RT_MIXTURE_HIGH_FIRST, 0xff, 0x100),
			 0);
}

/* The report of 2019, without a race: harness and message are what they were.
 */
static void torn_index_has_its_message(void **state)
{
	struct rt_vq_ending ending;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	assert_int_equal(
		rt_ring_message(&ending, &trial, RT_MIXTURE_LOW_FIRST, NULL),
		RT_OK);
	assert_true(ending.violated);
	assert_string_equal(ending.violation.message,
			    "Virtqueue size exceeded");
	/* A store that carries nothing into the high byte shows no tear. */
	assert_int_equal(rt_trial_set(&trial, "start", "0x0010", NULL), RT_OK);
	assert_int_equal(
		rt_ring_message(&ending, &trial, RT_MIXTURE_LOW_FIRST, NULL),
		RT_OK);
	assert_false(ending.violated);
	assert_int_equal(rt_trial_set(&trial, "start", "0x00ff", NULL), RT_OK);
	assert_int_equal(rt_trial_set(&trial, "device", "vhost", NULL), RT_OK);
	assert_int_equal(rt_trial_set(&trial, "ring_size", "64", NULL), RT_OK);
	assert_int_equal(
		rt_ring_message(&ending, &trial, RT_MIXTURE_LOW_FIRST, NULL),
		RT_OK);
	assert_true(ending.violated);
	assert_non_null(strstr(ending.violation.message,
			       "Invalid available index change"));
}

static struct rt_vq_ending ending_of(const char *ring_size, const char *start,
				     const char *in_flight,
				     enum rt_mixture mixture)
{
	struct rt_vq_ending ending;
	struct rt_trial trial;

	rt_trial_init(&trial);
	assert_int_equal(rt_trial_set(&trial, "direction", "store", NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "ring_size", ring_size, NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "start", start, NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "in_flight", in_flight, NULL), 0);
	assert_int_equal(rt_ring_message(&ending, &trial, mixture, NULL),
			 RT_OK);
	return ending;
}

/* used->idx from 0x00ff to 0x0100, seen as 0x0000 or 0x01ff by the guest. */
static void torn_store_has_the_guests_message(void **state)
{
	struct rt_vq_ending ending;

	(void)state;
	ending = ending_of("256", "0x00ff", "0", RT_MIXTURE_LOW_FIRST);
	assert_true(ending.violated);
	assert_string_equal(ending.violation.message, "id 1 is not a head!");
	assert_int_equal(ending.violation.value_read, 0x0000);
	assert_int_equal(ending.pops, 1);
	assert_int_equal(ending.phantom_pops, 0);
	/* What is in flight is taken for completed first. */
	ending = ending_of("256", "0x00ff", "3", RT_MIXTURE_HIGH_FIRST);
	assert_true(ending.violated);
	assert_string_equal(ending.violation.message, "id 4 is not a head!");
	assert_int_equal(ending.violation.value_read, 0x01ff);
	assert_int_equal(ending.phantom_pops, 3);
	/* A ring of 4 comes round. */
	ending = ending_of("4", "0x00ff", "3", RT_MIXTURE_LOW_FIRST);
	assert_string_equal(ending.violation.message, "id 0 is not a head!");
	/* Nothing is carried into the high byte. */
	ending = ending_of("256", "0x0010", "3", RT_MIXTURE_LOW_FIRST);
	assert_false(ending.violated);
	assert_int_equal(ending.pops, 1);
	assert_int_equal(ending.torn, 0);
}

static void counters_are_apart(void **state)
{
	(void)state;
	rt_counters_clear();
	for (int i = 0; i < RT_NEWS_KINDS; i++) {
		assert_int_equal(rt_counters_count((enum rt_news)i), 0);
		rt_counters_hit((enum rt_news)i, UINT64_MAX);
		rt_counters_hit((enum rt_news)i, UINT64_MAX);
		rt_counters_hit((enum rt_news)i, 12345);
		assert_int_equal(rt_counters_count((enum rt_news)i), 2);
	}
	rt_counters_clear();
	assert_int_equal(rt_counters_count(RT_NEWS_SHAPE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shape_of_an_instruction),
		cmocka_unit_test(registers_and_numbers_are_no_news),
		cmocka_unit_test(accesses_are_a_pattern),
		cmocka_unit_test(mixtures_by_their_low_byte),
		cmocka_unit_test(torn_index_has_its_message),
		cmocka_unit_test(torn_store_has_the_guests_message),
		cmocka_unit_test(counters_are_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

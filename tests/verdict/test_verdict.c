/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "harness/verdict/verdict.h"

static enum rt_verdict_kind of(enum rt_sight first, enum rt_sight second,
			       const char *reason)
{
	const struct rt_observation seen[] = {
		{.engine = "one", .sight = first, .reason = "first"},
		{.engine = "two", .sight = second, .reason = "second"},
	};
	struct rt_verdict verdict;

	rt_verdict_of(seen, 2, &verdict);
	assert_string_equal(verdict.reason, reason);
	return verdict.kind;
}

static void every_combination(void **state)
{
	static const struct {
		enum rt_sight first, second;
		enum rt_verdict_kind kind;
		const char *reason;
	} table[] = {
		{RT_SAW_TEAR, RT_SAW_TEAR, RT_VERDICT_TORN, "first"},
		{RT_SAW_TEAR, RT_SAW_NO_TEAR, RT_VERDICT_TORN, "first"},
		{RT_SAW_TEAR, RT_COULD_NOT_LOOK, RT_VERDICT_TORN, "first"},
		{RT_SAW_TEAR, RT_SAW_FAILURE, RT_VERDICT_TORN, "first"},
		{RT_SAW_FAILURE, RT_SAW_TEAR, RT_VERDICT_TORN, "second"},
		{RT_SAW_FAILURE, RT_SAW_NO_TEAR, RT_VERDICT_ERROR, "first"},
		{RT_SAW_FAILURE, RT_COULD_NOT_LOOK, RT_VERDICT_ERROR, "first"},
		{RT_COULD_NOT_LOOK, RT_SAW_NO_TEAR, RT_VERDICT_INCONCLUSIVE,
		 "first"},
		{RT_SAW_NO_TEAR, RT_COULD_NOT_LOOK, RT_VERDICT_INCONCLUSIVE,
		 "second"},
		{RT_SAW_NO_TEAR, RT_SAW_NO_TEAR, RT_VERDICT_INCONCLUSIVE,
		 "first"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(
			of(table[i].first, table[i].second, table[i].reason),
			table[i].kind);
}

static void no_observation_is_inconclusive(void **state)
{
	struct rt_verdict verdict;

	(void)state;
	rt_verdict_of(NULL, 0, &verdict);
	assert_int_equal(verdict.kind, RT_VERDICT_INCONCLUSIVE);
}

static void words_and_exit_codes_are_the_designs(void **state)
{
	(void)state;
	assert_string_equal(rt_verdict_word(RT_VERDICT_TORN), "torn");
	assert_string_equal(rt_verdict_word(RT_VERDICT_ATOMIC), "atomic");
	assert_int_equal(rt_verdict_exit_code(RT_VERDICT_ATOMIC), 0);
	assert_int_equal(rt_verdict_exit_code(RT_VERDICT_TORN), 1);
	assert_int_equal(rt_verdict_exit_code(RT_VERDICT_INCONCLUSIVE), 125);
	assert_int_equal(rt_verdict_exit_code(RT_VERDICT_ERROR), 125);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination),
		cmocka_unit_test(no_observation_is_inconclusive),
		cmocka_unit_test(words_and_exit_codes_are_the_designs),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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
		{RT_SAW_WHOLE, RT_SAW_TEAR, RT_VERDICT_TORN, "second"},
		{RT_SAW_WHOLE, RT_SAW_FAILURE, RT_VERDICT_ERROR, "second"},
		{RT_SAW_WHOLE, RT_SAW_NO_TEAR, RT_VERDICT_ATOMIC, "first"},
		{RT_COULD_NOT_LOOK, RT_SAW_WHOLE, RT_VERDICT_ATOMIC, "second"},
		{RT_ASKS_ANOTHER_QUESTION, RT_SAW_WHOLE, RT_VERDICT_ATOMIC,
		 "second"},
		{RT_ASKS_ANOTHER_QUESTION, RT_SAW_NO_TEAR,
		 RT_VERDICT_INCONCLUSIVE, "second"},
		{RT_ASKS_ANOTHER_QUESTION, RT_ASKS_ANOTHER_QUESTION,
		 RT_VERDICT_INCONCLUSIVE, "no engine has looked"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(
			of(table[i].first, table[i].second, table[i].reason),
			table[i].kind);
}

static void disagree(struct rt_observation one, struct rt_observation other,
		     const char *says)
{
	const struct rt_observation seen[] = {one, other};
	struct rt_verdict verdict;

	rt_verdict_of(seen, 2, &verdict);
	if (*says)
		assert_non_null(strstr(verdict.disagreement, says));
	else
		assert_string_equal(verdict.disagreement, "");
}

static void engines_that_cannot_both_be_right_are_told(void **state)
{
	const struct rt_observation step_whole = {
		.engine = "step",
		.sight = RT_SAW_WHOLE,
		.emission = RT_EMITTED_WHOLE,
	};
	const struct rt_observation step_tear = {
		.engine = "step",
		.sight = RT_SAW_TEAR,
		.emission = RT_EMITTED_PARTS,
	};
	const struct rt_observation hammer = {.engine = "hammer",
					      .sight = RT_SAW_TEAR};
	const struct rt_observation whole = {
		.engine = "codegen",
		.sight = RT_SAW_NO_TEAR,
		.emission = RT_EMITTED_WHOLE,
	};
	const struct rt_observation parts = {
		.engine = "codegen",
		.sight = RT_SAW_NO_TEAR,
		.emission = RT_EMITTED_PARTS,
	};

	(void)state;
	disagree(hammer, step_whole, "hammer saw a tear");
	disagree(step_whole, hammer, "hammer saw a tear");
	disagree(whole, step_tear, "step saw a tear");
	disagree(parts, step_whole, "step saw whole");
	disagree(parts, step_tear, "");
	disagree(whole, step_whole, "");
}

/* A path in parts that no run took, or parts that step has seen harmless. */
static void whole_for_one_and_parts_for_the_other(void **state)
{
	static const struct {
		enum rt_emission stepped;
		bool twice;
		bool disagree;
	} cases[] = {
		{RT_EMITTED_WHOLE, false, true},
		{RT_EMITTED_TWICE, true, true},
		{RT_EMITTED_PARTS, true, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct rt_observation seen[] = {
			{.engine = "codegen",
			 .sight = RT_SAW_NO_TEAR,
			 .emission = RT_EMITTED_PARTS},
			{.engine = "step",
			 .sight = RT_SAW_WHOLE,
			 .emission = cases[i].stepped,
			 .twice = cases[i].twice},
		};
		struct rt_verdict verdict;

		rt_verdict_of(seen, 2, &verdict);
		assert_int_equal(verdict.kind, RT_VERDICT_ATOMIC);
		assert_int_equal(verdict.twice, cases[i].twice);
		assert_int_equal(verdict.disagreement[0] != 0,
				 cases[i].disagree);
	}
}

static void emitted_and_permitted_stand_beside(void **state)
{
	const struct rt_observation seen[] = {
		{.engine = "codegen",
		 .sight = RT_SAW_NO_TEAR,
		 .emission = RT_EMITTED_TWICE},
		{.engine = "step",
		 .sight = RT_SAW_WHOLE,
		 .emission = RT_EMITTED_TWICE},
		{.engine = "tsan",
		 .sight = RT_ASKS_ANOTHER_QUESTION,
		 .race = RT_RACE_SEEN},
	};
	struct rt_verdict verdict;

	(void)state;
	rt_verdict_of(seen, 3, &verdict);
	assert_int_equal(verdict.kind, RT_VERDICT_ATOMIC);
	assert_true(verdict.twice);
	assert_int_equal(verdict.emitted, RT_EMITTED_TWICE);
	assert_int_equal(verdict.permitted, RT_RACE_SEEN);
	assert_string_equal(verdict.engine, "step");
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
		cmocka_unit_test(engines_that_cannot_both_be_right_are_told),
		cmocka_unit_test(whole_for_one_and_parts_for_the_other),
		cmocka_unit_test(emitted_and_permitted_stand_beside),
		cmocka_unit_test(no_observation_is_inconclusive),
		cmocka_unit_test(words_and_exit_codes_are_the_designs),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/verdict/verdict.h"

static enum rt_outcome of(enum rt_outcome first, enum rt_outcome second,
			  const char *reason)
{
	const struct rt_observation seen[] = {
		{.engine = "one",
		 .outcome = first,
		 .is_closed = first == RT_OUTCOME_NO_TEAR,
		 .reason = "first"},
		{.engine = "two",
		 .outcome = second,
		 .is_closed = second == RT_OUTCOME_NO_TEAR,
		 .reason = "second"},
	};
	struct rt_verdict verdict;

	rt_verdict_of(seen, 2, &verdict);
	assert_string_equal(verdict.reason, reason);
	return verdict.outcome;
}

static void every_combination(void **state)
{
	static const struct {
		enum rt_outcome first, second;
		enum rt_outcome kind;
		const char *reason;
	} table[] = {
		{RT_OUTCOME_TORN, RT_OUTCOME_TORN, RT_OUTCOME_TORN, "first"},
		{RT_OUTCOME_TORN, RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_TORN,
		 "first"},
		{RT_OUTCOME_TORN, RT_OUTCOME_ERROR, RT_OUTCOME_TORN, "first"},
		{RT_OUTCOME_ERROR, RT_OUTCOME_TORN, RT_OUTCOME_TORN, "second"},
		{RT_OUTCOME_ERROR, RT_OUTCOME_NO_TEAR, RT_OUTCOME_ERROR,
		 "first"},
		{RT_OUTCOME_ERROR, RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_ERROR,
		 "first"},
		{RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_NO_TEAR,
		 RT_OUTCOME_INCONCLUSIVE, "first"},
		{RT_OUTCOME_NO_TEAR, RT_OUTCOME_INCONCLUSIVE,
		 RT_OUTCOME_INCONCLUSIVE, "second"},
		{RT_OUTCOME_NO_TEAR, RT_OUTCOME_NO_TEAR,
		 RT_OUTCOME_INCONCLUSIVE, "first"},
		{RT_OUTCOME_ATOMIC, RT_OUTCOME_ERROR, RT_OUTCOME_ERROR,
		 "second"},
		{RT_OUTCOME_ATOMIC, RT_OUTCOME_NO_TEAR, RT_OUTCOME_ATOMIC,
		 "first"},
		{RT_OUTCOME_NO_TEAR, RT_OUTCOME_ATOMIC, RT_OUTCOME_ATOMIC,
		 "second"},
		{RT_OUTCOME_BESIDE, RT_OUTCOME_NO_TEAR, RT_OUTCOME_INCONCLUSIVE,
		 "second"},
		{RT_OUTCOME_BESIDE, RT_OUTCOME_BESIDE, RT_OUTCOME_INCONCLUSIVE,
		 "no engine has looked"},
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
	if (!*says) {
		assert_string_equal(verdict.disagreement, "");
		return;
	}
	assert_non_null(strstr(verdict.disagreement, says));
	assert_int_equal(verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(rt_verdict_exit_code(verdict.outcome), 125);
}

static const struct rt_observation step_whole = {
	.engine = "step",
	.outcome = RT_OUTCOME_ATOMIC,
	.emission = RT_EMITTED_WHOLE,
	.reason = "step's reason",
};

/* Whoever is right: an answer that is contradicted decides nothing. */
static void engines_that_cannot_both_be_right_are_told(void **state)
{
	const struct rt_observation step_tear = {
		.engine = "step",
		.outcome = RT_OUTCOME_TORN,
		.emission = RT_EMITTED_PARTS,
	};
	const struct rt_observation hammer = {.engine = "hammer",
					      .outcome = RT_OUTCOME_TORN};
	const struct rt_observation whole = {
		.engine = "codegen",
		.outcome = RT_OUTCOME_NO_TEAR,
		.emission = RT_EMITTED_WHOLE,
	};
	const struct rt_observation closed = {
		.engine = "codegen",
		.outcome = RT_OUTCOME_NO_TEAR,
		.emission = RT_EMITTED_TWICE,
		.is_closed = true,
	};
	const struct rt_observation parts = {
		.engine = "codegen",
		.outcome = RT_OUTCOME_NO_TEAR,
		.emission = RT_EMITTED_PARTS,
	};

	(void)state;
	disagree(hammer, step_whole, "hammer saw a tear");
	disagree(step_whole, hammer, "hammer saw a tear");
	disagree(whole, step_tear, "step saw a tear");
	disagree(closed, step_tear, "step saw a tear");
	disagree(closed, hammer, "hammer saw a tear");
	disagree(parts, step_whole, "");
	disagree(parts, step_tear, "");
	disagree(whole, step_whole, "");
}

/* Runs are samples: nothing is atomic before all ways are known. */
static void without_an_account_nothing_is_atomic(void **state)
{
	const struct rt_observation parts = {
		.engine = "codegen",
		.outcome = RT_OUTCOME_NO_TEAR,
		.emission = RT_EMITTED_PARTS,
		.reason = "a way that no run took",
	};
	const struct rt_observation alone[] = {step_whole};
	const struct rt_observation both[] = {parts, step_whole};
	struct rt_verdict verdict;

	(void)state;
	rt_verdict_of(alone, 1, &verdict);
	assert_int_equal(verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
	assert_non_null(strstr(verdict.reason, "codegen"));
	rt_verdict_of(both, 2, &verdict);
	assert_int_equal(verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
	assert_string_equal(verdict.engine, "codegen");
	assert_string_equal(verdict.reason, "a way that no run took");
}

static void emitted_and_permitted_stand_beside(void **state)
{
	const struct rt_observation seen[] = {
		{.engine = "codegen",
		 .outcome = RT_OUTCOME_NO_TEAR,
		 .emission = RT_EMITTED_TWICE,
		 .is_closed = true},
		{.engine = "step",
		 .outcome = RT_OUTCOME_ATOMIC,
		 .emission = RT_EMITTED_TWICE},
		{.engine = "tsan",
		 .outcome = RT_OUTCOME_BESIDE,
		 .race = RT_RACE_SEEN},
	};
	struct rt_verdict verdict;

	(void)state;
	rt_verdict_of(seen, 3, &verdict);
	assert_int_equal(verdict.outcome, RT_OUTCOME_ATOMIC);
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
	assert_int_equal(verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
}

static void words_and_exit_codes_are_the_designs(void **state)
{
	(void)state;
	assert_string_equal(rt_outcome_word(RT_OUTCOME_TORN), "torn");
	assert_string_equal(rt_outcome_word(RT_OUTCOME_ATOMIC), "atomic");
	assert_string_equal(rt_observation_word(RT_OUTCOME_ATOMIC), "whole");
	assert_string_equal(rt_finding_word(RT_OUTCOME_ATOMIC), "");
	assert_string_equal(rt_evaluation_word(RT_OUTCOMES), "unknown");
	assert_int_equal(rt_verdict_exit_code(RT_OUTCOME_ATOMIC), 0);
	assert_int_equal(rt_verdict_exit_code(RT_OUTCOME_TORN), 1);
	assert_int_equal(rt_verdict_exit_code(RT_OUTCOME_INCONCLUSIVE), 125);
	assert_int_equal(rt_verdict_exit_code(RT_OUTCOME_ERROR), 125);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination),
		cmocka_unit_test(engines_that_cannot_both_be_right_are_told),
		cmocka_unit_test(without_an_account_nothing_is_atomic),
		cmocka_unit_test(emitted_and_permitted_stand_beside),
		cmocka_unit_test(no_observation_is_inconclusive),
		cmocka_unit_test(words_and_exit_codes_are_the_designs),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}

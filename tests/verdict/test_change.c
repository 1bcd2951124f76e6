/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/verdict/change.h"

static const struct {
	enum rt_outcome before, after;
	const char *change;
	bool is_worse;
} pairs[] = {
	{RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC, "fixed", false},
	{RT_OUTCOME_TORN, RT_OUTCOME_TWICE, "fixed", false},
	{RT_OUTCOME_TORN, RT_OUTCOME_TORN, "still torn", false},
	{RT_OUTCOME_TORN, RT_OUTCOME_INCONCLUSIVE, "not settled", false},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_TORN, "regressed", true},
	{RT_OUTCOME_TWICE, RT_OUTCOME_TORN, "regressed", true},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_ATOMIC, "unchanged", false},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_TWICE, "unchanged", false},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_INCONCLUSIVE, "not settled", false},
	{RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_TORN, "now torn", true},
	{RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_ATOMIC, "now atomic", false},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_NO_BUILD, "no longer builds", true},
	{RT_OUTCOME_TORN, RT_OUTCOME_NO_BUILD, "no longer builds", true},
	{RT_OUTCOME_NO_BUILD, RT_OUTCOME_NO_BUILD, "unchanged", false},
	{RT_OUTCOME_NO_BUILD, RT_OUTCOME_ATOMIC, "now builds", false},
	{RT_OUTCOME_NO_BUILD, RT_OUTCOME_INCONCLUSIVE, "now builds", false},
	{RT_OUTCOME_NO_BUILD, RT_OUTCOME_TORN, "now torn", true},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_ERROR, "now fails", true},
	{RT_OUTCOME_ERROR, RT_OUTCOME_ERROR, "unchanged", false},
	{RT_OUTCOME_ATOMIC, RT_OUTCOME_FAULTY, "regressed", true},
	{RT_OUTCOME_TWICE, RT_OUTCOME_FAULTY, "regressed", true},
	{RT_OUTCOME_FAULTY, RT_OUTCOME_TORN, "regressed", true},
	{RT_OUTCOME_FAULTY, RT_OUTCOME_FAULTY, "still faulty", false},
	{RT_OUTCOME_TORN, RT_OUTCOME_FAULTY, "still faulty", false},
	{RT_OUTCOME_FAULTY, RT_OUTCOME_ATOMIC, "fixed", false},
	{RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_FAULTY, "now faulty", true},
	{RT_OUTCOME_NO_BUILD, RT_OUTCOME_FAULTY, "now faulty", true},
	{RT_OUTCOME_FAULTY, RT_OUTCOME_NO_BUILD, "no longer builds", true},
	{RT_OUTCOME_FAULTY, RT_OUTCOME_INCONCLUSIVE, "not settled", false},
	{RT_OUTCOME_NONE, RT_OUTCOME_TORN, "-", false},
	{RT_OUTCOME_TORN, RT_OUTCOME_NONE, "-", false},
};

static void each_pair_has_its_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		enum rt_change change =
			rt_change_of(pairs[i].before, pairs[i].after);

		assert_string_equal(rt_change_word(change), pairs[i].change);
		assert_int_equal(rt_change_is_worse(change), pairs[i].is_worse);
	}
}

static void words_of_outcomes_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < RT_OUTCOMES; i++) {
		const char *word = rt_outcome_word((enum rt_outcome)i);

		assert_int_equal(rt_outcome_named(word, strlen(word)), i);
		assert_int_equal(rt_outcome_named(word, strlen(word) - 1),
				 RT_OUTCOMES);
	}
}

static void verdicts_become_outcomes(void **state)
{
	struct rt_verdict verdict = {.outcome = RT_OUTCOME_ATOMIC};

	(void)state;
	assert_int_equal(rt_outcome_of(&verdict), RT_OUTCOME_ATOMIC);
	verdict.twice = true;
	assert_int_equal(rt_outcome_of(&verdict), RT_OUTCOME_TWICE);
	verdict.outcome = RT_OUTCOME_TORN;
	assert_int_equal(rt_outcome_of(&verdict), RT_OUTCOME_TORN);
	verdict.outcome = RT_OUTCOME_ERROR;
	assert_int_equal(rt_outcome_of(&verdict), RT_OUTCOME_ERROR);
	verdict.outcome = RT_OUTCOME_INCONCLUSIVE;
	assert_int_equal(rt_outcome_of(&verdict), RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(rt_outcome_with(&verdict, ""),
			 RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(rt_outcome_with(&verdict, "refetch"),
			 RT_OUTCOME_FAULTY);
	verdict.outcome = RT_OUTCOME_TORN;
	assert_int_equal(rt_outcome_with(&verdict, "refetch"), RT_OUTCOME_TORN);
}

static void count(struct rt_change_tally *tally, size_t times,
		  enum rt_outcome before, enum rt_outcome after)
{
	while (times--)
		rt_change_count(tally, before, after);
}

static void expect(const struct rt_change_tally *tally, const char *sentence,
		   bool earned, int status, int baseline_status)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_change_sentence(tally, &text);
	assert_string_equal(rt_text_string(&text), sentence);
	assert_int_equal(rt_change_is_earned(tally), earned);
	assert_int_equal(rt_change_exit_code(tally, false), status);
	assert_int_equal(rt_change_exit_code(tally, true), baseline_status);
	rt_text_free(&text);
}

static void a_fix_is_told_and_earned(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	count(&tally, 14, RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC);
	count(&tally, 3, RT_OUTCOME_ATOMIC, RT_OUTCOME_ATOMIC);
	expect(&tally, "fixes 14 of 14 torn cells, regresses none", true, 0, 0);
	count(&tally, 2, RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_INCONCLUSIVE);
	expect(&tally,
	       "fixes 14 of 14 torn cells, regresses none, 2 inconclusive",
	       true, 125, 0);
}

static void half_a_fix_is_not_earned(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	count(&tally, 2, RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC);
	count(&tally, 1, RT_OUTCOME_TORN, RT_OUTCOME_TORN);
	expect(&tally, "fixes 2 of 3 torn cells, regresses none", false, 1, 0);
}

static void what_got_worse_is_told(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	count(&tally, 1, RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC);
	count(&tally, 1, RT_OUTCOME_ATOMIC, RT_OUTCOME_TORN);
	expect(&tally, "fixes 1 of 1 torn cells, regresses 1", false, 1, 1);
	tally = (struct rt_change_tally){.cells = 0};
	count(&tally, 2, RT_OUTCOME_ATOMIC, RT_OUTCOME_NO_BUILD);
	count(&tally, 1, RT_OUTCOME_NO_BUILD, RT_OUTCOME_NO_BUILD);
	count(&tally, 1, RT_OUTCOME_ATOMIC, RT_OUTCOME_ERROR);
	expect(&tally,
	       "none of 4 cells was torn, none regressed, breaks the build of "
	       "2, 1 built neither way, 1 failed",
	       false, 1, 1);
}

static void what_failed_was_not_examined(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	count(&tally, 3, RT_OUTCOME_ERROR, RT_OUTCOME_ERROR);
	expect(&tally, "nothing was examined: of 3 cells 3 failed", false, 125,
	       125);
}

static void what_is_faulty_is_told_and_fails(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	count(&tally, 2, RT_OUTCOME_FAULTY, RT_OUTCOME_ATOMIC);
	expect(&tally, "fixes 2 of 2 faulty cells, regresses none", true, 0, 0);
	count(&tally, 1, RT_OUTCOME_TORN, RT_OUTCOME_FAULTY);
	expect(&tally, "fixes 2 of 3 torn or faulty cells, regresses none",
	       false, 1, 0);
	count(&tally, 1, RT_OUTCOME_TWICE, RT_OUTCOME_FAULTY);
	expect(&tally, "fixes 2 of 3 torn or faulty cells, regresses 1", false,
	       1, 1);
}

static void nothing_to_do_is_nothing_earned(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	count(&tally, 40, RT_OUTCOME_ATOMIC, RT_OUTCOME_ATOMIC);
	expect(&tally, "none of 40 cells was torn, none regressed", false, 0,
	       0);
	count(&tally, 1, RT_OUTCOME_ATOMIC, RT_OUTCOME_INCONCLUSIVE);
	expect(&tally,
	       "none of 41 cells was torn, none regressed, 1 inconclusive",
	       false, 125, 125);
}

static void of_what_was_not_built_nothing_is_said(void **state)
{
	struct rt_change_tally tally = {.cells = 0};

	(void)state;
	assert_false(rt_change_is_unbuilt(&tally));
	count(&tally, 3, RT_OUTCOME_NO_BUILD, RT_OUTCOME_NO_BUILD);
	expect(&tally, "none of 3 cells was built", false, 125, 125);
	/* One that was built, on either side, is something. */
	count(&tally, 1, RT_OUTCOME_NO_BUILD, RT_OUTCOME_ATOMIC);
	assert_false(rt_change_is_unbuilt(&tally));
	tally = (struct rt_change_tally){.cells = 0};
	count(&tally, 1, RT_OUTCOME_TORN, RT_OUTCOME_NO_BUILD);
	expect(&tally,
	       "fixes 0 of 1 torn cells, regresses none, breaks the build of 1",
	       false, 1, 1);
}

static void one_side_alone_is_its_worst(void **state)
{
	static const struct {
		size_t torn, faulty, failed, unknown, unbuilt, atomic, twice;
		const char *sentence;
		int status;
	} all[] = {
		{8, 0, 0, 0, 0, 32, 0, "torn in 8 of 40 builds", 1},
		{1, 1, 1, 1, 1, 0, 0,
		 "torn in 1 of 5 builds, 1 faulty, 1 failed, 1 inconclusive, "
		 "1 not built",
		 1},
		{0, 2, 0, 0, 0, 0, 0, "faulty in all 2 builds", 1},
		{0, 0, 1, 1, 0, 1, 0, "error in 1 of 3 builds, 1 inconclusive",
		 125},
		{0, 0, 0, 1, 0, 39, 0, "inconclusive in 1 of 40 builds", 125},
		{0, 0, 0, 0, 2, 36, 2, "atomic in 38 of 40 builds, 2 not built",
		 0},
		{0, 0, 0, 0, 0, 20, 20, "atomic in all 40 builds", 0},
		{0, 0, 0, 0, 4, 0, 0, "none of 4 builds was made", 125},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct rt_change_tally tally = {.cells = 0};
		struct rt_text text = RT_TEXT_INIT;

		count(&tally, all[i].torn, RT_OUTCOME_NONE, RT_OUTCOME_TORN);
		count(&tally, all[i].faulty, RT_OUTCOME_NONE,
		      RT_OUTCOME_FAULTY);
		count(&tally, all[i].failed, RT_OUTCOME_NONE, RT_OUTCOME_ERROR);
		count(&tally, all[i].unknown, RT_OUTCOME_NONE,
		      RT_OUTCOME_INCONCLUSIVE);
		count(&tally, all[i].unbuilt, RT_OUTCOME_NONE,
		      RT_OUTCOME_NO_BUILD);
		count(&tally, all[i].atomic, RT_OUTCOME_NONE,
		      RT_OUTCOME_ATOMIC);
		count(&tally, all[i].twice, RT_OUTCOME_NONE, RT_OUTCOME_TWICE);
		rt_change_alone_sentence(&tally, &text);
		assert_string_equal(rt_text_string(&text), all[i].sentence);
		assert_int_equal(rt_change_alone_exit_code(&tally),
				 all[i].status);
		rt_text_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pair_has_its_word),
		cmocka_unit_test(words_of_outcomes_read_back),
		cmocka_unit_test(verdicts_become_outcomes),
		cmocka_unit_test(a_fix_is_told_and_earned),
		cmocka_unit_test(half_a_fix_is_not_earned),
		cmocka_unit_test(what_got_worse_is_told),
		cmocka_unit_test(what_failed_was_not_examined),
		cmocka_unit_test(what_is_faulty_is_told_and_fails),
		cmocka_unit_test(nothing_to_do_is_nothing_earned),
		cmocka_unit_test(of_what_was_not_built_nothing_is_said),
		cmocka_unit_test(one_side_alone_is_its_worst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways that no stepped run takes by itself: values on which the code decides,
 * and calls at full speed, lead there, or nothing is called atomic.
 */
#include "harness/verdict/judge.h"
#include "tests/engine/step.h"

#define TORN "uint16_t low = " BYTE(0) "; return low | " BYTE(1) " << 8;"
#define WHOLE "return " WORD ";"

/* Where no stepped call and no class of values leads. */
static const struct {
	struct step_case one; /* what step says without an account */
	enum rt_outcome outcome;
	uint32_t calls; /* before the one that tears */
} later[] = {
	{{LOAD16 "{ static int calls; if (calls++ <= 1000000) " WHOLE TORN "}",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_INCONCLUSIVE,
	 0},
	{{LOAD16 "{ uint16_t v = " WORD "; if (v == 0x1234) {" TORN "}"
		 "return v; }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_TORN,
	 0},
	{{LOAD16 "{ static int calls; if (calls++ != 70000) " WHOLE TORN "}",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_TORN,
	 70000},
	{{STORE16 "{ static int calls; if (calls++ != 999999) { " WORD
		  " = v; return; } " BYTE(0) " = v; " BYTE(1) " = v >> 8; }",
	  16, true, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_TORN,
	 999999},
	/* Two whole reads, and a byte of each. */
	{{LOAD32 "{ static int calls; uint32_t v = " LONG
		 "; if (calls++ != 5000) return v;"
		 "return (v & 0xff) | (" LONG " & ~0xffu); }",
	  32, false, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_TORN,
	 5000},
	/* No number of the code is a value that leads there. */
	{{LOAD16 "{ uint16_t v = " WORD
		 "; if ((v * 40503u & 0xffff) % 1021 == 7"
		 " && (v >> 3) % 61 == 3) {" TORN "} return v; }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_TORN,
	 0},
	/* The other call is whole too: nothing to be found. */
	{{LOAD16 "{ static int calls; if (calls++ != 70000) " WHOLE
		 "return *(volatile uint16_t *)p; }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 RT_OUTCOME_ATOMIC,
	 0},
};

static void build_later(struct fixture *fixture, struct rt_build *built)
{
	struct step_case cases[STEP_COUNT(later)];

	for (size_t i = 0; i < STEP_COUNT(later); i++)
		cases[i] = later[i].one;
	step_build(fixture, built, "gcc+musl", "-O2", cases, STEP_COUNT(later));
}

/*
 * Step alone sees whole accesses. The account has the other way: values on
 * which the code decides are tried then, and calls at full speed; what is not
 * reached by either is not called atomic.
 */
static void a_way_that_no_run_took_is_not_atomic(void **state)
{
	struct rt_build built;
	char symbol[32];

	build_later(*state, &built);
	for (size_t i = 0; i < STEP_COUNT(later); i++) {
		const struct step_case *one = &later[i].one;
		const struct rt_question question = {
			.module = rt_text_string(&built.module),
			.symbol = symbol,
			.width = one->width,
			.stores = one->stores,
			.offset = -1,
		};
		struct rt_judgement judgement;
		struct rt_step_result result;
		struct rt_observation alone;

		alone = step_one(&built, i, one, -1, &result);
		assert_true(step_is_right(one, &alone));
		snprintf(symbol, sizeof(symbol), "case_%zu", i);
		assert_int_equal(rt_judge(&judgement, &question, NULL, NULL),
				 RT_OK);
		if (judgement.verdict.outcome != later[i].outcome)
			fail_msg("%s\nis %d", one->text,
				 judgement.verdict.outcome);
		assert_string_equal(judgement.verdict.disagreement, "");
		assert_int_equal(
			rt_judgement_step(&judgement)->witness.run.calls,
			later[i].calls);
		rt_judgement_free(&judgement);
	}
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_way_that_no_run_took_is_not_atomic),
	};

	return cmocka_run_group_tests_name("hunt", tests, fixture_setup,
					   fixture_teardown);
}

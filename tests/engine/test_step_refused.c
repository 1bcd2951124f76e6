/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads that refuse a value: what they give for it is an answer of their own.
 * The account has that value, so that the engines try it.
 */
#include "harness/verdict/judge.h"
#include "tests/engine/step.h"

#define BYTES "uint16_t low = " BYTE(0) "; return low | " BYTE(1) " << 8;"

static const struct step_case refusing[] = {
	{LOAD16 "{ uint16_t v = " WORD "; return v == 0x1234 ? 0 : v; }", 16,
	 false, RT_OUTCOME_ATOMIC, "at once"},
	{LOAD16 "{ uint16_t v = " WORD "; return v == 0xffff ? 7 : v; }", 16,
	 false, RT_OUTCOME_ATOMIC, "at once"},
	{LOAD16 "{ uint16_t v = " WORD "; if (v == 0x1234) return 0; return "
		"__builtin_bswap16(v); }",
	 16, false, RT_OUTCOME_ATOMIC, "at once"},
	/* What the second access reads may be the value that is refused. */
	{LOAD16 "{ if (" WORD " == 0x1234) return 0; return " WORD "; }", 16,
	 false, RT_OUTCOME_ATOMIC, "more than once"},
	{LOAD16 "{ if (" WORD " == 0x1234) return 0; " BYTES "}", 16, false,
	 RT_OUTCOME_TORN, "tore"},
	/* A conditional move chooses: no branch has the value. */
	{LOAD16 "{ uint32_t v; __asm__ volatile(\"movzwl (%1), %0\\n"
		"movzwl (%1), %%ecx\\n movb %b0, %%cl\\n cmpw $0x1234, %w0\\n"
		"cmove %%ecx, %0\" : \"=&q\"(v) : \"r\"(p) : \"rcx\", \"cc\", "
		"\"memory\"); return v; }",
	 16, false, RT_OUTCOME_TORN, "tore"},
	/* All but one: what it gives is not the field. */
	{LOAD16 "{ uint16_t v = " WORD "; return v == 0x1234 ? v : 0; }", 16,
	 false, RT_OUTCOME_ERROR, "neither"},
};

static void a_value_that_is_refused_is_no_other_value(void **state)
{
	struct rt_build built;
	unsigned wrong = 0;
	char symbol[32];

	step_build(*state, &built, "gcc+musl", "-O1", refusing,
		   STEP_COUNT(refusing));
	for (size_t i = 0; i < STEP_COUNT(refusing); i++) {
		const struct rt_question question = {
			.module = rt_text_string(&built.module),
			.symbol = symbol,
			.width = refusing[i].width,
			.offset = -1,
		};
		struct rt_judgement judgement;

		snprintf(symbol, sizeof(symbol), "case_%zu", i);
		assert_int_equal(rt_judge(&judgement, &question, NULL, NULL),
				 RT_OK);
		wrong += !step_is_right(&refusing[i], &judgement.seen[1]) ||
			 judgement.verdict.outcome != refusing[i].outcome ||
			 judgement.verdict.disagreement[0];
		rt_judgement_free(&judgement);
	}
	rt_build_free(&built);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_that_is_refused_is_no_other_value),
	};

	return cmocka_run_group_tests_name("refused", tests, fixture_setup,
					   fixture_teardown);
}

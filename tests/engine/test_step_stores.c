/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stores: what another side can read between two instructions of one, and
 * when writing a part of the field is harmless (docs/step.md).
 */
#include "tests/engine/step.h"

static const struct step_case stores[] = {
	{STORE16 "{ " WORD " = v; }", 16, true, RT_OUTCOME_ATOMIC,
	 "access of 2 bytes"},
	{STORE16 "{ " BYTE(0) " = v; " BYTE(1) " = v >> 8; }", 16, true,
	 RT_OUTCOME_TORN, "the other side loads: 0x2200"},
	{STORE16 "{ " BYTE(1) " = v >> 8; " BYTE(0) " = v; }", 16, true,
	 RT_OUTCOME_TORN, "the other side loads: 0x9911"},
	{STORE64 "{ " LONG " = v; ((volatile uint32_t *)p)[1] = v >> 32; }", 64,
	 true, RT_OUTCOME_TORN, "tore"},
	/* Twice and whole. */
	{STORE16 "{ " WORD " = v; " WORD " = v; }", 16, true, RT_OUTCOME_ATOMIC,
	 "more than once"},
	{STORE64 "{ " QUAD " = v; " QUAD " = v; }", 64, true, RT_OUTCOME_ATOMIC,
	 "more than once"},
	/* glibc's: the word, then the low byte again. */
	{STORE16 "{ " WORD " = v; " BYTE(0) " = v; }", 16, true,
	 RT_OUTCOME_ATOMIC, "writes bytes that are there already"},
	{STORE32 "{ " LONG " = v; " BYTE(3) " = v >> 24; " WORD " = v; }", 32,
	 true, RT_OUTCOME_ATOMIC, "writes bytes that are there already"},
	/* The part first: everyone can see it. */
	{STORE16 "{ " BYTE(0) " = v; " WORD " = v; }", 16, true,
	 RT_OUTCOME_TORN, "0x2200"},
	/* A part that is written again, but with another value. */
	{STORE16 "{ " WORD " = v; " BYTE(0) " = 0; " BYTE(0) " = v; }", 16,
	 true, RT_OUTCOME_TORN, "tore"},
	/* Old bytes over old bytes change nothing either. */
	{STORE16 "{ " BYTE(1) " = " BYTE(1) "; " WORD " = v; }", 16, true,
	 RT_OUTCOME_ATOMIC, "writes bytes that are there already"},
	/* Stepped, a non-temporal store is first; on a CPU it may be last. */
	{STORE32 "{ __asm__ volatile(\"movnti %0, (%1)\" : : \"r\"(v), "
		 "\"r\"(p) : \"memory\"); " BYTE(0) " = v; }",
	 32, true, RT_OUTCOME_INCONCLUSIVE, "bypasses the cache"},
	{STORE32 "{ __asm__ volatile(\"movnti %0, (%1)\" : : \"r\"(v), "
		 "\"r\"(p) : \"memory\"); }",
	 32, true, RT_OUTCOME_ATOMIC, "access of 4 bytes"},
	/* Only the bytes that differ, one write where one byte does. */
	{STORE16 "{ if (" BYTE(1) " == v >> 8) " BYTE(
		 0) " = v;"
		    "else if (" BYTE(0) " == (v & 255)) " BYTE(1) " = v >> 8;"
								  "else " WORD
								  " = v; }",
	 16, true, RT_OUTCOME_INCONCLUSIVE,
	 "narrower than the field changed it"},
	{STORE64 "{ if (((volatile uint32_t *)p)[0] == (uint32_t)v)"
		 "((volatile uint32_t *)p)[1] = v >> 32; else " QUAD " = v; }",
	 64, true, RT_OUTCOME_INCONCLUSIVE,
	 "narrower than the field changed it"},
	/* A store that looks first, and does nothing when it need not. */
	{STORE16 "{ if (" WORD " != v) " WORD " = v; }", 16, true,
	 RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{STORE16 "{ if (" BYTE(0) " == 7) " WORD " = v; else " WORD " = v; }",
	 16, true, RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	/* cmps has two operands in memory, and writes neither. */
	{STORE32
	 "{ const void *at = p, *with = &v; __asm__ volatile(\"cmpsl\" : "
	 "\"+D\"(at), \"+S\"(with) : : \"memory\", \"cc\"); " LONG
	 " = v; __asm__ volatile(\"\" : : : \"memory\"); }",
	 32, true, RT_OUTCOME_ATOMIC, "access of 4 bytes"},
	/* A look first: the first value's gap is not the first access's. */
	{STORE16 "{ (void)" WORD "; const void *from = &v; long n = 2;"
		 "__asm__ volatile(\"rep movsb\" : \"+D\"(p), \"+S\"(from),"
		 "\"+c\"(n) : : \"memory\"); }",
	 16, true, RT_OUTCOME_INCONCLUSIVE, "rep instruction"},
	{STORE16 "{ " WORD " = __builtin_bswap16(v); }", 16, true,
	 RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{STORE16 "{ " WORD " = __builtin_bswap16(v); " BYTE(1) " = v; }", 16,
	 true, RT_OUTCOME_ATOMIC, "writes bytes that are there already"},
	{STORE16 "{ (void)p; (void)v; }", 16, true, RT_OUTCOME_ERROR,
	 "stored nothing"},
	/* What it stores is made of the value, and stored at once, or not. */
	{STORE16 "{ " WORD " = v + 1; }", 16, true, RT_OUTCOME_ATOMIC,
	 "access of "},
	{STORE16 "{ " BYTE(0) " = v + 1; " BYTE(1) " = v + 1 >> 8; }", 16, true,
	 RT_OUTCOME_TORN, "tore"},
	{STORE16 "{ " WORD " = 0; " WORD " = v; }", 16, true, RT_OUTCOME_TORN,
	 "tore"},
};

static void stores_are_watched_in_each_gap(void **state)
{
	step_expect(*state, "-O2", stores, STEP_COUNT(stores));
}

/* One that says nothing of the order of stores, and is the native one else. */
static void parts_need_stores_in_order(void **state)
{
	const struct step_case part[] = {
		{STORE16 "{ " WORD " = v; " BYTE(0) " = v; }", 16, true,
		 RT_OUTCOME_INCONCLUSIVE, "before what was written first"},
		{STORE16 "{ " WORD " = v; " WORD " = v; }", 16, true,
		 RT_OUTCOME_ATOMIC, "more than once"},
	};
	struct rt_step_cpu_kind weak = rt_step_native;
	struct rt_build built;

	weak.arch = &rt_arch_aarch64;
	step_build(*state, &built, "gcc+musl", "-O2", part, 2);
	for (size_t i = 0; i < 2; i++) {
		const char *const symbols[] = {"case_0", "case_1"};
		const struct rt_question plan = {
			.cpu = &weak,
			.module = rt_text_string(&built.module),
			.symbol = symbols[i],
			.width = 16,
			.stores = true,
			.offset = -1};
		struct rt_step_result result;
		struct rt_observation seen;
		int code = rt_step_explore(&plan, &result, NULL);

		assert_int_equal(code, 0);
		rt_step_observe(&plan, &result, code, NULL, &seen);
		assert_int_equal(seen.outcome, part[i].outcome);
		assert_non_null(strstr(seen.reason, part[i].says));
		assert_int_equal(seen.twice, seen.outcome == RT_OUTCOME_ATOMIC);
	}
	rt_build_free(&built);
}

/* What is emitted is in parts, though no one can see them: both are said. */
static void a_rewrite_is_told_from_one_access(void **state)
{
	static const struct {
		struct step_case one;
		enum rt_emission emission;
		bool twice;
	} cells[] = {
		{{STORE16 "{ " WORD " = v; }", 16, true, RT_OUTCOME_ATOMIC, ""},
		 RT_EMITTED_WHOLE,
		 false},
		{{STORE16 "{ " WORD " = v; " WORD " = v; }", 16, true,
		  RT_OUTCOME_ATOMIC, ""},
		 RT_EMITTED_TWICE,
		 true},
		{{STORE16 "{ " WORD " = v; " BYTE(0) " = v; }", 16, true,
		  RT_OUTCOME_ATOMIC, ""},
		 RT_EMITTED_PARTS,
		 true},
		{{STORE16 "{ (void)" WORD "; " WORD " = v; }", 16, true,
		  RT_OUTCOME_ATOMIC, ""},
		 RT_EMITTED_WHOLE,
		 false},
	};

	for (size_t i = 0; i < STEP_COUNT(cells); i++) {
		struct rt_step_result result;
		struct rt_observation seen;
		struct rt_build built;

		step_build(*state, &built, "gcc+musl", "-O2", &cells[i].one, 1);
		seen = step_one(&built, 0, &cells[i].one, -1, &result);
		assert_int_equal(seen.outcome, RT_OUTCOME_ATOMIC);
		assert_int_equal(seen.emission, cells[i].emission);
		assert_int_equal(seen.twice, cells[i].twice);
		rt_build_free(&built);
	}
}

/* The copies that the machine's own libc makes, when memcpy is called. */
static void glibcs_copies_are_judged(void **state)
{
	static const struct step_case copies[] = {
		{STORE16 "{ memcpy(p, &v, sizeof(v)); }", 16, true,
		 RT_OUTCOME_ATOMIC, ""},
		{STORE32 "{ memcpy(p, &v, sizeof(v)); }", 32, true,
		 RT_OUTCOME_ATOMIC, ""},
		{STORE64 "{ memcpy(p, &v, sizeof(v)); }", 64, true,
		 RT_OUTCOME_ATOMIC, ""},
		{LOAD32 "{ uint32_t v; memcpy(&v, p, sizeof(v)); return v; }",
		 32, false, RT_OUTCOME_ATOMIC, ""},
		{LOAD64 "{ uint64_t v; memcpy(&v, p, sizeof(v)); return v; }",
		 64, false, RT_OUTCOME_ATOMIC, ""},
	};
	struct rt_step_result result;
	struct rt_build built;

	step_build(*state, &built, "gcc+glibc", "-O2 -fno-builtin", copies,
		   STEP_COUNT(copies));
	for (size_t i = 0; i < STEP_COUNT(copies); i++) {
		struct rt_observation seen =
			step_one(&built, i, &copies[i], -1, &result);

		/* _erms variants move with rep, which is the CPU's affair. */
		if (result.only_repeat || strstr(seen.reason, "rep"))
			continue;
		if (seen.outcome != RT_OUTCOME_ATOMIC)
			fail_msg("%s\nsight %d: %s", copies[i].text,
				 seen.outcome, seen.reason);
	}
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stores_are_watched_in_each_gap),
		cmocka_unit_test(parts_need_stores_in_order),
		cmocka_unit_test(a_rewrite_is_told_from_one_access),
		cmocka_unit_test(glibcs_copies_are_judged),
	};

	return cmocka_run_group_tests_name("stores", tests, fixture_setup,
					   fixture_teardown);
}

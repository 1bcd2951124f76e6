/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds for no operating system: fixed images for Cortex-M and RV32, judged by
 * the account of all ways and by an emulated CPU.
 */
#include "tests/base/spread.h"
#include "tests/verdict/asked.h"

static const char arm[] = "arm-none-eabi-gcc";
static const char riscv[] = "riscv64-unknown-elf-gcc";

#define M0 arm, "-O2 -fno-builtin -mcpu=cortex-m0"
#define M3 arm, "-O2 -fno-builtin -mcpu=cortex-m3"
#define RV32 riscv, "-O2 -fno-builtin -march=rv32imac -mabi=ilp32"

#define ACCESSOR(name) "corpora/accessors/" name ".c"

struct expected {
	const char *toolchain, *flags, *source;
	unsigned width;
	bool stores;
	enum rt_outcome outcome;
	const char *says; /* in the reason of step, or NULL */
};

static void judge(struct fixture *fixture, const struct expected *expected,
		  struct rt_judgement *judgement)
{
	const struct rt_cell cell = {
		.source = expected->source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, expected->toolchain),
		.flags = expected->flags,
	};
	const struct rt_question question = {
		.width = expected->width,
		.stores = expected->stores,
		.offset = -1,
		.lines = RT_LINES_OPEN,
	};

	asked_judge(fixture, &cell, question, judgement);
}

static void try_one(struct fixture *fixture, const struct expected *expected)
{
	struct rt_judgement judgement;
	const char *step;

	judge(fixture, expected, &judgement);
	step = asked_reason(&judgement, "step");
	if (judgement.verdict.outcome != expected->outcome ||
	    *judgement.verdict.disagreement ||
	    (expected->says && !strstr(step, expected->says)))
		fail_msg("%s %s %s, %s of %u bits: %s; step: %s; %s",
			 expected->source, expected->toolchain, expected->flags,
			 expected->stores ? "store" : "load", expected->width,
			 judgement.verdict.reason, step,
			 judgement.verdict.disagreement);
	rt_judgement_free(&judgement);
}

static void try_all(struct fixture *fixture, const struct expected *list,
		    size_t count)
{
	for (size_t i = 0; i < count; i += spread(4))
		try_one(fixture, &list[i]);
}

#define TRY_ALL(state, list)                                                   \
	try_all(*(state), list, sizeof(list) / sizeof(*(list)))

/* One access of up to a word is atomic, and 64 bits are two words. */
static void words_are_whole_and_doublewords_torn(void **state)
{
	static const char plain[] = ACCESSOR("plain");
	static const struct expected list[] = {
		{M0, plain, 16, false, RT_OUTCOME_ATOMIC, "unicorn ARMv6-M"},
		{M0, plain, 32, true, RT_OUTCOME_ATOMIC, "access of 4 bytes"},
		{M0, plain, 64, false, RT_OUTCOME_TORN, "an interrupt stores"},
		{M0, plain, 64, true, RT_OUTCOME_TORN, NULL},
		{M3, plain, 16, true, RT_OUTCOME_ATOMIC, "unicorn ARMv7-M"},
		{M3, plain, 32, false, RT_OUTCOME_ATOMIC, "access of 4 bytes"},
		{M3, plain, 64, false, RT_OUTCOME_TORN, NULL},
		{M3, plain, 64, true, RT_OUTCOME_TORN, NULL},
		{RV32, plain, 16, false, RT_OUTCOME_ATOMIC, "unicorn riscv32"},
		{RV32, plain, 32, true, RT_OUTCOME_ATOMIC, "access of 4 bytes"},
		{RV32, plain, 64, false, RT_OUTCOME_TORN,
		 "an interrupt stores"},
		{RV32, plain, 64, true, RT_OUTCOME_TORN, "an interrupt loads"},
	};

	TRY_ALL(state, list);
}

/* ARMv6-M and RV32 have no unaligned halfword, ARMv7-M has. */
static void a_packed_member_is_bytes_where_it_must_be(void **state)
{
	static const char packed[] = ACCESSOR("packed-struct");
	static const struct expected list[] = {
		{M0, packed, 16, false, RT_OUTCOME_TORN, "an interrupt stores"},
		{M3, packed, 16, false, RT_OUTCOME_ATOMIC, "access of 2 bytes"},
		{RV32, packed, 16, true, RT_OUTCOME_TORN, "an interrupt loads"},
	};

	TRY_ALL(state, list);
}

/* The libc's memcpy is the one for the CPU, linked into the image. */
static void bytes_and_the_libcs_memcpy_are_torn(void **state)
{
	static const struct expected list[] = {
		{M0, ACCESSOR("bytes-volatile"), 16, true, RT_OUTCOME_TORN,
		 NULL},
		{M3, ACCESSOR("bytes-volatile"), 16, false, RT_OUTCOME_TORN,
		 NULL},
		{RV32, ACCESSOR("bytes-volatile"), 16, false, RT_OUTCOME_TORN,
		 NULL},
		{M3, ACCESSOR("memcpy"), 64, false, RT_OUTCOME_TORN, NULL},
		{RV32, ACCESSOR("memcpy"), 16, false, RT_OUTCOME_TORN, NULL},
	};

	TRY_ALL(state, list);
}

/* A compiler of them needs no libc; libatomic's functions are not there. */
static void without_a_libc_it_works_too(void **state)
{
	static const struct expected list[] = {
		{"arm-none-eabi-gcc+none", "-O2 -mcpu=cortex-m3",
		 ACCESSOR("plain"), 16, false, RT_OUTCOME_ATOMIC, NULL},
		{"riscv64-unknown-elf-gcc+none",
		 "-O2 -march=rv32imac -mabi=ilp32", ACCESSOR("plain"), 32, true,
		 RT_OUTCOME_ATOMIC, NULL},
		{M0, ACCESSOR("atomic-relaxed"), 32, false, RT_OUTCOME_ATOMIC,
		 NULL},
		{M0, ACCESSOR("atomic-relaxed"), 64, false,
		 RT_OUTCOME_INCONCLUSIVE, "not in the module"},
		{RV32, ACCESSOR("atomic-relaxed"), 64, true,
		 RT_OUTCOME_INCONCLUSIVE, "not in the module"},
	};

	TRY_ALL(state, list);
}

static const char own[] =
	"#include <stdint.h>\n"
	"#ifdef __riscv\n"
	"#define MASK \"csrci mstatus, 8\"\n"
	"#else\n"
	"#define MASK \"cpsid i\"\n"
	"#endif\n"
	"uint16_t ringtear_load16(const volatile uint8_t *p)\n"
	"{ uint16_t v; __asm__ volatile(MASK); v = p[0] | p[1] << 8;\n"
	"  return v; }\n"
	"#ifdef __riscv_flen\n"
	"uint32_t ringtear_load32(const void *p)\n"
	"{ uint32_t v; __asm__ volatile(\"c.flw fa5, 0(%1)\\n fmv.x.w %0, "
	"fa5\"\n"
	"  : \"=r\"(v) : \"r\"(p) : \"fa5\"); return v; }\n"
	"uint64_t ringtear_load64(const void *p)\n"
	"{ union { double d; uint64_t v; } x;\n"
	"  __asm__ volatile(\"fld %0, 0(%1)\" : \"=f\"(x.d) : \"r\"(p));\n"
	"  return x.v; }\n"
	"#elif defined(__riscv)\n"
	"#define NEAR \"mv t0, ra\\n c.jal 1f\\n j 2f\\n\" \\\n"
	"  \"1: lw %0, 0(%1)\\n ret\\n2: mv ra, t0\"\n"
	"uint32_t ringtear_load32(const void *p)\n"
	"{ uint32_t v; __asm__ volatile(NEAR : \"=&r\"(v) : \"r\"(p)\n"
	"  : \"t0\"); return v; }\n"
	"#else\n"
	"uint32_t ringtear_load32(const void *p)\n"
	"{ uint32_t v; __asm__ volatile(\"ldm %1, {%0}\"\n"
	"  : \"=l\"(v) : \"l\"(p)); return v; }\n"
	"#endif\n";

static void try_own(struct fixture *fixture, const char *toolchain,
		    const char *flags, unsigned width, enum rt_outcome outcome,
		    const char *says)
{
	char *path = fixture_write(fixture, "own.c", own);
	const struct expected expected = {toolchain, flags,   path, width,
					  false,     outcome, says};

	try_one(fixture, &expected);
	free(path);
}

/* Between two bytes there may be no interrupt: neither torn nor atomic. */
static void a_masked_interrupt_tears_nothing(void **state)
{
	try_own(*state, arm, "-O2 -mcpu=cortex-m0", 16, RT_OUTCOME_INCONCLUSIVE,
		"may mask interrupts");
	try_own(*state, riscv, "-O2 -march=rv32imac_zicsr -mabi=ilp32", 16,
		RT_OUTCOME_INCONCLUSIVE, "may mask interrupts");
}

/* c.jal and c.flw are RV32's alone: the same bits are c.addiw and c.ld in RV64.
 */
static void what_rv32_compresses_is_followed(void **state)
{
	try_own(*state, riscv, "-O2 -march=rv32imac_zicsr -mabi=ilp32", 32,
		RT_OUTCOME_ATOMIC, "access of 4 bytes");
	try_own(*state, riscv, "-O2 -march=rv32imafdc_zicsr -mabi=ilp32d", 32,
		RT_OUTCOME_ATOMIC, "access of 4 bytes");
	try_own(*state, riscv, "-O2 -march=rv32imafdc_zicsr -mabi=ilp32d", 64,
		RT_OUTCOME_INCONCLUSIVE, "in other pieces");
}

/* What an interrupt ends in the middle is done again: more than one access. */
static void a_load_of_a_list_may_be_made_twice(void **state)
{
	char *path = fixture_write(*state, "own.c", own);
	const struct expected expected = {
		arm,   "-O2 -mcpu=cortex-m3", path, 32,
		false, RT_OUTCOME_ATOMIC,     NULL};
	struct rt_judgement judgement;

	judge(*state, &expected, &judgement);
	assert_int_equal(judgement.verdict.emitted, RT_EMITTED_TWICE);
	assert_true(judgement.verdict.twice);
	rt_judgement_free(&judgement);
	free(path);
}

/* On a Cortex-M0 an access that is not aligned is a fault. */
static void an_unaligned_access_faults(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_cell cell = {
		.source = ACCESSOR("plain"),
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, arm),
		.flags = "-O2 -mcpu=cortex-m0",
	};
	const struct rt_question question = {.width = 16, .offset = 1};
	struct rt_judgement judgement;

	asked_judge(fixture, &cell, question, &judgement);
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_ERROR);
	assert_non_null(strstr(asked_reason(&judgement, "step"),
			       "not aligned: ARMv6-M faults"));
	rt_judgement_free(&judgement);
}

/* Addresses of a fixed image are those in memory: names and lines are found. */
static void symbols_and_lines_of_a_fixed_image_are_found(void **state)
{
	char *path = fixture_write(*state, "own.c", own);
	const struct expected expected = {
		arm,   "-O2 -g -mcpu=cortex-m3", path, 16,
		false, RT_OUTCOME_INCONCLUSIVE,	 NULL};
	struct rt_judgement judgement;
	const char *reason;

	judge(*state, &expected, &judgement);
	reason = asked_reason(&judgement, "codegen");
	/* Of cpsid, from which on nothing is known. */
	if (!strstr(reason, "in ringtear_load16 (own.c:8)"))
		fail_msg("%s", reason);
	rt_judgement_free(&judgement);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_whole_and_doublewords_torn),
		cmocka_unit_test(a_packed_member_is_bytes_where_it_must_be),
		cmocka_unit_test(bytes_and_the_libcs_memcpy_are_torn),
		cmocka_unit_test(without_a_libc_it_works_too),
		cmocka_unit_test(a_masked_interrupt_tears_nothing),
		cmocka_unit_test(what_rv32_compresses_is_followed),
		cmocka_unit_test(a_load_of_a_list_may_be_made_twice),
		cmocka_unit_test(an_unaligned_access_faults),
		cmocka_unit_test(symbols_and_lines_of_a_fixed_image_are_found),
	};

	return cmocka_run_group_tests_name("bare", tests, fixture_setup,
					   fixture_teardown);
}

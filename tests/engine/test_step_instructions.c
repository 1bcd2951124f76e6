/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of instruction that issue and manuals name: each is followed, or
 * it is said that it cannot be.
 */
#include "tests/engine/step.h"

#define ASM(code) "__asm__ volatile(" code ")"

static const struct step_case plain[] = {
	{LOAD16 "{ return " WORD "; }", 16, false, RT_OUTCOME_ATOMIC,
	 "access of 2 bytes"},
	{LOAD32 "{ return " LONG "; }", 32, false, RT_OUTCOME_ATOMIC,
	 "access of 4 bytes"},
	{LOAD64 "{ return " QUAD "; }", 64, false, RT_OUTCOME_ATOMIC,
	 "access of 8 bytes"},
	{LOAD16 "{ uint16_t low = " BYTE(0) "; return low | " BYTE(1) "<< 8; }",
	 16, false, RT_OUTCOME_TORN, "0x9911 came of 0x2211 and 0x9900"},
	{LOAD16
	 "{ uint16_t high = " BYTE(1) "; return high << 8 |" BYTE(0) "; }",
	 16, false, RT_OUTCOME_TORN, "0x2200 came of 0x2211 and 0x9900"},
	{LOAD64 "{ uint64_t low = " LONG "; return low |"
		"(uint64_t)((volatile uint32_t *)p)[1] << 32; }",
	 64, false, RT_OUTCOME_TORN, "movl"},
	/* A byte, then the word, the byte wins: glibc 2.35's way. */
	{LOAD16 "{ uint8_t low = " BYTE(0) "; uint16_t all = " WORD
					   "; return (all & 0xff00) | low; }",
	 16, false, RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ return __builtin_bswap16(" WORD "); }", 16, false,
	 RT_OUTCOME_ATOMIC, "access of 2 bytes"},
};

static void plain_accesses(void **state)
{
	step_expect(*state, "-O2", plain, STEP_COUNT(plain));
}

/* Through one register or another, in one instruction or with a prefix. */
static const struct step_case wide[] = {
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"movq (%1), %%xmm0\\n movq %%xmm0, %0\" : \"=r\"(v) : "
		 "\"r\"(p) : \"xmm0\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_ATOMIC, "movq (%rdi), %xmm0"},
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"movlps (%1), %%xmm0\\n movq %%xmm0, %0\" : \"=r\"(v) : "
		 "\"r\"(p) : \"xmm0\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_ATOMIC, "movlps"},
	/* Two halves through vectors. */
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"movd (%1), %%xmm0\\n movd 4(%1), %%xmm1\\n"
		 "punpckldq %%xmm1, %%xmm0\\n movq %%xmm0, %0\" : \"=r\"(v) : "
		 "\"r\"(p) : \"xmm0\", \"xmm1\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_TORN, "movd"},
	/* Wider than the field. */
	{LOAD16 "{ return (uint16_t)" LONG "; }", 16, false, RT_OUTCOME_ERROR,
	 "read outside the field"},
	{LOAD16 "{ uint32_t v; " ASM(
		 "\"movdqu (%1), %%xmm0\\n movd %%xmm0, %0\" : \"=r\"(v) : "
		 "\"r\"(p) : \"xmm0\", \"memory\"") "; return (uint16_t)v; }",
	 16, false, RT_OUTCOME_ERROR, "16 bytes at +0"},
	{STORE16 "{ " LONG " = v; }", 16, true, RT_OUTCOME_ERROR,
	 "wrote outside the field"},
	/* Locked, and reading and writing at once. */
	{LOAD16 "{ uint16_t v = 0; " ASM("\"lock xaddw %0, (%1)\" : \"+r\"(v) "
					 ": \"r\"(p) : \"memory\"") "; return "
								    "v; }",
	 16, false, RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{LOAD64 "{ uint64_t v = 0; " ASM(
		 "\"lock cmpxchgq %%rcx, (%1)\" : \"+a\"(v) : \"r\"(p), "
		 "\"c\"(0l) : \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_ATOMIC, "access of 8 bytes"},
	{STORE32 "{ " ASM("\"xchgl %0, (%1)\" : \"+r\"(v) : \"r\"(p) : "
			  "\"memory\"") "; }",
	 32, true, RT_OUTCOME_ATOMIC, "access of 4 bytes"},
	/* One instruction that touches the field twice. */
	{LOAD16 "{ uint16_t v; const void *q = p; " ASM(
		 "\"cmpsw\\n\" : \"+D\"(p), \"+S\"(q) : : \"memory\", "
		 "\"cc\"") "; v = ((volatile uint16_t *)p)[-1]; return "
			   "v; }",
	 16, false, RT_OUTCOME_ATOMIC, "more than once"},
	/* What only names the field. */
	{LOAD16 "{ " ASM("\"prefetchw (%0)\\n prefetcht0 (%0)\\n"
			 "lea (%0), %%rax\\n nopw (%0)\\n clflush (%0)\" : : "
			 "\"r\"(p) : \"rax\", \"memory\"") "; return " WORD
							   "; }",
	 16, false, RT_OUTCOME_ATOMIC, "access of 2 bytes"},
};

static void wide_locked_and_named(void **state)
{
	step_expect(*state, "-O2", wide, STEP_COUNT(wide));
}

static const struct step_case vectors[] = {
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"vmovq (%1), %%xmm0\\n vmovq %%xmm0, %0\" : \"=r\"(v) : "
		 "\"r\"(p) : \"xmm0\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_ATOMIC, "vmovq"},
	{LOAD16 "{ uint32_t v; " ASM(
		 "\"vmovdqu (%1), %%ymm0\\n vmovd %%xmm0, %0\\n vzeroupper\" : "
		 "\"=r\"(v) : \"r\"(p) : \"xmm0\", \"memory\"") "; return "
								"(uint16_t)v; "
								"}",
	 16, false, RT_OUTCOME_ERROR, "32 bytes at +0"},
};

static void vectors_of_32_bytes(void **state)
{
	step_expect_on(*state, "avx", "-O2", vectors, STEP_COUNT(vectors));
}

#define MOVE(insn)                                                             \
	"uint64_t v = 0; void *to = &v; long n = COUNT; " ASM(                 \
		"\"" insn "\" : \"+D\"(to), \"+S\"(p), \"+c\"(n) : : "         \
		"\"memory\"") "; return v; }"

/* Rounds of one instruction are the CPU's affair; several instructions' not. */
static const struct step_case strings[] = {
	{"enum { COUNT = 2 };" LOAD16 "{" MOVE("rep movsb"), 16, false,
	 RT_OUTCOME_INCONCLUSIVE, "rep instruction"},
	/* gas writes 66 f3 a5, which capstone 4 takes for rep movsl. */
	{LOAD32 "{" MOVE("rep movsw"), 32, false, RT_OUTCOME_INCONCLUSIVE,
	 "rep instruction"},
	{LOAD16 "{" MOVE("movsb\\n movsb"), 16, false, RT_OUTCOME_TORN,
	 "movsb"},
	{LOAD16 "{" MOVE("movsw"), 16, false, RT_OUTCOME_ATOMIC,
	 "access of 2 bytes"},
	{LOAD16 "{" MOVE("mov $1, %%ecx\\n rep movsw"), 16, false,
	 RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{LOAD16 "{" MOVE("inc %%rsi\\n inc %%rdi\\n std\\n rep movsb\\n cld"),
	 16, false, RT_OUTCOME_INCONCLUSIVE, "rep instruction"},
	/* A count that has run out touches nothing. */
	{LOAD16 "{" MOVE("xor %%ecx, %%ecx\\n rep movsb\\n movsw"), 16, false,
	 RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{LOAD16 "{ uint16_t v; " ASM("\"lodsw\" : \"=a\"(v), \"+S\"(p) : : "
				     "\"memory\"") "; return v; }",
	 16, false, RT_OUTCOME_ATOMIC, "lodsw"},
	{STORE16
	 "{ " ASM("\"stosw\" : \"+D\"(p), \"+a\"(v) : : \"memory\"") "; }",
	 16, true, RT_OUTCOME_ATOMIC, "stosw"},
};

static void string_instructions(void **state)
{
	step_expect(*state, "-O2", strings, STEP_COUNT(strings));
}

/* Across a line, and across a page: one instruction, but who knows. */
static const struct step_case misplaced[] = {
	{LOAD16 "{ return " WORD "; }", 16, false, RT_OUTCOME_INCONCLUSIVE,
	 "not naturally aligned"},
	{LOAD16 "{ return " WORD "; }", 16, false, RT_OUTCOME_INCONCLUSIVE,
	 "not naturally aligned"},
	{LOAD16 "{ return " WORD "; }", 16, false, RT_OUTCOME_INCONCLUSIVE,
	 "not naturally aligned"},
	{LOAD64 "{ return " QUAD "; }", 64, false, RT_OUTCOME_INCONCLUSIVE,
	 "not naturally aligned"},
	{STORE32 "{ " LONG " = v; }", 32, true, RT_OUTCOME_INCONCLUSIVE,
	 "not naturally aligned"},
	/* Parts tear there as elsewhere. */
	{LOAD16 "{ uint16_t low = " BYTE(0) "; return low | " BYTE(1) "<< 8; }",
	 16, false, RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ return " WORD "; }", 16, false, RT_OUTCOME_ATOMIC,
	 "access of "},
};

static const int places[STEP_COUNT(misplaced)] = {1,	63,   4095, 60,
						  4093, 4095, 62};

static void misplaced_fields(void **state)
{
	step_expect_at(*state, "-O2", misplaced, STEP_COUNT(misplaced), places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_accesses),
		cmocka_unit_test(wide_locked_and_named),
		cmocka_unit_test(vectors_of_32_bytes),
		cmocka_unit_test(string_instructions),
		cmocka_unit_test(misplaced_fields),
	};

	return cmocka_run_group_tests_name("step", tests, fixture_setup,
					   fixture_teardown);
}

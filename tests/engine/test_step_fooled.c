/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessors that touch the field where the engine might not look, or behave
 * otherwise when it looks: each is judged right, or it is said why not.
 */
#include "tests/engine/step.h"

#define ASM(code) "__asm__ volatile(" code ")"
#define TORN "uint16_t low = " BYTE(0) "; return low | " BYTE(1) " << 8;"
#define WHOLE "return " WORD ";"
/* Reads it whole for all to see, and gives back what it read unseen. */
#define DECOY "(void)" WORD ";"

/* By call, by place, by value, by what it has in its own memory. */
static const struct step_case fickle[] = {
	{LOAD16 "{ static int calls; if (calls++) " WHOLE TORN "}", 16, false,
	 RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ static int calls; if (calls++ != 1) " WHOLE TORN "}", 16,
	 false, RT_OUTCOME_INCONCLUSIVE, "narrower"},
	{LOAD16 "{ static int calls; if (calls++ % 8 < 4) " WHOLE TORN "}", 16,
	 false, RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ if ((uintptr_t)p % 64 != 62) " WHOLE TORN "}", 16, false,
	 RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ if ((uintptr_t)p % 4) " WHOLE TORN "}", 16, false,
	 RT_OUTCOME_TORN, "tore"},
	{LOAD32 "{ if ((uintptr_t)p % 8) return " LONG "; uint32_t low = " WORD
		"; return low | ((volatile uint16_t *)p)[1] << 16; }",
	 32, false, RT_OUTCOME_TORN, "tore"},
	/* Only where the low byte is 0xff and the high one changes. */
	{LOAD16
	 "{ uint16_t low = " BYTE(0) "; if (low == 0xff) return low |" BYTE(
		 1) " << 8; return " WORD "; }",
	 16, false, RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ uint16_t v = " WORD "; if (v >> 8 == 0xff) {" TORN "}"
		"return v; }",
	 16, false, RT_OUTCOME_TORN, "tore"},
	{LOAD32 "{ uint32_t v = " LONG
		"; if ((v >> 8 & 255) == 0x00) { v = " WORD
		"; return v | ((volatile uint16_t *)p)[1] << 16; }"
		"return v; }",
	 32, false, RT_OUTCOME_TORN, "tore"},
	/* Reads until twice the same: no single store gives a mixture. */
	{LOAD16 "{ uint16_t v; do v = " WORD "; while (v != " WORD
		"); return v; }",
	 16, false, RT_OUTCOME_ATOMIC, "more than once"},
	{LOAD16 "{ uint8_t low, high; do { high = " BYTE(1) "; low = " BYTE(
		 0) "; } while (high != " BYTE(1) "); return low | high << 8; "
						  "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, ""},
	/* Two stores in two gaps, each seen in another byte. */
	{LOAD16 "{ uint16_t a = " WORD ", b = " WORD "; if (a == b) return a;"
		"uint16_t c = " WORD "; if (b == c) return b;"
		"return (a & 255) | (c & 0xff00); }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "several gaps"},
};

static void fickle_accessors(void **state)
{
	step_expect(*state, "-O2", fickle, STEP_COUNT(fickle));
}

static void a_thread_has_its_own_memory(void **state)
{
	const struct step_case one = {
		LOAD16 "{ static __thread int calls; if (calls++) " WHOLE TORN
		       "}",
		16, false, RT_OUTCOME_TORN, "tore"};
	struct rt_step_result result;
	struct rt_build built;

	step_build(*state, &built, "gcc+glibc", "-O2", &one, 1);
	assert_int_equal(step_one(&built, 0, &one, -1, &result).outcome,
			 RT_OUTCOME_TORN);
	rt_build_free(&built);
}

/* Touching the field without an operand that says so. */
static const struct step_case hidden[] = {
	/* The stack pointer on the field. */
	{LOAD16 "{ uint16_t v; " DECOY ASM(
		 "\"mov %%rsp, %%rcx\\n mov %1, %%rsp\\n popw %0\\n"
		 "mov %%rcx, %%rsp\" : \"=&r\"(v) : \"r\"(p) : \"rcx\", "
		 "\"memory\"") "; return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
	{LOAD16 "{ uint16_t v = 0; " DECOY ASM(
		 "\"mov %1, %%rbx\\n xor %%eax, %%eax\\n xlatb\\n mov %%al, "
		 "%%cl\\n mov $1, %%al\\n xlatb\\n mov %%al, %%ch\\n mov %%cx, "
		 "%0\" : \"=r\"(v) : \"r\"(p) : \"rax\", \"rbx\", \"rcx\", "
		 "\"memory\"") "; return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
	/* A bit's number that reaches into the field from elsewhere. */
	{LOAD16 "{ static char far[8]; uint16_t v = 0; long at = ((char *)p -"
		"far) * 8; " DECOY "for (int i = 0; i < 16; i++) { char c;" ASM(
			"\"bt %2, (%1)\\n setc %0\" : \"=q\"(c) : \"r\"(far), "
			"\"r\"(at + i) : \"memory\", \"cc\"") "; v |= c << i; "
							      "} return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
	/* Bit after bit of the field itself. */
	{LOAD16 "{ uint16_t v = 0; for (long i = 0; i < 16; i++) { char c;" ASM(
		 "\"bt %2, (%1)\\n setc %0\" : \"=q\"(c) : \"r\"(p), "
		 "\"r\"(i) : \"memory\", \"cc\"") "; v |= c << i; } return v; "
						  "}",
	 16, false, RT_OUTCOME_TORN, "tore"},
	/* By way of a segment's base. */
	{LOAD16 "{ uint16_t v; uintptr_t base; " ASM(
		 "\"mov %%fs:0, %0\" : "
		 "\"=r\"(base)") ";" ASM("\"movw %%fs:(%1), %0\" : \"=r\"(v) : "
					 "\"r\"((uintptr_t)p - "
					 "base) : \"memory\"") "; return v; }",
	 16, false, RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{LOAD16 "{ uint16_t v; " ASM("\"movw %%gs:(%1), %0\" : \"=r\"(v) : "
				     "\"r\"(p) : \"memory\"") "; return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
	/* Under a mask, saved as state. */
	{STORE64 "{ " DECOY "long mask = -1; " ASM(
		 "\"movq %1, %%mm0\\n movq %2, %%mm1\\n maskmovq %%mm1, "
		 "%%mm0\\n emms\" : \"+D\"(p) : \"r\"(v), \"r\"(mask) : "
		 "\"memory\"") "; }",
	 64, true, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
	{LOAD16 "{ " DECOY ASM("\"fxsave (%0)\" : : \"r\"(((uintptr_t)p | 15) -"
			       "527) : \"memory\"") "; " WHOLE "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
};

static void hidden_operands(void **state)
{
	step_expect(*state, "-O2 -mno-red-zone", hidden, STEP_COUNT(hidden));
}

static const struct step_case gathered[] = {
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"vpcmpeqd %%xmm2, %%xmm2, %%xmm2\\n vpxor %%xmm1, %%xmm1, "
		 "%%xmm1\\n vpgatherqq %%xmm2, (%1,%%xmm1), %%xmm0\\n vmovq "
		 "%%xmm0, %0\" : \"=r\"(v) : \"r\"(p) : \"xmm0\", \"xmm1\", "
		 "\"xmm2\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
	{LOAD64 "{ uint64_t v; " ASM("\"vpcmpeqd %%xmm2, %%xmm2, %%xmm2\\n "
				     "vpsrldq $8, %%xmm2, "
				     "%%xmm2\\n vpmaskmovq (%1), %%xmm2, "
				     "%%xmm0\\n vmovq %%xmm0, "
				     "%0\" : \"=r\"(v) : \"r\"(p) : \"xmm0\", "
				     "\"xmm2\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_INCONCLUSIVE, "cannot be worked out"},
};

static void gathered_vectors(void **state)
{
	step_expect_on(*state, "avx2", "-O2", gathered, STEP_COUNT(gathered));
}

/* capstone 4 knows but a part of AVX-512. */
static const struct step_case masked[] = {
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"mov $1, %%eax\\n kmovw %%eax, %%k1\\n vmovdqu64 (%1), "
		 "%%zmm0%{%%k1%}%{z%}\\n vmovq %%xmm0, %0\\n vzeroupper\" : "
		 "\"=r\"(v) : \"r\"(p) : \"rax\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_INCONCLUSIVE, ""},
	{LOAD64 "{ uint64_t v; " ASM(
		 "\"mov $1, %%eax\\n kmovw %%eax, %%k1\\n vmovdqu64 (%1), "
		 "%%zmm0%{%%k1%}\\n vmovq %%xmm0, %0\\n vzeroupper\" : "
		 "\"=r\"(v) : \"r\"(p) : \"rax\", \"memory\"") "; return v; }",
	 64, false, RT_OUTCOME_INCONCLUSIVE, ""},
	{STORE64
	 "{ " ASM("\"mov $1, %%eax\\n kmovw %%eax, %%k1\\n vmovq %0, %%xmm0\\n "
		  "vmovdqu64 %%zmm0, (%1)%{%%k1%}\\n vzeroupper\" : : "
		  "\"r\"(v), \"r\"(p) : \"rax\", \"memory\"") "; }",
	 64, true, RT_OUTCOME_INCONCLUSIVE, ""},
};

static void masked_vectors(void **state)
{
	step_expect_on(*state, "avx512f", "-O2", masked, STEP_COUNT(masked));
}

#define SYSCALL(number, one, two, three)                                       \
	ASM("\"syscall\" : \"=a\"(done) : \"a\"(" number "l), \"D\"(" one      \
	    "), \"S\"(" two "), \"d\"(" three ") : \"rcx\", \"r11\", "         \
	    "\"memory\"")                                                      \
	";"

/* The trap flag, the kernel, other threads. */
static const struct step_case disturbed[] = {
	{LOAD16 "{ long n = 39; " ASM("\"syscall\" : \"+a\"(n) : : \"rcx\", "
				      "\"r11\", \"memory\"") "; " WHOLE "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "system call"},
	/* write(2) of the field into a pipe, read back: 1, 0, 22. */
	{LOAD16 "{ int ends[2]; long done; uint16_t v = 0;" SYSCALL(
		 "22", "ends", "0l", "0l") SYSCALL("1", "(long)ends[1]", "p",
						   "2l")
		 SYSCALL("0", "(long)ends[0]", "&v", "2l")
			 SYSCALL("3", "(long)ends[0]", "0l", "0l")
				 SYSCALL("3", "(long)ends[1]", "0l", "0l") DECOY
	 "return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "system call"},
	/* rt_sigprocmask of SIGTRAP: the next trap would end the process. */
	{LOAD16 "{ long mask = 1 << 4, done; "
		"register long size __asm__(\"r10\") = 8;" ASM(
			"\"syscall\" : \"=a\"(done) : \"a\"(14l), \"D\"(0l), "
			"\"S\"(&mask), \"d\"(0l), \"r\"(size) : \"rcx\", "
			"\"r11\", \"memory\"") "; " TORN "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "system call"},
	{LOAD16 "{ long n = 20; " ASM("\"int $0x80\" : \"+a\"(n) : : "
				      "\"memory\"") "; " WHOLE "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "system call"},
	/* Flags without the trap flag, from where it cannot be looked up. */
	{LOAD16
	 "{ " ASM("\"push $0x2\\n popfq\" : : : \"memory\", \"cc\"") "; " TORN
								     "}",
	 16, false, RT_OUTCOME_TORN, "tore"},
	{LOAD16 "{ " DECOY ASM("\"push $0x2\\n popfq\\n movb (%0), %%al\\n"
			       "push $0x102\\n popfq\\n nop\" : : \"r\"(p) : "
			       "\"rax\", \"memory\", \"cc\"") "; " WHOLE "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "trap flag"},
	/* A jump last, so that any next address would do. */
	{LOAD16 "{ uint16_t v; " ASM(
		 "\"push $0x2\\n popfq\\n jmp 1f\\n1: movw (%1), %0\\n"
		 "push $0x102\\n popfq\\n jmp 2f\\n2:\" : \"=r\"(v) : \"r\"(p) "
		 ": \"memory\", \"cc\"") "; return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "trap flag"},
	/* mov to %ss holds traps back for one instruction. */
	{LOAD16 "{ uint16_t v; " ASM("\"mov %%ss, %%eax\\n mov %%eax, %%ss\\n "
				     "movb (%1), %%cl\\n"
				     "nop\\n mov %%eax, %%ss\\n movb 1(%1), "
				     "%%ch\\n mov %%cx, %0\" "
				     ": \"=r\"(v) : \"r\"(p) : \"rax\", "
				     "\"rcx\", \"memory\"") "; (void)v; " WHOLE
							    "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, ""},
	{LOAD16 "{ " ASM("\"int3\"") "; " WHOLE "}", 16, false,
	 RT_OUTCOME_INCONCLUSIVE, ""},
	/* It looks whether it is stepped, or how long it takes. */
	{LOAD16 "{ long flags; " ASM(
		 "\"pushfq\\n pop %0\" : \"=r\"(flags)") "; if (flags & "
							 "0x100) " WHOLE TORN
							 "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "may know that it is stepped"},
	{LOAD16
	 "{ uint32_t a, b; " ASM("\"rdtsc\" : \"=a\"(a) : : \"rdx\"") ";" ASM(
		 "\"rdtsc\" : \"=a\"(b) : : \"rdx\"") "; if (b - a > 900)" WHOLE
		 TORN "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "may know that it is stepped"},
	/* A loop that does not end soon. */
	{LOAD16 "{ for (volatile int i = 0; i < 1000000; i++) ; " WHOLE "}", 16,
	 false, RT_OUTCOME_INCONCLUSIVE, "more instructions"},
	/* Crash and hang, and what is no accessor. */
	{LOAD16 "{ (void)p; return *(volatile uint16_t *)8; }", 16, false,
	 RT_OUTCOME_ERROR, "signal 11"},
	{LOAD16 "{ (void)p; return 7; }", 16, false, RT_OUTCOME_ERROR,
	 "the same for all values"},
	/* One that is to load, and writes. */
	{LOAD16 "{ uint16_t v = 0; " ASM(
		 "\"xchgw %0, (%1)\" : \"+r\"(v) : "
		 "\"r\"(p) : \"memory\"") "; " WORD " = v; return v; }",
	 16, false, RT_OUTCOME_ERROR, "for a while"},
};

static void disturbances(void **state)
{
	step_expect(*state, "-O2 -mno-red-zone", disturbed,
		    STEP_COUNT(disturbed));
}

/* Code that changes under the decoder's eyes: 16 bits once, then bytes. */
static const struct step_case changing[] = {
	{"__attribute__((section(\".patch,\\\"awx\\\"#\"))) "
	 "__attribute__((noinline)) static uint16_t patch(const void *p)"
	 "{ uint16_t v; " ASM(
		 "\".globl spot\\nspot: movzwl (%1), %k0\\n nop\" "
		 ": \"=a\"(v) : \"D\"(p) : \"memory\"") "; return v; } extern "
							"volatile unsigned "
							"char spot[];" LOAD16
							"{ static int calls; "
							"spot[1] = calls++ > 5 "
							"? 0xb6 : 0xb7;"
							"uint16_t low = "
							"patch(p); return "
							"calls > 6 ? low "
							"| " BYTE(1) "<< 8 : "
								     "low; }",
	 16, false, RT_OUTCOME_TORN, "tore"},
};

static void self_modifying_code(void **state)
{
	step_expect(*state, "-O2", changing, 1);
}

/* A thread that the module has of its own, and that does the reading. */
static const struct step_case threaded[] = {
	{"#include <pthread.h>\n"
	 "static const volatile uint8_t *volatile at; static volatile int got;"
	 "static void *read_it(void *none) { for (;;) if (at) { got = at[0] |"
	 "at[1] << 8 | 1 << 16; at = 0; } return none; }"
	 "__attribute__((constructor)) static void begin(void)"
	 "{ pthread_t one; pthread_create(&one, 0, read_it, 0); }" LOAD16
	 "{ " DECOY "at = p; while (!got) ; int v = got; got = 0; return v; }",
	 16, false, RT_OUTCOME_INCONCLUSIVE, "thread of its own"},
};

static void a_thread_of_the_module(void **state)
{
	struct rt_step_result result;
	struct rt_observation seen;
	struct rt_build built;

	step_build(*state, &built, "gcc+glibc", "-O2", threaded, 1);
	seen = step_one(&built, 0, threaded, -1, &result);
	if (seen.outcome != threaded[0].outcome ||
	    !strstr(seen.reason, threaded[0].says))
		fail_msg("outcome %d: %s", (int)seen.outcome, seen.reason);
	rt_build_free(&built);
}

/* The vDSO is code like any other, until it reads the clock. */
static const struct step_case clocks[] = {
	{"#include <time.h>\n" LOAD16
	 "{ volatile time_t now = time(0); (void)now; " WHOLE "}",
	 16, false, RT_OUTCOME_ATOMIC, "access of 2 bytes"},
	{"#include <time.h>\n" LOAD16
	 "{ struct timespec now; clock_gettime(CLOCK_MONOTONIC, &now); if "
	 "(now.tv_nsec & 1) " WHOLE WHOLE "}",
	 16, false, RT_OUTCOME_INCONCLUSIVE, ""},
};

static void the_vdso(void **state)
{
	struct rt_build built;

	step_build(*state, &built, "gcc+glibc", "-O2", clocks,
		   STEP_COUNT(clocks));
	for (size_t i = 0; i < STEP_COUNT(clocks); i++) {
		struct rt_step_result result;
		struct rt_observation seen =
			step_one(&built, i, &clocks[i], -1, &result);

		if (seen.outcome != clocks[i].outcome)
			fail_msg("%s\nsight %d: %s", clocks[i].text,
				 seen.outcome, seen.reason);
	}
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fickle_accessors),
		cmocka_unit_test(a_thread_has_its_own_memory),
		cmocka_unit_test(hidden_operands),
		cmocka_unit_test(gathered_vectors),
		cmocka_unit_test(masked_vectors),
		cmocka_unit_test(disturbances),
		cmocka_unit_test(self_modifying_code),
		cmocka_unit_test(a_thread_of_the_module),
		cmocka_unit_test(the_vdso),
	};

	return cmocka_run_group_tests_name("fooled", tests, fixture_setup,
					   fixture_teardown);
}

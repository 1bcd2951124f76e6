/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fields of 128 bits on each machine that has them: what its manual promises of
 * the instructions for 16 bytes, and what it does not. Nothing here depends on
 * the CPU that the tests run on.
 */
#include "tests/base/spread.h"
#include "tests/verdict/asked.h"

static const char x86[] = "gcc+glibc";
static const char aarch64[] = "aarch64-linux-gnu-gcc+glibc";
static const char power[] = "powerpc64le-linux-gnu-gcc+glibc";
static const char s390x[] = "s390x-linux-gnu-gcc+glibc";
static const char riscv[] = "riscv64-linux-gnu-gcc+glibc";

#define HEAD "#include <stdint.h>\ntypedef unsigned __int128 wide;\n"
#define LOAD HEAD "wide ringtear_load128(const void *p)\n"
#define STORE HEAD "void ringtear_store128(void *p, wide v)\n"
/* The result of two registers, or of a vector register. */
#define OF_PAIR "return (wide)high << 64 | low; }\n"
#define LOAD_PAIR(text, more)                                                  \
	LOAD "{ uint64_t low, high; __asm__ volatile(\"" text                  \
	     "\" : \"=&r\"(low), \"=&r\"(high) : \"r\"(p) : \"memory\"" more   \
	     "); " OF_PAIR
#define STORE_PAIR(text)                                                       \
	STORE "{ __asm__ volatile(\"" text "\" : : \"r\"((uint64_t)v), "       \
	      "\"r\"((uint64_t)(v >> 64)), \"r\"(p) : \"memory\"); }\n"

struct expected {
	const char *toolchain, *source, *assume;
	bool stores;
	enum rt_outcome outcome;
	/* In the reason of codegen, or NULL. */
	const char *says;
};

static const char vector_load[] =
	LOAD "{ typedef long long __attribute__((vector_size(16))) pair;\n"
	     "pair v = *(const volatile pair *)p; return (wide)v; }\n";
static const char vector_store[] =
	STORE "{ typedef long long __attribute__((vector_size(16))) pair;\n"
	      "*(volatile pair *)p = (pair)v; }\n";
static const char unaligned_load[] =
	LOAD "{ typedef long long __attribute__((vector_size(16), aligned(8))) "
	     "pair;\n"
	     "pair v = *(const volatile pair *)p; return (wide)v; }\n";
static const char plain_load[] = LOAD "{ return *(const volatile wide *)p; }\n";
static const char plain_store[] = STORE "{ *(volatile wide *)p = v; }\n";
static const char half_load[] =
	LOAD "{ return *(const volatile uint64_t *)p; }\n";

static const char atomic_load[] =
	LOAD "{ return __atomic_load_n((const wide *)p, __ATOMIC_RELAXED); }\n";
static const char atomic_store[] =
	STORE "{ __atomic_store_n((wide *)p, v, __ATOMIC_RELAXED); }\n";

static void judge(struct fixture *fixture, const struct expected *expected,
		  struct rt_judgement *judgement)
{
	const struct rt_question question = {
		.width = 128,
		.stores = expected->stores,
		.offset = -1,
		.assume = expected->assume,
	};
	char *path = fixture_write(fixture, "wide.c", expected->source);
	const struct rt_cell cell = {
		.source = path,
		.toolchain = fixture_toolchain(fixture, expected->toolchain),
		.flags = "-O2",
	};

	asked_judge(fixture, &cell, question, judgement);
	free(path);
}

static void try_one(struct fixture *fixture, const struct expected *expected)
{
	struct rt_judgement judgement;
	const char *codegen;

	judge(fixture, expected, &judgement);
	codegen = asked_reason(&judgement, "codegen");
	if (judgement.verdict.outcome != expected->outcome ||
	    *judgement.verdict.disagreement ||
	    (expected->says && !strstr(codegen, expected->says)))
		fail_msg("%s\n%s: %s; codegen: %s; step: %s; %s",
			 expected->source, expected->toolchain,
			 judgement.verdict.reason, codegen,
			 asked_reason(&judgement, "step"),
			 judgement.verdict.disagreement);
	rt_judgement_free(&judgement);
}

static void try_all(struct fixture *fixture, const struct expected *list,
		    size_t count)
{
	for (size_t i = 0; i < count; i += spread(2))
		try_one(fixture, &list[i]);
}

#define TRY_ALL(state, list)                                                   \
	try_all(*(state), list, sizeof(list) / sizeof(*(list)))

/* SDM 3A, 9.1.1 and 9.1.2. */
static void x86_has_cmpxchg16b_and_with_avx_moves(void **state)
{
	static const struct expected list[] = {
		{x86,
		 LOAD "{ uint64_t low = 0, high = 0; __asm__ volatile(\"lock "
		      "cmpxchg16b %0\" : \"+m\"(*(wide *)p), \"+a\"(low), "
		      "\"+d\"(high) : \"b\"(0l), \"c\"(0l) : \"cc\", "
		      "\"memory\"); " OF_PAIR,
		 NULL, false, RT_OUTCOME_ATOMIC, NULL},
		{x86, vector_load, NULL, false, RT_OUTCOME_INCONCLUSIVE,
		 "--assume avx"},
		{x86, vector_load, "avx", false, RT_OUTCOME_ATOMIC,
		 "if the machine has avx"},
		{x86, vector_store, NULL, true, RT_OUTCOME_INCONCLUSIVE,
		 "--assume avx"},
		{x86, vector_store, "avx", true, RT_OUTCOME_ATOMIC, NULL},
		{x86, unaligned_load, "avx", false, RT_OUTCOME_INCONCLUSIVE,
		 "no manual promises"},
		{x86, plain_load, "avx", false, RT_OUTCOME_TORN, NULL},
		{x86, plain_store, NULL, true, RT_OUTCOME_TORN, NULL},
	};

	TRY_ALL(state, list);
}

/* gcc calls it; it takes a lock where the CPU has no cmpxchg16b. */
static void libatomic_is_whole_where_cmpxchg16b_is(void **state)
{
	static const struct expected list[] = {
		{x86, atomic_load, NULL, false, RT_OUTCOME_INCONCLUSIVE,
		 "--assume cx16"},
		{x86, atomic_load, "cx16", false, RT_OUTCOME_ATOMIC,
		 "if the machine has cx16"},
		{x86, atomic_store, "avx", true, RT_OUTCOME_INCONCLUSIVE,
		 "--assume cx16"},
		{x86, atomic_store, "avx,cx16", true, RT_OUTCOME_ATOMIC, NULL},
	};

	TRY_ALL(state, list);
}

/* DDI 0487, B2.2.1 and B2.2.1.1. */
static void aarch64_has_pairs_by_what_follows(void **state)
{
	static const struct expected list[] = {
		{aarch64, LOAD_PAIR("ldp %0, %1, [%2]", ""), NULL, false,
		 RT_OUTCOME_TORN, NULL},
		{aarch64, LOAD_PAIR("ldp %0, %1, [%2]", ""), "lse2", false,
		 RT_OUTCOME_ATOMIC, "if the machine has lse2"},
		{aarch64, STORE_PAIR("stp %0, %1, [%2]"), NULL, true,
		 RT_OUTCOME_TORN, NULL},
		{aarch64, STORE_PAIR("stp %0, %1, [%2]"), "lse2", true,
		 RT_OUTCOME_ATOMIC, NULL},
		{aarch64, vector_load, "lse2", false, RT_OUTCOME_TORN, NULL},
		{aarch64, LOAD_PAIR("ldxp %0, %1, [%2]\\n\\tclrex", ""), NULL,
		 false, RT_OUTCOME_TORN, NULL},
		{aarch64,
		 LOAD_PAIR("1: ldxp %0, %1, [%2]\\n\\tstxp w9, %0, %1, "
			   "[%2]\\n\\tcbnz w9, 1b",
			   ", \"x9\""),
		 NULL, false, RT_OUTCOME_ATOMIC, NULL},
		{aarch64,
		 STORE "{ __asm__ volatile(\"1: ldxp x10, x11, [%2]\\n\\tstxp "
		       "w9, %0, %1, [%2]\\n\\tcbnz w9, 1b\" : : "
		       "\"r\"((uint64_t)v), \"r\"((uint64_t)(v >> 64)), "
		       "\"r\"(p) : \"memory\", \"x9\", \"x10\", \"x11\"); }\n",
		 NULL, true, RT_OUTCOME_ATOMIC, NULL},
		{aarch64,
		 LOAD "{ register uint64_t low __asm__(\"x2\") = 0, high "
		      "__asm__(\"x3\") = 0; __asm__ volatile(\".arch "
		      "armv8.1-a\\n\\tcasp %0, %1, %0, %1, [%2]\" : "
		      "\"+r\"(low), \"+r\"(high) : \"r\"(p) : "
		      "\"memory\"); " OF_PAIR,
		 NULL, false, RT_OUTCOME_ATOMIC, NULL},
	};

	TRY_ALL(state, list);
}

/* Power ISA, book II, 1.4. No CPU is emulated: the account alone. */
static void power_has_a_quadword(void **state)
{
	static const struct expected list[] = {
		{power,
		 LOAD "{ register uint64_t high __asm__(\"r8\"), low "
		      "__asm__(\"r9\"); __asm__ volatile(\".machine "
		      "power8\\n\\tlq 8, 0(%2)\" : \"=r\"(high), \"=r\"(low) : "
		      "\"b\"(p) : \"memory\"); " OF_PAIR,
		 NULL, false, RT_OUTCOME_INCONCLUSIVE, "whole: one access"},
		{power,
		 STORE "{ register uint64_t high __asm__(\"r8\") = v >> 64, "
		       "low __asm__(\"r9\") = v; __asm__ volatile(\".machine "
		       "power8\\n\\tstq 8, 0(%2)\" : : \"r\"(high), "
		       "\"r\"(low), \"b\"(p) : \"memory\"); }\n",
		 NULL, true, RT_OUTCOME_INCONCLUSIVE, "whole: one access"},
		{power, plain_load, NULL, false, RT_OUTCOME_INCONCLUSIVE,
		 "parts: partial accesses"},
		{power, plain_store, NULL, true, RT_OUTCOME_INCONCLUSIVE,
		 "parts: partial accesses"},
	};

	TRY_ALL(state, list);
}

/* Principles of Operation, chapter 5. A value is passed by its address. */
static void s390x_has_a_quadword(void **state)
{
	static const struct expected list[] = {
		{s390x,
		 LOAD "{ register uint64_t high __asm__(\"r0\"), low "
		      "__asm__(\"r1\"); __asm__ volatile(\"lpq %0, 0(%2)\" : "
		      "\"=d\"(high), \"=d\"(low) : \"a\"(p) : "
		      "\"memory\"); " OF_PAIR,
		 NULL, false, RT_OUTCOME_ATOMIC, NULL},
		{s390x,
		 STORE "{ register uint64_t high __asm__(\"r0\") = v >> 64, "
		       "low __asm__(\"r1\") = v; __asm__ volatile(\"stpq %0, "
		       "0(%2)\" : : \"d\"(high), \"d\"(low), \"a\"(p) : "
		       "\"memory\"); }\n",
		 NULL, true, RT_OUTCOME_ATOMIC, NULL},
		{s390x,
		 LOAD "{ register uint64_t high __asm__(\"r0\") = 0, low "
		      "__asm__(\"r1\") = 0; __asm__ volatile(\"cdsg %0, %0, "
		      "0(%2)\" : \"+d\"(high), \"+d\"(low) : \"a\"(p) : "
		      "\"memory\", \"cc\"); " OF_PAIR,
		 NULL, false, RT_OUTCOME_ATOMIC, NULL},
		{s390x, plain_load, NULL, false, RT_OUTCOME_TORN, NULL},
		{s390x, plain_store, NULL, true, RT_OUTCOME_TORN, NULL},
	};

	TRY_ALL(state, list);
}

/* RVWMO promises no more than XLEN bits. */
static void riscv_has_none(void **state)
{
	static const struct expected list[] = {
		{riscv, plain_load, NULL, false, RT_OUTCOME_TORN, NULL},
		{riscv, plain_store, NULL, true, RT_OUTCOME_TORN, NULL},
	};

	TRY_ALL(state, list);
}

/* One access to a half of the field is that on each machine. */
static void a_half_alone_is_whole(void **state)
{
	static const struct expected list[] = {
		{x86, half_load, NULL, false, RT_OUTCOME_ATOMIC, NULL},
		{aarch64, half_load, NULL, false, RT_OUTCOME_ATOMIC, NULL},
		{s390x, half_load, NULL, false, RT_OUTCOME_ATOMIC, NULL},
	};

	TRY_ALL(state, list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86_has_cmpxchg16b_and_with_avx_moves),
		cmocka_unit_test(libatomic_is_whole_where_cmpxchg16b_is),
		cmocka_unit_test(aarch64_has_pairs_by_what_follows),
		cmocka_unit_test(power_has_a_quadword),
		cmocka_unit_test(s390x_has_a_quadword),
		cmocka_unit_test(riscv_has_none),
		cmocka_unit_test(a_half_alone_is_whole),
	};

	return cmocka_run_group_tests_name("wide", tests, fixture_setup,
					   fixture_teardown);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/ways.h"

#define GUARD(name_, outside_, condition_, ...)                                \
	{                                                                      \
		.name = name_, .outside = outside_, .condition = condition_,   \
		__VA_ARGS__                                                    \
	}

#define CALLS "static unsigned calls;\n"

const struct torture_guard torture_guards[] = {
	GUARD("one value", "", "v == (T)K", .looks_at = true,
	      .by = TORTURE_VALUE),
	GUARD("one of two values", "", "v == (T)K || v == (T)(K + 0x101)",
	      .looks_at = true, .by = TORTURE_VALUE),
	GUARD("a part of the value", "", "(v & (T)M) == ((T)K & (T)M)",
	      .looks_at = true, .by = TORTURE_VALUE),
	GUARD("a range of values", "", "(T)(v - (T)K) < 3", .looks_at = true,
	      .by = TORTURE_VALUE),
	GUARD("a product", "", "(T)(v * 5u) == (T)K", .looks_at = true,
	      .by = TORTURE_VALUE),
	GUARD("a quotient", "", "v / 7u == (T)K / 7u", .looks_at = true,
	      .by = TORTURE_VALUE),
	GUARD("a floating-point number", "",
	      "(double)v == (double)((T)K & 0xffff)", .looks_at = true,
	      .by = TORTURE_VALUE),
	GUARD("how many bits",
	      "static int bits(T of) { int n = 0; for (; of; of &= (T)(of - "
	      "1)) n++;"
	      "\nreturn n; }\n",
	      "bits(v) == 5", .looks_at = true, .by = TORTURE_VALUE),
	GUARD("a table",
	      "static const unsigned char table[256] = {[K & 255] = 1};\n",
	      "table[v & 255]", .looks_at = true),
	GUARD("what the field holds", "", "FIELD == (T)K"),
	GUARD("a value that changed", "", "FIELD != v", .looks_at = true,
	      .of_a_load = true),
	GUARD("a difference of two loads", "", "(T)(FIELD - v) == 1",
	      .looks_at = true, .of_a_load = true),
	GUARD("one call", CALLS, "++calls == N"),
	GUARD("every so many calls", CALLS, "++calls % N == N - 1"),
	GUARD("a call of a thread", "static __thread unsigned calls;\n",
	      "++calls == N"),
	GUARD("the first call", "static int called;\n", "!called++"),
	GUARD("one value at a call", CALLS, "v == (T)K && ++calls == N",
	      .looks_at = true),
	GUARD("the end of a page", "", "((uintptr_t)p & 4095) == 4096 - size",
	      .by = TORTURE_PLACE),
	GUARD("one place in a line", "", "((uintptr_t)p & 63) == PLACE",
	      .by = TORTURE_PLACE),
	GUARD("one page of two", "", "(uintptr_t)p >> 12 & 1",
	      .by = TORTURE_PLACE),
	GUARD("one address", "", "(uintptr_t)p == 0x7f0012345000 + PLACE",
	      .by = TORTURE_PLACE),
	GUARD("the stack", "",
	      "(uintptr_t)__builtin_frame_address(0) >> 7 & 1"),
	GUARD("a flag that is set",
	      "static volatile int flag; void set_flag(int to) { flag = to; "
	      "}\n",
	      "flag"),
	GUARD("a table that is set",
	      "static unsigned char table[256];\n"
	      "void set_table(int at, int to) { table[at & 255] = to; }\n",
	      "table[v & 255]", .looks_at = true),
	GUARD("a flag that is set through a pointer",
	      "static int flag, other; void set_one(int which, int to)\n"
	      "{ int *of = &other; if (which) of = &flag; *of = to; }\n",
	      "flag"),
	GUARD("another thread",
	      "static unsigned long first;\n"
	      "static unsigned long self(void) { unsigned long it;\n"
	      "__asm__ volatile(\"mov %%fs:0, %0\" : \"=r\"(it)); return it; "
	      "}\n"
	      "__attribute__((constructor)) static void start(void)\n"
	      "{ first = self(); }\n",
	      "self() != first"),
	GUARD("another CPU",
	      "static int has(void) { unsigned a = 7, b, c = 0, d;\n"
	      "__asm__ volatile(\"cpuid\" : \"+a\"(a), \"=b\"(b), \"+c\"(c), "
	      "\"=d\"(d));\n"
	      "return b >> 16 & 1; }\n",
	      "has()"),
	GUARD("what is not aligned", "", "(uintptr_t)p % size", .never = true),
	GUARD("what no square is", "", "((uint64_t)v * v & 3) == 2",
	      .never = true, .looks_at = true),
	GUARD("two that exclude each other",
	      "static int below(T of) { HIDE(of); return of < (T)K; }\n",
	      "below(v) && v >= (T)K", .never = true, .looks_at = true),
	GUARD("a flag that nothing sets", "static volatile int flag;\n", "flag",
	      .never = true),
	GUARD("a local that is 0",
	      "static int zero(void) { volatile int it = 0;\n"
	      "return it; }\n",
	      "zero()", .never = true),
};

const unsigned torture_guard_count =
	sizeof(torture_guards) / sizeof(*torture_guards);

const char *torture_claim_name(enum torture_claim claim)
{
	static const char *const names[TORTURE_CLAIMS] = {"sound", "opened",
							  "tearing"};

	return names[claim];
}

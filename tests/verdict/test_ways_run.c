/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ways of the account step has run through, and which it has not. */
#include "harness/verdict/judge.h"
#include "tests/module/fixture.h"

/* One function a case; set() writes what they read, so nothing is constant. */
static const char source[] =
	"typedef unsigned short u16;\n"
	"#define WORD (*(const volatile u16 *)p)\n"
	"typedef u16 get(const void *p);\n"
	"static u16 plain(const void *p) { return WORD; }\n"
	"get *hook = plain; volatile int mode;\n"
	"void set(get *g, int m) { hook = g; mode = m; }\n"
	"u16 ringtear_load16(const void *p) { return WORD; }\n"
	"u16 value(const void *p)\n"
	"{ u16 v = WORD; if (v == 0x1234) v = hook(p); return v; }\n"
	"u16 flag(const void *p)\n"
	"{ u16 v = WORD; if (mode == 3) v = hook(p); return v; }\n"
	"u16 parts(const void *p)\n"
	"{ const volatile unsigned char *b = p;\n"
	"  if (mode == 3) return b[0] | b[1] << 8; return WORD; }\n"
	"u16 swap(const void *p)\n"
	"{ u16 v = 0; __atomic_compare_exchange_n((u16 *)p, &v, 0, 0, 5, 5);\n"
	"  return v; }\n"
	"#ifdef __s390x__\n"
	"void swapped(void *p, u16 v)\n"
	"{ __asm__(\"strvh %1,%0\" : \"=R\"(*(u16 *)p) : \"d\"(v)); }\n"
	"#endif\n"
	"void store(void *p, u16 v)\n"
	"{ if (mode == 3) hook(p); *(volatile u16 *)p = v; }\n";

struct expected {
	const char *symbol;
	enum rt_way_kind kind;
	int ran; /* as rt_judgement_ran() */
};

/* What decides is in memory that no run changes, or in the field. */
static const struct expected all[] = {
	{"value", RT_WAY_OPEN, 1},  {"value", RT_WAY_WHOLE, 1},
	{"flag", RT_WAY_OPEN, 0},   {"flag", RT_WAY_WHOLE, 1},
	{"parts", RT_WAY_PARTS, 0}, {"parts", RT_WAY_WHOLE, 1},
	{"store", RT_WAY_OPEN, 0},  {"store", RT_WAY_WHOLE, 1},
};

enum { count = sizeof(all) / sizeof(*all) };

static void build(struct fixture *fixture, struct rt_build *built,
		  const char *toolchain, const char *flags)
{
	char *path = fixture_write(fixture, "ways.c", source);
	struct rt_cell cell = {
		.source = path,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = flags,
	};

	fixture_build(fixture, built, &cell);
	free(path);
}

static void judge(struct rt_judgement *judgement, const struct rt_build *built,
		  const char *symbol, const char *engines)
{
	const struct rt_question question = {
		.module = built->module.data,
		.symbol = symbol,
		.width = 16,
		.stores =
			!strcmp(symbol, "store") || !strcmp(symbol, "swapped"),
		.offset = -1,
	};
	struct rt_error error = RT_ERROR_INIT;

	if (rt_judge(judgement, &question, engines, &error))
		fail_msg("%s: %s", symbol, error.message);
}

/* The way of @kind, of which the accessor has one. */
static const struct rt_account_way *way_of(const struct rt_judgement *judgement,
					   enum rt_way_kind kind)
{
	const struct rt_account *account =
		rt_judgement_codegen(judgement)->account;
	unsigned i = 0;

	while (i < account->kept && account->way[i].kind != kind)
		i++;
	assert_true(i < account->kept);
	return &account->way[i];
}

static void expect_ways(const char *toolchain, void **state, const char *flags)
{
	struct rt_judgement judgement;
	struct rt_build built;

	build(*state, &built, toolchain, flags);
	for (unsigned i = 0; i < count; i++) {
		int ran;

		judge(&judgement, &built, all[i].symbol, "codegen,step");
		ran = rt_judgement_ran(&judgement,
				       way_of(&judgement, all[i].kind));
		if (ran != all[i].ran)
			fail_msg("%s of %s, %s: %d", all[i].symbol, toolchain,
				 rt_way_name(all[i].kind), ran);
		rt_judgement_free(&judgement);
	}
	rt_build_free(&built);
}

static void runs_take_the_ways_that_values_lead_to(void **state)
{
	expect_ways("gcc+glibc", state, "-O2");
}

/* Thumb's bit is in the account's addresses, and in no program counter. */
static void emulated_runs_do_too(void **state)
{
	expect_ways("arm-linux-gnueabihf-gcc", state, "-O2 -mthumb");
	expect_ways("s390x-linux-gnu-gcc", state, "-O2");
}

/* One access of a run: a load, or a load and a store, of the account. */
static void a_compare_and_swap_is_found(void **state)
{
	struct rt_judgement judgement;
	struct rt_build built;
	const struct rt_account *account;

	build(*state, &built, "gcc+glibc", "-O2");
	judge(&judgement, &built, "swap", "codegen,step");
	account = rt_judgement_codegen(&judgement)->account;
	assert_true(account->kept > 0);
	for (unsigned i = 0; i < account->kept; i++)
		assert_int_equal(rt_judgement_ran(&judgement, &account->way[i]),
				 1);
	rt_judgement_free(&judgement);
	rt_build_free(&built);
}

/* One access of s390x's strvh, which libVEX makes two of. */
static void an_access_that_is_lifted_as_two_is_found(void **state)
{
	struct rt_judgement judgement;
	struct rt_build built;

	build(*state, &built, "s390x-linux-gnu-gcc", "-O2");
	judge(&judgement, &built, "swapped", "codegen,step");
	assert_int_equal(
		rt_judgement_ran(&judgement, way_of(&judgement, RT_WAY_PARTS)),
		1);
	rt_judgement_free(&judgement);
	rt_build_free(&built);
}

static void nothing_is_said_without_a_run(void **state)
{
	struct rt_judgement judgement;
	struct rt_build built;

	build(*state, &built, "gcc+glibc", "-O2");
	judge(&judgement, &built, "value", "codegen");
	assert_int_equal(
		rt_judgement_ran(&judgement, way_of(&judgement, RT_WAY_WHOLE)),
		-1);
	rt_judgement_free(&judgement);
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_take_the_ways_that_values_lead_to),
		cmocka_unit_test(emulated_runs_do_too),
		cmocka_unit_test(a_compare_and_swap_is_found),
		cmocka_unit_test(an_access_that_is_lifted_as_two_is_found),
		cmocka_unit_test(nothing_is_said_without_a_run),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What takes a way that is open, or tears, is told in words. */
#include "tests/engine/codegen.h"

/*
 * One function a case. What they read is written by set(), so that nothing of
 * it is constant; each calls through a pointer, which is the open way.
 */
static const char source[] =
	"typedef unsigned short u16;\n"
	"#define WORD *(const volatile u16 *)p\n"
	"typedef u16 get(const void *p);\n"
	"struct ops { long kind; get *get; } ops, *list;\n"
	"struct device { struct ops *ops; int flags; } device;\n"
	"get *hook; volatile int mode;\n"
	"void set(get *g, struct ops *o, int m)\n"
	"{ hook = g; ops.get = g; list = o; device.ops = o; mode = m;\n"
	"  device.flags = m + 1; }\n"
	"u16 ringtear_load16(const void *p) { return WORD; }\n"
	"u16 value(const void *p)\n"
	"{ u16 v = WORD; if (v == 0x1234) v = hook(p); return v; }\n"
	"u16 byte(const void *p)\n"
	"{ u16 v = WORD; if ((v & 0xff) == 0x12) v = hook(p); return v; }\n"
	"u16 above(const void *p)\n"
	"{ u16 v = WORD; if (v > 0x7000) v = hook(p); return v; }\n"
	"u16 bit(const void *p)\n"
	"{ u16 v = WORD; if (v & 0x400) v = hook(p); return v; }\n"
	"u16 member(const void *p)\n"
	"{ u16 v = WORD; if (mode == 3) v = ops.get(p); return v; }\n"
	"u16 pointed(const void *p)\n"
	"{ u16 v = WORD; if (mode == 3) v = list->get(p); return v; }\n"
	"u16 farther(const void *p)\n"
	"{ u16 v = WORD; if (mode == 3) v = device.ops->get(p); return v; }\n"
	"u16 both(const void *p)\n"
	"{ u16 v = WORD; if (v == 7) { if (mode != 3) v = hook(p); }\n"
	"  return v; }\n"
	"u16 either(const void *p)\n"
	"{ u16 v = WORD; if (v == 7 || v == 0x99) v = hook(p); return v; }\n"
	"void store(void *p, u16 v)\n"
	"{ if (v == 0x77ff) hook(p); *(volatile u16 *)p = v; }\n";

static const struct {
	const char *symbol, *from, *condition;
	bool has_others;
} cases[] = {
	{"value", "from `hook`", "the value is 0x1234", false},
	{"byte", "from `hook`", "a part of the value is 0x12", false},
	{"above", "from `hook`", "the value is more than 0x7000", false},
	{"bit", "from `hook`", "bit 10 of the value is 1", false},
	{"member", "from `ops`+8", "`mode` is 0x3", false},
	{"pointed", "from byte 8 of what `list` points to", "`mode` is 0x3",
	 false},
	{"farther", "from byte 8 of what `device` points to", "`mode` is 0x3",
	 false},
	{"both", "from `hook`", "the value is 0x7 and `mode` is not 0x3",
	 false},
	{"either", "from `hook`", "the value is 0x", true},
	{"store", "from `hook`", "the value to store is 0x77ff", false},
};

enum { count = sizeof(cases) / sizeof(*cases) };

static void build(struct fixture *fixture, struct rt_build *built,
		  const char *toolchain, const char *flags)
{
	char *path = fixture_write(fixture, "conditions.c", source);

	codegen_build(fixture, built, path, toolchain, flags);
	free(path);
}

static void expect(const struct rt_build *built, unsigned number)
{
	struct rt_codegen codegen;
	const struct rt_account_way *way;

	codegen_ask(&codegen, built->module.data, cases[number].symbol, 16,
		    !strcmp(cases[number].symbol, "store"));
	way = &codegen.account->way[0];
	if (way->kind != RT_WAY_OPEN ||
	    !strstr(way->reason, cases[number].from) ||
	    !strstr(way->condition, cases[number].condition) ||
	    way->has_others != cases[number].has_others ||
	    !strstr(codegen.reason, "taken "))
		fail_msg("%s: %s; %s (%d); %s", cases[number].symbol,
			 way->reason, way->condition, way->has_others,
			 codegen.reason);
	rt_codegen_free(&codegen);
}

static void conditions_have_words(void **state)
{
	struct rt_build built;

	build(*state, &built, "gcc+glibc", "-O2 -fno-builtin");
	for (unsigned i = 0; i < count; i++)
		expect(&built, i);
	rt_build_free(&built);
}

/* Another machine's code says the same: another lifting, byte order, table. */
static void other_machines_have_them_too(void **state)
{
	static const char *const toolchains[] = {"aarch64-linux-gnu-gcc",
						 "s390x-linux-gnu-gcc",
						 "riscv64-linux-gnu-gcc"};

	for (unsigned i = 0; i < sizeof(toolchains) / sizeof(*toolchains);
	     i++) {
		struct rt_build built;

		build(*state, &built, toolchains[i], "-O1");
		expect(&built, 0);
		expect(&built, 4);
		expect(&built, 6);
		rt_build_free(&built);
	}
}

/* A way that tears says when; one that is whole has nothing to tell. */
static void only_what_is_not_whole_is_told(void **state)
{
	char *path = fixture_write(
		*state, "parts.c",
		"unsigned short ringtear_load16(const void *p)\n"
		"{ const volatile unsigned char *b = p;\n"
		"  unsigned short v = *(const volatile unsigned short *)p;\n"
		"  if (v == 0x4321) v = b[0] | b[1] << 8; return v; }\n");
	struct rt_codegen codegen;
	struct rt_build built;

	codegen_build(*state, &built, path, "gcc+glibc", "-O2");
	codegen_ask(&codegen, built.module.data, "ringtear_load16", 16, false);
	assert_int_equal(codegen.account->kept, 2);
	assert_int_equal(codegen.account->way[0].kind, RT_WAY_PARTS);
	assert_non_null(strstr(codegen.account->way[0].condition, "0x4321"));
	assert_int_equal(codegen.account->way[1].kind, RT_WAY_WHOLE);
	assert_string_equal(codegen.account->way[1].condition, "");
	rt_codegen_free(&codegen);
	rt_build_free(&built);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_have_words),
		cmocka_unit_test(other_machines_have_them_too),
		cmocka_unit_test(only_what_is_not_whole_is_told),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

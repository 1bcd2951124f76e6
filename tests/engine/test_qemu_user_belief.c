/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tears under qemu-user are believed without a witness. */
#include "tests/engine/qemu_user.h"

/* Believed without a witness where the instructions that ran allow it. */
static void try_believed(struct fixture *fixture, const char *toolchain,
			 const char *flags, unsigned width, const char *text)
{
	const struct subject subject = {.toolchain = toolchain,
					.flags = flags,
					.width = width,
					.tears = true};
	struct rt_qemu_user raced;
	struct rt_observation seen = race_text(fixture, subject, text, &raced);

	if (seen.outcome != RT_OUTCOME_TORN)
		fail_msg("%s: %s", toolchain, seen.reason);
	assert_true(raced.is_believed);
	assert_string_equal(raced.doubt, "");
}

/* Two lwz: codegen does not get through that memcpy, and step has no CPU. */
static void what_calls_glibcs_memcpy_for_ppc64le_is_believed(void **state)
{
	try_believed(*state, "powerpc64le-linux-gnu-gcc+glibc",
		     "-O2 -fno-builtin", 64,
		     "#include <string.h>\n" TEARING_LOAD(
			     "64", "memcpy(&v, p, sizeof(v));"));
}

static void plain_loads_are_believed_by_what_ran(void **state)
{
	static const char *const toolchains[] = {"riscv64-linux-gnu-gcc+glibc",
						 "s390x-linux-gnu-gcc+glibc"};

	for (int i = 0; i < 2; i++)
		try_believed(*state, toolchains[i], "-O2", 16,
			     TEARING_LOAD("16", FETCH));
}

/* One instruction each, which the emulator carries out as several accesses. */
static void what_the_emulator_splits_is_not_believed(void **state)
{
	static const struct {
		const char *toolchain, *text, *doubt;
	} cases[] = {
		{"s390x-linux-gnu-gcc+glibc",
		 TEARING_LOAD("16", "__asm__ volatile(\"mvc 0(2,%1),0(%2)\""
				    ": \"=m\"(v) : \"a\"(&v), \"a\"(p) "
				    ": \"memory\");"),
		 "may split the instr"},
		{"i686-linux-gnu-gcc+glibc",
		 TEARING_LOAD("16",
			      "void *d = &v; unsigned n = 2;"
			      "__asm__ volatile(\"rep movsb\" : \"+D\"(d),"
			      "\"+S\"(p), \"+c\"(n) : : \"memory\");"),
		 "may split the instr"},
		/* Weak or not, it is the libc's, which may do it by mvc. */
		{"s390x-linux-gnu-gcc+glibc",
		 "extern void *other(void *, const void *, unsigned long)"
		 "__asm__(\"memcpy\") __attribute__((weak));\n" TEARING_LOAD(
			 "16", "other(&v, p, 2);"),
		 "not in the module"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct subject subject = {.toolchain = cases[i].toolchain,
						.flags = "-O2",
						.width = 16,
						.tears = true};
		struct rt_qemu_user raced;
		struct rt_observation seen =
			race_text(*state, subject, cases[i].text, &raced);

		assert_int_equal(seen.outcome, RT_OUTCOME_INCONCLUSIVE);
		assert_false(raced.is_believed);
		assert_true(raced.report.subject.torn > 0);
		assert_non_null(strstr(raced.doubt, cases[i].doubt));
		assert_non_null(strstr(seen.reason, cases[i].doubt));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_calls_glibcs_memcpy_for_ppc64le_is_believed),
		cmocka_unit_test(plain_loads_are_believed_by_what_ran),
		cmocka_unit_test(what_the_emulator_splits_is_not_believed),
	};

	return cmocka_run_group_tests_name("belief", tests, fixture_setup,
					   fixture_teardown);
}

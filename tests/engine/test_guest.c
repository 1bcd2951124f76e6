/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer under qemu-user, for each machine that a cross compiler and an
 * emulator are here for; the others are skipped.
 */
#include <sched.h>

#include "harness/engine/guest/guest.h"
#include "tests/build/fixture.h"

#define HEAD "#include <stdint.h>\n#include <stdlib.h>\n"
#define LOAD HEAD "uint16_t ringtear_load16(const void *p)"

/* An accessor and how it is raced; the rest is the same everywhere. */
struct subject {
	const char *toolchain, *source, *flags;
	unsigned width;
	bool stores;
	bool is_known_to_tear;
};

/* On one CPU the two sides take turns, and next to nothing tears. */
static bool has_two_cpus(void)
{
	cpu_set_t cpus;

	return !sched_getaffinity(0, sizeof(cpus), &cpus) &&
	       CPU_COUNT(&cpus) >= 2;
}

static void must_have(struct rt_guest_plan *plan)
{
	struct rt_text path = RT_TEXT_INIT;
	bool found = rt_guest_find(plan->target, &path);

	rt_text_free(&path);
	if (!found || !has_two_cpus())
		skip();
}

static void plan_make(struct fixture *fixture, struct rt_guest_plan *plan,
		      const struct subject *subject, struct rt_build *built)
{
	static char symbol[32];
	const struct rt_cell cell = {
		.source = subject->source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, subject->toolchain),
		.flags = subject->flags,
	};

	snprintf(symbol, sizeof(symbol), "ringtear_%s%u",
		 subject->stores ? "store" : "load", subject->width);
	*plan = (struct rt_guest_plan){
		.target = cell.toolchain->compiler->target,
		.toolchains = &fixture->toolchains,
		.driver = "corpora/drivers/hammer.c",
		.cache = rt_text_string(&fixture->cache),
		.symbol = symbol,
		.stores = subject->stores,
		.width = subject->width,
		.offset = 8,
		.start = 0xff,
		.seconds = 0.05,
		.is_known_to_tear = subject->is_known_to_tear,
	};
	must_have(plan);
	fixture_build(fixture, built, &cell);
	plan->module = rt_text_string(&built->module);
}

static struct rt_observation race(const struct rt_guest_plan *plan,
				  struct rt_guest *guest)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;
	int code = rt_guest_run(guest, plan, &error);

	rt_guest_observe(guest, code, &error, &seen);
	if (code)
		print_message("%s\n%s\n", error.message,
			      error.detail ? error.detail : "");
	rt_error_clear(&error);
	assert_string_equal(seen.engine, "hammer");
	return seen;
}

static struct rt_observation race_once(struct fixture *fixture,
				       const struct subject *subject,
				       struct rt_guest *guest)
{
	struct rt_build built = {.from_cache = false};
	struct rt_guest_plan plan;
	struct rt_observation seen;

	plan_make(fixture, &plan, subject, &built);
	seen = race(&plan, guest);
	rt_build_free(&built);
	return seen;
}

/*
 * Longer each time: beside another job the two sides may hardly run at the
 * same time. It ends as soon as it tore.
 */
static struct rt_observation race_until_torn(struct fixture *fixture,
					     const struct subject *subject,
					     struct rt_guest *guest)
{
	struct rt_build built = {.from_cache = false};
	struct rt_guest_plan plan;
	struct rt_observation seen;

	plan_make(fixture, &plan, subject, &built);
	for (plan.seconds = 0.5; plan.seconds < 30; plan.seconds *= 5) {
		seen = race(&plan, guest);
		if (guest->report.subject.torn)
			break;
	}
	rt_build_free(&built);
	return seen;
}

/* What holds of any machine: bytes tear, in both directions; a word does not.
 */
static void try_machine(struct fixture *fixture, const char *toolchain)
{
	static const char bytes[] = "corpora/accessors/bytes-volatile.c";
	struct rt_guest guest;
	struct rt_observation seen;

	for (int stores = 0; stores < 2; stores++) {
		const struct subject tearing = {toolchain, bytes,  "-O2",
						16,	   stores, true};
		const struct subject sound = {
			toolchain, "corpora/accessors/plain.c",
			"-O2",	   16,
			stores,	   true};

		seen = race_until_torn(fixture, &tearing, &guest);
		if (seen.outcome != RT_OUTCOME_TORN)
			fail_msg("%s: %s", toolchain, seen.reason);
		assert_non_null(strstr(seen.reason, guest.emulator));
		assert_true(guest.report.subject.first.seen);
		if (stores)
			continue;
		seen = race_once(fixture, &sound, &guest);
		assert_int_equal(guest.report.subject.torn, 0);
		assert_int_equal(guest.report.sound.torn, 0);
		assert_true(seen.outcome == RT_OUTCOME_NO_TEAR ||
			    seen.outcome == RT_OUTCOME_INCONCLUSIVE);
	}
}

static void aarch64(void **state)
{
	try_machine(*state, "aarch64-linux-gnu-gcc+glibc");
}

static void arm(void **state)
{
	try_machine(*state, "arm-linux-gnueabihf-gcc+glibc");
}

static void i386(void **state)
{
	try_machine(*state, "i686-linux-gnu-gcc+glibc");
}

static void mips(void **state)
{
	try_machine(*state, "mips-linux-gnu-gcc+glibc");
}

static void mipsel(void **state)
{
	try_machine(*state, "mipsel-linux-gnu-gcc+glibc");
}

static void ppc64le(void **state)
{
	try_machine(*state, "powerpc64le-linux-gnu-gcc+glibc");
}

static void riscv64(void **state)
{
	try_machine(*state, "riscv64-linux-gnu-gcc+glibc");
}

static void s390x(void **state)
{
	try_machine(*state, "s390x-linux-gnu-gcc+glibc");
}

/* Two lwz: codegen does not get through that memcpy, and step has no CPU. */
static void glibc_of_ppc64le_copies_8_bytes_in_halves(void **state)
{
	const struct subject subject = {"powerpc64le-linux-gnu-gcc+glibc",
					"corpora/accessors/memcpy.c",
					"-O2 -fno-builtin",
					64,
					false,
					false};
	struct rt_guest guest;
	struct rt_observation seen = race_until_torn(*state, &subject, &guest);

	if (seen.outcome != RT_OUTCOME_TORN)
		fail_msg("%s", seen.reason);
	assert_true(guest.is_believed);
	assert_string_equal(guest.doubt, "");
}

/* Believed without a witness where the instructions that ran allow it. */
static void bytes_are_believed_by_what_ran(void **state)
{
	static const char *const toolchains[] = {"riscv64-linux-gnu-gcc+glibc",
						 "s390x-linux-gnu-gcc+glibc"};

	for (int i = 0; i < 2; i++) {
		const struct subject subject = {
			toolchains[i], "corpora/accessors/bytes-volatile.c",
			"-O2",	       16,
			false,	       false};
		struct rt_guest guest;
		struct rt_observation seen =
			race_until_torn(*state, &subject, &guest);

		if (seen.outcome != RT_OUTCOME_TORN)
			fail_msg("%s", seen.reason);
	}
}

/* One instruction each, which the emulator carries out as several accesses. */
static void what_the_emulator_splits_is_not_believed(void **state)
{
	static const struct {
		const char *toolchain, *body, *doubt;
		unsigned width;
	} cases[] = {
		{"s390x-linux-gnu-gcc+glibc",
		 LOAD "{ uint16_t v; __asm__ volatile(\"mvc 0(2,%1),0(%2)\""
		      ": \"=m\"(v) : \"a\"(&v), \"a\"(p) : \"memory\");"
		      "return v; }",
		 "may split the instr", 16},
		{"i686-linux-gnu-gcc+glibc",
		 LOAD "{ uint16_t v; void *d = &v; unsigned n = 2;"
		      "__asm__ volatile(\"rep movsb\" : \"+D\"(d), \"+S\"(p),"
		      "\"+c\"(n) : : \"memory\"); return v; }",
		 "may split the instr", 16},
		/* Weak or not, it is the libc's, which may do it by mvc. */
		{"s390x-linux-gnu-gcc+glibc",
		 "extern void *other(void *, const void *, unsigned long)"
		 "__asm__(\"memcpy\") __attribute__((weak));\n" LOAD
		 "{ uint16_t v; other(&v, p, 2); return v; }",
		 "not in the module", 16},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *source = fixture_write(*state, "x.c", cases[i].body);
		const struct subject subject = {
			cases[i].toolchain, source, "-O2",
			cases[i].width,	    false,  false};
		struct rt_guest guest;
		struct rt_observation seen =
			race_until_torn(*state, &subject, &guest);

		assert_int_not_equal(seen.outcome, RT_OUTCOME_TORN);
		assert_false(guest.is_believed);
		if (guest.report.subject.torn)
			assert_non_null(strstr(seen.reason, cases[i].doubt));
		free(source);
	}
}

/* Not on riscv64: gcc reads the field twice there, and that tears. */
static void one_that_swaps_is_judged_by_its_order(void **state)
{
	const struct subject subject = {"aarch64-linux-gnu-gcc+glibc",
					"corpora/accessors/big-endian.c",
					"-O2",
					16,
					false,
					false};
	struct rt_guest guest;

	race_once(*state, &subject, &guest);
	assert_int_equal(guest.report.form, RT_GUEST_SWAPPED);
	assert_int_equal(guest.report.subject.torn, 0);
}

static void try_failure(struct fixture *fixture, const char *body,
			enum rt_outcome sight, const char *says)
{
	char *source = fixture_write(fixture, "x.c", body);
	const struct subject subject = {
		"riscv64-linux-gnu-gcc+glibc", source, "-O2", 16, false, false};
	struct rt_build built = {.from_cache = false};
	struct rt_guest_plan plan;
	struct rt_guest guest;
	struct rt_observation seen;

	plan_make(fixture, &plan, &subject, &built);
	/* Of a hang: enough for the emulator to begin, even on a busy machine.
	 */
	plan.grace_seconds = strstr(says, "hung") ? 1 : 0;
	seen = race(&plan, &guest);
	if (seen.outcome != sight || !strstr(seen.reason, says))
		fail_msg("sight %d: %s", (int)seen.outcome, seen.reason);
	rt_build_free(&built);
	free(source);
}

static void what_the_accessor_does_wrong_is_told(void **state)
{
	try_failure(*state, LOAD "{ return *(volatile uint16_t *)8; }",
		    RT_OUTCOME_ERROR, "crashed: signal 11");
	try_failure(*state, LOAD "{ for (;;) __asm__ volatile(\"\"); }",
		    RT_OUTCOME_ERROR, "hung");
	try_failure(*state, LOAD "{ return 7; }", RT_OUTCOME_ERROR,
		    "neither the value");
	/* What the machine does not know is not the accessor's fault. */
	try_failure(*state, LOAD "{ __asm__ volatile(\".word 0\"); return 0; }",
		    RT_OUTCOME_INCONCLUSIVE, "does not know an instruction");
}

static void what_cannot_be_raced_is_told(void **state)
{
	const struct subject subject = {"riscv64-linux-gnu-gcc+glibc",
					"corpora/accessors/plain.c",
					"-O2",
					16,
					false,
					false};
	struct rt_build built = {.from_cache = false};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_guest_plan plan;
	struct rt_guest guest;
	char *path = strdup(getenv("PATH"));

	plan_make(*state, &plan, &subject, &built);
	plan.offset = 1;
	assert_int_equal(rt_guest_run(&guest, &plan, &error), RT_USAGE);
	plan.offset = 2;
	plan.symbol = "ringtear_load99";
	assert_int_equal(rt_guest_run(&guest, &plan, &error), RT_BUILD);
	assert_non_null(strstr(error.detail, "ringtear_load99"));
	assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
	assert_int_equal(rt_guest_run(&guest, &plan, &error), RT_SETUP);
	assert_non_null(strstr(error.message, "install qemu-user"));
	assert_int_equal(setenv("PATH", path, 1), 0);
	rt_error_clear(&error);
	rt_build_free(&built);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aarch64),
		cmocka_unit_test(arm),
		cmocka_unit_test(i386),
		cmocka_unit_test(mips),
		cmocka_unit_test(mipsel),
		cmocka_unit_test(ppc64le),
		cmocka_unit_test(riscv64),
		cmocka_unit_test(s390x),
		cmocka_unit_test(glibc_of_ppc64le_copies_8_bytes_in_halves),
		cmocka_unit_test(bytes_are_believed_by_what_ran),
		cmocka_unit_test(what_the_emulator_splits_is_not_believed),
		cmocka_unit_test(one_that_swaps_is_judged_by_its_order),
		cmocka_unit_test(what_the_accessor_does_wrong_is_told),
		cmocka_unit_test(what_cannot_be_raced_is_told),
	};

	return cmocka_run_group_tests_name("guest", tests, fixture_setup,
					   fixture_teardown);
}

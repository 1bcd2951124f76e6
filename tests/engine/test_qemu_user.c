/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer under qemu-user, for each machine that a cross compiler and an
 * emulator are here for; the others are skipped.
 *
 * Whether two threads meet is up to the scheduler, so no test waits for that.
 * What tears here does so whenever it is called: its values are odd, all that
 * are published, and it makes an even one of every eighth, or of every one.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "harness/engine/qemu_user/qemu_user.h"
#include "tests/module/fixture.h"

#define HEAD "#include <stdint.h>\n#include <stdlib.h>\n"
#define LOAD HEAD "uint16_t ringtear_load16(const void *p)"

/*
 * The driver's six probes pass, and every eighth call is made wrong. With
 * FETCH, that is how the value is read.
 */
#define TEARING_LOAD(bits, fetch)                                              \
	HEAD "static unsigned calls;\n"                                        \
	     "uint" bits "_t ringtear_load" bits "(const void *p)"             \
	     "{ uint" bits "_t v; " fetch                                      \
	     " return ++calls % 8 == 7 ? v ^ 1 : v; }\n"
#define FETCH "v = *(const volatile uint16_t *)p;"

/*
 * All stores but the probes are wrong, and so slow that none of what the other
 * side sees is left unjudged.
 */
#define TEARING_STORE                                                          \
	HEAD "static unsigned stores;\n"                                       \
	     "void ringtear_store16(void *p, uint16_t v)"                      \
	     "{ *(volatile uint16_t *)p = stores < 6 ? v : v ^ 1;"             \
	     "  stores += stores < 6;"                                         \
	     "  for (int i = 0; i < 2000; i++) __asm__ volatile(\"\"); }\n"

enum { probes = 6, rounds_a_tear = 8 };

/* An accessor and how it is raced; the rest is the same everywhere. */
struct subject {
	const char *toolchain, *source, *flags;
	unsigned width;
	bool stores;
	bool is_known_to_tear;
	bool tears; /* then it ends when the control has torn as well */
};

static void must_have(struct rt_qemu_user_plan *plan)
{
	struct rt_text path = RT_TEXT_INIT;
	bool found = rt_qemu_user_find(plan->question.target, &path);

	rt_text_free(&path);
	if (!found)
		machine_skip("qemu-user", "a race under it");
}

static void plan_make(struct fixture *fixture, struct rt_qemu_user_plan *plan,
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
	*plan = (struct rt_qemu_user_plan){
		.question = {.target = cell.toolchain->compiler->target,
			     .toolchains = &fixture->toolchains,
			     .cache = rt_text_string(&fixture->cache),
			     .symbol = symbol,
			     .stores = subject->stores,
			     .width = subject->width},
		.driver = "corpora/drivers/hammer.c",
		.offset = 8,
		.start = 0xff,
		.stride = 0x202,
		.seconds = subject->tears ? 1 : 0.05,
		.is_known_to_tear = subject->is_known_to_tear,
	};
	must_have(plan);
	fixture_build(fixture, built, &cell);
	plan->question.module = rt_text_string(&built->module);
}

static struct rt_observation race(const struct rt_qemu_user_plan *plan,
				  struct rt_qemu_user *raced)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;
	int code = rt_qemu_user_run(raced, plan, &error);

	rt_qemu_user_observe(raced, code, &error, &seen);
	if (code)
		print_message("%s\n%s\n", error.message,
			      error.detail ? error.detail : "");
	rt_error_clear(&error);
	assert_string_equal(seen.engine, "hammer");
	return seen;
}

static struct rt_observation race_once(struct fixture *fixture,
				       const struct subject *subject,
				       struct rt_qemu_user *raced)
{
	struct rt_build built = {.from_cache = false};
	struct rt_qemu_user_plan plan;
	struct rt_observation seen;

	plan_make(fixture, &plan, subject, &built);
	seen = race(&plan, raced);
	rt_build_free(&built);
	return seen;
}

/* A source of this test, not a file of the corpora. */
static struct rt_observation race_text(struct fixture *fixture,
				       struct subject subject, const char *text,
				       struct rt_qemu_user *raced)
{
	char *source = fixture_write(fixture, "x.c", text);
	struct rt_observation seen;

	subject.source = source;
	seen = race_once(fixture, &subject, raced);
	free(source);
	return seen;
}

/* Each wrong value is torn, unless left unjudged, and nothing else is. */
static void assert_counts(const struct rt_field_count *count, bool stores)
{
	uint64_t wrong = stores ? count->changes
				: (probes + count->loads + 1) / rounds_a_tear;

	assert_true(count->torn > 0);
	assert_true(count->torn <= wrong);
	assert_true(wrong <= count->torn + count->unjudged);
	assert_int_equal(count->first.value % 2, 0);
	assert_int_equal(count->first.before % 2, 1);
	assert_int_equal(count->first.after % 2, 1);
}

static void try_tearing(struct fixture *fixture, const char *toolchain,
			bool stores)
{
	const struct subject subject = {.toolchain = toolchain,
					.flags = "-O2",
					.width = 16,
					.stores = stores,
					.is_known_to_tear = true,
					.tears = true};
	struct rt_qemu_user raced;
	struct rt_observation seen = race_text(
		fixture, subject,
		stores ? TEARING_STORE : TEARING_LOAD("16", FETCH), &raced);

	if (seen.outcome != RT_OUTCOME_TORN)
		fail_msg("%s: %s", toolchain, seen.reason);
	assert_non_null(strstr(seen.reason, raced.emulator));
	assert_int_equal(raced.report.sound.torn, 0);
	assert_counts(&raced.report.subject, stores);
}

/* The field changes in every turn; whether the control tears is luck. */
static void try_sound(struct fixture *fixture, const char *toolchain,
		      bool stores)
{
	const struct subject subject = {.toolchain = toolchain,
					.source = "corpora/accessors/plain.c",
					.flags = "-O2",
					.width = 16,
					.stores = stores,
					.is_known_to_tear = true};
	struct rt_qemu_user raced;
	struct rt_observation seen = race_once(fixture, &subject, &raced);
	const struct rt_qemu_user_report *report = &raced.report;

	assert_int_equal(report->subject.torn, 0);
	assert_int_equal(report->sound.torn, 0);
	assert_true(report->subject.changes > 0);
	assert_true(report->sound.changes > 0);
	assert_true(report->control.changes > 0);
	assert_int_equal(seen.outcome,
			 report->control.torn &&
					 rt_field_judged(&report->subject)
				 ? RT_OUTCOME_NO_TEAR
				 : RT_OUTCOME_INCONCLUSIVE);
}

static void try_machine(struct fixture *fixture, const char *toolchain)
{
	for (int stores = 0; stores < 2; stores++) {
		try_tearing(fixture, toolchain, stores);
		try_sound(fixture, toolchain, stores);
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

/* What one accessor's race prints where @emulator stands in for QEMU. */
static char *race_under_script(struct fixture *fixture, const char *emulator)
{
	const struct subject subject = {.toolchain =
						"riscv64-linux-gnu-gcc+glibc",
					.source = "corpora/accessors/plain.c",
					.flags = "-O2",
					.width = 16};
	char *script = fixture_write(fixture, "qemu-riscv64", emulator);
	struct rt_text path = RT_TEXT_INIT;
	struct rt_build built = {.from_cache = false};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_qemu_user_plan plan;
	struct rt_qemu_user raced;
	char *usual = strdup(getenv("PATH")), *said;

	plan_make(fixture, &plan, &subject, &built);
	rt_text_format(&path, "%s:%s", fixture->folder.data, usual);
	assert_int_equal(chmod(script, 0755), 0);
	assert_int_equal(setenv("PATH", path.data, 1), 0);
	assert_int_equal(rt_qemu_user_run(&raced, &plan, &error), RT_SETUP);
	assert_int_equal(setenv("PATH", usual, 1), 0);
	assert_int_equal(unlink(script), 0);
	said = strdup(error.detail ? error.detail : "");
	rt_error_clear(&error);
	rt_build_free(&built);
	rt_text_free(&path);
	free(script);
	free(usual);
	return said;
}

/* Whatever the user has set: it is what makes the race find tears. */
static void the_emulator_is_told_to_translate_one_by_one(void **state)
{
	char *said = race_under_script(*state,
				       "#!/bin/sh\n"
				       "echo \"old $QEMU_SINGLESTEP\"\n"
				       "echo \"new $QEMU_ONE_INSN_PER_TB\"\n");

	assert_string_equal(said, "old 1\nnew 1\n");
	free(said);
}

/* Not on riscv64: gcc reads the field twice there, and that tears. */
static void one_that_swaps_is_judged_by_its_order(void **state)
{
	const struct subject subject = {
		.toolchain = "aarch64-linux-gnu-gcc+glibc",
		.source = "corpora/accessors/big-endian.c",
		.flags = "-O2",
		.width = 16};
	struct rt_qemu_user raced;

	race_once(*state, &subject, &raced);
	assert_int_equal(raced.report.form, RT_QEMU_USER_SWAPPED);
	assert_int_equal(raced.report.subject.torn, 0);
	assert_true(raced.report.subject.changes > 0);
}

/*
 * Of a hang, longer each time: on a busy machine the emulator may need more
 * than the first second to come to the accessor.
 */
static struct rt_observation race_to_failure(struct rt_qemu_user_plan *plan,
					     bool hangs)
{
	struct rt_qemu_user raced;
	struct rt_observation seen;

	plan->grace_seconds = hangs ? 1 : 60;
	do {
		seen = race(plan, &raced);
		plan->grace_seconds *= 4;
	} while (!raced.report.has_begun && plan->grace_seconds < 300);
	return seen;
}

static void try_failure(struct fixture *fixture, const char *body,
			enum rt_outcome sight, const char *says)
{
	char *source = fixture_write(fixture, "x.c", body);
	const struct subject subject = {.toolchain =
						"riscv64-linux-gnu-gcc+glibc",
					.source = source,
					.flags = "-O2",
					.width = 16};
	struct rt_build built = {.from_cache = false};
	struct rt_qemu_user_plan plan;
	struct rt_observation seen;

	plan_make(fixture, &plan, &subject, &built);
	seen = race_to_failure(&plan, strstr(says, "hung"));
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
	const struct subject subject = {.toolchain =
						"riscv64-linux-gnu-gcc+glibc",
					.source = "corpora/accessors/plain.c",
					.flags = "-O2",
					.width = 16};
	struct rt_build built = {.from_cache = false};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_qemu_user_plan plan;
	struct rt_qemu_user raced;
	char *path = strdup(getenv("PATH"));

	plan_make(*state, &plan, &subject, &built);
	plan.offset = 1;
	assert_int_equal(rt_qemu_user_run(&raced, &plan, &error), RT_USAGE);
	plan.offset = 2;
	plan.question.symbol = "ringtear_load99";
	assert_int_equal(rt_qemu_user_run(&raced, &plan, &error), RT_BUILD);
	assert_non_null(strstr(error.detail, "ringtear_load99"));
	assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
	assert_int_equal(rt_qemu_user_run(&raced, &plan, &error), RT_SETUP);
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
		cmocka_unit_test(
			what_calls_glibcs_memcpy_for_ppc64le_is_believed),
		cmocka_unit_test(plain_loads_are_believed_by_what_ran),
		cmocka_unit_test(what_the_emulator_splits_is_not_believed),
		cmocka_unit_test(the_emulator_is_told_to_translate_one_by_one),
		cmocka_unit_test(one_that_swaps_is_judged_by_its_order),
		cmocka_unit_test(what_the_accessor_does_wrong_is_told),
		cmocka_unit_test(what_cannot_be_raced_is_told),
	};

	return cmocka_run_group_tests_name("guest", tests, fixture_setup,
					   fixture_teardown);
}

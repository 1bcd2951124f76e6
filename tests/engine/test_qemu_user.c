/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer under qemu-user, for each machine that a cross compiler and an
 * emulator are here for; the others are skipped.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/engine/qemu_user.h"

#define LOAD HEAD "uint16_t ringtear_load16(const void *p)"

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

/* Whether a load meets a change, and the control tears, is luck. */
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
	assert_int_equal(raced.report.form, RT_FORM_DERIVED);
	assert_int_equal(raced.report.subject.torn, 0);
	assert_true(raced.report.subject.changes > 0);
}

/* Its mask lies beside the field: without the object it is 0. */
static void the_accessor_has_its_object(void **state)
{
	static const uint8_t beside[] = {0xff, 0, 0xee, 0xee};
	char *source = fixture_write(
		*state, "mask.c",
		LOAD "{ return ((const volatile uint16_t *)p)[0] & "
		     "((const volatile uint16_t *)p)[-1]; }");
	const struct subject subject = {.toolchain =
						"aarch64-linux-gnu-gcc+glibc",
					.source = source,
					.flags = "-O2",
					.width = 16};
	struct rt_build built = {.from_cache = false};
	struct rt_qemu_user_plan plan;
	struct rt_qemu_user raced;

	plan_make(*state, &plan, &subject, &built);
	plan.grace_seconds = 60;
	race(&plan, &raced);
	assert_int_equal(raced.report.form, RT_FORM_NEITHER);
	plan.question.within = 2;
	plan.question.object = sizeof(beside);
	plan.question.beside = beside;
	race(&plan, &raced);
	assert_int_equal(raced.report.form, RT_FORM_DERIVED);
	assert_int_equal(raced.report.subject.torn, 0);
	assert_true(raced.report.subject.changes > 0);
	rt_build_free(&built);
	free(source);
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
		    "makes nothing of the value");
	try_failure(*state,
		    LOAD "{ static uint16_t last; uint16_t v = "
			 "*(volatile uint16_t *)p, gone = last; last = v; "
			 "return v - gone; }",
		    RT_OUTCOME_INCONCLUSIVE, "step can");
	try_failure(*state, LOAD "{ return (*(volatile uint16_t *)p)++; }",
		    RT_OUTCOME_INCONCLUSIVE, "changes the field");
	/* What the machine does not know is not the accessor's fault. */
	try_failure(*state, LOAD "{ __asm__ volatile(\".word 0\"); return 0; }",
		    RT_OUTCOME_INCONCLUSIVE, "does not know an instruction");
}

/* The report is the driver's, and of one process. */
static void what_the_module_prints_is_not_the_report(void **state)
{
	const struct subject subject = {.toolchain =
						"aarch64-linux-gnu-gcc+glibc",
					.flags = "-O2",
					.width = 16};
	struct rt_qemu_user raced;
	struct rt_observation seen = race_text(
		*state, subject,
		"#include <stdio.h>\n#include <unistd.h>\n"
		"__attribute__((constructor)) static void loaded(void)"
		"{ fork(); puts(\"end\"); fflush(stdout); }"
		"__attribute__((destructor)) static void unloaded(void)"
		"{ puts(\"end\"); fflush(stdout); }\n" LOAD
		"{ puts(\"end\"); return *(volatile uint16_t *)p; }",
		&raced);

	if (seen.outcome == RT_OUTCOME_ERROR ||
	    strstr(seen.reason, "not understood"))
		fail_msg("sight %d: %s", (int)seen.outcome, seen.reason);
	assert_true(raced.report.subject.loads > 0);
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
		cmocka_unit_test(the_emulator_is_told_to_translate_one_by_one),
		cmocka_unit_test(one_that_swaps_is_judged_by_its_order),
		cmocka_unit_test(the_accessor_has_its_object),
		cmocka_unit_test(what_the_accessor_does_wrong_is_told),
		cmocka_unit_test(what_the_module_prints_is_not_the_report),
		cmocka_unit_test(what_cannot_be_raced_is_told),
	};

	return cmocka_run_group_tests_name("guest", tests, fixture_setup,
					   fixture_teardown);
}

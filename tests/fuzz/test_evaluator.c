/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The evaluator, its memory, and what is kept of what it finds. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/fuzz/finding.h"
#include "harness/fuzz/finding_file.h"
#include "harness/fuzz/evaluator.h"
#include "tests/base/machine.h"

struct fixture {
	char folder[64];
	struct rt_evaluator evaluator;
	struct rt_text cache, memory, store, found;
};

static void open_evaluator(struct fixture *fixture)
{
	struct rt_error error = RT_ERROR_INIT;
	const struct rt_evaluator_places places = {
		.corpora = "corpora",
		.cache = rt_text_string(&fixture->cache),
		.memory = rt_text_string(&fixture->memory),
	};

	if (rt_evaluator_open(&fixture->evaluator, &places, &error))
		fail_msg("%s", error.message);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	strcpy(fixture->folder, "/tmp/ringtear-evaluator.XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	rt_text_format(&fixture->cache, "%s/cache", fixture->folder);
	rt_text_format(&fixture->memory, "%s/memory.db", fixture->folder);
	rt_text_format(&fixture->store, "%s/runs.db", fixture->folder);
	rt_text_format(&fixture->found, "%s/found", fixture->folder);
	open_evaluator(fixture);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	rt_evaluator_close(&fixture->evaluator);
	rt_folder_remove(fixture->folder);
	rt_text_free(&fixture->cache);
	rt_text_free(&fixture->memory);
	rt_text_free(&fixture->store);
	rt_text_free(&fixture->found);
	free(fixture);
	return 0;
}

static struct rt_trial trial_of(const char *accessor, const char *toolchain,
				const char *flags)
{
	struct rt_trial trial;

	rt_trial_init(&trial);
	assert_int_equal(rt_trial_set(&trial, "accessor", accessor, NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "toolchain", toolchain, NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "flags", flags, NULL), 0);
	return trial;
}

static struct rt_evaluation try(struct fixture *fixture,
				const struct rt_trial *trial)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_evaluation outcome;

	if (rt_evaluator_try(&fixture->evaluator, trial, &outcome, &error))
		fail_msg("%s", error.message);
	return outcome;
}

/* What was met is not built again, not even by the next process. */
static void nothing_twice(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial =
		trial_of("memcpy", "gcc+musl", "-O2 -fno-builtin");
	struct rt_evaluation first = try(fixture, &trial), again;

	assert_int_equal(first.kind, RT_OUTCOME_TORN);
	assert_int_equal(first.mixture, RT_MIXTURE_LOW_FIRST);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 1);
	rt_evaluator_close(&fixture->evaluator);
	open_evaluator(fixture);
	again = try(fixture, &trial);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 0);
	assert_int_equal(fixture->evaluator.own_counts.cached, 1);
	assert_int_equal(again.kind, first.kind);
	assert_int_equal(again.shape, first.shape);
	assert_int_equal(again.pattern, first.pattern);
	assert_int_equal(again.witness.value, first.witness.value);
	assert_string_equal(again.witness.before, first.witness.before);
	/* Other flags, the same code: compiled, not judged. */
	trial = trial_of("memcpy", "gcc+musl", "-O2 -fno-builtin -Wall");
	again = try(fixture, &trial);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 1);
	assert_int_equal(fixture->evaluator.own_counts.judged, 0);
	assert_int_equal(again.kind, RT_OUTCOME_TORN);
	/* Another function of that build: judged, not compiled. */
	trial.width = 32;
	again = try(fixture, &trial);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 1);
	assert_int_equal(fixture->evaluator.own_counts.judged, 1);
	assert_int_equal(again.kind, RT_OUTCOME_TORN);
	assert_int_not_equal(again.shape, first.shape);
}

static void what_a_build_comes_to(void **state)
{
	static const struct {
		const char *accessor, *flags;
		enum rt_outcome kind;
	} cases[] = {
		{"read-once", "-O2", RT_OUTCOME_ATOMIC},
		{"memcpy", "-O2 -fno-such-flag", RT_OUTCOME_NO_BUILD},
		{"./tests/fuzz/none.c", "-O2", RT_OUTCOMES},
		{"memcpy", "-O2 -save-temps", RT_OUTCOMES},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_trial trial =
			trial_of(cases[i].accessor, "gcc", cases[i].flags);
		struct rt_evaluation outcome;
		int code = rt_evaluator_try(&fixture->evaluator, &trial,
					    &outcome, NULL);

		if (cases[i].kind == RT_OUTCOMES)
			assert_int_equal(code, RT_USAGE);
		else
			assert_int_equal(outcome.kind, cases[i].kind);
	}
}

static struct rt_trial across_a_line(const char *accessor, const char *flags,
				     const char *offset)
{
	struct rt_trial trial = trial_of(accessor, "gcc", flags);

	assert_int_equal(rt_trial_set(&trial, "width", "64", NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "offset", offset, NULL), 0);
	return trial;
}

static bool was_hammered(const struct rt_evaluation *outcome)
{
	return outcome->hammered;
}

static bool was_torn(const struct rt_evaluation *outcome)
{
	return outcome->hammer_torn > 0;
}

/*
 * Beside other jobs a loader may have no CPU in its time, or be held to hang:
 * then it is hammered anew. With one CPU nothing is.
 */
static struct rt_evaluation hammer_until(
	struct fixture *fixture, const struct rt_trial *trial,
	bool (*is_enough)(const struct rt_evaluation *))
{
	double limit = rt_clock_seconds() + 120;
	struct rt_evaluation outcome = try(fixture, trial);

	while (machine_cpus() > 1 && !is_enough(&outcome) &&
	       rt_clock_seconds() < limit) {
		rt_evaluator_close(&fixture->evaluator);
		unlink(rt_text_string(&fixture->memory));
		open_evaluator(fixture);
		outcome = try(fixture, trial);
	}
	return outcome;
}

/* One instruction, two cache lines: step cannot tell, two cores can. */
static void undecided_is_hammered_once(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial = across_a_line("read-once", "-O2", "60");
	struct rt_evaluation first =
		hammer_until(fixture, &trial, was_hammered);
	struct rt_evaluation again;

	assert_int_equal(first.kind, RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(first.mixture, RT_MIXTURE_NONE);
	assert_int_equal(first.hammered, machine_cpus() > 1);
	assert_int_equal(fixture->evaluator.own_counts.hammered,
			 first.hammered);
	assert_int_equal(fixture->evaluator.own_counts.undecided,
			 !first.hammer_torn);
	rt_evaluator_close(&fixture->evaluator);
	open_evaluator(fixture);
	again = try(fixture, &trial);
	assert_int_equal(again.hammered, first.hammered);
	assert_int_equal(again.hammer_torn, first.hammer_torn);
	assert_int_equal(again.witness.value, first.witness.value);
	/* The same code by other flags, and in another such place. */
	trial = across_a_line("read-once", "-O2 -Wall", "60");
	again = try(fixture, &trial);
	assert_int_equal(again.hammer_torn, first.hammer_torn);
	trial = across_a_line("read-once", "-O2", "59");
	again = try(fixture, &trial);
	assert_int_equal(again.hammer_torn, first.hammer_torn);
	assert_int_equal(fixture->evaluator.own_counts.hammered, 0);
}

static void write_source(const struct fixture *fixture, const char *name,
			 const char *otherwise, struct rt_text *path)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(path, "%s/%s", fixture->folder, name);
	rt_text_format(&text,
		       "#include \"ringtear.h\"\n"
		       "uint16_t ringtear_load16(const void *p)\n{\n"
		       "const volatile uint8_t *b = p; unsigned long f;\n"
		       "__asm__ volatile(\"pushfq; pop %%0\" : \"=r\"(f));\n"
		       "if (f & 0x100) return *(const volatile uint16_t *)p;\n"
		       "%s\n}\n",
		       otherwise);
	assert_int_equal(rt_file_write(rt_text_string(path),
				       rt_text_string(&text), text.length,
				       NULL),
			 0);
	rt_text_free(&text);
}

/*
 * Two that look alike to the step engine, since they see that they are
 * stepped: what two cores saw of the one says nothing of the other.
 */
static void a_tear_of_one_is_not_the_other_s(void **state)
{
	struct fixture *fixture = *state;
	struct rt_text torn = RT_TEXT_INIT, sound = RT_TEXT_INIT;
	struct rt_trial trial;
	struct rt_evaluation outcome;

	write_source(fixture, "torn.c", "return (uint16_t)(b[0] | b[1] << 8);",
		     &torn);
	write_source(fixture, "sound.c",
		     "(void)b; return *(const volatile uint16_t *)p;", &sound);
	trial = trial_of(rt_text_string(&torn), "gcc+musl", "-O2");
	try(fixture, &trial);
	trial = trial_of(rt_text_string(&sound), "gcc+musl", "-O2");
	outcome = try(fixture, &trial);
	assert_int_equal(outcome.kind, RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(outcome.hammer_torn, 0);
	rt_text_free(&torn);
	rt_text_free(&sound);
}

static void one_cpu_leaves_it_undecided(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial = across_a_line("read-once", "-O2", "60");
	struct rt_evaluation outcome;
	cpu_set_t all, one;
	int cpu = 0;

	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	outcome = try(fixture, &trial);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
	assert_int_equal(outcome.kind, RT_OUTCOME_INCONCLUSIVE);
	assert_false(outcome.hammered);
	assert_int_equal(outcome.hammer_torn, 0);
	assert_int_equal(fixture->evaluator.own_counts.hammered, 0);
	assert_int_equal(fixture->evaluator.own_counts.undecided, 1);
}

static struct rt_triage *open_triage(struct fixture *fixture)
{
	struct rt_error error = RT_ERROR_INIT;
	const struct rt_triage_plan plan = {
		.evaluator = &fixture->evaluator,
		.store = rt_text_string(&fixture->store),
		.folder = rt_text_string(&fixture->found),
		.command = "test",
	};
	struct rt_triage *triage;

	if (rt_triage_open(&triage, &plan, &error))
		fail_msg("%s", error.message);
	return triage;
}

static bool take(struct fixture *fixture, struct rt_triage *triage,
		 const struct rt_trial *trial)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_evaluation outcome = try(fixture, trial);
	bool is_new;

	if (rt_triage_take(triage, trial, &outcome, &is_new, &error))
		fail_msg("%s", error.message);
	return is_new;
}

static struct rt_findings findings_of(struct fixture *fixture)
{
	struct rt_findings findings = {.count = 0};
	struct rt_store *store;

	assert_int_equal(
		rt_store_open(rt_text_string(&fixture->store), &store, NULL),
		RT_OK);
	assert_int_equal(rt_store_findings(store, &findings, NULL), RT_OK);
	rt_store_close(store);
	return findings;
}

/* The build of 2019, minimised to its cause; met twice, kept once. */
static void one_cause_once(void **state)
{
	struct fixture *fixture = *state;
	struct rt_triage *triage = open_triage(fixture);
	struct rt_trial alpine =
		trial_of("fortify-memcpy", "gcc+musl",
			 "-O2 -fstack-protector -D_FORTIFY_SOURCE=2 -Wall");
	struct rt_trial other = trial_of("fortify-memcpy", "gcc+musl",
					 "-Os -fomit-frame-pointer "
					 "-D_FORTIFY_SOURCE=1");
	struct rt_findings findings;

	assert_true(take(fixture, triage, &alpine));
	assert_false(take(fixture, triage, &alpine));
	assert_false(take(fixture, triage, &other));
	rt_triage_close(triage);
	findings = findings_of(fixture);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.finding[0].kind, "tear");
	assert_string_equal(findings.finding[0].flags,
			    "-O1 -D_FORTIFY_SOURCE=1");
	assert_int_equal(findings.finding[0].met, 3);
	assert_int_not_equal(findings.finding[0].run, 0);
	rt_findings_free(&findings);
	/* Another campaign knows it. */
	triage = open_triage(fixture);
	assert_false(take(fixture, triage, &other));
	rt_triage_close(triage);
}

/*
 * Gives what was never published in each 1,000th load, in one place: no luck is
 * needed.
 */
static void write_liar(const struct fixture *fixture, struct rt_text *path)
{
	static const char text[] =
		"#include \"ringtear.h\"\n"
		"static unsigned calls;\n"
		"uint64_t ringtear_load64(const void *p)\n{\n"
		"uint64_t v = *(const volatile uint64_t *)p;\n"
		"return ++calls % 1000 || ((uintptr_t)p & 63) != 61 ? v : "
		"~v;\n}\n";

	rt_text_format(path, "%s/liar.c", fixture->folder);
	assert_int_equal(rt_file_write(rt_text_string(path), text,
				       sizeof(text) - 1, NULL),
			 0);
}

/* What two cores saw is a tear: minimised, kept, and said how it was seen. */
static void hammered_tear_is_a_finding(void **state)
{
	struct fixture *fixture = *state;
	struct rt_text liar = RT_TEXT_INIT;
	struct rt_trial trial;
	struct rt_evaluation outcome;
	struct rt_triage *triage;
	struct rt_findings findings;
	bool is_new;

	write_liar(fixture, &liar);
	trial = across_a_line(rt_text_string(&liar), "-O2 -g", "61");
	outcome = hammer_until(fixture, &trial, was_torn);
	triage = open_triage(fixture);
	assert_int_equal(outcome.hammer_torn > 0, outcome.hammered);
	assert_int_equal(outcome.hammered, machine_cpus() > 1);
	/* One CPU sees none; then nothing is kept. */
	assert_int_equal(take(fixture, triage, &trial), outcome.hammered);
	trial = across_a_line(rt_text_string(&liar), "-O2 -g", "60");
	assert_false(take(fixture, triage, &trial));
	outcome.hammer_torn = 0;
	assert_int_equal(
		rt_triage_take(triage, &trial, &outcome, &is_new, NULL), 0);
	assert_false(is_new);
	rt_triage_close(triage);
	findings = findings_of(fixture);
	assert_int_equal(findings.count, outcome.hammered);
	for (size_t i = 0; i < findings.count; i++) {
		struct rt_finding *one = &findings.finding[i];

		assert_string_equal(one->kind, "tear");
		assert_non_null(strstr(one->witness, "the hammer saw"));
		assert_non_null(strstr(one->trial, "= 61"));
		assert_int_equal(one->met, 2);
	}
	rt_findings_free(&findings);
	rt_text_free(&liar);
}

/* A kill would lose what the last second met, and no more. */
static void met_is_written_meanwhile(void **state)
{
	struct fixture *fixture = *state;
	struct rt_triage *triage = open_triage(fixture);
	struct rt_trial trial =
		trial_of("memcpy", "gcc+glibc", "-O3 -fno-builtin");
	struct rt_findings findings;

	assert_true(take(fixture, triage, &trial));
	assert_false(take(fixture, triage, &trial));
	usleep(1100000);
	assert_false(take(fixture, triage, &trial));
	findings = findings_of(fixture);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.finding[0].met, 3);
	rt_findings_free(&findings);
	rt_triage_close(triage);
}

/* A file that a kill left out is written by the next sitting. */
static void missing_file_is_repaired(void **state)
{
	struct fixture *fixture = *state;
	struct rt_triage *triage = open_triage(fixture);
	struct rt_trial trial =
		trial_of("memcpy", "gcc+glibc", "-O3 -fno-builtin -g");
	struct rt_text path = RT_TEXT_INIT;
	struct rt_findings findings;
	struct rt_evaluation outcome;

	assert_true(take(fixture, triage, &trial));
	findings = findings_of(fixture);
	assert_int_equal(findings.count, 1);
	rt_finding_path(&path, rt_text_string(&fixture->found),
			&findings.finding[0]);
	assert_int_equal(unlink(rt_text_string(&path)), 0);
	assert_int_equal(rt_triage_repair(triage, 2, NULL), RT_OK);
	assert_false(rt_file_exists(rt_text_string(&path)));
	assert_int_equal(rt_triage_repair(triage, 1, NULL), RT_OK);
	assert_int_equal(rt_trial_read(&trial, rt_text_string(&path), NULL),
			 RT_OK);
	assert_string_equal(trial.flags, "-fno-builtin");
	outcome = try(fixture, &trial);
	assert_int_equal(outcome.kind, RT_OUTCOME_TORN);
	rt_findings_free(&findings);
	rt_text_free(&path);
	rt_triage_close(triage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_twice, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_a_build_comes_to, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(undecided_is_hammered_once,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_tear_of_one_is_not_the_other_s, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_cpu_leaves_it_undecided,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(hammered_tear_is_a_finding,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_cause_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(met_is_written_meanwhile,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(missing_file_is_repaired,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

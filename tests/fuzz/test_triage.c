/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of what the evaluator finds. */
#include <sqlite3.h>

#include "harness/fuzz/finding.h"
#include "harness/fuzz/finding_file.h"
#include "tests/fuzz/evaluator.h"

static bool was_torn(const struct rt_evaluation *outcome)
{
	return outcome->hammer_torn > 0;
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

/* Asserts that all findings have the cause @code, and returns how many. */
static size_t expect_code(struct fixture *fixture, const char *code)
{
	struct rt_findings findings = findings_of(fixture);
	size_t count = findings.count;

	for (size_t i = 0; i < count; i++) {
		assert_string_equal(findings.finding[i].code, code);
		assert_string_equal(findings.finding[i].cause,
				    findings.finding[0].cause);
		assert_int_not_equal(strlen(findings.finding[i].cause), 0);
	}
	rt_findings_free(&findings);
	return count;
}

/* The same instructions in the same function, whatever leads to them. */
static void one_piece_of_code_is_one_cause(void **state)
{
	struct fixture *fixture = *state;
	struct rt_triage *triage = open_triage(fixture);
	const struct rt_trial trials[] = {
		trial_of("memcpy", "gcc+musl", "-fno-builtin"),
		trial_of("memmove", "gcc+musl", "-O2 -ffreestanding"),
		trial_of("fortify-memcpy", "gcc+musl",
			 "-O1 -D_FORTIFY_SOURCE=1"),
	};

	for (size_t i = 0; i < 3; i++)
		assert_true(take(fixture, triage, &trials[i]));
	rt_triage_close(triage);
	assert_int_equal(expect_code(fixture, "two `movsb` in musl's memcpy"),
			 3);
}

/* What the compiler makes of the accessor itself: no instructions. */
static void own_code_is_one_cause(void **state)
{
	struct fixture *fixture = *state;
	struct rt_triage *triage = open_triage(fixture);
	struct rt_trial low = trial_of("shift-or-low-first", "gcc+glibc", "");
	struct rt_trial high = trial_of("shift-or-high-first", "gcc+musl", "");

	assert_true(take(fixture, triage, &low));
	assert_true(take(fixture, triage, &high));
	rt_triage_close(triage);
	assert_int_equal(
		expect_code(fixture,
			    "two partial loads in the accessor's own code"),
		2);
}

/* What an older ringtear stored has no cause, until it is met again. */
static void old_finding_gets_its_cause(void **state)
{
	struct fixture *fixture = *state;
	struct rt_triage *triage = open_triage(fixture);
	struct rt_trial trial = trial_of("memcpy", "gcc+musl", "-fno-builtin");
	sqlite3 *store;

	assert_true(take(fixture, triage, &trial));
	rt_triage_close(triage);
	assert_int_equal(sqlite3_open(rt_text_string(&fixture->store), &store),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(store,
				      "UPDATE finding SET cause = NULL,"
				      " code = NULL",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(store);
	triage = open_triage(fixture);
	assert_false(take(fixture, triage, &trial));
	rt_triage_close(triage);
	assert_int_equal(expect_code(fixture, "two `movsb` in musl's memcpy"),
			 1);
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

static const char not_aligned[] = "where the field is not aligned: load of 64";

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
		/* First of all, for a field that is not aligned. */
		assert_memory_equal(one->witness, "tears ", 6);
		assert_non_null(strstr(one->witness, not_aligned));
		assert_string_not_equal(one->aligned, "");
		assert_string_equal(one->code, rt_cause_unaligned);
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

/* A store of somebody else names no file outside of the folder. */
static void no_finding_leaves_its_folder(void **state)
{
	const struct rt_finding finding = {
		.kind = "../../x", .accessor = "/etc/.p$(id)", .key = "../k\n"};
	struct rt_text path = RT_TEXT_INIT;

	(void)state;
	rt_finding_path(&path, "found", &finding);
	assert_string_equal(rt_text_string(&path),
			    "found/_._.._x-_p__id_-_._k_.trial");
	rt_text_free(&path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(hammered_tear_is_a_finding),
		TEST(one_cause_once),
		TEST(one_piece_of_code_is_one_cause),
		TEST(own_code_is_one_cause),
		TEST(old_finding_gets_its_cause),
		TEST(met_is_written_meanwhile),
		TEST(missing_file_is_repaired),
		cmocka_unit_test(no_finding_leaves_its_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

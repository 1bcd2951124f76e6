/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores that an older ringtear wrote, and the names of runs. */
#include <sys/stat.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "harness/record/comparison.h"
#include "harness/record/schema.h"
#include "tests/record/folder.h"

/*
 * What the ringtear of schema version 1 wrote of one hammer run, and that of
 * version 2 of a race, a check, a search and two comparisons, one in shards,
 * dumped by sqlite3's .dump and the two pragmas; the tests run in the source
 * tree.
 */
static const char *const version_1 = "tests/record/version-1.sql";
static const char *const version_2 = "tests/record/version-2.sql";

static void execute(const char *path, const char *statements)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, statements, NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(database);
}

static void make_store(const char *path, const char *dump)
{
	struct rt_text script = RT_TEXT_INIT;

	assert_int_equal(rt_file_read(&script, dump, NULL), 0);
	execute(path, rt_text_string(&script));
	rt_text_free(&script);
}

static int64_t version_of(const char *path)
{
	sqlite3_stmt *statement;
	sqlite3 *database;
	int64_t version;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(database, "PRAGMA user_version", -1,
					    &statement, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	version = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(database);
	return version;
}

static void expect_old_run(struct rt_store *store)
{
	struct rt_observed_list observed;
	struct rt_run run;

	assert_int_equal(rt_store_run_get(store, 1, &run, NULL), 0);
	assert_string_equal(run.accessor, "memcpy");
	assert_string_equal(run.verdict, "torn");
	assert_int_equal(run.torn, 34756);
	assert_int_equal(run.first_torn.value, 16957);
	assert_non_null(strstr(run.instructions, "call memcpy"));
	assert_int_equal(strlen(run.uid), 32);
	assert_string_equal(run.kind, "hammer");
	assert_string_equal(run.emitted, "unknown");
	assert_string_equal(run.disagreement, "");
	assert_false(run.witness.seen);
	assert_true(run.finished);
	rt_run_free(&run);
	assert_int_equal(rt_store_observed(store, 1, &observed, NULL), 0);
	assert_int_equal(observed.count, 0);
}

static void old_store_is_migrated_by_a_writer(void **state)
{
	struct rt_store *store;
	struct rt_run run = {.kind = "check"};
	struct folder folder;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_1);
	store = store_open(folder.store);
	expect_old_run(store);
	assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
	assert_int_equal(run.id, 2);
	assert_int_equal(rt_store_run_finish(store, &run, NULL), 0);
	rt_store_close(store);
	assert_int_equal(version_of(folder.store), rt_schema_version());
	folder_remove(&folder);
}

static void old_store_is_migrated_by_a_reader(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_1);
	expect_ok(rt_store_open_readonly(folder.store, &store, &error), &error);
	expect_old_run(store);
	rt_store_close(store);
	assert_int_equal(version_of(folder.store), rt_schema_version());
	folder_remove(&folder);
}

/* Its name is given once, and stays through every later opening. */
static void migrated_run_keeps_its_name(void **state)
{
	struct rt_store *store;
	struct rt_run first, again;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_1);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_get(store, 1, &first, NULL), 0);
	rt_store_close(store);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_get(store, 1, &again, NULL), 0);
	rt_store_close(store);
	assert_string_equal(first.uid, again.uid);
	rt_run_free(&first);
	rt_run_free(&again);
	folder_remove(&folder);
}

static void expect_run(struct rt_store *store, int64_t id, const char *outcome,
		       const char *emulator)
{
	struct rt_run run;

	assert_int_equal(rt_store_run_get(store, id, &run, NULL), 0);
	assert_string_equal(run.outcome, outcome);
	assert_string_equal(run.emulator, emulator);
	rt_run_free(&run);
}

static void sentences_of_version_2_become_columns(void **state)
{
	struct rt_violations violations;
	struct rt_findings findings;
	struct rt_store *store;
	struct folder folder;
	struct rt_run run;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_2);
	store = store_open(folder.store);
	expect_run(store, 4, "torn", "");
	expect_run(store, 10, "atomic", "unicorn aarch64");
	expect_run(store, 15, "no build", "");
	assert_int_equal(rt_store_run_get(store, 2, &run, NULL), 0);
	assert_int_equal(run.guest_cpu, 0);
	assert_int_equal(run.device_cpu, 1);
	assert_string_equal(run.ended_side, "device");
	assert_string_equal(run.side, "");
	rt_run_free(&run);
	assert_int_equal(rt_store_violations(store, 2, &violations, NULL), 0);
	assert_string_equal(violations.violation[0].side, "device");
	rt_violations_free(&violations);
	assert_int_equal(rt_store_findings(store, &findings, NULL), 0);
	assert_string_equal(findings.finding[0].engine, "step");
	assert_string_equal(findings.finding[0].mixture, "low byte first");
	rt_findings_free(&findings);
	rt_store_close(store);
	folder_remove(&folder);
}

/* It may be another's, on a medium that cannot be written. */
static void a_reader_leaves_version_2_as_it_is(void **state)
{
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_2);
	assert_int_equal(chmod(folder.store, 0444), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			rt_store_open_readonly(folder.store, &store, NULL), 0);
		expect_run(store, 10, "atomic", "unicorn aarch64");
		rt_store_close(store);
	}
	assert_int_equal(version_of(folder.store), 2);
	folder_remove(&folder);
}

/* What only a race shows, and what ends the guest, is rare. */
static void the_rarer_sentences_too(void **state)
{
	struct rt_observed_list observed;
	struct rt_violations violations;
	struct rt_findings findings;
	struct rt_store *store;
	struct folder folder;
	struct rt_run run;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_2);
	execute(folder.store,
		"UPDATE run SET ended_system = 'Linux' WHERE id = 2;"
		"UPDATE violation SET system = 'Linux';"
		"UPDATE observation SET reason = 'emulated by unicorn arm: "
		"1 of 2 tore: so' WHERE engine = 'step';"
		"UPDATE run SET twice = 1 WHERE id = 9;"
		"UPDATE finding SET witness = 'load of 16 bits: the hammer "
		"saw 0x0200 between 0x0100 and 0x0201, the first of 7 torn "
		"values on two cores'");
	store = store_open(folder.store);
	expect_run(store, 9, "atomic x2", "");
	assert_int_equal(rt_store_observed(store, 4, &observed, NULL), 0);
	assert_string_equal(observed.observed[0].emulator, "");
	assert_string_equal(observed.observed[1].emulator, "unicorn arm");
	rt_observed_list_free(&observed);
	assert_int_equal(rt_store_run_get(store, 2, &run, NULL), 0);
	assert_string_equal(run.ended_side, "guest");
	rt_run_free(&run);
	assert_int_equal(rt_store_violations(store, 2, &violations, NULL), 0);
	assert_string_equal(violations.violation[0].side, "guest");
	rt_violations_free(&violations);
	assert_int_equal(rt_store_findings(store, &findings, NULL), 0);
	assert_string_equal(findings.finding[0].engine, "hammer");
	assert_string_equal(findings.finding[0].mixture, "none");
	rt_findings_free(&findings);
	rt_store_close(store);
	folder_remove(&folder);
}

static void expect_row(const struct rt_comparison *comparison, size_t row,
		       const char *name, enum rt_outcome before,
		       enum rt_outcome after)
{
	const struct rt_compared *found = &comparison->row[row];
	struct rt_text text = RT_TEXT_INIT;

	rt_compared_name(found, &text);
	assert_string_equal(rt_text_string(&text), name);
	assert_string_equal(found->title, row < 2 ? "one block" : "other");
	assert_int_equal(found->answer[RT_BEFORE].outcome, before);
	assert_int_equal(found->answer[RT_AFTER].outcome, after);
	rt_text_free(&text);
}

static void comparisons_of_version_2_are_read(void **state)
{
	struct rt_comparison comparison;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_2);
	store = store_open(folder.store);
	assert_int_equal(rt_comparison_read(&comparison, store, 8, NULL), 0);
	assert_int_equal(comparison.count, 4);
	assert_int_equal(comparison.shards, 0);
	assert_int_equal(comparison.rows_missing, 0);
	assert_string_equal(comparison.label[RT_AFTER], "builtin-memcpy");
	assert_string_equal(comparison.command,
			    "ringtear compare --matrix ./m --before memcpy "
			    "--after builtin-memcpy");
	expect_row(&comparison, 1, "gcc-12+musl -O2 -fno-builtin",
		   RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC);
	rt_comparison_free(&comparison);
	rt_store_close(store);
	folder_remove(&folder);
}

static void shards_of_version_2_are_joined(void **state)
{
	struct rt_comparison comparison;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	make_store(folder.store, version_2);
	store = store_open(folder.store);
	assert_int_equal(rt_comparison_read(&comparison, store, 0, NULL), 0);
	assert_int_equal(comparison.count, 4);
	assert_int_equal(comparison.shards, 2);
	assert_int_equal(comparison.shards_missing, 0);
	assert_int_equal(comparison.rows_missing, 0);
	expect_row(&comparison, 0, "gcc-12+musl -O0", RT_OUTCOME_ATOMIC,
		   RT_OUTCOME_NO_BUILD);
	expect_row(&comparison, 1, "gcc-12+musl -O2 -fno-builtin",
		   RT_OUTCOME_TORN, RT_OUTCOME_NO_BUILD);
	expect_row(&comparison, 2, "aarch64-linux-gnu-clang-14+glibc -O2",
		   RT_OUTCOME_ATOMIC, RT_OUTCOME_NO_BUILD);
	assert_string_equal(comparison.row[0].answer[RT_AFTER].reason,
			    "error: ld returned 1 exit status");
	rt_comparison_free(&comparison);
	rt_store_close(store);
	folder_remove(&folder);
}

static void every_run_has_a_name_of_its_own(void **state)
{
	struct rt_run one = {.id = 0}, two = {.id = 0}, copy = {.id = 0};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_begin(store, &one, NULL), 0);
	assert_int_equal(rt_store_run_begin(store, &two, NULL), 0);
	assert_int_equal(strlen(one.uid), 32);
	assert_int_equal(strspn(one.uid, "0123456789abcdef"), 32);
	assert_string_not_equal(one.uid, two.uid);
	/* A run that comes from another store brings its name along. */
	strcpy(copy.uid, "0123456789abcdef0123456789abcdef");
	assert_int_equal(rt_store_run_begin(store, &copy, NULL), 0);
	assert_string_equal(copy.uid, "0123456789abcdef0123456789abcdef");
	copy.id = 0;
	assert_int_equal(rt_store_run_begin(store, &copy, NULL), RT_INTERNAL);
	rt_store_close(store);
	folder_remove(&folder);
}

/* Takes away what version 7 brought. */
#define OF_VERSION_7                                                           \
	"ALTER TABLE evidence DROP COLUMN origin;"                             \
	"ALTER TABLE evidence DROP COLUMN version;"                            \
	"ALTER TABLE evidence DROP COLUMN sound_toolchain;"                    \
	"ALTER TABLE evidence DROP COLUMN sound_flags;"

/* What an older run was made of is not known, and a new one is recorded. */
static void version_4_gets_subjects(void **state)
{
	struct rt_run run = {.kind = "check", .accessor = "get(p)"};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
	rt_store_close(store);
	execute(folder.store,
		"ALTER TABLE run DROP COLUMN subject;"
		"ALTER TABLE finding DROP COLUMN cause;"
		"ALTER TABLE finding DROP COLUMN code;" OF_VERSION_7
		"PRAGMA user_version = 4;");
	store = store_open(folder.store);
	assert_int_equal(version_of(folder.store), rt_schema_version());
	assert_int_equal(rt_store_run_get(store, 1, &run, NULL), 0);
	assert_string_equal(run.accessor, "get(p)");
	assert_string_equal(run.subject, "");
	rt_run_free(&run);
	run = (struct rt_run){.kind = "check", .subject = "0123"};
	assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
	assert_int_equal(rt_store_run_get(store, 2, &run, NULL), 0);
	assert_string_equal(run.subject, "0123");
	rt_run_free(&run);
	rt_store_close(store);
	folder_remove(&folder);
}

/* A finding of version 5 has no cause: the next hit that knows one adds it. */
static void version_5_gets_causes(void **state)
{
	struct rt_finding finding = {.key = "k", .kind = "tear"};
	struct rt_findings findings;
	struct rt_store *store;
	struct folder folder;
	bool is_new;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_finding_add(store, &finding, &is_new, NULL),
			 0);
	rt_store_close(store);
	execute(folder.store,
		"ALTER TABLE finding DROP COLUMN cause;"
		"ALTER TABLE finding DROP COLUMN code;" OF_VERSION_7
		"PRAGMA user_version = 5;");
	store = store_open(folder.store);
	assert_int_equal(rt_store_findings(store, &findings, NULL), 0);
	assert_string_equal(findings.finding[0].cause, "");
	rt_findings_free(&findings);
	strcpy(finding.cause, "c");
	strcpy(finding.code, "two loads");
	assert_int_equal(rt_store_finding_add(store, &finding, &is_new, NULL),
			 0);
	strcpy(finding.cause, "");
	assert_int_equal(rt_store_finding_add(store, &finding, &is_new, NULL),
			 0);
	assert_int_equal(rt_store_findings(store, &findings, NULL), 0);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.finding[0].cause, "c");
	assert_string_equal(findings.finding[0].code, "two loads");
	rt_findings_free(&findings);
	rt_store_close(store);
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_store_is_migrated_by_a_writer),
		cmocka_unit_test(old_store_is_migrated_by_a_reader),
		cmocka_unit_test(migrated_run_keeps_its_name),
		cmocka_unit_test(sentences_of_version_2_become_columns),
		cmocka_unit_test(version_4_gets_subjects),
		cmocka_unit_test(version_5_gets_causes),
		cmocka_unit_test(a_reader_leaves_version_2_as_it_is),
		cmocka_unit_test(the_rarer_sentences_too),
		cmocka_unit_test(comparisons_of_version_2_are_read),
		cmocka_unit_test(shards_of_version_2_are_joined),
		cmocka_unit_test(every_run_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

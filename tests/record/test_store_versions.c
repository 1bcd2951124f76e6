/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores that an older ringtear wrote, and the names of runs. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "harness/record/schema.h"
#include "tests/record/folder.h"

/*
 * What the ringtear of schema version 1 wrote of one hammer run, dumped by
 * sqlite3's .dump and the two pragmas; the tests run in the source tree.
 */
static const char *const version_1 = "tests/record/version-1.sql";

static void make_version_1(const char *path)
{
	struct rt_text script = RT_TEXT_INIT;
	sqlite3 *database;

	assert_int_equal(rt_file_read(&script, version_1, NULL), 0);
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, rt_text_string(&script), NULL,
				      NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(database);
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
	make_version_1(folder.store);
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
	make_version_1(folder.store);
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
	make_version_1(folder.store);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_store_is_migrated_by_a_writer),
		cmocka_unit_test(old_store_is_migrated_by_a_reader),
		cmocka_unit_test(migrated_run_keeps_its_name),
		cmocka_unit_test(every_run_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

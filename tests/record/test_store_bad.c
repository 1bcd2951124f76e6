/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bad paths, foreign files, full disks: a message, and nothing half done. */
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/record/folder.h"

static void expect_refused(const char *path, int code, const char *says)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;

	assert_int_equal(rt_store_open(path, &store, &error), code);
	assert_null(store);
	if (!strstr(error.message, says) || !strstr(error.message, path))
		fail_msg("message: %s", error.message);
	assert_int_equal(rt_store_open_readonly(path, &store, &error), code);
	assert_null(store);
	rt_error_clear(&error);
}

static void run_sql(const char *path, const char *statements)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, statements, NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(database);
}

static void newer_schema_is_refused(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	rt_store_close(store_open(folder.store));
	run_sql(folder.store, "PRAGMA user_version=99");
	expect_refused(folder.store, RT_USAGE, "99");
	expect_refused(folder.store, RT_USAGE, "up to 7");
	run_sql(folder.store, "PRAGMA user_version=7");
	rt_store_close(store_open(folder.store));
	folder_remove(&folder);
}

static void expect_no_findings(const char *path, const char *says)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_findings findings;
	struct rt_store *store;

	assert_int_equal(rt_store_open_readonly(path, &store, NULL), RT_OK);
	assert_int_equal(rt_store_findings(store, &findings, &error), RT_USAGE);
	if (!strstr(error.message, says))
		fail_msg("message: %s", error.message);
	rt_store_close(store);
	rt_error_clear(&error);
}

/* Whoever changed it, no message calls it a bug of ringtear. */
static void a_version_that_the_tables_deny_is_refused(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	rt_store_close(store_open(folder.store));
	run_sql(folder.store, "PRAGMA user_version=1");
	expect_refused(folder.store, RT_USAGE, "tables are not those");
	run_sql(folder.store, "PRAGMA user_version=7; DROP TABLE finding; "
			      "CREATE TABLE finding(id, key)");
	expect_no_findings(folder.store, "tables are not those");
	folder_remove(&folder);
}

static void other_files_are_refused_and_unchanged(void **state)
{
	static const char letter[] = "Dear reader, this is no database.\n"
				     "It is long enough to have a header.\n"
				     "One hundred bytes are what SQLite wants "
				     "to see before it judges.\n";
	struct rt_text content = RT_TEXT_INIT;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	assert_int_equal(
		rt_file_write(folder.store, letter, strlen(letter), NULL), 0);
	expect_refused(folder.store, RT_USAGE, "not a database");
	assert_int_equal(rt_file_read(&content, folder.store, NULL), 0);
	assert_string_equal(rt_text_string(&content), letter);
	rt_text_free(&content);
	folder_remove(&folder);
}

static void other_databases_are_refused(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	run_sql(folder.store, "CREATE TABLE run(id)");
	expect_refused(folder.store, RT_USAGE, "another program");
	folder_remove(&folder);
}

static void folders_and_fifos_are_refused(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	expect_refused(rt_text_string(&folder.path), RT_USAGE, "folder");
	assert_int_equal(mkfifo(folder.store, 0600), 0);
	expect_refused(folder.store, RT_USAGE, "regular");
	expect_refused("", RT_USAGE, "empty");
	folder_remove(&folder);
}

static void damaged_store_is_an_error(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	rt_store_close(store_open(folder.store));
	assert_int_equal(truncate(folder.store, 6000), 0);
	assert_int_equal(rt_store_open(folder.store, &store, &error), RT_SETUP);
	assert_non_null(strstr(error.message, "malformed"));
	assert_non_null(strstr(error.message, folder.store));
	folder_remove(&folder);
}

static void missing_folders_are_made(void **state)
{
	char path[600];
	struct folder folder;

	(void)state;
	folder_make(&folder);
	snprintf(path, sizeof(path), "%s/a/b 100%%?#/runs.db",
		 rt_text_string(&folder.path));
	rt_store_close(store_open(path));
	assert_true(rt_file_exists(path));
	folder_remove(&folder);
}

static void missing_store_is_not_made_for_reading(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	assert_int_equal(rt_store_open_readonly(folder.store, &store, &error),
			 RT_USAGE);
	assert_false(rt_file_exists(folder.store));
	folder_remove(&folder);
}

static void empty_file_is_an_empty_store(void **state)
{
	struct rt_run_filter filter = {.limit = 0};
	struct rt_store *store;
	struct rt_runs runs;
	struct rt_run run;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	assert_int_equal(rt_file_write(folder.store, "", 0, NULL), 0);
	assert_int_equal(rt_store_open_readonly(folder.store, &store, NULL), 0);
	assert_int_equal(rt_store_runs(store, &filter, &runs, NULL), 0);
	assert_int_equal(runs.count, 0);
	assert_int_equal(rt_store_run_get(store, 1, &run, NULL), RT_USAGE);
	rt_store_close(store);
	folder_remove(&folder);
}

/*
 * Runs @body in a child, which may give up its rights or limit itself; the
 * child returns the number of the check that failed, or 0.
 */
static void in_child(int (*body)(const struct folder *),
		     const struct folder *folder)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(body(folder));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* root may write everywhere, so that rights mean nothing to it. */
static bool give_up_root(void)
{
	return geteuid() != 0 || seteuid(65534) == 0;
}

static int use_without_rights(const struct folder *folder)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;
	size_t count = 0;

	if (!give_up_root())
		return 1;
	if (rt_store_open(folder->store, &store, &error) != RT_SETUP)
		return 2;
	if (!strstr(error.message, "write to"))
		return 3;
	if (rt_store_open_readonly(folder->store, &store, &error))
		return 4;
	if (rt_store_run_count(store, &(struct rt_run_filter){.limit = 0},
			       &count, &error) ||
	    count != 1)
		return 5;
	rt_store_close(store);
	return 0;
}

static int create_without_rights(const struct folder *folder)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;
	char path[600];

	snprintf(path, sizeof(path), "%s.new", folder->store);
	if (!give_up_root())
		return 1;
	if (rt_store_open(path, &store, &error) != RT_SETUP)
		return 2;
	if (!strstr(error.message, path))
		return 3;
	return access(path, F_OK) == 0 ? 4 : 0;
}

static void read_only_folder_can_be_read(void **state)
{
	struct rt_run run = {.title = "kept"};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
	rt_store_close(store);
	assert_int_equal(chmod(folder.store, 0444), 0);
	assert_int_equal(chmod(rt_text_string(&folder.path), 0555), 0);
	in_child(use_without_rights, &folder);
	in_child(create_without_rights, &folder);
	assert_int_equal(chmod(rt_text_string(&folder.path), 0755), 0);
	folder_remove(&folder);
}

/* From now on no file of this process grows beyond @bytes. */
static bool limit_files(rlim_t bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &limit))
		return false;
	limit.rlim_cur = bytes;
	return !setrlimit(RLIMIT_FSIZE, &limit);
}

static int fill_the_disk(const struct folder *folder)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_violation violation = {.message = "no room for this one"};
	struct rt_run run = {.title = "big"};
	struct rt_violations found;
	struct rt_store *store;
	size_t rows = 0;
	int failed = 0;

	if (rt_store_open(folder->store, &store, &error) ||
	    rt_store_run_begin(store, &run, &error))
		return 1;
	violation.run = run.id;
	if (!limit_files(200000))
		return 2;
	while (!failed && rows < 10000) {
		failed = rt_store_violation_add(store, &violation, &error);
		rows += !failed;
	}
	if (failed != RT_SETUP || !strstr(error.message, folder->store))
		return 3;
	if (rt_store_violations(store, run.id, &found, &error) ||
	    found.count != rows)
		return 4;
	rt_violations_free(&found);
	/* Once there is room again the same store goes on. */
	if (!limit_files(RLIM_INFINITY) ||
	    rt_store_violation_add(store, &violation, &error) ||
	    rt_store_run_finish(store, &run, &error))
		return 5;
	rt_store_close(store);
	return 0;
}

/* The folder of the store is removed only if nothing is in it. */
static int create_on_full_disk(const struct folder *folder)
{
	static const rlim_t sizes[] = {100, 2000, 5000, 9000, 20000};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;
	char path[600];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		snprintf(path, sizeof(path), "%s.new/runs.db", folder->store);
		if (!limit_files(sizes[i]))
			return 1;
		if (rt_store_open(path, &store, &error) != RT_SETUP)
			return 2;
		if (!strstr(error.message, path))
			return 3;
		*strrchr(path, '/') = '\0';
		if (rmdir(path))
			return 4;
	}
	return 0;
}

/* An empty file that was there before is the user's and stays. */
static int open_empty_on_full_disk(const struct folder *folder)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;

	if (rt_file_write(folder->store, "", 0, &error) || !limit_files(2000))
		return 1;
	if (rt_store_open(folder->store, &store, &error) != RT_SETUP)
		return 2;
	return rt_file_exists(folder->store) ? 0 : 3;
}

static void full_disk_is_an_error_and_no_damage(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	in_child(create_on_full_disk, &folder);
	in_child(open_empty_on_full_disk, &folder);
	in_child(fill_the_disk, &folder);
	rt_store_close(store_open(folder.store));
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(newer_schema_is_refused),
		cmocka_unit_test(a_version_that_the_tables_deny_is_refused),
		cmocka_unit_test(other_files_are_refused_and_unchanged),
		cmocka_unit_test(other_databases_are_refused),
		cmocka_unit_test(folders_and_fifos_are_refused),
		cmocka_unit_test(damaged_store_is_an_error),
		cmocka_unit_test(missing_folders_are_made),
		cmocka_unit_test(missing_store_is_not_made_for_reading),
		cmocka_unit_test(empty_file_is_an_empty_store),
		cmocka_unit_test(read_only_folder_can_be_read),
		cmocka_unit_test(full_disk_is_an_error_and_no_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A writer may be killed at any moment, and may share the store. */
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "tests/record/folder.h"

enum { kills = 40, writers = 2, rows_of_a_writer = 20 };

/* Leaves the child at once, so that it does not run cmocka's own ending. */
static void child_expect(int result)
{
	if (result)
		_exit(1);
}

/*
 * Adds violations numbered from 0 to a run of its own, and tells the pipe the
 * run's id first and then the number of rows after each one.
 */
static void write_until_killed(const char *path, int acknowledge)
{
	struct rt_run run = {.title = "to be killed"};
	struct rt_violation violation = {.message = "Virtqueue size exceeded"};
	struct rt_store *store;

	child_expect(rt_store_open(path, &store, NULL));
	child_expect(rt_store_run_begin(store, &run, NULL));
	child_expect(write(acknowledge, &run.id, sizeof(run.id)) < 0);
	violation.run = run.id;
	for (int64_t rows = 1;; rows++) {
		violation.pops = (uint64_t)rows - 1;
		child_expect(rt_store_violation_add(store, &violation, NULL));
		child_expect(write(acknowledge, &rows, sizeof(rows)) < 0);
	}
}

struct acknowledged {
	int64_t run;  /* 0: killed before the run had begun */
	int64_t rows; /* at least so many must be found */
};

static struct acknowledged read_all(int from)
{
	struct acknowledged got = {.run = 0};
	int64_t number;

	if (read(from, &got.run, sizeof(got.run)) == sizeof(got.run))
		while (read(from, &number, sizeof(number)) == sizeof(number))
			got.rows = number;
	return got;
}

/* Lets a writer work for @microseconds after its first row, or from now. */
static struct acknowledged kill_writer(const char *path,
				       unsigned int microseconds)
{
	struct acknowledged got;
	int end[2];
	int status;
	pid_t child;

	assert_int_equal(pipe(end), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(end[0]);
		write_until_killed(path, end[1]);
	}
	close(end[1]);
	usleep(microseconds);
	assert_int_equal(kill(child, SIGKILL), 0);
	got = read_all(end[0]);
	close(end[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return got;
}

static int copy_first(void *to, int count, char **value, char **name)
{
	(void)count;
	(void)name;
	snprintf(to, 64, "%s", value[0]);
	return 0;
}

static void expect_intact(const char *path)
{
	char answer[64] = "";
	sqlite3 *database;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, "PRAGMA integrity_check",
				      copy_first, answer, NULL),
			 SQLITE_OK);
	assert_string_equal(answer, "ok");
	sqlite3_close(database);
}

static void expect_rows(const char *path, struct acknowledged expected)
{
	struct rt_store *store = store_open(path);
	struct rt_violations found;
	struct rt_run run;

	if (expected.run) {
		assert_int_equal(
			rt_store_run_get(store, expected.run, &run, NULL), 0);
		assert_false(run.finished);
		rt_run_free(&run);
	}
	assert_int_equal(rt_store_violations(store, expected.run, &found, NULL),
			 0);
	assert_true((int64_t)found.count >= expected.rows);
	for (size_t i = 0; i < found.count; i++)
		assert_int_equal(found.violation[i].pops, i);
	rt_violations_free(&found);
	rt_store_close(store);
}

static void killed_writer_loses_nothing(void **state)
{
	struct rt_random random = {.state = rt_random_seed()};
	struct folder folder;
	int64_t rows = 0;

	(void)state;
	print_message("seed %#llx\n", (unsigned long long)random.state);
	folder_make(&folder);
	for (int i = 0; i < kills; i++) {
		struct acknowledged got = kill_writer(
			folder.store,
			(unsigned int)rt_random_below(&random, 40000));

		expect_intact(folder.store);
		expect_rows(folder.store, got);
		rows += got.rows;
	}
	/* On a machine too slow for any row this test would show nothing. */
	for (unsigned int wait = 100000; !rows && wait < 10000000; wait *= 2) {
		struct acknowledged got = kill_writer(folder.store, wait);

		expect_rows(folder.store, got);
		rows += got.rows;
	}
	assert_true(rows > 0);
	folder_remove(&folder);
}

/* Makes a run with its violations; says what went wrong. */
static int write_rows(const char *path)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_run run = {.title = "one of two"};
	struct rt_machine machine = {.cpu = "the same"};
	struct rt_violation violation = {.run = 0};
	struct rt_store *store;
	int failed = rt_store_open(path, &store, &error);

	if (!failed)
		failed = rt_store_machine_add(store, &machine, &run.machine,
					      &error);
	if (!failed)
		failed = rt_store_run_begin(store, &run, &error);
	violation.run = run.id;
	for (int i = 0; !failed && i < rows_of_a_writer; i++)
		failed = rt_store_violation_add(store, &violation, &error);
	if (!failed)
		failed = rt_store_run_finish(store, &run, &error);
	rt_store_close(store);
	if (failed)
		fprintf(stderr, "%s\n", error.message);
	return failed;
}

static void expect_both_runs(const char *path)
{
	struct rt_run_filter filter = {.limit = 0};
	struct rt_store *store = store_open(path);
	struct rt_violations found;
	struct rt_runs runs;

	assert_int_equal(rt_store_runs(store, &filter, &runs, NULL), 0);
	assert_int_equal(runs.count, writers);
	for (size_t i = 0; i < runs.count; i++) {
		assert_true(runs.run[i].finished);
		assert_int_equal(runs.run[i].machine, runs.run[0].machine);
		assert_int_equal(rt_store_violations(store, runs.run[i].id,
						     &found, NULL),
				 0);
		assert_int_equal(found.count, rows_of_a_writer);
		rt_violations_free(&found);
	}
	rt_runs_free(&runs);
	rt_store_close(store);
}

/* Both also make the store: the first opening races too. */
static void two_writers_share_a_store(void **state)
{
	struct folder folder;
	pid_t child[writers];
	int status;

	(void)state;
	for (int round = 0; round < 20; round++) {
		folder_make(&folder);
		for (int i = 0; i < writers; i++) {
			child[i] = fork();
			assert_true(child[i] >= 0);
			if (child[i] == 0)
				_exit(write_rows(folder.store) ? 1 : 0);
		}
		for (int i = 0; i < writers; i++) {
			assert_int_equal(waitpid(child[i], &status, 0),
					 child[i]);
			assert_int_equal(status, 0);
		}
		expect_both_runs(folder.store);
		folder_remove(&folder);
	}
}

static void reader_sees_rows_of_an_open_writer(void **state)
{
	struct rt_store *writer;
	struct rt_store *reader;
	struct rt_run run = {.title = "running"};
	struct folder folder;
	size_t count = 0;

	(void)state;
	folder_make(&folder);
	writer = store_open(folder.store);
	assert_int_equal(rt_store_run_begin(writer, &run, NULL), 0);
	assert_int_equal(rt_store_open_readonly(folder.store, &reader, NULL),
			 0);
	assert_int_equal(rt_store_run_count(reader,
					    &(struct rt_run_filter){.limit = 0},
					    &count, NULL),
			 0);
	assert_int_equal(count, 1);
	rt_store_close(reader);
	rt_store_close(writer);
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_writer_loses_nothing),
		cmocka_unit_test(two_writers_share_a_store),
		cmocka_unit_test(reader_sees_rows_of_an_open_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

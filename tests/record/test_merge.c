/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores joined: nothing lost, nothing twice, the inputs as they were. */
#include "tests/record/folder.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/record/merge.h"

struct stores {
	struct folder folder;
	char a[600], b[600], into[600];
};

static int setup(void **state)
{
	struct stores *stores = calloc(1, sizeof(*stores));

	assert_non_null(stores);
	folder_make(&stores->folder);
	snprintf(stores->a, 600, "%s/a.db", stores->folder.path.data);
	snprintf(stores->b, 600, "%s/b.db", stores->folder.path.data);
	snprintf(stores->into, 600, "%s/into.db", stores->folder.path.data);
	*state = stores;
	return 0;
}

static int teardown(void **state)
{
	struct stores *stores = *state;

	folder_remove(&stores->folder);
	free(stores);
	return 0;
}

static int64_t ask(const char *path, const char *query)
{
	sqlite3_stmt *statement;
	sqlite3 *handle;
	int64_t answer;

	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(handle, query, -1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(handle);
	return answer;
}

static void add_finding(struct rt_store *store, const char *key, uint64_t met,
			int64_t run)
{
	struct rt_finding finding = {.kind = "tear", .met = met, .run = run};
	bool is_new;

	snprintf(finding.key, sizeof(finding.key), "%s", key);
	assert_int_equal(rt_store_finding_add(store, &finding, &is_new, NULL),
			 0);
}

/* What a report needs beside a run. */
static void add_evidence(struct rt_store *store, const struct rt_run *run)
{
	struct rt_evidence evidence = {.run = run->id, .line = 7};
	const struct rt_round_trip trip = {
		.machine = run->machine,
		.second = 1,
		.median = 50,
	};

	assert_int_equal(rt_store_evidence_add(store, &evidence, NULL), 0);
	assert_int_equal(rt_store_round_trip_add(store, &trip, NULL), 0);
}

/* @count runs of one campaign, each with all that belongs to a run. */
static void fill(const char *path, const char *cpu, int count, uint64_t met)
{
	struct rt_store *store = store_open(path);
	struct rt_machine machine = {.kernel = "6.1"};
	struct rt_run run = {.campaign = 0};

	snprintf(machine.cpu, sizeof(machine.cpu), "%s", cpu);
	assert_int_equal(
		rt_store_machine_add(store, &machine, &run.machine, NULL), 0);
	for (int i = 0; i < count; i++) {
		struct rt_violation violation = {.system = "QEMU"};
		struct rt_observed observed = {.engine = "step"};

		run.uid[0] = '\0';
		snprintf(run.title, sizeof(run.title), "%s %d", cpu, i);
		assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
		violation.run = observed.run = run.id;
		assert_int_equal(
			rt_store_violation_add(store, &violation, NULL), 0);
		assert_int_equal(rt_store_observed_add(store, &observed, NULL),
				 0);
		add_evidence(store, &run);
		assert_int_equal(rt_store_run_finish(store, &run, NULL), 0);
	}
	add_finding(store, "shared", met, run.id);
	add_finding(store, cpu, 1, run.id);
	rt_store_close(store);
}

static struct rt_merged merge(const char *into, const char *path)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store = store_open(into);
	struct rt_merged merged;

	expect_ok(rt_store_merge(store, path, &merged, &error), &error);
	rt_store_close(store);
	return merged;
}

static void all_comes_over_and_belongs_together(void **state)
{
	struct stores *stores = *state;
	struct rt_merged merged;

	fill(stores->a, "one", 3, 5);
	fill(stores->b, "two", 4, 2);
	merged = merge(stores->into, stores->a);
	assert_int_equal(merged.runs, 3);
	assert_int_equal(merged.findings, 2);
	merged = merge(stores->into, stores->b);
	assert_int_equal(merged.runs, 4);
	assert_int_equal(merged.findings, 1);
	assert_int_equal(ask(stores->into, "select count(*) from run"), 7);
	assert_int_equal(ask(stores->into, "select count(*) from machine"), 2);
	assert_int_equal(
		ask(stores->into, "select count(distinct campaign) from run"),
		2);
	assert_int_equal(ask(stores->into,
			     "select count(*) from run as r join machine as m "
			     "on r.machine = m.id where title like cpu || ' "
			     "%'"),
			 7);
	assert_int_equal(ask(stores->into,
			     "select count(*) from violation join run on run "
			     "= run.id"),
			 7);
	assert_int_equal(ask(stores->into,
			     "select count(*) from observation join run on run "
			     "= run.id"),
			 7);
	assert_int_equal(ask(stores->into, "select count(*) from finding as f "
					   "join run as r on f.run = r.id"),
			 3);
	assert_int_equal(ask(stores->into, "select met from finding where key "
					   "= 'shared'"),
			 5);
}

static void what_reports_need_comes_over_too(void **state)
{
	struct stores *stores = *state;

	fill(stores->a, "one", 3, 5);
	fill(stores->b, "two", 4, 2);
	merge(stores->into, stores->a);
	merge(stores->into, stores->b);
	merge(stores->into, stores->b);
	assert_int_equal(ask(stores->into,
			     "select count(*) from evidence join run on run = "
			     "run.id where line = 7"),
			 7);
	assert_int_equal(ask(stores->into, "select count(*) from round_trip "
					   "join machine as m on machine = "
					   "m.id"),
			 2);
}

/* Merged twice, in any order, or what was merged merged back. */
static void merging_again_changes_nothing(void **state)
{
	struct stores *stores = *state;
	struct rt_merged merged;

	fill(stores->a, "one", 3, 5);
	fill(stores->b, "two", 4, 2);
	merge(stores->into, stores->b);
	merge(stores->into, stores->a);
	for (int i = 0; i < 2; i++) {
		merged = merge(stores->into, i ? stores->a : stores->b);
		assert_int_equal(merged.runs, 0);
		assert_int_equal(merged.findings, 0);
		assert_int_equal(merged.known, i ? 3 : 4);
	}
	merged = merge(stores->a, stores->into);
	assert_int_equal(merged.runs, 4);
	merged = merge(stores->into, stores->a);
	assert_int_equal(merged.runs, 0);
	assert_int_equal(ask(stores->into, "select count(*) from run"), 7);
	assert_int_equal(ask(stores->into, "select count(*) from violation"),
			 7);
	assert_int_equal(ask(stores->into, "select met from finding where key "
					   "= 'shared'"),
			 5);
}

static void a_run_that_ended_meanwhile_is_taken_again(void **state)
{
	struct stores *stores = *state;
	struct rt_store *store = store_open(stores->a);
	struct rt_run run = {.title = "long"};
	struct rt_observed observed = {.engine = "step"};
	struct rt_merged merged;

	assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
	assert_int_equal(merge(stores->into, stores->a).runs, 1);
	observed.run = run.id;
	assert_int_equal(rt_store_observed_add(store, &observed, NULL), 0);
	snprintf(run.verdict, sizeof(run.verdict), "torn");
	assert_int_equal(rt_store_run_finish(store, &run, NULL), 0);
	rt_store_close(store);
	merged = merge(stores->into, stores->a);
	assert_int_equal(merged.runs, 0);
	assert_int_equal(merged.finished, 1);
	assert_int_equal(ask(stores->into, "select count(*) from run where "
					   "finished and verdict = 'torn' and "
					   "campaign = id"),
			 1);
	assert_int_equal(ask(stores->into, "select count(*) from observation"),
			 1);
	assert_int_equal(merge(stores->into, stores->a).known, 1);
}

static void refuse(const char *into, const char *path, int code,
		   const char *said)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store = store_open(into);
	struct rt_merged merged;

	assert_int_equal(rt_store_merge(store, path, &merged, &error), code);
	if (!strstr(error.message, said))
		fail_msg("%s", error.message);
	rt_store_close(store);
	rt_error_clear(&error);
}

static void change(const char *path, const char *statement)
{
	sqlite3 *handle;

	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, statement, NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(handle);
}

static void what_is_no_known_store_is_refused(void **state)
{
	struct stores *stores = *state;

	fill(stores->into, "one", 2, 1);
	refuse(stores->into, stores->a, RT_USAGE, "a.db");
	refuse(stores->into, stores->into, RT_USAGE, "merged into");
	fill(stores->a, "two", 2, 1);
	change(stores->a, "pragma user_version = 999");
	refuse(stores->into, stores->a, RT_USAGE, "schema version 999");
	change(stores->b, "create table x(y)");
	refuse(stores->into, stores->b, RT_USAGE, "another program");
	assert_int_equal(ask(stores->into, "select count(*) from run"), 2);
}

/* Nonsense in the pages of the runs is found before a row comes over. */
static void damage_is_found_and_nothing_is_taken(void **state)
{
	struct stores *stores = *state;
	FILE *file;

	fill(stores->a, "one", 50, 1);
	file = fopen(stores->a, "r+");
	assert_non_null(file);
	for (long page = 3; page < 14; page++) {
		fseek(file, page * 4096 + 8, SEEK_SET);
		for (int i = 0; i < 500; i++)
			fputc(0x5a, file);
	}
	fclose(file);
	fill(stores->into, "two", 2, 1);
	refuse(stores->into, stores->a, RT_SETUP, "");
	assert_int_equal(ask(stores->into, "select count(*) from run"), 2);
}

static void the_other_store_is_only_read(void **state)
{
	struct stores *stores = *state;
	struct rt_text before = RT_TEXT_INIT, after = RT_TEXT_INIT;

	fill(stores->a, "one", 3, 1);
	assert_int_equal(rt_file_read(&before, stores->a, NULL), 0);
	assert_int_equal(chmod(stores->a, 0444), 0);
	merge(stores->into, stores->a);
	assert_int_equal(rt_file_read(&after, stores->a, NULL), 0);
	assert_int_equal(before.length, after.length);
	assert_memory_equal(before.data, after.data, before.length);
	rt_text_free(&before);
	rt_text_free(&after);
}

static void an_empty_store_brings_nothing(void **state)
{
	struct stores *stores = *state;

	rt_store_close(store_open(stores->a));
	assert_int_equal(merge(stores->into, stores->a).runs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(all_comes_over_and_belongs_together),
		TEST(what_reports_need_comes_over_too),
		TEST(merging_again_changes_nothing),
		TEST(a_run_that_ended_meanwhile_is_taken_again),
		TEST(what_is_no_known_store_is_refused),
		TEST(damage_is_found_and_nothing_is_taken),
		TEST(the_other_store_is_only_read),
		TEST(an_empty_store_brings_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

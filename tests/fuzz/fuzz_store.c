/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A store from somebody else: any bytes as the file, or statements that change
 * a store of ours as its author might have. It is read in every way that a
 * command reads one, brought up to date and merged; what it is merged into
 * stays whole.
 */
#include <sqlite3.h>
#include <string.h>

#include "harness/record/comparison.h"
#include "harness/record/merge.h"
#include "harness/record/store.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const beside[] = {"", "-wal", "-shm", "-journal"};

static void drop(const char *name)
{
	char path[64];

	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
		snprintf(path, sizeof(path), "%s%s", name, beside[i]);
		scratch_drop(path);
	}
}

/* A store with a record of each kind; as bytes, so that each run begins so. */
static const struct rt_text *sample(void)
{
	static struct rt_text bytes = RT_TEXT_INIT;
	char path[512], trial[] = "accessor = memcpy\n";
	struct rt_machine machine = {.cpu = "a CPU"};
	struct rt_run run = {.kind = "compare",
			     .trial = trial,
			     .comparison = "compare",
			     .side = "before",
			     .row = 1,
			     .rows = 1};
	struct rt_finding finding = {
		.key = "k", .kind = "tear", .trial = trial};
	struct rt_store *store;
	bool is_new;

	if (bytes.length)
		return &bytes;
	scratch_path(path, "sample.db");
	if (rt_store_open(path, &store, NULL) ||
	    rt_store_machine_add(store, &machine, &run.machine, NULL) ||
	    rt_store_run_begin(store, &run, NULL) ||
	    rt_store_run_finish(store, &run, NULL) ||
	    rt_store_finding_add(store, &finding, &is_new, NULL))
		abort();
	rt_store_violation_add(store, &(struct rt_violation){.run = run.id},
			       NULL);
	rt_store_observed_add(store, &(struct rt_observed){.run = run.id},
			      NULL);
	rt_store_evidence_add(store, &(struct rt_evidence){.run = run.id},
			      NULL);
	rt_store_round_trip_add(
		store, &(struct rt_round_trip){.machine = run.machine}, NULL);
	rt_store_close(store);
	if (rt_file_read(&bytes, path, NULL))
		abort();
	return &bytes;
}

/* Ends what would run for ever: that is the statement's author, not ours. */
static int stop(void *data)
{
	(void)data;
	return 1;
}

/* Other files are not for the statements of an input. */
static int allow(void *data, int action, const char *one, const char *two,
		 const char *three, const char *four)
{
	(void)data, (void)two, (void)three, (void)four;
	if (action == SQLITE_ATTACH)
		return SQLITE_DENY;
	if (action == SQLITE_PRAGMA && strcmp(one, "user_version") != 0 &&
	    strcmp(one, "application_id") != 0 &&
	    strcmp(one, "writable_schema") != 0)
		return SQLITE_DENY;
	return SQLITE_OK;
}

static void change(const uint8_t *data, size_t size)
{
	char *script = strndup((const char *)data, size), path[512];
	sqlite3 *database;

	scratch_path(path, "theirs.db");
	if (!script || sqlite3_open(path, &database))
		abort();
	sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 20);
	sqlite3_progress_handler(database, 100000, stop, NULL);
	sqlite3_set_authorizer(database, allow, NULL);
	sqlite3_exec(database, script, NULL, NULL, NULL);
	sqlite3_close(database);
	free(script);
}

static void read_run(struct rt_store *store, const struct rt_run *run)
{
	struct rt_violations violations = {.count = 0};
	struct rt_observed_list observed = {.count = 0};
	struct rt_round_trips trips = {.count = 0};
	struct rt_evidence evidence = {.run = 0};
	struct rt_machine machine;

	rt_store_machine_get(store, run->machine, &machine, NULL);
	rt_store_violations(store, run->id, &violations, NULL);
	rt_store_observed(store, run->id, &observed, NULL);
	rt_store_round_trips(store, run->machine, &trips, NULL);
	rt_store_evidence(store, run->id, &evidence, NULL);
	rt_violations_free(&violations);
	rt_observed_list_free(&observed);
	rt_round_trips_free(&trips);
	rt_evidence_free(&evidence);
}

static void read_all(struct rt_store *store)
{
	const struct rt_run_filter filter = {.limit = 8};
	struct rt_runs runs = {.count = 0};
	struct rt_findings findings = {.count = 0};
	struct rt_recorded_list recorded = {.count = 0};
	struct rt_comparison comparison;
	size_t total;

	rt_store_runs(store, &filter, &runs, NULL);
	for (size_t i = 0; i < runs.count; i++)
		read_run(store, &runs.run[i]);
	rt_store_recorded(store, &filter, &recorded, &total, NULL);
	rt_store_findings(store, &findings, NULL);
	rt_comparison_read(&comparison, store, 0, NULL);
	rt_comparison_free(&comparison);
	rt_runs_free(&runs);
	rt_findings_free(&findings);
	rt_recorded_list_free(&recorded);
}

static int has_row(void *data, int count, char **value, char **name)
{
	(void)data, (void)name;
	if (count != 1 || !value[0] || strcmp(value[0], "ok") != 0)
		abort();
	return 0;
}

/* Neither damage nor a row that belongs to nothing. */
static void must_be_whole(const char *path)
{
	sqlite3 *database;

	if (sqlite3_open(path, &database) ||
	    sqlite3_exec(database,
			 "PRAGMA integrity_check; PRAGMA foreign_key_check",
			 has_row, NULL, NULL))
		abort();
	sqlite3_close(database);
}

/* An error names what is wrong with the other, never a bug of ours. */
static void merge(const char *theirs)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_merged merged;
	struct rt_store *store;
	char ours[512];

	scratch_path(ours, "ours.db");
	scratch_put("ours.db", sample()->data, sample()->length);
	if (rt_store_open(ours, &store, NULL))
		abort();
	if (rt_store_merge(store, theirs, &merged, &error) == RT_INTERNAL)
		abort();
	rt_error_clear(&error);
	read_all(store);
	rt_store_close(store);
	must_be_whole(ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char magic[] = "SQLite format 3";
	struct rt_store *store;
	char theirs[512];

	scratch_path(theirs, "theirs.db");
	drop("theirs.db");
	drop("ours.db");
	if (size >= sizeof(magic) && !memcmp(data, magic, sizeof(magic))) {
		scratch_put("theirs.db", data, size);
	} else {
		scratch_put("theirs.db", sample()->data, sample()->length);
		change(data, size);
	}
	if (!rt_store_open_readonly(theirs, &store, NULL))
		read_all(store);
	rt_store_close(store);
	merge(theirs);
	if (!rt_store_open(theirs, &store, NULL))
		read_all(store);
	rt_store_close(store);
	return 0;
}

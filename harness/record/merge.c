/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other store is attached to the connection (sqlite.org/lang_attach.html),
 * so that SQL statements copy the rows: the store may be larger than memory.
 */
#include "harness/record/merge.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/record/store_private.h"

/* The ids in this store of the other store's runs and machines. */
static const char make_maps[] =
	"CREATE TEMP TABLE machine_map(old INTEGER PRIMARY KEY, new);"
	"CREATE TEMP TABLE run_map(old INTEGER PRIMARY KEY, new, kept);";

static const char drop_maps[] = "DROP TABLE IF EXISTS temp.machine_map;"
				"DROP TABLE IF EXISTS temp.run_map;";

struct merge {
	struct rt_store *into;
	const char *path;
	struct rt_merged *merged;
};

static int run(const struct merge *merge, struct rt_text *statement,
	       struct rt_error *error)
{
	const struct rt_database *database = &merge->into->database;
	int failed = rt_text_failed(statement)
			     ? rt_store_fail_memory(merge->into, error)
			     : rt_sql_run(database, statement->data,
					  "merge into", error);

	rt_text_free(statement);
	return failed;
}

static int64_t changes(const struct merge *merge)
{
	return sqlite3_changes64(merge->into->database.handle);
}

/* Machines with equal fields are the same machine. */
static int merge_machines(const struct merge *merge, struct rt_error *error)
{
	const struct rt_shape *shape = &rt_machine_shape;
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "INSERT OR IGNORE INTO main.machine(");
	rt_store_append_names(&text, shape, ", ");
	rt_text_add(&text, ") SELECT ");
	rt_store_append_names(&text, shape, ", ");
	rt_text_add(&text, " FROM other.machine ORDER BY id;"
			   "INSERT INTO machine_map SELECT o.id, m.id FROM "
			   "other.machine AS o JOIN main.machine AS m USING (");
	rt_store_append_names(&text, shape, ", ");
	rt_text_add(&text, ");");
	return run(merge, &text, error);
}

/* Appends the fields of the other store's run, with mapped ids. */
static void append_values(struct rt_text *text)
{
	const struct rt_shape *shape = &rt_run_shape;

	for (size_t i = 0; i < shape->count; i++) {
		const char *name = shape->field[i].name;

		rt_text_add(text, i ? ", " : "");
		if (!strcmp(name, "machine"))
			rt_text_add(text, "(SELECT new FROM machine_map WHERE "
					  "old = o.machine)");
		else
			rt_text_format(text, "o.%s", name);
	}
}

/*
 * A campaign is the id of one of its runs, so it is mapped after all runs have
 * their new ids. A run that was unfinished here and is finished in the other
 * store is replaced.
 */
static int merge_runs(const struct merge *merge, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int failed;

	rt_text_add(&text,
		    "INSERT INTO run_map SELECT o.id, NULL, m.finished >= "
		    "o.finished FROM other.run AS o JOIN main.run AS m USING "
		    "(uid);"
		    "DELETE FROM main.violation WHERE run IN (SELECT m.id FROM "
		    "main.run AS m JOIN other.run AS o USING (uid) JOIN "
		    "run_map ON old = o.id WHERE NOT kept);"
		    "DELETE FROM main.observation WHERE run IN (SELECT m.id "
		    "FROM main.run AS m JOIN other.run AS o USING (uid) JOIN "
		    "run_map ON old = o.id WHERE NOT kept);"
		    "DELETE FROM main.evidence WHERE run IN (SELECT m.id "
		    "FROM main.run AS m JOIN other.run AS o USING (uid) JOIN "
		    "run_map ON old = o.id WHERE NOT kept);");
	failed = run(merge, &text, error);
	if (failed)
		return failed;
	rt_text_add(&text, "UPDATE main.run AS m SET (");
	rt_store_append_names(&text, &rt_run_shape, ", ");
	rt_text_add(&text, ") = (SELECT ");
	append_values(&text);
	rt_text_add(&text, " FROM other.run AS o WHERE o.uid = m.uid) WHERE "
			   "uid IN (SELECT uid FROM other.run JOIN run_map ON "
			   "old = id WHERE NOT kept)");
	failed = run(merge, &text, error);
	merge->merged->finished = changes(merge);
	if (failed)
		return failed;
	rt_text_add(&text, "INSERT INTO main.run(");
	rt_store_append_names(&text, &rt_run_shape, ", ");
	rt_text_add(&text, ") SELECT ");
	append_values(&text);
	rt_text_add(&text, " FROM other.run AS o WHERE id NOT IN (SELECT old "
			   "FROM run_map) ORDER BY id");
	failed = run(merge, &text, error);
	merge->merged->runs = changes(merge);
	return failed;
}

static int map_runs(const struct merge *merge, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int failed;

	rt_text_add(&text,
		    "INSERT OR IGNORE INTO run_map SELECT id, NULL, 0 FROM "
		    "other.run;"
		    "UPDATE run_map SET new = (SELECT m.id FROM main.run AS m "
		    "JOIN other.run AS o USING (uid) WHERE o.id = old);"
		    "UPDATE main.run AS m SET campaign = ifnull((SELECT "
		    "c.new FROM run_map AS c WHERE c.old = m.campaign), m.id) "
		    "WHERE id IN (SELECT new FROM run_map WHERE NOT kept)");
	failed = run(merge, &text, error);
	if (!failed)
		failed = rt_sql_number(&merge->into->database,
				       "SELECT count(*) FROM run_map WHERE "
				       "kept",
				       &merge->merged->known, error);
	return failed;
}

/* Adds the records that belong to added runs, such as violations. */
static int merge_parts(const struct merge *merge, const struct rt_shape *shape,
		       struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "INSERT INTO main.%s(", shape->table);
	rt_store_append_names(&text, shape, ", ");
	rt_text_add(&text, ") SELECT ");
	for (size_t i = 0; i < shape->count; i++) {
		const char *name = shape->field[i].name;

		rt_text_format(&text, "%s%s%s", i ? ", " : "",
			       strcmp(name, "run") ? "o." : "",
			       strcmp(name, "run") ? name : "new");
	}
	rt_text_format(&text,
		       " FROM other.%s AS o JOIN run_map ON old = o.run WHERE "
		       "NOT kept ORDER BY o.id",
		       shape->table);
	return run(merge, &text, error);
}

/* Existing measurements are kept: the others are no better. */
static int merge_round_trips(const struct merge *merge, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "INSERT OR IGNORE INTO main.round_trip(machine, "
			   "first, second, median) SELECT new, first, second, "
			   "median FROM other.round_trip JOIN machine_map ON "
			   "old = machine");
	return run(merge, &text, error);
}

static int merge_findings(const struct merge *merge, struct rt_error *error)
{
	const struct rt_shape *shape = &rt_finding_shape;
	struct rt_text text = RT_TEXT_INIT;
	int failed;

	rt_text_add(&text,
		    "UPDATE main.finding AS m SET met = max(m.met, (SELECT "
		    "o.met FROM other.finding AS o WHERE o.key = m.key)) WHERE "
		    "key IN (SELECT key FROM other.finding)");
	failed = run(merge, &text, error);
	if (failed)
		return failed;
	rt_text_add(&text, "INSERT OR IGNORE INTO main.finding(");
	rt_store_append_names(&text, shape, ", ");
	rt_text_add(&text, ") SELECT ");
	for (size_t i = 0; i < shape->count; i++) {
		const char *name = shape->field[i].name;

		rt_text_add(&text, i ? ", " : "");
		if (!strcmp(name, "run"))
			rt_text_add(&text, "(SELECT new FROM run_map WHERE "
					   "old = o.run)");
		else
			rt_text_format(&text, "o.%s", name);
	}
	rt_text_add(&text, " FROM other.finding AS o ORDER BY id");
	failed = run(merge, &text, error);
	merge->merged->findings = changes(merge);
	return failed;
}

static int merge_all(const struct merge *merge, struct rt_error *error)
{
	int failed = merge_machines(merge, error);

	if (!failed)
		failed = merge_runs(merge, error);
	if (!failed)
		failed = map_runs(merge, error);
	if (!failed)
		failed = merge_parts(merge, &rt_violation_shape, error);
	if (!failed)
		failed = merge_parts(merge, &rt_observed_shape, error);
	if (!failed)
		failed = merge_parts(merge, &rt_evidence_shape, error);
	if (!failed)
		failed = merge_round_trips(merge, error);
	if (!failed)
		failed = merge_findings(merge, error);
	return failed;
}

/* A damaged store would be merged as meaningless rows. */
static int check_whole(const struct merge *merge, struct rt_error *error)
{
	const struct rt_database *database = &merge->into->database;
	sqlite3_stmt *statement;
	bool row, whole = false;
	int failed = rt_sql_prepare(database, "PRAGMA other.quick_check(1)",
				    &statement, error);

	if (failed)
		return failed;
	failed = rt_sql_step(database, statement, &row, "read", error);
	if (!failed && row)
		whole = !strcmp((const char *)sqlite3_column_text(statement, 0),
				"ok");
	sqlite3_finalize(statement);
	if (!failed && !whole)
		failed = rt_fail(error, RT_SETUP,
				 "the store %s is damaged; nothing of it was "
				 "merged",
				 merge->path);
	return failed;
}

static int attach(const struct merge *merge, const char *parameters)
{
	struct rt_text uri = RT_TEXT_INIT;
	char *statement;
	int result = SQLITE_NOMEM;

	rt_store_append_uri(&uri, merge->path);
	rt_text_add(&uri, parameters);
	statement = rt_text_failed(&uri)
			    ? NULL
			    : sqlite3_mprintf("ATTACH %Q AS other", uri.data);
	if (statement)
		result = sqlite3_exec(merge->into->database.handle, statement,
				      NULL, NULL, NULL);
	/* SQLite opens the file only at the first read. */
	if (!result)
		result = sqlite3_exec(merge->into->database.handle,
				      "SELECT count(*) FROM other.run", NULL,
				      NULL, NULL);
	sqlite3_free(statement);
	rt_text_free(&uri);
	return result;
}

static void detach(const struct merge *merge)
{
	sqlite3_exec(merge->into->database.handle, "DETACH other", NULL, NULL,
		     NULL);
}

/* In a read-only folder no other process can write: read as immutable. */
static int attach_other(const struct merge *merge, struct rt_error *error)
{
	int result = attach(merge, "?mode=ro");

	if (!result)
		return RT_OK;
	detach(merge);
	if (result != SQLITE_NOMEM && !attach(merge, "?immutable=1"))
		return RT_OK;
	rt_fail(error, RT_SETUP, "cannot read the store %s: %s", merge->path,
		sqlite3_errmsg(merge->into->database.handle));
	detach(merge);
	return RT_SETUP;
}

/* RT_USAGE unless it is another store that this program can read. */
static int check_other(const struct merge *merge, bool *is_empty,
		       struct rt_error *error)
{
	struct stat ours, theirs;
	struct rt_store *other;
	int failed = rt_store_open_readonly(merge->path, &other, error);

	if (failed)
		return failed;
	*is_empty = other->empty;
	rt_store_close(other);
	if (!stat(merge->path, &theirs) &&
	    !stat(merge->into->database.path, &ours) &&
	    ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino)
		return rt_fail(error, RT_USAGE,
			       "%s is the store that is merged into; name "
			       "others",
			       merge->path);
	return RT_OK;
}

static int merge_attached(const struct merge *merge, struct rt_error *error)
{
	struct sqlite3 *handle = merge->into->database.handle;
	int failed = check_whole(merge, error);

	if (failed)
		return failed;
	failed = rt_store_batch_begin(merge->into, error);
	if (failed)
		return failed;
	if (sqlite3_exec(handle, make_maps, NULL, NULL, NULL))
		failed = rt_sql_fail(&merge->into->database, "merge into",
				     error);
	if (!failed)
		failed = merge_all(merge, error);
	if (failed)
		rt_store_batch_drop(merge->into);
	else
		failed = rt_store_batch_end(merge->into, error);
	sqlite3_exec(handle, drop_maps, NULL, NULL, NULL);
	return failed;
}

int rt_store_merge(struct rt_store *into, const char *path,
		   struct rt_merged *merged, struct rt_error *error)
{
	const struct merge merge = {into, path, merged};
	bool is_empty;
	int failed = check_other(&merge, &is_empty, error);

	*merged = (struct rt_merged){.runs = 0};
	if (failed || is_empty)
		return failed;
	failed = attach_other(&merge, error);
	if (failed)
		return failed;
	failed = merge_attached(&merge, error);
	detach(&merge);
	return failed;
}

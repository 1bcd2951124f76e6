/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "harness/record/store_private.h"

static void append_insert(struct rt_text *text, const char *verb,
			  const struct rt_shape *shape)
{
	rt_text_format(text, "%s INTO %s(", verb, shape->table);
	rt_store_append_names(text, shape, ", ");
	rt_text_add(text, ") VALUES(?");
	for (size_t i = 1; i < shape->count; i++)
		rt_text_add(text, ", ?");
	rt_text_add(text, ")");
}

/*
 * An older ringtear stored no cause: the first hit that knows one adds it.
 * RETURNING gives the row as it is after either.
 */
static void append_finding_add(struct rt_text *text)
{
	append_insert(text, "INSERT", &rt_finding_shape);
	rt_text_add(text,
		    " ON CONFLICT(key) DO UPDATE SET met = met + excluded.met,"
		    " code = CASE WHEN excluded.cause = '' THEN code"
		    " ELSE excluded.code END,"
		    " cause = CASE WHEN excluded.cause = '' THEN cause"
		    " ELSE excluded.cause END RETURNING id, met");
}

static void append_statement(struct rt_text *text, enum rt_statement which)
{
	switch (which) {
	case RT_STATEMENT_MACHINE_ADD:
		append_insert(text, "INSERT OR IGNORE", &rt_machine_shape);
		break;
	case RT_STATEMENT_MACHINE_FIND:
		rt_text_add(text, "SELECT id FROM machine WHERE ");
		rt_store_append_names(text, &rt_machine_shape, " = ? AND ");
		rt_text_add(text, " = ?");
		break;
	case RT_STATEMENT_RUN_ADD:
		append_insert(text, "INSERT", &rt_run_shape);
		break;
	case RT_STATEMENT_RUN_UPDATE:
		rt_text_add(text, "UPDATE run SET ");
		rt_store_append_names(text, &rt_run_shape, " = ?, ");
		rt_text_add(text, " = ? WHERE id = ?");
		break;
	case RT_STATEMENT_VIOLATION_ADD:
		append_insert(text, "INSERT", &rt_violation_shape);
		break;
	case RT_STATEMENT_OBSERVED_ADD:
		append_insert(text, "INSERT", &rt_observed_shape);
		break;
	case RT_STATEMENT_EVIDENCE_ADD:
		append_insert(text, "INSERT", &rt_evidence_shape);
		break;
	case RT_STATEMENT_ROUND_TRIP_ADD:
		append_insert(text, "INSERT OR REPLACE", &rt_round_trip_shape);
		break;
	case RT_STATEMENT_FINDING_ADD:
		append_finding_add(text);
		break;
	case RT_STATEMENT_COUNT:
		break;
	}
}

/* Statement @which, prepared at its first use, with @record bound. */
static int bind(struct rt_store *store, enum rt_statement which,
		const struct rt_shape *shape, const void *record,
		sqlite3_stmt **statement, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int failed = RT_OK;

	if (!store->prepared[which]) {
		append_statement(&text, which);
		failed = rt_store_prepare(store, &text, &store->prepared[which],
					  error);
	}
	*statement = store->prepared[which];
	if (!failed)
		failed = rt_sql_bind(&store->database, *statement, shape,
				     record, error);
	return failed;
}

int rt_store_machine_add(struct rt_store *store,
			 const struct rt_machine *machine, int64_t *id,
			 struct rt_error *error)
{
	sqlite3_stmt *statement;
	bool row = false;
	int failed = bind(store, RT_STATEMENT_MACHINE_ADD, &rt_machine_shape,
			  machine, &statement, error);

	if (!failed)
		failed = rt_sql_finish(&store->database, statement, "write to",
				       error);
	if (!failed)
		failed = bind(store, RT_STATEMENT_MACHINE_FIND,
			      &rt_machine_shape, machine, &statement, error);
	if (failed)
		return failed;
	failed = rt_sql_step(&store->database, statement, &row, "read", error);
	if (row)
		*id = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	if (!failed && !row)
		failed = rt_fail(error, RT_INTERNAL,
				 "the store %s lost a machine",
				 store->database.path);
	return failed;
}

static void set_started(char *started, size_t size)
{
	time_t now = time(NULL);
	struct tm utc;

	if (!*started && gmtime_r(&now, &utc))
		strftime(started, size, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static int set_uid(struct rt_run *run, struct rt_error *error)
{
	unsigned char bytes[16];

	if (*run->uid)
		return RT_OK;
	/* getrandom(2) never returns less for up to 256 bytes. */
	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no random number for the name of a run; "
				     "check that this kernel has getrandom()");
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(run->uid + 2 * i, 3, "%02x", bytes[i]);
	return RT_OK;
}

static int insert_run(struct rt_store *store, struct rt_run *run,
		      struct rt_error *error)
{
	struct rt_database *database = &store->database;
	sqlite3_stmt *statement;
	int failed = bind(store, RT_STATEMENT_RUN_ADD, &rt_run_shape, run,
			  &statement, error);

	if (!failed)
		failed = rt_sql_finish(database, statement, "write to", error);
	if (!failed)
		run->id = sqlite3_last_insert_rowid(database->handle);
	return failed;
}

/* RT_INTERNAL when the run is not in the store. */
static int update_run(struct rt_store *store, const struct rt_run *run,
		      struct rt_error *error)
{
	struct rt_database *database = &store->database;
	sqlite3_stmt *statement;
	int failed = bind(store, RT_STATEMENT_RUN_UPDATE, &rt_run_shape, run,
			  &statement, error);

	if (failed)
		return failed;
	if (sqlite3_bind_int64(statement, (int)rt_run_shape.count + 1, run->id))
		return rt_sql_fail(database, "write to", error);
	failed = rt_sql_finish(database, statement, "write to", error);
	if (!failed && !sqlite3_changes(database->handle))
		failed = rt_fail(error, RT_INTERNAL,
				 "run %" PRId64 " was not begun in the store "
				 "%s",
				 run->id, database->path);
	return failed;
}

/* Adds the run; its campaign may be set to the run's new id. */
static int add_run(struct rt_store *store, struct rt_run *run,
		   struct rt_error *error)
{
	int failed = insert_run(store, run, error);

	if (!failed && !run->campaign) {
		run->campaign = run->id;
		failed = update_run(store, run, error);
	}
	return failed;
}

int rt_store_batch_begin(struct rt_store *store, struct rt_error *error)
{
	int failed = rt_sql_run(&store->database, "BEGIN IMMEDIATE", "write to",
				error);

	store->in_batch = !failed;
	return failed;
}

int rt_store_batch_end(struct rt_store *store, struct rt_error *error)
{
	int failed = rt_sql_run(&store->database, "COMMIT", "write to", error);

	store->in_batch = false;
	if (failed)
		rt_store_batch_drop(store);
	return failed;
}

void rt_store_batch_drop(struct rt_store *store)
{
	sqlite3_exec(store->database.handle, "ROLLBACK", NULL, NULL, NULL);
	store->in_batch = false;
}

int rt_store_run_begin(struct rt_store *store, struct rt_run *run,
		       struct rt_error *error)
{
	struct rt_database *database = &store->database;
	int64_t campaign = run->campaign;
	int failed = set_uid(run, error);

	if (!failed)
		failed = rt_sql_run(database,
				    store->in_batch ? "SAVEPOINT run"
						    : "BEGIN IMMEDIATE",
				    "write to", error);
	if (failed)
		return failed;
	set_started(run->started, sizeof(run->started));
	run->finished = false;
	failed = add_run(store, run, error);
	if (!failed)
		failed = rt_sql_run(database,
				    store->in_batch ? "RELEASE run" : "COMMIT",
				    "write to", error);
	if (failed) {
		sqlite3_exec(database->handle,
			     store->in_batch ? "ROLLBACK TO run" : "ROLLBACK",
			     NULL, NULL, NULL);
		run->id = 0;
		run->campaign = campaign;
	}
	return failed;
}

int rt_store_run_finish(struct rt_store *store, struct rt_run *run,
			struct rt_error *error)
{
	int failed;

	run->finished = true;
	failed = update_run(store, run, error);
	run->finished = !failed;
	return failed;
}

/* Inserts a record that needs no id afterwards. */
static int add(struct rt_store *store, enum rt_statement which,
	       const struct rt_shape *shape, const void *record,
	       struct rt_error *error)
{
	sqlite3_stmt *statement;
	int failed = bind(store, which, shape, record, &statement, error);

	if (failed)
		return failed;
	return rt_sql_finish(&store->database, statement, "write to", error);
}

int rt_store_violation_add(struct rt_store *store,
			   const struct rt_violation *violation,
			   struct rt_error *error)
{
	return add(store, RT_STATEMENT_VIOLATION_ADD, &rt_violation_shape,
		   violation, error);
}

int rt_store_observed_add(struct rt_store *store,
			  const struct rt_observed *observed,
			  struct rt_error *error)
{
	return add(store, RT_STATEMENT_OBSERVED_ADD, &rt_observed_shape,
		   observed, error);
}

int rt_store_evidence_add(struct rt_store *store,
			  const struct rt_evidence *evidence,
			  struct rt_error *error)
{
	return add(store, RT_STATEMENT_EVIDENCE_ADD, &rt_evidence_shape,
		   evidence, error);
}

int rt_store_round_trip_add(struct rt_store *store,
			    const struct rt_round_trip *trip,
			    struct rt_error *error)
{
	return add(store, RT_STATEMENT_ROUND_TRIP_ADD, &rt_round_trip_shape,
		   trip, error);
}

int rt_store_finding_add(struct rt_store *store, struct rt_finding *finding,
			 bool *is_new, struct rt_error *error)
{
	struct rt_database *database = &store->database;
	uint64_t met = finding->met ? finding->met : 1;
	sqlite3_stmt *statement;
	bool row = false;
	int failed;

	set_started(finding->started, sizeof(finding->started));
	finding->met = met;
	failed = bind(store, RT_STATEMENT_FINDING_ADD, &rt_finding_shape,
		      finding, &statement, error);
	if (!failed)
		failed = rt_sql_step(database, statement, &row, "write to",
				     error);
	if (row) {
		finding->id = sqlite3_column_int64(statement, 0);
		finding->met = (uint64_t)sqlite3_column_int64(statement, 1);
		*is_new = finding->met == met;
		/* The change is made when the statement ends. */
		failed = rt_sql_finish(database, statement, "write to", error);
	}
	sqlite3_reset(statement);
	return failed;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/command.h"
#include "harness/record/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/record/store_private.h"

static void append_select(struct rt_text *text, const struct rt_shape *shape,
			  const char *rest)
{
	rt_text_add(text, "SELECT id, ");
	rt_store_append_names(text, shape, ", ");
	rt_text_format(text, " FROM %s %s", shape->table, rest);
}

/*
 * Prepares a SELECT of @shape's fields followed by @rest, whose parameter, if
 * it has one, is set to @argument.
 */
static int select_rows(struct rt_store *store, const struct rt_shape *shape,
		       const char *rest, int64_t argument,
		       sqlite3_stmt **statement, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int failed;

	*statement = NULL;
	append_select(&text, shape, rest);
	failed = rt_store_prepare(store, &text, statement, error);
	if (!failed && sqlite3_bind_parameter_count(*statement) &&
	    sqlite3_bind_int64(*statement, 1, argument))
		failed = rt_sql_fail(&store->database, "read", error);
	return failed;
}

/* Grows @array by a zeroed element after @count; NULL without memory. */
static void *grow(void *array, size_t count, size_t size)
{
	char *grown = reallocarray(array, count + 1, size);

	if (grown)
		memset(grown + count * size, 0, size);
	return grown;
}

/* Reads the present row of @statement into a zeroed @record. */
static int read_row(struct rt_store *store, sqlite3_stmt *statement,
		    const struct rt_shape *shape, void *record,
		    struct rt_error *error)
{
	if (shape->id != RT_SHAPE_NO_ID)
		*(int64_t *)((char *)record + shape->id) =
			sqlite3_column_int64(statement, 0);
	return rt_sql_read(&store->database, statement, 1, shape, record,
			   error);
}

/* A growing array of records; release it with free_rows(). */
struct rows {
	const struct rt_shape *shape;
	char *record;
	size_t count;
};

static void free_rows(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		rt_fields_free(rows->shape,
			       rows->record + i * rows->shape->size);
	free(rows->record);
}

static int add_row(struct rt_store *store, sqlite3_stmt *statement,
		   struct rows *rows, struct rt_error *error)
{
	size_t size = rows->shape->size;
	char *grown = grow(rows->record, rows->count, size);

	if (!grown)
		return rt_store_fail_memory(store, error);
	rows->record = grown;
	return read_row(store, statement, rows->shape,
			grown + rows->count++ * size, error);
}

/*
 * Selects records with @rest and returns them as an array of the shape's type;
 * an empty array for a store without tables.
 */
static int read_rows(struct rt_store *store, const struct rt_shape *shape,
		     const char *rest, int64_t argument, void **record,
		     size_t *count, struct rt_error *error)
{
	struct rows rows = {.shape = shape};
	sqlite3_stmt *statement = NULL;
	bool row = !store->empty;
	int failed = RT_OK;

	if (row)
		failed = select_rows(store, shape, rest, argument, &statement,
				     error);
	while (!failed && row) {
		failed = rt_sql_step(&store->database, statement, &row, "read",
				     error);
		if (!failed && row)
			failed = add_row(store, statement, &rows, error);
	}
	sqlite3_finalize(statement);
	if (failed) {
		free_rows(&rows);
		rows = (struct rows){.count = 0};
	}
	*record = rows.record;
	*count = rows.count;
	return failed;
}

/* The same with a @rest that was composed, and has no parameter. */
static int read_composed(struct rt_store *store, const struct rt_shape *shape,
			 const struct rt_text *rest, void **record,
			 size_t *count, struct rt_error *error)
{
	*record = NULL;
	*count = 0;
	if (rt_text_failed(rest))
		return rt_store_fail_memory(store, error);
	return read_rows(store, shape, rt_text_string(rest), 0, record, count,
			 error);
}

/* Appends "WORD @column = 'VALUE'", the value quoted; @word becomes AND. */
static void append_is(struct rt_text *text, const char **word,
		      const char *column, const char *value)
{
	char *quoted;

	if (!value)
		return;
	quoted = sqlite3_mprintf("%Q", value);
	text->failed |= !quoted;
	rt_text_format(text, "%s%s = %s", *word, column,
		       quoted ? quoted : "''");
	*word = " AND ";
	sqlite3_free(quoted);
}

/* Which runs @filter is for; neither its limit nor its order. */
static void append_where(struct rt_text *text,
			 const struct rt_run_filter *filter)
{
	const char *word = " WHERE ";

	if (filter->campaign) {
		rt_text_format(text, "%scampaign = %" PRId64, word,
			       filter->campaign);
		word = " AND ";
	}
	append_is(text, &word, "kind", filter->kind);
	append_is(text, &word, "accessor", filter->accessor);
	append_is(text, &word, "verdict", filter->verdict);
}

int rt_store_runs(struct rt_store *store, const struct rt_run_filter *filter,
		  struct rt_runs *runs, struct rt_error *error)
{
	struct rt_text rest = RT_TEXT_INIT;
	void *record;
	int failed;

	append_where(&rest, filter);
	rt_text_format(&rest, " ORDER BY id %s",
		       filter->oldest_first ? "" : "DESC");
	if (filter->limit)
		rt_text_format(&rest, " LIMIT %zu", filter->limit);
	failed = read_composed(store, &rt_run_shape, &rest, &record,
			       &runs->count, error);
	runs->run = record;
	for (size_t i = 0; !failed && i < runs->count; i++)
		rt_recorded_command(runs->run[i].command,
				    sizeof(runs->run[i].command));
	rt_text_free(&rest);
	return failed;
}

/* The one number of @query, a SELECT without parameters. */
static int read_number(struct rt_store *store, const struct rt_text *query,
		       size_t *number, struct rt_error *error)
{
	int64_t read = 0;
	int failed = RT_OK;

	if (rt_text_failed(query))
		failed = rt_store_fail_memory(store, error);
	else if (!store->empty)
		failed = rt_sql_number(&store->database, rt_text_string(query),
				       &read, error);
	*number = (size_t)read;
	return failed;
}

int rt_store_recorded(struct rt_store *store,
		      const struct rt_run_filter *filter,
		      struct rt_recorded_list *list, size_t *total,
		      struct rt_error *error)
{
	struct rt_text rest = RT_TEXT_INIT, count = RT_TEXT_INIT;
	void *record = NULL;
	int failed;

	rt_text_add(&rest, "WHERE key IN (SELECT " RT_RECORDED_KEY " FROM run");
	append_where(&rest, filter);
	rt_text_add(&rest, ") ORDER BY last DESC");
	if (filter->limit)
		rt_text_format(&rest, " LIMIT %zu", filter->limit);
	rt_text_add(&count,
		    "SELECT count(DISTINCT " RT_RECORDED_KEY ") FROM run");
	append_where(&count, filter);
	*list = (struct rt_recorded_list){.count = 0};
	failed = read_number(store, &count, total, error);
	if (!failed)
		failed = read_composed(store, &rt_recorded_shape, &rest,
				       &record, &list->count, error);
	list->recorded = record;
	rt_text_free(&rest);
	rt_text_free(&count);
	return failed;
}

void rt_recorded_list_free(struct rt_recorded_list *list)
{
	free(list->recorded);
	*list = (struct rt_recorded_list){.count = 0};
}

int rt_store_run_count(struct rt_store *store,
		       const struct rt_run_filter *filter, size_t *count,
		       struct rt_error *error)
{
	struct rt_text query = RT_TEXT_INIT;
	int failed;

	rt_text_add(&query, "SELECT count(*) FROM run");
	append_where(&query, filter);
	failed = read_number(store, &query, count, error);
	rt_text_free(&query);
	return failed;
}

static int fail_missing(const struct rt_store *store, const char *what,
			int64_t id, struct rt_error *error)
{
	return rt_fail(error, RT_USAGE,
		       "there is no %s %" PRId64 " in the store %s; `runs` "
		       "lists what there is",
		       what, id, store->database.path);
}

/* Selects row @id of @shape and steps to it. */
static int find_row(struct rt_store *store, const struct rt_shape *shape,
		    int64_t id, sqlite3_stmt **statement,
		    struct rt_error *error)
{
	bool row = false;
	int failed = RT_OK;

	*statement = NULL;
	if (!store->empty)
		failed = select_rows(store, shape, "WHERE id = ?", id,
				     statement, error);
	if (!failed && *statement)
		failed = rt_sql_step(&store->database, *statement, &row, "read",
				     error);
	if (!failed && !row)
		failed = fail_missing(store, shape->table, id, error);
	return failed;
}

int rt_store_run_get(struct rt_store *store, int64_t id, struct rt_run *run,
		     struct rt_error *error)
{
	sqlite3_stmt *statement;
	int failed = find_row(store, &rt_run_shape, id, &statement, error);

	*run = (struct rt_run){.id = 0};
	if (!failed)
		failed = read_row(store, statement, &rt_run_shape, run, error);
	rt_recorded_command(run->command, sizeof(run->command));
	sqlite3_finalize(statement);
	if (failed)
		rt_run_free(run);
	return failed;
}

int rt_store_machine_get(struct rt_store *store, int64_t id,
			 struct rt_machine *machine, struct rt_error *error)
{
	sqlite3_stmt *statement;
	int failed = find_row(store, &rt_machine_shape, id, &statement, error);

	if (!failed)
		failed = read_row(store, statement, &rt_machine_shape, machine,
				  error);
	sqlite3_finalize(statement);
	return failed;
}

int rt_store_violations(struct rt_store *store, int64_t id,
			struct rt_violations *violations,
			struct rt_error *error)
{
	void *record;
	int failed = read_rows(store, &rt_violation_shape,
			       "WHERE run = ? ORDER BY id", id, &record,
			       &violations->count, error);

	violations->violation = record;
	return failed;
}

int rt_store_observed(struct rt_store *store, int64_t id,
		      struct rt_observed_list *list, struct rt_error *error)
{
	void *record;
	int failed = read_rows(store, &rt_observed_shape,
			       "WHERE run = ? ORDER BY id", id, &record,
			       &list->count, error);

	list->observed = record;
	return failed;
}

int rt_store_evidence(struct rt_store *store, int64_t id,
		      struct rt_evidence *evidence, struct rt_error *error)
{
	struct rt_evidence *found;
	void *record;
	size_t count;
	int failed = read_rows(store, &rt_evidence_shape, "WHERE run = ?", id,
			       &record, &count, error);

	*evidence = (struct rt_evidence){.run = 0};
	found = record;
	if (count)
		*evidence = *found; /* a run has at most one */
	free(found);
	return failed;
}

int rt_store_round_trips(struct rt_store *store, int64_t id,
			 struct rt_round_trips *trips, struct rt_error *error)
{
	void *record;
	int failed = read_rows(store, &rt_round_trip_shape,
			       "WHERE machine = ? ORDER BY id", id, &record,
			       &trips->count, error);

	trips->trip = record;
	return failed;
}

int rt_store_findings(struct rt_store *store, struct rt_findings *findings,
		      struct rt_error *error)
{
	void *record;
	int failed = read_rows(store, &rt_finding_shape, "ORDER BY id", 0,
			       &record, &findings->count, error);

	findings->finding = record;
	return failed;
}

void rt_runs_free(struct rt_runs *runs)
{
	for (size_t i = 0; i < runs->count; i++)
		rt_run_free(&runs->run[i]);
	free(runs->run);
	*runs = (struct rt_runs){.count = 0};
}

void rt_violations_free(struct rt_violations *violations)
{
	free(violations->violation);
	*violations = (struct rt_violations){.count = 0};
}

void rt_observed_list_free(struct rt_observed_list *list)
{
	free(list->observed);
	*list = (struct rt_observed_list){.count = 0};
}

void rt_round_trips_free(struct rt_round_trips *trips)
{
	free(trips->trip);
	*trips = (struct rt_round_trips){.count = 0};
}

void rt_findings_free(struct rt_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		rt_finding_free(&findings->finding[i]);
	free(findings->finding);
	*findings = (struct rt_findings){.count = 0};
}

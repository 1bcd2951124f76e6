/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/text.h"
#include "harness/fuzz/index.h"
#include "harness/fuzz/evaluation_fields.h"
#include "harness/record/sql.h"

enum {
	application_id = 0x72746d65, /* "rtme" */
	patience_milliseconds = 10000,
	/* Most codes, and outcomes, in memory; then all are dropped. */
	most_kept = 1 << 20,
};

/*
 * The tables "outcome" and "result" were other versions': the numbers of the
 * one mean other things, and the other lacks columns.
 * "world" is what files have called the environment from the beginning, and
 * "look" the key of a piece of code and a question.
 */
static const char tables[] =
	"DROP TABLE IF EXISTS outcome;"
	"DROP TABLE IF EXISTS result;"
	"CREATE TABLE IF NOT EXISTS world(digest TEXT NOT NULL);"
	"CREATE TABLE IF NOT EXISTS cell("
	" cell TEXT PRIMARY KEY, code TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS evaluation("
	" look TEXT PRIMARY KEY,";

enum query { FIND_CODE, KEEP_CODE, FIND_OUTCOME, KEEP_OUTCOME, QUERIES };

struct rt_memory {
	struct rt_database database;
	sqlite3_stmt *prepared[QUERIES];
	struct rt_index cells; /* to indexes in codes */
	struct rt_digest *codes;
	size_t code_count;
	struct rt_index questions; /* to indexes in outcomes */
	struct rt_evaluation **outcomes;
	size_t outcome_count;
};

static void append_columns(struct rt_text *text, const char *before,
			   const char *behind)
{
	for (size_t i = 0; i < rt_evaluation_shape.count; i++)
		rt_text_format(text, "%s%s%s", i ? "," : "", before,
			       *behind ? behind
				       : rt_evaluation_shape.field[i].name);
}

static int make_tables(struct rt_memory *memory, struct rt_error *error)
{
	struct rt_text script = RT_TEXT_INIT;
	int code;

	rt_text_format(&script, "BEGIN IMMEDIATE; PRAGMA application_id=%d;",
		       application_id);
	rt_text_add(&script, tables);
	append_columns(&script, " ", "");
	rt_text_add(&script, ") WITHOUT ROWID; COMMIT;");
	code = rt_text_failed(&script)
		       ? rt_no_memory(error)
		       : rt_sql_run(&memory->database, script.data, "set up",
				    error);
	rt_text_free(&script);
	return code;
}

/* Deletes all results if the stored environment is not @environment. */
static int enter_environment(struct rt_memory *memory,
			     const struct rt_digest *environment,
			     struct rt_error *error)
{
	struct rt_text script = RT_TEXT_INIT;
	int code;

	rt_text_format(&script,
		       "BEGIN IMMEDIATE;"
		       "DELETE FROM cell WHERE NOT EXISTS"
		       " (SELECT 1 FROM world WHERE digest='%s');"
		       "DELETE FROM evaluation WHERE NOT EXISTS"
		       " (SELECT 1 FROM world WHERE digest='%s');"
		       "DELETE FROM world;"
		       "INSERT INTO world VALUES('%s'); COMMIT;",
		       environment->text, environment->text, environment->text);
	code = rt_text_failed(&script)
		       ? rt_no_memory(error)
		       : rt_sql_run(&memory->database, script.data, "set up",
				    error);
	rt_text_free(&script);
	return code;
}

static int prepare(struct rt_memory *memory, struct rt_error *error)
{
	struct rt_text find = RT_TEXT_INIT, keep = RT_TEXT_INIT;
	const char *query[QUERIES] = {
		[FIND_CODE] = "SELECT code FROM cell WHERE cell=?",
		[KEEP_CODE] = "INSERT OR REPLACE INTO cell VALUES(?,?)",
	};
	int code = RT_OK;

	rt_text_add(&find, "SELECT ");
	append_columns(&find, "", "");
	rt_text_add(&find, " FROM evaluation WHERE look=?");
	/* The fields are bound from 1 on, so the key comes last. */
	rt_text_add(&keep, "INSERT OR REPLACE INTO evaluation(");
	append_columns(&keep, "", "");
	rt_text_add(&keep, ",look) VALUES(");
	append_columns(&keep, "", "?");
	rt_text_add(&keep, ",?)");
	query[FIND_OUTCOME] = rt_text_string(&find);
	query[KEEP_OUTCOME] = rt_text_string(&keep);
	if (rt_text_failed(&find) || rt_text_failed(&keep))
		code = rt_no_memory(error);
	for (int i = 0; i < QUERIES && !code; i++)
		code = rt_sql_prepare(&memory->database, query[i],
				      &memory->prepared[i], error);
	rt_text_free(&find);
	rt_text_free(&keep);
	return code;
}

static int check_owner(const struct rt_memory *memory, struct rt_error *error)
{
	int64_t owner = 0, there = 0;
	int code = rt_sql_number(&memory->database, "PRAGMA application_id",
				 &owner, error);

	if (!code)
		code = rt_sql_number(&memory->database,
				     "SELECT count(*) FROM sqlite_master",
				     &there, error);
	if (!code && there && owner != application_id)
		return rt_fail(error, RT_USAGE,
			       "%s is no memory of a campaign; name another "
			       "folder",
			       memory->database.path);
	return code;
}

static int set_up(struct rt_memory *memory, const struct rt_digest *environment,
		  struct rt_error *error)
{
	const struct rt_database *database = &memory->database;
	int code;

	if (sqlite3_open_v2(database->path, &memory->database.handle,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL))
		return rt_sql_fail(database, "open", error);
	sqlite3_busy_timeout(database->handle, patience_milliseconds);
	code = check_owner(memory, error);
	if (!code)
		code = rt_sql_run(database,
				  "PRAGMA journal_mode=WAL;"
				  "PRAGMA synchronous=NORMAL",
				  "set up", error);
	if (!code)
		code = make_tables(memory, error);
	if (!code)
		code = enter_environment(memory, environment, error);
	if (!code)
		code = prepare(memory, error);
	return code;
}

int rt_memory_open(struct rt_memory **memory, const char *path,
		   const struct rt_digest *environment, struct rt_error *error)
{
	struct rt_memory *made = calloc(1, sizeof(*made));
	int code;

	*memory = NULL;
	if (!made)
		return rt_no_memory(error);
	made->database.path = strdup(path);
	made->codes = calloc(most_kept, sizeof(*made->codes));
	made->outcomes = calloc(most_kept, sizeof(*made->outcomes));
	code = made->database.path && made->codes && made->outcomes
		       ? set_up(made, environment, error)
		       : rt_no_memory(error);
	if (code)
		rt_memory_close(made);
	else
		*memory = made;
	return code;
}

static void forget_outcomes(struct rt_memory *memory)
{
	for (size_t i = 0; i < memory->outcome_count; i++)
		free(memory->outcomes[i]);
	memory->outcome_count = 0;
	rt_index_free(&memory->questions);
}

static void forget_codes(struct rt_memory *memory)
{
	memory->code_count = 0;
	rt_index_free(&memory->cells);
}

void rt_memory_close(struct rt_memory *memory)
{
	if (!memory)
		return;
	for (int i = 0; i < QUERIES; i++)
		sqlite3_finalize(memory->prepared[i]);
	sqlite3_close(memory->database.handle);
	forget_codes(memory);
	if (memory->outcomes)
		forget_outcomes(memory);
	free(memory->codes);
	free(memory->outcomes);
	free(memory->database.path);
	free(memory);
}

/* Caches a row; an allocation failure only means another query later. */
static void note_code(struct rt_memory *memory, const struct rt_digest *cell,
		      const struct rt_digest *code)
{
	if (memory->code_count == most_kept)
		forget_codes(memory);
	if (rt_index_put(&memory->cells, cell, memory->code_count))
		memory->codes[memory->code_count++] = *code;
}

static const struct rt_evaluation *note_outcome(
	struct rt_memory *memory, const struct rt_digest *key,
	const struct rt_evaluation *outcome)
{
	struct rt_evaluation *copy;
	size_t at;

	if (rt_index_find(&memory->questions, key, &at)) {
		*memory->outcomes[at] = *outcome;
		return memory->outcomes[at];
	}
	if (memory->outcome_count == most_kept)
		forget_outcomes(memory);
	copy = malloc(sizeof(*copy));
	if (!copy ||
	    !rt_index_put(&memory->questions, key, memory->outcome_count)) {
		free(copy);
		return NULL;
	}
	*copy = *outcome;
	memory->outcomes[memory->outcome_count++] = copy;
	return copy;
}

static int bind_key(sqlite3_stmt *statement, int at,
		    const struct rt_digest *key)
{
	return sqlite3_bind_text(statement, at, key->text, -1,
				 SQLITE_TRANSIENT);
}

/* Queries the row of @key; a failed read counts as not found. */
static bool find_row(struct rt_memory *memory, enum query query,
		     const struct rt_digest *key)
{
	sqlite3_stmt *statement = memory->prepared[query];
	bool row = false;

	if (bind_key(statement, 1, key) ||
	    rt_sql_step(&memory->database, statement, &row, "read", NULL))
		return false;
	return row;
}

static void done(struct rt_memory *memory, enum query query)
{
	sqlite3_reset(memory->prepared[query]);
	sqlite3_clear_bindings(memory->prepared[query]);
}

bool rt_memory_code(struct rt_memory *memory, const struct rt_digest *cell,
		    struct rt_digest *code)
{
	const unsigned char *text;
	bool found;
	size_t at;

	if (rt_index_find(&memory->cells, cell, &at)) {
		*code = memory->codes[at];
		return true;
	}
	found = find_row(memory, FIND_CODE, cell);
	text = found ? sqlite3_column_text(memory->prepared[FIND_CODE], 0)
		     : NULL;
	if (text) {
		strncpy(code->text, (const char *)text, sizeof(code->text) - 1);
		code->text[sizeof(code->text) - 1] = '\0';
		note_code(memory, cell, code);
	}
	done(memory, FIND_CODE);
	return text != NULL;
}

int rt_memory_keep_code(struct rt_memory *memory, const struct rt_digest *cell,
			const struct rt_digest *code, struct rt_error *error)
{
	sqlite3_stmt *statement = memory->prepared[KEEP_CODE];

	note_code(memory, cell, code);
	if (bind_key(statement, 1, cell) || bind_key(statement, 2, code))
		return rt_no_memory(error);
	return rt_sql_finish(&memory->database, statement, "write to", error);
}

static bool is_clean(const char *text)
{
	while (*text && !iscntrl((unsigned char)*text))
		text++;
	return !*text;
}

/* As this program writes them; the file may have been changed by others. */
static bool is_sound(const struct rt_evaluation *outcome)
{
	return outcome->kind < RT_OUTCOMES && outcome->mixture < RT_MIXTURES &&
	       is_clean(outcome->code) && is_clean(outcome->function) &&
	       is_clean(outcome->kept) && is_clean(outcome->reason);
}

const struct rt_evaluation *rt_memory_outcome(struct rt_memory *memory,
					      const struct rt_digest *key)
{
	const struct rt_evaluation *kept = NULL;
	struct rt_evaluation outcome;
	size_t at;

	if (rt_index_find(&memory->questions, key, &at))
		return memory->outcomes[at];
	memset(&outcome, 0, sizeof(outcome));
	if (find_row(memory, FIND_OUTCOME, key) &&
	    !rt_sql_read(&memory->database, memory->prepared[FIND_OUTCOME], 0,
			 &rt_evaluation_shape, &outcome, NULL) &&
	    is_sound(&outcome))
		kept = note_outcome(memory, key, &outcome);
	done(memory, FIND_OUTCOME);
	return kept;
}

int rt_memory_keep_outcome(struct rt_memory *memory,
			   const struct rt_digest *key,
			   const struct rt_evaluation *outcome,
			   struct rt_error *error)
{
	sqlite3_stmt *statement = memory->prepared[KEEP_OUTCOME];
	int code;

	note_outcome(memory, key, outcome);
	code = rt_sql_bind(&memory->database, statement, &rt_evaluation_shape,
			   outcome, error);
	if (!code &&
	    bind_key(statement, (int)rt_evaluation_shape.count + 1, key))
		code = rt_no_memory(error);
	if (code)
		return code;
	return rt_sql_finish(&memory->database, statement, "write to", error);
}

int rt_memory_count(struct rt_memory *memory, struct rt_memory_counts *counts,
		    struct rt_error *error)
{
	const struct {
		const char *query;
		int64_t *number;
	} all[] = {
		{"SELECT count(*) FROM cell", &counts->cells},
		{"SELECT count(DISTINCT code) FROM cell", &counts->codes},
		{"SELECT count(DISTINCT shape) FROM evaluation WHERE shape",
		 &counts->shapes},
		{"SELECT count(DISTINCT pattern) FROM evaluation WHERE pattern",
		 &counts->patterns},
	};
	int code = RT_OK;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all) && !code; i++)
		code = rt_sql_number(&memory->database, all[i].query,
				     all[i].number, error);
	return code;
}

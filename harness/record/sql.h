/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions through which harness/record uses SQLite; their errors name the
 * file. Private to harness/record; not thread-safe for one database.
 *
 * SQLite's failures become RT_USAGE (the file is no database), RT_SETUP (space,
 * permissions, locks, damage, memory) or RT_INTERNAL (wrong SQL, a bug).
 */
#ifndef RT_RECORD_SQL_H
#define RT_RECORD_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/record/fields.h"

struct rt_database {
	sqlite3 *handle;
	char *path; /* as the user wrote it */
};

/*
 * Sets @error to the last failure of @database; @doing completes "cannot ...
 * the store".
 */
int rt_sql_fail(const struct rt_database *database, const char *doing,
		struct rt_error *error);

/* Runs statements that return no rows. */
int rt_sql_run(const struct rt_database *database, const char *statements,
	       const char *doing, struct rt_error *error);

/* The number that @query returns; 0 if it returns no row. */
int rt_sql_number(const struct rt_database *database, const char *query,
		  int64_t *number, struct rt_error *error);

/* The caller releases @statement with sqlite3_finalize(). */
int rt_sql_prepare(const struct rt_database *database, const char *text,
		   sqlite3_stmt **statement, struct rt_error *error);

/* Steps @statement once; @row is set when there is a row to read. */
int rt_sql_step(const struct rt_database *database, sqlite3_stmt *statement,
		bool *row, const char *doing, struct rt_error *error);

/* Runs a bound @statement that returns no rows, and resets it. */
int rt_sql_finish(const struct rt_database *database, sqlite3_stmt *statement,
		  const char *doing, struct rt_error *error);

/* Binds the fields of @record to parameters 1 to @shape->count. */
int rt_sql_bind(const struct rt_database *database, sqlite3_stmt *statement,
		const struct rt_shape *shape, const void *record,
		struct rt_error *error);

/*
 * Reads the columns from @first on into @record. Long texts are copied and
 * belong to @record, whose pointers must not own any before.
 */
int rt_sql_read(const struct rt_database *database, sqlite3_stmt *statement,
		int first, const struct rt_shape *shape, void *record,
		struct rt_error *error);

#endif

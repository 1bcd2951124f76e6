/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/sql.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/value.h"

struct explanation {
	int result; /* SQLite's primary result code */
	enum rt_code code;
	const char *remedy;
};

static const char foreign[] = "its tables are not those of its version; "
			      "name another store";

static const struct explanation explanations[] = {
	{SQLITE_NOTADB, RT_USAGE, "name a store or a file that is not there"},
	{SQLITE_CORRUPT, RT_SETUP, "move it away, and a new one is made"},
	{SQLITE_FULL, RT_SETUP, "free some space or name another store"},
	{SQLITE_IOERR, RT_SETUP,
	 "check the disk's space and limits, or name "
	 "another store"},
	{SQLITE_READONLY, RT_SETUP, "name a store that you may write to"},
	{SQLITE_PERM, RT_SETUP, "name a store that you may write to"},
	{SQLITE_CANTOPEN, RT_SETUP,
	 "name a store in a folder that you may "
	 "write to"},
	{SQLITE_BUSY, RT_SETUP, "wait for the other process that uses it"},
	{SQLITE_LOCKED, RT_SETUP, "wait for the other process that uses it"},
	{SQLITE_PROTOCOL, RT_SETUP, "wait for the other process that uses it"},
	{SQLITE_NOMEM, RT_SETUP, "free some memory"},
	/* The statements are constants: it is the tables that are others. */
	{SQLITE_ERROR, RT_USAGE, foreign},
	{SQLITE_MISMATCH, RT_USAGE, foreign},
	{SQLITE_TOOBIG, RT_USAGE, foreign},
};

static const struct explanation unexpected = {
	SQLITE_INTERNAL, RT_INTERNAL,
	"please report this as a bug of ringtear"};

static const struct explanation *explain(int result)
{
	size_t count = sizeof(explanations) / sizeof(*explanations);

	for (size_t i = 0; i < count; i++)
		if (explanations[i].result == (result & 0xff))
			return &explanations[i];
	return &unexpected;
}

int rt_sql_fail(const struct rt_database *database, const char *doing,
		struct rt_error *error)
{
	int result = sqlite3_errcode(database->handle);
	int number = sqlite3_system_errno(database->handle);
	const struct explanation *why = explain(result);
	const char *exhausted = rt_exhausted(number);
	bool system = number && (result & 0xff) == SQLITE_IOERR;

	if (exhausted && result != SQLITE_BUSY)
		return rt_fail(error, RT_SETUP,
			       "cannot %s the store %s: %s; %s", doing,
			       database->path, strerror(number), exhausted);
	return rt_fail(error, why->code, "cannot %s the store %s: %s%s%s; %s",
		       doing, database->path, sqlite3_errmsg(database->handle),
		       system ? ": " : "", system ? strerror(number) : "",
		       why->remedy);
}

int rt_sql_run(const struct rt_database *database, const char *statements,
	       const char *doing, struct rt_error *error)
{
	if (sqlite3_exec(database->handle, statements, NULL, NULL, NULL))
		return rt_sql_fail(database, doing, error);
	return RT_OK;
}

int rt_sql_prepare(const struct rt_database *database, const char *text,
		   sqlite3_stmt **statement, struct rt_error *error)
{
	if (sqlite3_prepare_v2(database->handle, text, -1, statement, NULL))
		return rt_sql_fail(database, "read", error);
	return RT_OK;
}

int rt_sql_step(const struct rt_database *database, sqlite3_stmt *statement,
		bool *row, const char *doing, struct rt_error *error)
{
	int result = sqlite3_step(statement);

	*row = result == SQLITE_ROW;
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return rt_sql_fail(database, doing, error);
	return RT_OK;
}

int rt_sql_finish(const struct rt_database *database, sqlite3_stmt *statement,
		  const char *doing, struct rt_error *error)
{
	bool row;
	int failed = rt_sql_step(database, statement, &row, doing, error);

	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return failed;
}

int rt_sql_number(const struct rt_database *database, const char *query,
		  int64_t *number, struct rt_error *error)
{
	sqlite3_stmt *statement;
	bool row;
	int failed = rt_sql_prepare(database, query, &statement, error);

	if (failed)
		return failed;
	failed = rt_sql_step(database, statement, &row, "read", error);
	if (!failed)
		*number = row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return failed;
}

static int bind_text(sqlite3_stmt *statement, int at, const char *text,
		     size_t limit)
{
	return sqlite3_bind_text64(statement, at, text, strnlen(text, limit),
				   SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int bind_long_text(sqlite3_stmt *statement, int at, const char *text)
{
	if (!text)
		return sqlite3_bind_null(statement, at);
	return bind_text(statement, at, text, strlen(text));
}

static int bind_reference(sqlite3_stmt *statement, int at, int64_t id)
{
	if (!id)
		return sqlite3_bind_null(statement, at);
	return sqlite3_bind_int64(statement, at, id);
}

/* SQLite's integers are signed; a cast keeps all 64 bits both ways. */
static int bind_bits(sqlite3_stmt *statement, int at, uint64_t bits)
{
	return sqlite3_bind_int64(statement, at, (int64_t)bits);
}

/*
 * A value of more than 64 bits is text, "0x…": an INTEGER column keeps what is
 * no decimal number as it is.
 */
static int bind_value(sqlite3_stmt *statement, int at, rt_value value)
{
	if (!rt_value_high(value))
		return bind_bits(statement, at, rt_value_low(value));
	return sqlite3_bind_text(statement, at,
				 rt_digits(value, RT_VALUE_BITS).text, -1,
				 SQLITE_TRANSIENT);
}

static int bind_field(sqlite3_stmt *statement, int at,
		      const struct rt_field *field, const void *value)
{
	switch (field->kind) {
	case RT_FIELD_TEXT:
		return bind_text(statement, at, value, field->size);
	case RT_FIELD_LONG_TEXT:
		return bind_long_text(statement, at, *(char *const *)value);
	case RT_FIELD_REFERENCE:
		return bind_reference(statement, at, *(const int64_t *)value);
	case RT_FIELD_COUNT:
	case RT_FIELD_BITS:
		return bind_bits(statement, at, *(const uint64_t *)value);
	case RT_FIELD_VALUE:
		return bind_value(statement, at, *(const rt_value *)value);
	case RT_FIELD_UNSIGNED:
		return bind_bits(statement, at, *(const unsigned int *)value);
	case RT_FIELD_NUMBER:
		return sqlite3_bind_double(statement, at,
					   *(const double *)value);
	case RT_FIELD_FLAG:
		return bind_bits(statement, at, *(const bool *)value);
	}
	return SQLITE_MISUSE;
}

int rt_sql_bind(const struct rt_database *database, sqlite3_stmt *statement,
		const struct rt_shape *shape, const void *record,
		struct rt_error *error)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct rt_field *field = &shape->field[i];

		if (bind_field(statement, (int)i + 1, field,
			       rt_field_at(field, record)))
			return rt_sql_fail(database, "write to", error);
	}
	return RT_OK;
}

static bool read_long_text(sqlite3_stmt *statement, int column, char **text)
{
	const unsigned char *found = sqlite3_column_text(statement, column);

	*text = found ? strdup((const char *)found) : NULL;
	return !found || *text;
}

static void read_text(sqlite3_stmt *statement, int column, char *text,
		      size_t size)
{
	const unsigned char *found = sqlite3_column_text(statement, column);

	snprintf(text, size, "%s", found ? (const char *)found : "");
}

static double read_number(sqlite3_stmt *statement, int column)
{
	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return NAN;
	return sqlite3_column_double(statement, column);
}

static rt_value read_value(sqlite3_stmt *statement, int column)
{
	rt_value value = (uint64_t)sqlite3_column_int64(statement, column);
	const unsigned char *text;

	if (sqlite3_column_type(statement, column) != SQLITE_TEXT)
		return value;
	text = sqlite3_column_text(statement, column);
	if (text && rt_value_read(&value, (const char *)text))
		return value;
	return 0;
}

/* False when memory ran out. */
static bool read_field(sqlite3_stmt *statement, int column,
		       const struct rt_field *field, void *value)
{
	int64_t integer = sqlite3_column_int64(statement, column);

	switch (field->kind) {
	case RT_FIELD_TEXT:
		read_text(statement, column, value, field->size);
		return true;
	case RT_FIELD_LONG_TEXT:
		return read_long_text(statement, column, value);
	case RT_FIELD_REFERENCE:
		*(int64_t *)value = integer;
		return true;
	case RT_FIELD_COUNT:
	case RT_FIELD_BITS:
		*(uint64_t *)value = (uint64_t)integer;
		return true;
	case RT_FIELD_VALUE:
		*(rt_value *)value = read_value(statement, column);
		return true;
	case RT_FIELD_UNSIGNED:
		*(unsigned int *)value = (unsigned int)integer;
		return true;
	case RT_FIELD_NUMBER:
		*(double *)value = read_number(statement, column);
		return true;
	case RT_FIELD_FLAG:
		*(bool *)value = integer != 0;
		return true;
	}
	return false;
}

int rt_sql_read(const struct rt_database *database, sqlite3_stmt *statement,
		int first, const struct rt_shape *shape, void *record,
		struct rt_error *error)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct rt_field *field = &shape->field[i];

		if (!read_field(statement, first + (int)i, field,
				(char *)record + field->offset))
			return rt_fail(error, RT_SETUP,
				       "cannot read the store %s: out of "
				       "memory; free some memory",
				       database->path);
	}
	return RT_OK;
}

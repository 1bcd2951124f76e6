/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/schema.h"

#include <inttypes.h>

#include "harness/base/text.h"

enum { application_id = 0x72746561 }; /* "rtea" */

/*
 * Migration i updates a store from version i to version i + 1. Entries have
 * been released and must never change; a new version is a new entry.
 */
static const char *const migrations[] = {
	"CREATE TABLE machine("
	" id INTEGER PRIMARY KEY,"
	" cpu TEXT NOT NULL, microcode TEXT NOT NULL, kernel TEXT NOT NULL,"
	" hypervisor TEXT NOT NULL, topology TEXT NOT NULL,"
	" tools TEXT NOT NULL,"
	" UNIQUE(cpu, microcode, kernel, hypervisor, topology, tools));"
	"CREATE TABLE run("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" campaign INTEGER, machine INTEGER REFERENCES machine(id),"
	" started TEXT, command TEXT, title TEXT, trial TEXT,"
	" accessor TEXT, toolchain TEXT, flags TEXT,"
	" verdict TEXT, verdict_reason TEXT, provider TEXT, pair TEXT,"
	" seed INTEGER, loads INTEGER, changes INTEGER, torn INTEGER,"
	" unjudged INTEGER, seconds REAL, torn_upper_bound REAL,"
	" control_torn INTEGER, control_changes INTEGER,"
	" control_seconds REAL, schedule_gap INTEGER,"
	" schedule_poll INTEGER, null_nanoseconds REAL,"
	" load_nanoseconds REAL, first_torn_seen INTEGER,"
	" first_torn_value INTEGER, first_torn_before INTEGER,"
	" first_torn_after INTEGER, ended TEXT, ended_system TEXT,"
	" pops INTEGER, pop_calls INTEGER, phantom_pops INTEGER,"
	" requests_wanted INTEGER, requests_done INTEGER,"
	" ring_torn INTEGER, ring_seconds REAL,"
	" first_violation_seconds REAL, ring_first_torn_seen INTEGER,"
	" ring_first_torn_value INTEGER, ring_first_torn_before INTEGER,"
	" ring_first_torn_after INTEGER, instructions TEXT, called TEXT,"
	" finished INTEGER NOT NULL);"
	"CREATE INDEX run_campaign ON run(campaign);"
	"CREATE TABLE violation("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" run INTEGER NOT NULL REFERENCES run(id), seconds REAL,"
	" system TEXT, invariant TEXT, message TEXT,"
	" last_avail_idx INTEGER, shadow_avail_idx INTEGER, inuse INTEGER,"
	" pops INTEGER, value INTEGER, before INTEGER, after INTEGER);"
	"CREATE INDEX violation_run ON violation(run);",

	"ALTER TABLE run ADD COLUMN uid TEXT;"
	"ALTER TABLE run ADD COLUMN kind TEXT;"
	"ALTER TABLE run ADD COLUMN emitted TEXT;"
	"ALTER TABLE run ADD COLUMN permitted TEXT;"
	"ALTER TABLE run ADD COLUMN disagreement TEXT;"
	"ALTER TABLE run ADD COLUMN twice INTEGER;"
	"ALTER TABLE run ADD COLUMN witness_seen INTEGER;"
	"ALTER TABLE run ADD COLUMN witness_before TEXT;"
	"ALTER TABLE run ADD COLUMN witness_after TEXT;"
	"ALTER TABLE run ADD COLUMN witness_old_value INTEGER;"
	"ALTER TABLE run ADD COLUMN witness_new_value INTEGER;"
	"ALTER TABLE run ADD COLUMN witness_value INTEGER;"
	"ALTER TABLE run ADD COLUMN witness_offset INTEGER;"
	"ALTER TABLE run ADD COLUMN witness_gap INTEGER;"
	/*
	 * Two subcommands recorded runs then; the command distinguishes them.
	 */
	"UPDATE run SET uid = lower(hex(randomblob(16))),"
	" kind = CASE WHEN command LIKE '% repro%' THEN 'repro'"
	" ELSE 'hammer' END,"
	" emitted = 'unknown', permitted = 'unknown';"
	"CREATE UNIQUE INDEX run_uid ON run(uid);"
	"CREATE TABLE observation("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" run INTEGER NOT NULL REFERENCES run(id), engine TEXT,"
	" sight TEXT, emission TEXT, race TEXT, reason TEXT);"
	"CREATE INDEX observation_run ON observation(run);"
	"CREATE TABLE finding("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" key TEXT NOT NULL UNIQUE, kind TEXT, accessor TEXT,"
	" toolchain TEXT, flags TEXT, trial TEXT, witness TEXT,"
	" started TEXT, run INTEGER REFERENCES run(id), met INTEGER);",

	rt_schema_3,

	"ALTER TABLE run ADD COLUMN aligned TEXT;"
	"ALTER TABLE run ADD COLUMN stale INTEGER;"
	"ALTER TABLE run ADD COLUMN ring_stale INTEGER;"
	"ALTER TABLE violation ADD COLUMN judged TEXT;"
	"ALTER TABLE finding ADD COLUMN aligned TEXT;",

	/* Of what older runs were made is not known: none is like a new one. */
	"ALTER TABLE run ADD COLUMN subject TEXT;",

	"ALTER TABLE finding ADD COLUMN cause TEXT;"
	"ALTER TABLE finding ADD COLUMN code TEXT;",

	"ALTER TABLE evidence ADD COLUMN origin TEXT;"
	"ALTER TABLE evidence ADD COLUMN version TEXT;"
	"ALTER TABLE evidence ADD COLUMN sound_toolchain TEXT;"
	"ALTER TABLE evidence ADD COLUMN sound_flags TEXT;",
};

int64_t rt_schema_version(void)
{
	return sizeof(migrations) / sizeof(*migrations);
}

static int fail_newer(const struct rt_database *database, int64_t version,
		      struct rt_error *error)
{
	return rt_fail(error, RT_USAGE,
		       "the store %s has schema version %" PRId64
		       ", this ringtear knows versions up to %" PRId64
		       "; use the newer ringtear that wrote it, or name "
		       "another store",
		       database->path, version, rt_schema_version());
}

static int fail_foreign(const struct rt_database *database,
			struct rt_error *error)
{
	return rt_fail(error, RT_USAGE,
		       "%s is a database of another program, not a store of "
		       "ringtear; name another file",
		       database->path);
}

struct identity {
	int64_t owner; /* the application_id */
	int64_t version;
	int64_t tables;
};

/*
 * A single statement, so a single snapshot: a store that another process is
 * creating would, half done, look like another program's database.
 */
static int read_identity(const struct rt_database *database,
			 struct identity *identity, struct rt_error *error)
{
	static const char query[] =
		"SELECT (SELECT application_id FROM pragma_application_id),"
		" (SELECT user_version FROM pragma_user_version),"
		" count(*) FROM sqlite_master";
	sqlite3_stmt *statement;
	bool row;
	int failed = rt_sql_prepare(database, query, &statement, error);

	if (failed)
		return failed;
	failed = rt_sql_step(database, statement, &row, "read", error);
	if (!failed) {
		identity->owner = sqlite3_column_int64(statement, 0);
		identity->version = sqlite3_column_int64(statement, 1);
		identity->tables = sqlite3_column_int64(statement, 2);
	}
	sqlite3_finalize(statement);
	return failed;
}

int rt_schema_check(const struct rt_database *database, int64_t *version,
		    struct rt_error *error)
{
	struct identity found;
	int failed = read_identity(database, &found, error);

	if (failed)
		return failed;
	if (found.owner != application_id &&
	    (found.owner || found.version || found.tables))
		return fail_foreign(database, error);
	if (found.version > rt_schema_version())
		return fail_newer(database, found.version, error);
	*version = found.version;
	return RT_OK;
}

/* Runs all migrations from @version on, as one script. */
static int migrate(const struct rt_database *database, int64_t version,
		   struct rt_error *error)
{
	struct rt_text script = RT_TEXT_INIT;
	int failed;

	for (int64_t i = version; i < rt_schema_version(); i++)
		rt_text_add(&script, migrations[i]);
	rt_text_format(&script,
		       "PRAGMA application_id=%d;"
		       "PRAGMA user_version=%" PRId64 ";",
		       application_id, rt_schema_version());
	if (rt_text_failed(&script))
		failed = rt_no_memory(error);
	else
		failed = rt_sql_run(database, script.data, "set up", error);
	rt_text_free(&script);
	return failed;
}

int rt_schema_update(const struct rt_database *database, struct rt_error *error)
{
	int64_t version = 0;
	int failed = rt_sql_run(database, "BEGIN IMMEDIATE", "set up", error);

	if (failed)
		return failed;
	/*
	 * With the lock held, check again: another process may have updated it.
	 */
	failed = rt_schema_check(database, &version, error);
	if (!failed && version < rt_schema_version())
		failed = migrate(database, version, error);
	if (!failed)
		failed = rt_sql_run(database, "COMMIT", "set up", error);
	if (failed)
		sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
	return failed;
}

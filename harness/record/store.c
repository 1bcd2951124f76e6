/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/record/schema.h"
#include "harness/record/store_private.h"

enum { patience_milliseconds = 10000 };

static int fail_memory(const char *path, struct rt_error *error)
{
	return rt_fail(error, RT_SETUP,
		       "cannot open the store %s: out of memory; free some "
		       "memory",
		       path);
}

/* A path that exists must be a file: SQLite would wait for a FIFO forever. */
static int check_path(const char *path, bool must_exist, struct rt_error *error)
{
	struct stat found;

	if (!*path)
		return rt_fail(error, RT_USAGE,
			       "the store's name is empty; name a file");
	if (stat(path, &found)) {
		if (must_exist || errno != ENOENT)
			return rt_fail_errno(
				error, errno == ENOENT ? RT_USAGE : RT_SETUP,
				errno,
				"cannot open the store %s; check "
				"its name",
				path);
		return RT_OK;
	}
	if (S_ISDIR(found.st_mode))
		return rt_fail(error, RT_USAGE,
			       "the store %s is a folder; name a file in it",
			       path);
	if (!S_ISREG(found.st_mode))
		return rt_fail(error, RT_USAGE,
			       "the store %s is no regular file; name another",
			       path);
	return RT_OK;
}

static int make_parent(const char *path, struct rt_error *error)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int failed;

	if (!slash || slash == path)
		return RT_OK;
	folder = strndup(path, (size_t)(slash - path));
	if (!folder)
		return fail_memory(path, error);
	failed = rt_folder_make(folder, error);
	free(folder);
	return failed;
}

static int open_handle(struct rt_store *store, int flags,
		       const char *parameters, struct rt_error *error)
{
	struct rt_database *database = &store->database;
	struct rt_text uri = RT_TEXT_INIT;
	int failed = RT_OK;

	rt_store_append_uri(&uri, database->path);
	rt_text_add(&uri, parameters);
	if (rt_text_failed(&uri))
		failed = fail_memory(database->path, error);
	else if (sqlite3_open_v2(uri.data, &database->handle,
				 flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
				 NULL))
		failed = rt_sql_fail(database, "open", error);
	rt_text_free(&uri);
	if (!failed)
		sqlite3_busy_timeout(database->handle, patience_milliseconds);
	return failed;
}

static int new_store(const char *path, struct rt_store **store,
		     struct rt_error *error)
{
	*store = calloc(1, sizeof(**store));
	if (*store)
		(*store)->database.path = strdup(path);
	if (!*store || !(*store)->database.path) {
		free(*store);
		*store = NULL;
		return fail_memory(path, error);
	}
	return RT_OK;
}

/*
 * SQLite does not wait when two connections enable WAL at once (one of them
 * would wait for the other's lock forever), so this function waits.
 */
static int turn_wal_on(const struct rt_database *database,
		       struct rt_error *error)
{
	double deadline = rt_clock_seconds() + patience_milliseconds / 1e3;
	int result;

	do {
		result = sqlite3_exec(database->handle,
				      "PRAGMA journal_mode=WAL", NULL, NULL,
				      NULL);
		if (result == SQLITE_BUSY)
			usleep(2000);
	} while (result == SQLITE_BUSY && rt_clock_seconds() < deadline);
	if (result)
		return rt_sql_fail(database, "set up", error);
	return RT_OK;
}

static int set_up(struct rt_store *store, struct rt_error *error)
{
	struct rt_database *database = &store->database;
	int64_t version = 0;
	int failed = rt_schema_check(database, &version, error);

	if (failed)
		return failed;
	/*
	 * SQLite silently opens a file without write permission as read-only.
	 */
	if (sqlite3_db_readonly(database->handle, "main") == 1)
		return rt_fail(error, RT_SETUP,
			       "the store %s is read-only; name a store that "
			       "you may write to",
			       database->path);
	failed = turn_wal_on(database, error);
	if (!failed)
		failed = rt_sql_run(database,
				    "PRAGMA synchronous=FULL;"
				    "PRAGMA foreign_keys=ON",
				    "set up", error);
	if (!failed)
		failed = rt_schema_update(database, error);
	return failed;
}

/* True for exactly one of several processes that create the store at once. */
static bool create(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (file >= 0)
		close(file);
	return file >= 0;
}

/*
 * Locks all of SQLite's lock bytes (sqlite.org/fileformat2.html, "The
 * Lock-Byte Page"): true when no other process has the store open.
 */
static bool is_ours_alone(int file)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = 0x40000000,
		.l_len = 512,
	};

	return fcntl(file, F_SETLK, &lock) == 0;
}

static void remove_beside(const char *path, const char *suffix)
{
	struct rt_text name = RT_TEXT_INIT;

	rt_text_format(&name, "%s%s", path, suffix);
	if (!rt_text_failed(&name))
		unlink(name.data);
	rt_text_free(&name);
}

/* Removes a store that a failed set-up left without a schema. */
static void remove_created(const char *path)
{
	int file = open(path, O_RDWR | O_CLOEXEC);

	if (file < 0)
		return;
	if (is_ours_alone(file)) {
		remove_beside(path, "-wal");
		remove_beside(path, "-shm");
		remove_beside(path, "-journal");
		unlink(path);
	}
	close(file);
}

int rt_store_open(const char *path, struct rt_store **store,
		  struct rt_error *error)
{
	int failed = check_path(path, false, error);
	bool created;

	*store = NULL;
	if (!failed)
		failed = make_parent(path, error);
	if (!failed)
		failed = new_store(path, store, error);
	if (failed)
		return failed;
	created = create(path);
	failed = open_handle(*store, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			     "", error);
	if (!failed)
		failed = set_up(*store, error);
	if (failed) {
		rt_store_close(*store);
		*store = NULL;
		if (created)
			remove_created(path);
	}
	return failed;
}

/* Whether the write-ahead log has content that is not yet in the file. */
static bool has_log(const char *path)
{
	struct rt_text name = RT_TEXT_INIT;
	struct stat found;
	bool has;

	rt_text_format(&name, "%s-wal", path);
	has = rt_text_failed(&name) ||
	      (!stat(name.data, &found) && found.st_size > 0);
	rt_text_free(&name);
	return has;
}

/*
 * WAL needs a file beside the store even for reading. Where no file can be
 * created, no process can write either, so immutable=1 is safe.
 */
static int open_immutable(struct rt_store *store, int64_t *version,
			  struct rt_error *error)
{
	int failed;

	sqlite3_close(store->database.handle);
	store->database.handle = NULL;
	failed =
		open_handle(store, SQLITE_OPEN_READONLY, "?immutable=1", error);
	if (!failed)
		failed = rt_schema_check(&store->database, version, error);
	return failed;
}

/* Whether SQLite failed because it cannot create the file beside the store. */
static bool lacks_log_file(const struct rt_database *database)
{
	int result = sqlite3_errcode(database->handle) & 0xff;

	return (result == SQLITE_CANTOPEN || result == SQLITE_READONLY) &&
	       rt_file_exists(database->path) && !has_log(database->path);
}

static int open_for_reading(struct rt_store *store, int64_t *version,
			    struct rt_error *error)
{
	struct rt_database *database = &store->database;
	int failed = open_handle(store, SQLITE_OPEN_READONLY, "", error);

	if (!failed)
		failed = rt_schema_check(database, version, error);
	if (failed && lacks_log_file(database)) {
		rt_error_clear(error);
		failed = open_immutable(store, version, error);
	}
	store->empty = !failed && *version == 0;
	return failed;
}

/* The first version of the schema in which a run has a name. */
enum { names_since = 2 };

/*
 * Updates the schema by opening the store for writing once: the runs of version
 * 1 are given names then, which they must keep.
 */
static int bring_up_to_date(const char *path, int64_t version,
			    struct rt_error *error)
{
	struct rt_store *store;
	struct rt_error why = RT_ERROR_INIT;
	int failed = rt_store_open(path, &store, &why);

	rt_store_close(store);
	if (failed)
		rt_fail(error, failed,
			"the store %s has the older schema version %" PRId64
			" and cannot be brought up to date: %.600s",
			path, version, why.message);
	rt_error_clear(&why);
	return failed;
}

static int copy_database(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

	if (backup) {
		sqlite3_backup_step(backup, -1);
		sqlite3_backup_finish(backup);
	}
	return sqlite3_errcode(to);
}

/*
 * Goes on with a copy in memory that has the newest schema: a reader changes no
 * file, which may be another's, or be read by an older ringtear.
 */
static int read_as_newest(struct rt_store *store, int64_t version,
			  struct rt_error *error)
{
	sqlite3 *file = store->database.handle, *copy = NULL;
	int failed = sqlite3_open(":memory:", &copy);

	if (!failed)
		failed = copy_database(copy, file);
	sqlite3_close(file);
	store->database.handle = copy;
	if (failed)
		return rt_fail(error, RT_SETUP,
			       "the store %s has the older schema version "
			       "%" PRId64 " and cannot be read into memory: %s",
			       store->database.path, version,
			       sqlite3_errstr(failed));
	return rt_schema_update(&store->database, error);
}

int rt_store_open_readonly(const char *path, struct rt_store **store,
			   struct rt_error *error)
{
	int64_t version = 0;
	int failed = check_path(path, true, error);

	*store = NULL;
	if (!failed)
		failed = new_store(path, store, error);
	if (failed)
		return failed;
	failed = open_for_reading(*store, &version, error);
	if (!failed && version && version < names_since)
		failed = bring_up_to_date(path, version, error);
	else if (!failed && version && version < rt_schema_version())
		failed = read_as_newest(*store, version, error);
	if (failed) {
		rt_store_close(*store);
		*store = NULL;
	}
	return failed;
}

void rt_store_close(struct rt_store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < RT_STATEMENT_COUNT; i++)
		sqlite3_finalize(store->prepared[i]);
	sqlite3_close(store->database.handle);
	free(store->database.path);
	free(store);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of the store and their versions.
 *
 * PRAGMA application_id tells a store from other programs' databases, PRAGMA
 * user_version is the schema's version. Used by harness/record only; the
 * thread that owns the database.
 */
#ifndef RT_RECORD_SCHEMA_H
#define RT_RECORD_SCHEMA_H

#include "harness/record/sql.h"

/* The version that this program writes, and the newest that it can read. */
int64_t rt_schema_version(void);

/*
 * Looks whether the database is a store that this program understands, and
 * gives its version, 0 for an empty file. RT_USAGE when another program made
 * it or a newer ringtear did. Changes nothing.
 */
int rt_schema_check(const struct rt_database *database, int64_t *version,
		    struct rt_error *error);

/*
 * Brings a checked database to the newest schema, all of it or nothing;
 * two processes may do so at once.
 */
int rt_schema_update(const struct rt_database *database,
		     struct rt_error *error);

/* The migration from version 2, for schema.c. */
extern const char rt_schema_3[];

#endif

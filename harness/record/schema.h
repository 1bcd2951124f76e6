/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of the store and their versions.
 *
 * PRAGMA application_id distinguishes a store from other programs' databases;
 * PRAGMA user_version is the version of the schema. Private to harness/record;
 * not thread-safe for one database.
 */
#ifndef RT_RECORD_SCHEMA_H
#define RT_RECORD_SCHEMA_H

#include "harness/record/sql.h"

/* The newest version: written by this program, and the last it can read. */
int64_t rt_schema_version(void);

/*
 * Sets @version to the version of a store, 0 for an empty file. RT_USAGE for
 * another program's database or a newer version. Changes nothing.
 */
int rt_schema_check(const struct rt_database *database, int64_t *version,
		    struct rt_error *error);

/*
 * Updates a checked database to the newest version, all or nothing; safe if two
 * processes do so at once.
 */
int rt_schema_update(const struct rt_database *database,
		     struct rt_error *error);

/* The migration from version 2 to 3, for schema.c. */
extern const char rt_schema_3[];

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to store.c, store_*.c and merge.c. */
#ifndef RT_RECORD_STORE_PRIVATE_H
#define RT_RECORD_STORE_PRIVATE_H

#include "harness/base/text.h"
#include "harness/record/sql.h"
#include "harness/record/store.h"

enum rt_statement {
	RT_STATEMENT_MACHINE_ADD,
	RT_STATEMENT_MACHINE_FIND,
	RT_STATEMENT_RUN_ADD,
	RT_STATEMENT_RUN_UPDATE,
	RT_STATEMENT_VIOLATION_ADD,
	RT_STATEMENT_OBSERVED_ADD,
	RT_STATEMENT_EVIDENCE_ADD,
	RT_STATEMENT_ROUND_TRIP_ADD,
	RT_STATEMENT_FINDING_ADD,
	RT_STATEMENT_COUNT,
};

struct rt_store {
	struct rt_database database;
	sqlite3_stmt *prepared[RT_STATEMENT_COUNT]; /* NULL until first used */
	/* no table yet: opened for reading before the first write */
	bool empty;
	bool in_batch; /* a transaction of rt_store_batch_begin() is open */
};

/* RT_SETUP, with the message that memory ran out. */
int rt_store_fail_memory(const struct rt_store *store, struct rt_error *error);

/* Appends the field names of @shape, joined by @between. */
void rt_store_append_names(struct rt_text *text, const struct rt_shape *shape,
			   const char *between);

/*
 * Appends @path as a file: URI. Escapes only the characters that would end the
 * path (RFC 3986); a leading "./" keeps names such as ":memory:" plain files.
 */
void rt_store_append_uri(struct rt_text *uri, const char *path);

/* Prepares and frees @text; the caller finalizes @statement. */
int rt_store_prepare(struct rt_store *store, struct rt_text *text,
		     sqlite3_stmt **statement, struct rt_error *error);

#endif

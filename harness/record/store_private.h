/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What store.c opens and store_read.c and store_write.c use; nobody else's.
 */
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
	bool empty;    /* opened for reading before anything was written */
	bool in_batch; /* a transaction of rt_store_batch_begin() is open */
};

/* RT_SETUP, saying that memory ran out. */
int rt_store_fail_memory(const struct rt_store *store, struct rt_error *error);

/* Appends the names of the fields with @between behind each but the last. */
void rt_store_append_names(struct rt_text *text, const struct rt_shape *shape,
			   const char *between);

/*
 * Appends a file: URI of @path. Only the characters that end a path there are
 * escaped (RFC 3986), and "./" keeps names such as ":memory:" plain files.
 */
void rt_store_append_uri(struct rt_text *uri, const char *path);

/* Prepares @text, which it frees; the caller finalizes @statement. */
int rt_store_prepare(struct rt_store *store, struct rt_text *text,
		     sqlite3_stmt **statement, struct rt_error *error);

#endif

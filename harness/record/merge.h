/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joins stores: what machines and shards have recorded, each into a file of
 * its own, into one.
 *
 * Runs are told apart by their uid, machines by all that is known of them,
 * findings by their key; so a store may be merged twice, or in any order, and
 * nothing is there twice. One thread a store.
 */
#ifndef RT_RECORD_MERGE_H
#define RT_RECORD_MERGE_H

#include <stdint.h>

#include "harness/base/error.h"
#include "harness/record/store.h"

/* What one store brought along. */
struct rt_merged {
	int64_t runs;	  /* that were new */
	int64_t finished; /* that were there, but unfinished */
	int64_t known;	  /* that were there already */
	int64_t findings; /* that were new */
};

/*
 * Adds all of the store at @path, with its violations, observations and
 * findings, to @into: all of it or nothing. A finding that both have is as
 * often met as in the one that met it more often, so that merging again
 * changes nothing. The store at @path is only read, one with an older schema
 * being brought up to date before. RT_USAGE when it is not there, no store,
 * @into itself, or of a schema that this program does not know; RT_SETUP when
 * it is damaged.
 */
int rt_store_merge(struct rt_store *into, const char *path,
		   struct rt_merged *merged, struct rt_error *error);

#endif

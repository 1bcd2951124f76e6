/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merges stores: machines and shards record into files of their own, which are
 * joined into one.
 *
 * Runs are identified by uid, machines by all of their fields, findings by key;
 * so a store may be merged twice, or in any order, without duplicates. Not
 * thread-safe for one store.
 */
#ifndef RT_RECORD_MERGE_H
#define RT_RECORD_MERGE_H

#include <stdint.h>

#include "harness/base/error.h"
#include "harness/record/store.h"

/* The numbers of records that one store contributed. */
struct rt_merged {
	int64_t runs;	  /* new in @into */
	int64_t finished; /* unfinished in @into, now complete */
	int64_t known;	  /* in @into before, not counting `finished` */
	int64_t findings; /* new in @into */
};

/*
 * Adds all runs, violations, observations and findings of the store at @path to
 * @into: all or nothing. The count of a finding in both stores becomes the
 * greater of the two counts, so that merging again changes nothing. The store
 * at @path is only read, except that an older schema is updated first. RT_USAGE
 * when @path is missing, no store, @into itself, or has a newer schema;
 * RT_SETUP when it is damaged.
 */
int rt_store_merge(struct rt_store *into, const char *path,
		   struct rt_merged *merged, struct rt_error *error);

#endif

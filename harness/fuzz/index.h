/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash table in memory from digests to numbers: open addressing, at most half
 * full. Thread-safe for different tables; a table must not be shared by
 * threads.
 */
#ifndef RT_FUZZ_INDEX_H
#define RT_FUZZ_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/hash.h"

struct rt_index {
	struct rt_index_slot *slot; /* NULL while empty */
	size_t size, count;
};

#define RT_INDEX_INIT                                                          \
	{                                                                      \
		.slot = NULL                                                   \
	}

/* The number kept for @key; false when there is none. */
bool rt_index_find(const struct rt_index *index, const struct rt_digest *key,
		   size_t *number);

/* Stores or replaces a number. False, without a change, when out of memory. */
bool rt_index_put(struct rt_index *index, const struct rt_digest *key,
		  size_t number);

void rt_index_free(struct rt_index *index);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of results: the machine code of each cell, and the evaluation of
 * each piece of code, so that nothing is compiled or stepped twice.
 *
 * A SQLite file that all jobs of a campaign share, with a cache of this process
 * in front. Stored results survive kill -9 (WAL, synchronous=NORMAL: a crash of
 * the machine may lose the last results, which are then computed again). A
 * memory belongs to one thread; do not use across fork().
 */
#ifndef RT_FUZZ_MEMORY_H
#define RT_FUZZ_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/fuzz/evaluation.h"

struct rt_memory; /* opaque */

/*
 * Opens or makes the file at @path. @environment is a digest of all that
 * results depend on beside the cell: if it has changed, everything in the file
 * is deleted. Errors as from rt_store_open(). Release with rt_memory_close();
 * NULL is allowed.
 */
int rt_memory_open(struct rt_memory **memory, const char *path,
		   const struct rt_digest *environment, struct rt_error *error);
void rt_memory_close(struct rt_memory *memory);

/* Gets the digest of the code of @cell; false if it is not known. */
bool rt_memory_code(struct rt_memory *memory, const struct rt_digest *cell,
		    struct rt_digest *code);
int rt_memory_keep_code(struct rt_memory *memory, const struct rt_digest *cell,
			const struct rt_digest *code, struct rt_error *error);

/*
 * The evaluation of @key, the key of a piece of code and a question; NULL if
 * it is not known. Owned by the memory, valid until the next call.
 */
const struct rt_evaluation *rt_memory_outcome(struct rt_memory *memory,
					      const struct rt_digest *key);
/* Stores or replaces the evaluation of @key. */
int rt_memory_keep_outcome(struct rt_memory *memory,
			   const struct rt_digest *key,
			   const struct rt_evaluation *outcome,
			   struct rt_error *error);

/* Numbers of different values in the whole file. */
struct rt_memory_counts {
	int64_t cells;	  /* cells that were compiled */
	int64_t codes;	  /* pieces of machine code */
	int64_t shapes;	  /* of accessors */
	int64_t patterns; /* of accesses */
};

int rt_memory_count(struct rt_memory *memory, struct rt_memory_counts *counts,
		    struct rt_error *error);

#endif

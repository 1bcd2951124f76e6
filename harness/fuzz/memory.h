/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of results: which machine code a cell became, and what that code
 * came to, so that nothing is compiled or stepped through twice.
 *
 * A SQLite file that all jobs of a campaign share, with a copy of what this
 * process has met in front of it. What was kept survives kill -9 (WAL,
 * synchronous=NORMAL: a crash of the machine may lose the last of it, which
 * is then found out again). One object by one thread; not across fork().
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
 * Opens or makes the file at @path. @environment names all that results depend
 * on beside the cell: where it changed, everything in the file is forgotten.
 * RT_SETUP, RT_USAGE as from rt_store_open(). Release with rt_memory_close(),
 * for which NULL is allowed.
 */
int rt_memory_open(struct rt_memory **memory, const char *path,
		   const struct rt_digest *environment, struct rt_error *error);
void rt_memory_close(struct rt_memory *memory);

/* The code that @cell became; false when that is not known. */
bool rt_memory_code(struct rt_memory *memory, const struct rt_digest *cell,
		    struct rt_digest *code);
int rt_memory_keep_code(struct rt_memory *memory, const struct rt_digest *cell,
			const struct rt_digest *code, struct rt_error *error);

/*
 * What @look, a piece of code looked at in one way, came to; NULL when that
 * is not known. Owned by the memory, until the next call that is not this.
 */
const struct rt_evaluation *rt_memory_outcome(struct rt_memory *memory,
					      const struct rt_digest *look);
/* Replaces what was known of @look. */
int rt_memory_keep_outcome(struct rt_memory *memory,
			   const struct rt_digest *look,
			   const struct rt_evaluation *outcome,
			   struct rt_error *error);

/* How many different values there are in the whole file. */
struct rt_memory_counts {
	int64_t cells;	  /* builds that were compiled */
	int64_t codes;	  /* pieces of machine code that those became */
	int64_t shapes;	  /* of accessors */
	int64_t patterns; /* of accesses */
};

int rt_memory_count(struct rt_memory *memory, struct rt_memory_counts *counts,
		    struct rt_error *error);

#endif

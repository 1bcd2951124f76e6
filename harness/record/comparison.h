/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A comparison: what two looks at each cell of a matrix came to, as plain
 * data for the reports, whether it was made just now or is read from a store.
 *
 * In the store each look is a run of kind "compare", which says of which row
 * and side it is; all looks of one command are one campaign. A shard's command
 * makes every Nth row.
 *
 * One thread.
 */
#ifndef RT_RECORD_COMPARISON_H
#define RT_RECORD_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/engine/engine.h"
#include "harness/base/error.h"
#include "harness/base/shard.h"
#include "harness/record/record.h"
#include "harness/record/store.h"
#include "harness/verdict/change.h"

enum { RT_BEFORE, RT_AFTER, RT_SIDES };

struct rt_compared_look {
	enum rt_outcome outcome;
	char reason[256];	/* of the verdict, or of the failed build */
	char emitted[16];	/* rt_emission_name() */
	char emulator[32];	/* as in struct rt_run */
	char disagreement[256]; /* between engines */
	char provider[256];	/* whose memcpy is called */
	struct rt_witness witness;
	struct rt_observed seen[RT_ENGINES_MOST];
	unsigned seen_count;
	unsigned instructions; /* that one call runs through; 0: not known */
	int64_t run;	       /* in the store, 0: not there */
};

struct rt_compared {
	char title[48];	     /* of the block in the matrix, "" without */
	char toolchain[64];  /* "gcc-12+musl" */
	char flags[512];     /* with -I of the matrix' folders, as written */
	char direction[16];  /* load or store */
	unsigned width;	     /* bits */
	unsigned misaligned; /* the field is so many bytes off */
	unsigned number;     /* of all rows of all shards, from 1 */
	struct rt_compared_look look[RT_SIDES];
};

/* A commit of a range, and what it did. */
struct rt_compared_commit {
	char text[160]; /* "0123456789ab subject" */
	struct rt_change_tally tally;
};

/* What one call costs in a row that stands for the others. */
struct rt_compared_cost {
	bool is_measured;
	size_t row;
	double alone[RT_SIDES]; /* ns a call */
	bool is_contended;	/* by another core, which needs one */
	double contended[RT_SIDES];
};

enum { RT_COMPARED_COMMITS = 32 };

struct rt_comparison {
	char label[RT_SIDES][256]; /* what is compared, as typed */
	struct rt_compared *row;
	size_t count;
	struct rt_change_tally tally;
	char command[1024];    /* that makes it again, without a shard */
	struct rt_shard shard; /* that has these rows; count 0: all are here */
	size_t rows; /* that the command makes, of this shard; 0: not known */
	bool has_before;    /* else there is one side, to be kept */
	bool is_baseline;   /* "before" is from a file */
	char baseline[256]; /* its name */
	struct rt_compared_cost cost;
	/* Of a range: the commits that changed a row, oldest first. */
	struct rt_compared_commit commit[RT_COMPARED_COMMITS];
	size_t commits;
	/* Of shards that were joined: those that are not there, from 1. */
	size_t shards, shards_missing;
	char missing[256];
	size_t rows_missing; /* of runs that were ended early */
};

/* RT_SETUP without memory. Release with rt_comparison_free(). */
int rt_comparison_new(struct rt_comparison *comparison, size_t rows,
		      struct rt_error *error);
void rt_comparison_free(struct rt_comparison *comparison);

/* Counts the rows again, into the tally. */
void rt_comparison_count(struct rt_comparison *comparison);

enum rt_change rt_compared_change(const struct rt_compared *row);

/*
 * Appends what tells @row from every other one: "gcc-12+musl -O2", and what
 * is not a load of 16 bits, aligned, before it: "store32 gcc-12+musl -O2".
 */
void rt_compared_name(const struct rt_compared *row, struct rt_text *text);

/*
 * Side @side of row @index as a record to store, over what @run has; the
 * accessor is the side's label.
 */
void rt_compared_to_run(const struct rt_comparison *comparison, size_t index,
			int side, struct rt_run *run);

/* The row that @run is a look at, and its side; false when it is none. */
bool rt_compared_from_run(struct rt_compared *row, int *side,
			  const struct rt_run *run);

/*
 * Reads the newest comparison of @store, or the one that run @id belongs to
 * unless that is 0; of its shards, the newest of each. RT_USAGE when there
 * is none.
 */
int rt_comparison_read(struct rt_comparison *comparison, struct rt_store *store,
		       int64_t id, struct rt_error *error);

#endif

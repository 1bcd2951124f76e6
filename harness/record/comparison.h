/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A comparison: the results for each cell of a matrix on two sides, as plain
 * data for the reports, made just now or read from a store.
 *
 * In the store each result is a run of kind "compare" that has its row and
 * side; all results of one command are one campaign. The command of a shard
 * makes every Nth row.
 *
 * Not thread-safe.
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
#include "harness/trial/trial.h"
#include "harness/verdict/change.h"

enum { RT_BEFORE, RT_AFTER, RT_SIDES };

/* What the engines answered for one side of a row, or why none was asked. */
struct rt_compared_answer {
	enum rt_outcome outcome;
	/* Of RT_OUTCOME_FAULTY: what it was without its faults. Else the same.
	 */
	enum rt_outcome verdict;
	char reason[256];	/* of the verdict, or why the build failed */
	char emitted[16];	/* rt_emission_name() */
	char emulator[32];	/* as in struct rt_run */
	char disagreement[256]; /* between engines */
	char provider[256];	/* where the called memcpy comes from */
	/* As in struct rt_run. */
	bool twice;
	char subject[40];
	struct rt_witness witness;
	struct rt_observed seen[RT_ENGINES_MOST];
	unsigned seen_count;
	unsigned instructions; /* executed by one call; 0: not known */
	int64_t run;	       /* id in the store, 0: not stored */
};

struct rt_compared {
	char title[48];	     /* of the block in the matrix, or "" */
	char toolchain[64];  /* "gcc-12+musl" */
	char flags[512];     /* as written, with -I of the matrix' folders */
	char direction[16];  /* load or store */
	unsigned width;	     /* bits */
	unsigned misaligned; /* offset of the field in bytes, if misaligned */
	unsigned number;     /* among the rows of all shards, from 1 */
	struct rt_compared_answer answer[RT_SIDES];
};

/* A commit of a range, and the changes that it made. */
struct rt_compared_commit {
	char text[160]; /* "0123456789ab subject" */
	struct rt_change_tally tally;
};

/* The cost of one call, measured in a row that represents others. */
struct rt_compared_cost {
	bool is_measured;
	size_t row;
	double alone[RT_SIDES]; /* ns per call */
	/* raced by another core, which needs a second core */
	bool is_contended;
	double contended[RT_SIDES];
};

enum { RT_COMPARED_COMMITS = 32, RT_COMPARED_GONE = 3 };

struct rt_comparison {
	char label[RT_SIDES][256]; /* what is compared, as the user wrote it */
	struct rt_compared *row;
	size_t count;
	struct rt_change_tally tally;
	char command[1024]; /* to repeat it, without --shard */
	/* As in struct rt_trial; of all rows. */
	char within[16], beside[2 * RT_OBJECT_BYTES + 1];
	uint64_t align;
	struct rt_shard shard; /* of these rows; count 0: not sharded */
	size_t rows;	       /* planned by this command; 0: not known */
	bool has_before;       /* otherwise one side only, to be kept */
	bool is_baseline;      /* RT_BEFORE is from a baseline file */
	char baseline[256];    /* the file's name */
	/* Of a baseline: its cells that no row is, and rows that it lacks. */
	size_t gone, added;
	char gone_names[256]; /* the first RT_COMPARED_GONE of them */
	struct rt_compared_cost cost;
	/* With a range: the commits that changed a row, oldest first. */
	struct rt_compared_commit commit[RT_COMPARED_COMMITS];
	size_t commits;
	/* When shards were joined: how many, and how many are missing. */
	size_t shards, shards_missing;
	char missing[256];
	size_t rows_missing; /* of runs that were interrupted */
};

/* RT_SETUP without memory. Release with rt_comparison_free(). */
int rt_comparison_new(struct rt_comparison *comparison, size_t rows,
		      struct rt_error *error);
void rt_comparison_free(struct rt_comparison *comparison);

/* Updates the tally from the rows. */
void rt_comparison_count(struct rt_comparison *comparison);

enum rt_change rt_compared_change(const struct rt_compared *row);

/*
 * Appends the unique name of @row: "gcc-12+musl -O2"; preceded by direction,
 * width and misalignment unless it is an aligned load of 16 bits: "store32
 * gcc-12+musl -O2".
 */
void rt_compared_name(const struct rt_compared *row, struct rt_text *text);

/*
 * Fills @run with the result of side @side of row @index, for the store; other
 * fields of @run stay. The run's accessor is the side's label.
 */
void rt_compared_to_run(const struct rt_comparison *comparison, size_t index,
			int side, struct rt_run *run);

/* The row and side that @run is a result of; false when it has none. */
bool rt_compared_from_run(struct rt_compared *row, int *side,
			  const struct rt_run *run);

/*
 * Reads the newest comparison of @store or, unless @id is 0, the one that run
 * @id belongs to; of each of its shards, the newest campaign. RT_USAGE when
 * there is none.
 */
int rt_comparison_read(struct rt_comparison *comparison, struct rt_store *store,
		       int64_t id, struct rt_error *error);

#endif

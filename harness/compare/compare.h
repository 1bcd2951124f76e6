/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `compare`: two accessors, or one in two states of a tree, looked at in every
 * cell of a matrix.
 *
 * cli/compare.c reads the command line, open.c makes rows of it and sides.c
 * the two sides, run.c builds and looks, record.c keeps, and reports/ prints.
 * One thread.
 */
#ifndef RT_COMPARE_COMPARE_H
#define RT_COMPARE_COMPARE_H

#include <stdbool.h>

#include "harness/base/places.h"
#include "harness/base/shard.h"
#include "harness/compare/cells.h"
#include "harness/compare/matrix.h"
#include "harness/compare/tree.h"
#include "harness/record/comparison.h"
#include "harness/run/inventory.h"
#include "harness/run/subject.h"

/* What was typed of one side, or of both. */
struct rt_compare_words {
	const char *what;   /* --before or --after */
	const char *source; /* a C file that defines the accessor */
	struct rt_subject_words subject;
};

struct rt_compare_options {
	struct rt_compare_words both, side[RT_SIDES];
	const char *tree, *patch, *range;
	const char *matrix;
	const char *width, *len, *direction;
	bool unaligned;
	const char *baseline, *junit, *tap;
	const char *shard, *jobs, *from, *run;
	bool json, no_cost, list;
};

/* One side, ready to be built. Strings are the options' or its own. */
struct rt_compare_side {
	bool is_used;
	char label[256];
	char accessor[256];	       /* where no words say what it is */
	struct rt_subject_words words; /* the lists are its own */
	struct rt_strings made;	       /* strings behind the words */
};

/* Row @index of the comparison: which cell it is of, and how it is looked at.
 */
struct rt_compare_row {
	const struct rt_matrix_cell *cell;
	unsigned width, misaligned;
	bool stores;
};

enum { RT_MIDDLE = RT_SIDES, RT_COMPARE_SIDES }; /* a commit in between */

struct rt_compare {
	struct rt_places
		places; /* whose cache is the tree's own, if there is one */
	bool has_own_cache;
	const struct rt_compare_options *options;
	struct rt_inventory inventory;
	struct rt_matrix matrix;
	struct rt_matrix_cells cells;
	struct rt_shard shard;
	struct rt_compare_side side[RT_COMPARE_SIDES];
	struct rt_tree tree;
	struct rt_text commit[RT_SIDES]; /* full names, of a range */
	struct rt_compare_row *row;	 /* of this shard */
	struct rt_comparison comparison;
	struct rt_text command; /* that makes it again, with the shard */
	unsigned jobs;		/* processes; 0: one a usable CPU */
	int interrupt;		/* the signal that ended it early, or 0 */
};

/*
 * From compare->options to the empty comparison: toolchains, cells, sides, and
 * the rows of this shard. RT_USAGE for what does not fit together. Release with
 * rt_compare_close() in every case.
 */
int rt_compare_open(struct rt_compare *compare, struct rt_error *error);
void rt_compare_close(struct rt_compare *compare);

/*
 * Writes down the command that makes the comparison again: @typed, the words
 * that decide what is compared, from the subcommand on. RT_USAGE when that is
 * too long to be recorded.
 */
int rt_compare_name(struct rt_compare *compare, const struct rt_strings *typed,
		    struct rt_error *error);

/* Reads the comparison that --from and --run name, made here or elsewhere. */
int rt_compare_from_store(struct rt_compare *compare, struct rt_error *error);

/*
 * Makes the sides of what was typed. RT_USAGE for what does not fit together
 * or an accessor that does not exist.
 */
int rt_compare_sides(struct rt_compare *compare, struct rt_error *error);
void rt_compare_side_free(struct rt_compare_side *side);

/*
 * Lays out the states of --tree that the sides are, and leads their words to
 * them. RT_USAGE with git's words for what is not there, or a patch that does
 * not apply.
 */
int rt_compare_tree(struct rt_compare *compare, struct rt_error *error);
void rt_compare_tree_free(struct rt_compare *compare);

/* Makes the side in the middle what @commit of the range is. */
int rt_compare_tree_middle(struct rt_compare *compare, const char *commit,
			   struct rt_error *error);

/*
 * After rt_compare_run() on a range: finds the commit that made each row what
 * it is, and writes it down in the comparison.
 */
int rt_compare_bisect(struct rt_compare *compare, struct rt_error *error);

/* The rows of the matrix that this shard has, as an empty comparison. */
int rt_compare_rows(struct rt_compare *compare, struct rt_error *error);

/*
 * Builds the row of that number for @side, into @subject. Errors as from
 * rt_subject_build(); release in every case.
 */
int rt_compare_build(const struct rt_compare *compare, size_t row, int side,
		     struct rt_subject *subject, struct rt_error *error);

/* A row and a side to be looked at, and what came of it. */
struct rt_compare_job {
	size_t row;
	int side;
	struct rt_compared_look look;
};

/*
 * Looks, in child processes, at the jobs in their order; @told hears how many
 * of the first ones are over, and may be NULL. An interrupt is a return of 0
 * with compare->interrupt set. RT_USAGE and RT_SETUP for what is no matter of
 * one cell.
 */
int rt_compare_look(struct rt_compare *compare, struct rt_compare_job *jobs,
		    size_t count, void (*told)(void *data, size_t first),
		    void *data, const char *doing, struct rt_error *error);

/*
 * Looks at each row and side, in child processes, and records them. A cell
 * that does not build, crashes or hangs is a look like any other. After an
 * interrupt compare->interrupt is set, and what was done until then is
 * recorded.
 */
int rt_compare_run(struct rt_compare *compare, struct rt_error *error);

/*
 * Measures what the change costs, in one row that stands for it; nothing
 * where that cannot be done.
 */
void rt_compare_cost(struct rt_compare *compare);

/* Where looks are recorded as they come. */
struct rt_compare_log;

int rt_compare_log_open(struct rt_compare_log **log,
			const struct rt_compare *compare,
			struct rt_error *error);
/*
 * Records the rows up to the first that is not finished. What fails is kept
 * for the end.
 */
void rt_compare_log_add(struct rt_compare_log *log,
			struct rt_comparison *comparison, size_t rows);
/*
 * Adds to the runs of @comparison what reports need, and closes. RT_SETUP for
 * what could not be recorded since the log was opened. NULL is allowed.
 */
int rt_compare_log_close(struct rt_compare_log *log,
			 struct rt_comparison *comparison,
			 struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `compare`: judges two accessors, or one accessor in two states of a tree, in
 * every cell of a matrix.
 *
 * cli/compare.c reads the command line, open.c makes the rows, sides.c the two
 * sides, run.c builds and judges, record.c writes to the store, and reports/
 * prints. Not thread-safe.
 */
#ifndef RT_COMPARE_COMPARE_H
#define RT_COMPARE_COMPARE_H

#include <stdbool.h>

#include "harness/base/hash.h"
#include "harness/base/places.h"
#include "harness/base/shard.h"
#include "harness/compare/cells.h"
#include "harness/compare/matrix.h"
#include "harness/compare/tree.h"
#include "harness/record/comparison.h"
#include "harness/run/inventory.h"
#include "harness/run/subject.h"

/* The arguments for one side, or for both. */
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
	const char *within, *beside, *align; /* as of a trial */
	bool unaligned, once;
	/*
	 * Of one side, with nothing to compare it with, as for `check`: the
	 * accessor is side[RT_AFTER].what, by name or path, or one of words.
	 */
	bool is_alone;
	const char *baseline, *junit, *tap;
	const char *shard, *jobs, *from, *run;
	bool json, no_cost, list, update, all;
};

/* One side, ready to be built. Strings belong to the options or to the side. */
struct rt_compare_side {
	bool is_used;
	char label[256];
	/* if words has no expression or object */
	char accessor[256];
	struct rt_subject_words words; /* owns the lists */
	struct rt_strings made;	       /* owns strings that words points to */
};

/* How to judge row @index of the comparison: its cell and its question. */
struct rt_compare_row {
	const struct rt_matrix_cell *cell;
	struct rt_trial_object object;
	unsigned width, misaligned;
	bool stores;
};

/* RT_MIDDLE: a commit between RT_BEFORE and RT_AFTER */
enum { RT_MIDDLE = RT_SIDES, RT_COMPARE_SIDES };

struct rt_compare {
	/* cache: inside tree.scratch if has_own_cache */
	struct rt_places places;
	bool has_own_cache;
	const struct rt_compare_options *options;
	struct rt_inventory inventory;
	struct rt_matrix matrix;
	struct rt_matrix_cells cells;
	struct rt_shard shard;
	struct rt_compare_side side[RT_COMPARE_SIDES];
	struct rt_tree tree;
	struct rt_text commit[RT_SIDES]; /* full hashes, for --range */
	struct rt_compare_row *row;	 /* of this shard */
	struct rt_comparison comparison;
	/* Its object is that of all rows; a digest of it and of --once. */
	struct rt_trial asked;
	struct rt_digest subject;
	/* repeats the comparison, with the shard */
	struct rt_text command;
	unsigned jobs; /* processes; 0: one per usable CPU */
	int interrupt; /* the signal that ended it early, or 0 */
	/* Why a side that is_alone was judged and not recorded; code 0: it was.
	 */
	struct rt_error not_recorded;
};

/*
 * Makes an empty comparison from compare->options: toolchains, cells, sides,
 * and the rows of this shard. RT_USAGE for options that contradict each other.
 * The caller must release with rt_compare_close() in every case.
 */
int rt_compare_open(struct rt_compare *compare, struct rt_error *error);
void rt_compare_close(struct rt_compare *compare);

/*
 * Sets the command that repeats the comparison: @typed, the arguments that
 * decide what is compared, from the subcommand on. RT_USAGE when the command is
 * too long to be recorded.
 */
int rt_compare_name(struct rt_compare *compare, const struct rt_strings *typed,
		    struct rt_error *error);

/*
 * Loads the comparison that --from and --run name from a store, which may come
 * from another machine.
 */
int rt_compare_from_store(struct rt_compare *compare, struct rt_error *error);

/*
 * Makes the sides from the options. RT_USAGE for options that contradict each
 * other or an accessor that does not exist.
 */
int rt_compare_sides(struct rt_compare *compare, struct rt_error *error);
void rt_compare_side_free(struct rt_compare_side *side);

/*
 * Opens the repository of --tree, if that is given. RT_USAGE for options that
 * contradict each other, RT_SUBJECT for a patch that does not apply: both are
 * known before a compiler is looked for.
 */
int rt_compare_tree_open(struct rt_compare *compare, struct rt_error *error);

/*
 * Checks out the commits of --tree that the sides stand for, and maps the paths
 * in the sides' options into the checkouts. RT_USAGE with git's message for an
 * unknown commit.
 */
int rt_compare_tree(struct rt_compare *compare, struct rt_error *error);
void rt_compare_tree_free(struct rt_compare *compare);

/* Sets side[RT_MIDDLE] to @commit of the range, which is checked out. */
int rt_compare_tree_middle(struct rt_compare *compare, const char *commit,
			   struct rt_error *error);

/*
 * After rt_compare_run() on a range: finds the commits that changed outcomes,
 * and adds each to the comparison, with a count of its changes.
 */
int rt_compare_bisect(struct rt_compare *compare, struct rt_error *error);

/* Makes an empty comparison of this shard's rows of the matrix. */
int rt_compare_rows(struct rt_compare *compare, struct rt_error *error);

/*
 * Appends the arguments of `check` that judge row number @row of side RT_AFTER
 * again. Nothing where the side is a checkout, which is gone by then.
 */
void rt_compare_typed(const struct rt_compare *compare, size_t row,
		      struct rt_text *text);

/*
 * After a run in which no cell was built: the error of the first row's build,
 * with what may help in its detail (harness/run/advice.h). Else 0.
 */
int rt_compare_explain(const struct rt_compare *compare,
		       struct rt_error *error);

/*
 * Builds row number @row of @side into @subject. Errors as from
 * rt_subject_build(); the caller must release @subject in every case.
 */
int rt_compare_build(const struct rt_compare *compare, size_t row, int side,
		     struct rt_subject *subject, struct rt_error *error);

/* A row and a side to be judged, and the answer. */
struct rt_compare_job {
	size_t row;
	int side;
	struct rt_compared_answer answer;
};

/*
 * Builds and judges the jobs in their order, in child processes; @told, which
 * may be NULL, is called with the number of leading jobs that are finished. An
 * interrupt returns 0 and sets compare->interrupt. RT_USAGE and RT_SETUP for
 * errors that do not belong to one cell.
 */
int rt_compare_judge(struct rt_compare *compare, struct rt_compare_job *jobs,
		     size_t count, void (*told)(void *data, size_t first),
		     void *data, const char *doing, struct rt_error *error);

/*
 * Builds, judges and records each row and side, in child processes. A cell that
 * does not build, crashes or hangs is a result like any other. After an
 * interrupt compare->interrupt is set, and the rows finished until then are
 * recorded.
 */
int rt_compare_run(struct rt_compare *compare, struct rt_error *error);

/*
 * Measures the change's cost in time, in one representative row; does nothing
 * if it cannot be measured.
 */
void rt_compare_cost(struct rt_compare *compare);

/* Records results as they arrive. */
struct rt_compare_log;

int rt_compare_log_open(struct rt_compare_log **log,
			const struct rt_compare *compare,
			struct rt_error *error);
/*
 * Records those of the first @rows rows that are not recorded yet; all of them
 * must be finished. Errors are kept for rt_compare_log_close(). NULL is
 * allowed.
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

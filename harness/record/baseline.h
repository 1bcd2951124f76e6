/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A baseline: the outcomes of a comparison's cells in a text file that lives
 * beside the code it is about, in git, and is read in its diffs.
 *
 *     # Comment.
 *     [Alpine 2019, fortify-headers 1.0]
 *     torn          gcc-12+musl -Ifortify-1.0 -Os -D_FORTIFY_SOURCE=2
 *     atomic x2     store32 gcc-12+glibc -O0
 *
 * Two blanks part the outcome, one of rt_outcome_word(), from the cell, which
 * is named as rt_compared_name() does. Any thread.
 */
#ifndef RT_RECORD_BASELINE_H
#define RT_RECORD_BASELINE_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/record/comparison.h"

struct rt_baseline_cell {
	char title[48];
	char *name;
	enum rt_outcome outcome;
};

struct rt_baseline {
	struct rt_baseline_cell *cell;
	size_t count;
};

/*
 * Reads text that may be anything. RT_USAGE names @source and the line: no
 * outcome, a cell given twice. Release with rt_baseline_free() in every case.
 */
int rt_baseline_parse(struct rt_baseline *baseline, const char *text,
		      size_t length, const char *source,
		      struct rt_error *error);
int rt_baseline_read(struct rt_baseline *baseline, const char *path,
		     struct rt_error *error);
void rt_baseline_free(struct rt_baseline *baseline);

/* Appends the outcomes after, of every row that was looked at, as a file. */
void rt_baseline_print(const struct rt_comparison *comparison,
		       struct rt_text *text);

/*
 * Makes the baseline's outcomes those before; a row that it has not was not
 * looked at before. Counts again. Gives how many of the baseline's cells
 * @comparison has not.
 */
size_t rt_baseline_apply(const struct rt_baseline *baseline,
			 struct rt_comparison *comparison);

#endif

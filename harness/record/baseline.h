/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A baseline: the outcomes of a comparison's cells in a text file that is kept
 * in git with the code, so that diffs show changes.
 *
 *     # Comment.
 *     [Alpine 2019, fortify-headers 1.0]
 *     torn          gcc-12+musl -Ifortify-1.0 -Os -D_FORTIFY_SOURCE=2
 *     atomic x2     store32 gcc-12+glibc -O0
 *
 * Two blanks separate the outcome, a rt_outcome_word(), from the cell's name, a
 * rt_compared_name(). Thread-safe.
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
 * Parses text that is not trusted. RT_USAGE, with @source and the line in the
 * message, for an unknown outcome or a cell given twice. Release with
 * rt_baseline_free() in every case.
 */
int rt_baseline_parse(struct rt_baseline *baseline, const char *text,
		      size_t length, const char *source,
		      struct rt_error *error);
int rt_baseline_read(struct rt_baseline *baseline, const char *path,
		     struct rt_error *error);
void rt_baseline_free(struct rt_baseline *baseline);

/*
 * Appends the outcomes of side RT_AFTER, of all rows that were examined, in the
 * format of a baseline.
 */
void rt_baseline_print(const struct rt_comparison *comparison,
		       struct rt_text *text);

/*
 * Makes the baseline's outcomes those of side RT_BEFORE; a row that the
 * baseline lacks becomes RT_OUTCOME_NONE. Updates the tally, and what
 * @comparison has of the baseline's cells: gone, gone_names and added.
 * RT_SETUP without memory.
 */
int rt_baseline_apply(const struct rt_baseline *baseline,
		      struct rt_comparison *comparison, struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of a comparison's text: a row a cell. Any thread. */
#ifndef RT_REPORTS_COMPARISON_TABLE_H
#define RT_REPORTS_COMPARISON_TABLE_H

#include <stdbool.h>

#include "harness/base/text.h"
#include "harness/record/comparison.h"

enum { RT_COMPARISON_WIDTH = 80 };

/*
 * Appends the rows by the blocks of their matrix, no line wider than
 * RT_COMPARISON_WIDTH. Unless @all is set, the unchanged cells of a block that
 * say the same are one row. @out remembers when memory ran out.
 */
void rt_comparison_table(struct rt_text *out,
			 const struct rt_comparison *comparison, bool colour,
			 bool all);

#endif

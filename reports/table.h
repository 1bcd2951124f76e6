/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many runs, a line each, for a terminal.
 */
#ifndef RT_REPORTS_TABLE_H
#define RT_REPORTS_TABLE_H

#include <stdbool.h>

#include "harness/base/text.h"
#include "harness/record/record.h"

struct rt_table_style {
	bool colour;	/* the verdict: torn red, whole green */
	size_t columns; /* of a line, at least 80; SIZE_MAX: never cut */
};

/*
 * Appends the headings and a line a run. The device's message takes the room
 * that is left and is cut to it; only a count above 99,999,999 or an id above
 * 9999 makes a line wider. @out remembers when memory ran out. Any thread.
 */
void rt_table(const struct rt_run *runs, size_t count,
	      const struct rt_table_style *style, struct rt_text *out);

/*
 * The same of commands, a line each: the numbers of its runs, which accessor or
 * how many, which toolchain or how many, and how many runs had which verdict.
 */
void rt_table_commands(const struct rt_recorded *recorded, size_t count,
		       const struct rt_table_style *style, struct rt_text *out);

#endif

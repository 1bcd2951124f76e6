/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same few runs side by side, for a terminal of 80 columns.
 */
#ifndef RT_REPORTS_COLUMNS_H
#define RT_REPORTS_COLUMNS_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/record/record.h"

enum { RT_COLUMNS_MAX = 3 };

/*
 * Appends @count runs, one a column, no line wider than 80. With @colour
 * what tore is red, atomic green, not settled yellow (ECMA-48). RT_USAGE for
 * more than RT_COLUMNS_MAX runs, RT_SETUP when memory ran out. Any thread.
 */
int rt_columns(const struct rt_run *runs, size_t count, bool colour,
	       struct rt_text *out, struct rt_error *error);

#endif

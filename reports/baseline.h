/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The baseline of `compare`: checked, applied, written. One thread. */
#ifndef RT_REPORTS_BASELINE_H
#define RT_REPORTS_BASELINE_H

#include <stdbool.h>

#include "harness/compare/compare.h"

/*
 * Before anything is built: RT_USAGE for --update without a baseline or of a
 * shard, and RT_SUBJECT for a baseline that is not there or has no cells, which
 * nothing can be worse than.
 */
int rt_compare_check_baseline(const struct rt_compare_options *options,
			      struct rt_error *error);

/*
 * Makes the baseline the side before or, with --update, writes it from what was
 * judged; says so on standard error. Nothing without a baseline. RT_SUBJECT for
 * one to be written of which cells are missing, or none was built.
 */
int rt_compare_use_baseline(struct rt_compare *compare, struct rt_error *error);

/*
 * Whether cells of the baseline were not looked at: no row is one of them. Of a
 * shard, which has not all cells, whether none was.
 */
bool rt_baseline_is_unmet(const struct rt_comparison *comparison);

#endif

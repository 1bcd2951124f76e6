/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `compare` says, writes and ends with. One thread. */
#ifndef RT_REPORTS_COMPARE_H
#define RT_REPORTS_COMPARE_H

#include "harness/compare/compare.h"

/*
 * Applies the baseline, writes what CI wants, prints. @status is the exit
 * code.
 */
int rt_compare_report(struct rt_compare *compare, int *status,
		      struct rt_error *error);

#endif

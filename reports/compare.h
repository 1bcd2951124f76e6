/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `compare` says, writes and ends with. One thread. */
#ifndef RT_REPORTS_COMPARE_H
#define RT_REPORTS_COMPARE_H

#include <jansson.h>

#include "harness/compare/compare.h"

/*
 * Applies the baseline, writes what CI wants, prints. @status is the exit
 * code.
 */
int rt_compare_report(struct rt_compare *compare, int *status,
		      struct rt_error *error);

/* Prints the patterns of the matrix that no toolchain here matches. */
void rt_compare_print_absent(const struct rt_compare *compare);

/* The comparison, and what of the matrix is absent; new, NULL without memory.
 */
json_t *rt_compare_json(const struct rt_compare *compare);

#endif

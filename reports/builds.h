/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `check --matrix` says of all builds of one accessor. One thread. */
#ifndef RT_REPORTS_BUILDS_H
#define RT_REPORTS_BUILDS_H

#include <stdbool.h>

#include "harness/compare/compare.h"

/*
 * Prints the sentence, a command that judges the worst build again, the builds,
 * and what was not built; or JSON. Builds of one block of the matrix that came
 * out alike are one line unless @all. @compare has been run, and is of one
 * side (is_alone). RT_SETUP without memory.
 */
int rt_builds_report(const struct rt_compare *compare, bool all,
		     struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How commands end that judge the builds of a matrix: `compare` and `check
 * --matrix`. One thread.
 */
#ifndef RT_CLI_COMPARED_H
#define RT_CLI_COMPARED_H

#include "harness/compare/compare.h"

/*
 * Where nothing was built, prints what the compiler said of the first build and
 * what may help: a row has room for a sentence of it alone.
 */
void rt_cli_explain_builds(const struct rt_compare *compare);

/*
 * Releases @compare, and passes @code on. After an interrupt the command ends
 * by that signal (rt_command_end_by()).
 */
int rt_cli_end_compare(struct rt_compare *compare, int code);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `ringtear runs`: lists what the store holds, or reports one run of it.
 */
#ifndef RT_CLI_RUNS_H
#define RT_CLI_RUNS_H

#include "harness/base/places.h"

/*
 * @argv[0] is "runs"; of @places it uses the command and the store. Prints to
 * standard output, errors to standard error, and returns the exit code: 0, also
 * for a store that is empty or not there; 2 for a wrong word, a run that is not
 * there or a store that cannot be read. Main thread only (getopt).
 */
int rt_cli_runs(const struct rt_places *places, int argc, char **argv);

#endif

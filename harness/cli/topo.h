/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `ringtear topo`: which CPUs can race, and how far apart they are. */
#ifndef RT_CLI_TOPO_H
#define RT_CLI_TOPO_H

#include "harness/base/places.h"

/*
 * Runs the subcommand; argv[0] is its own name, "topo". Of @places it uses the
 * command. Prints to standard output, errors to standard error. Returns the
 * exit code: 0, or 2 for a bad option, a pair that this machine has not, or a
 * topology that cannot be read. Having one usable CPU is stated and is 0,
 * unless --pair asks for a pair. For the main thread: it uses getopt_long(3).
 */
int rt_cli_topo(const struct rt_places *places, int argc, char **argv);

#endif

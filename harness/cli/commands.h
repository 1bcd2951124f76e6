/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands, each in a file of its own. The command line has one thread.
 * A subcommand returns the exit code.
 */
#ifndef RT_CLI_COMMANDS_H
#define RT_CLI_COMMANDS_H

#include "harness/base/places.h"

int rt_cli_repro(const struct rt_places *places, int argc, char **argv);
int rt_cli_hammer(const struct rt_places *places, int argc, char **argv);
int rt_cli_replay(const struct rt_places *places, int argc, char **argv);
int rt_cli_check(const struct rt_places *places, int argc, char **argv);
int rt_cli_compare(const struct rt_places *places, int argc, char **argv);
int rt_cli_merge(const struct rt_places *places, int argc, char **argv);
int rt_cli_report(const struct rt_places *places, int argc, char **argv);
int rt_cli_fuzz(const struct rt_places *places, int argc, char **argv);
int rt_cli_minimize(const struct rt_places *places, int argc, char **argv);
int rt_cli_list(const struct rt_places *places, int argc, char **argv);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How errors and results reach a person: wrapped to 80 columns, coloured on a
 * terminal only. The command line has one thread.
 */
#ifndef RT_CLI_SCREEN_H
#define RT_CLI_SCREEN_H

#include <stdbool.h>

#include "harness/base/error.h"

/*
 * Prints "ringtear: MESSAGE", then the detail whole, on standard error, and
 * returns the exit code that belongs to @error.
 */
int rt_cli_fail(const struct rt_error *error);

/* True when standard output is a terminal and NO_COLOR is not set. */
bool rt_cli_colour(void);

/*
 * Prints @first, then @text wrapped to 80 columns, all of it below itself from
 * column @indent on. A @first that is too long for that has its own line.
 */
void rt_cli_print_beside(const char *first, unsigned indent, const char *text);

/*
 * Prints "LABEL     VALUE" on standard output, wrapped to 80 columns below
 * itself. The lines of a command are continued as a shell wants it.
 */
void rt_cli_print_item(const char *label, const char *value);
void rt_cli_print_command(const char *label, const char *command);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every command that builds and runs code needs of the system. */
#ifndef RT_CLI_NEEDS_H
#define RT_CLI_NEEDS_H

#include "harness/base/error.h"

/*
 * RT_SETUP, with what to do about it, without /proc, by which the threads and
 * processes of the code under test are seen (proc(5)), or without /dev/null,
 * which every program that is started gets as its input.
 */
int rt_cli_needs(struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts another program, under limits. Thread-safe. */
#ifndef RT_BASE_PROCESS_START_H
#define RT_BASE_PROCESS_START_H

#include <sys/types.h>

#include "harness/base/process.h"

struct rt_process_start {
	char *const *argv;		/* [0] is looked up in PATH */
	const char *directory;		/* or NULL */
	const struct rt_limits *limits; /* those of setrlimit(2) are set */
	int output;			/* becomes standard output and error */
	int failure;			/* private */
};

/*
 * Starts the program in its own process group, with no signal blocked and
 * /dev/null as standard input. Returns 0, or the errno of what failed.
 */
int rt_process_start(pid_t *child, struct rt_process_start *start);

#endif

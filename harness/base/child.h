/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a piece of our own code in a child process, since the code under test
 * that it calls may crash, exit or hang.
 */
#ifndef RT_BASE_CHILD_H
#define RT_BASE_CHILD_H

#include <stdbool.h>

#include "harness/base/error.h"

struct rt_child {
	void (*body)(void *data); /* in the child */
	void *data;
	const char *what; /* "the accessor", for messages */
	/*
	 * Then it hangs, and is killed. Beside other programs it may take
	 * longer, until it has had that much CPU time.
	 */
	double seconds;
	/*
	 * Unless NULL: called here with @data every 10 ms, and once more when
	 * the child has ended. @spent is in seconds. What it returns but 0
	 * ends the child, and is what rt_child_run() returns.
	 */
	int (*tick)(void *data, double spent, struct rt_error *error);
	/* Unless NULL: what it was doing when it did not come back. */
	const char *(*doing)(const void *data);
};

/*
 * Forks and calls child->body in the child, which dies with this process.
 * What it writes is lost unless it lies in memory that is MAP_SHARED. Call it
 * from a process with one thread.
 *
 * Returns 0 when the body returned. RT_CRASH when it did not: the message
 * says whether it crashed, ended its process or hung. RT_SETUP when no
 * process could be made.
 */
int rt_child_run(const struct rt_child *child, struct rt_error *error);

#endif

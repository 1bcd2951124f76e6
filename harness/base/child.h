/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a piece of our own code in a child process, since the code under test
 * that it calls may crash, exit or hang.
 */
#ifndef RT_BASE_CHILD_H
#define RT_BASE_CHILD_H

#include <stdbool.h>

#include "harness/base/error.h"

/*
 * Forks, calls @body with @data in the child, and waits at most @seconds; then
 * the child is killed. What the child writes is lost unless it lies in memory
 * that is MAP_SHARED. The child dies with this process. Call it from a
 * process with one thread.
 *
 * Returns 0 when @body returned. RT_CRASH when it did not: the message begins
 * with @what ("the accessor") and says whether it crashed, ended the process
 * or hung. RT_SETUP when no process could be made.
 */
int rt_child_run(void (*body)(void *data), void *data, double seconds,
		 const char *what, struct rt_error *error);

#endif

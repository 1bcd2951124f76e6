/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs another program without a shell and gives back what it printed.
 *
 * Any thread may call this. The child gets @argv as it is, no standard input,
 * and its standard output and error are both captured, in order.
 */
#ifndef RT_BASE_PROCESS_H
#define RT_BASE_PROCESS_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_process {
	struct rt_text output; /* at most 1 MiB, the rest is dropped */
	int exit_status;       /* 0 to 255, or -1 when a signal ended it */
	int signal;	       /* that signal, or 0 */
	bool timed_out;	       /* it was killed after @seconds */
};

/*
 * Runs argv[0], looked up in PATH when it has no slash, and waits for it at
 * most @seconds; then its whole process group is killed. @directory is where
 * it runs, or NULL for here.
 *
 * Returns 0 whenever the program ran, whatever it answered: look at
 * exit_status. A SIGHUP, SIGINT or SIGTERM that comes meanwhile kills the
 * group too and takes effect on return, in this thread; that needs every
 * other thread to block them. After a SIGKILL of ours the child ends by
 * itself. RT_SETUP when it could not be started. In both cases the
 * caller releases @process with rt_process_free().
 */
int rt_process_run(struct rt_process *process, char *const argv[],
		   const char *directory, double seconds,
		   struct rt_error *error);

void rt_process_free(struct rt_process *process);

#endif

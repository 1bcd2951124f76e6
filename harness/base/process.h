/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs another program without a shell and returns its output.
 *
 * Thread-safe. The child gets @argv as it is and no standard input; its
 * standard output and standard error are captured together, in order.
 */
#ifndef RT_BASE_PROCESS_H
#define RT_BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/limits.h"
#include "harness/base/text.h"

struct rt_process {
	struct rt_text output; /* at most 1 MiB, the rest is dropped */
	int exit_status;       /* 0 to 255, or -1 when a signal ended it */
	int signal;	       /* that signal, or 0 */
	bool timed_out;	       /* it was killed after @seconds */
	enum rt_limit limit;   /* what ended it; timed_out: _SECONDS */
	/*
	 * A signal ended it that neither a fault of its code raises nor a limit
	 * of the caller's: no memory was left, or somebody sent it.
	 */
	bool is_interrupted;
};

/*
 * Runs argv[0], looked up in PATH when it has no slash, and waits for it at
 * most @seconds; then its whole process group is killed. @directory is its
 * working directory; NULL: the current one.
 *
 * Returns 0 whenever the program ran, even if exit_status is not 0. A SIGHUP,
 * SIGINT or SIGTERM that comes meanwhile kills the group too and takes effect
 * on return, in this thread; all other threads must block these signals. When
 * SIGKILL ends this process, the child runs on to its end. RT_SETUP when the
 * program could not be started. In both cases the caller releases @process with
 * rt_process_free().
 */
int rt_process_run(struct rt_process *process, char *const argv[],
		   const char *directory, double seconds,
		   struct rt_error *error);

/*
 * rt_process_run() of a program that holds code under test: once more where the
 * first run was interrupted, and any process that it has left behind is ended.
 * Not for two threads at once.
 */
int rt_process_run_tested(struct rt_process *process, char *const argv[],
			  const char *directory, double seconds,
			  struct rt_error *error);

/*
 * rt_process_run() under @limits: what exceeds one of them is killed.
 *
 * The limits of setrlimit(2) hold from the program's first instruction: the
 * child sets them between vfork(2) and exec. posix_spawn(3) cannot; a stub in
 * between would cost a tenth of a small compile, and prlimit(2) from outside
 * was seen to come after the program's first fork on a busy machine. Processes
 * are counted every 20 ms, since RLIMIT_NPROC counts all processes of the user
 * and does not hold for root. So more may run for a moment, and a process that
 * leaves the group (setsid(2)) is neither counted nor killed.
 */
int rt_process_run_limited(struct rt_process *process, char *const argv[],
			   const char *directory,
			   const struct rt_limits *limits,
			   struct rt_error *error);

void rt_process_free(struct rt_process *process);

#endif

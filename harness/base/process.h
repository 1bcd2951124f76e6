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
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/* Which limit a program ran into, as far as it can be told. */
enum rt_limit {
	RT_LIMIT_NONE,
	RT_LIMIT_SECONDS,
	RT_LIMIT_CPU,
	RT_LIMIT_FILE,
	RT_LIMIT_OUTPUT,
	RT_LIMIT_PROCESSES,
	RT_LIMIT_MEMORY, /* never of rt_process_run_limited() */
	RT_LIMITS,
};

/*
 * What a program may use. 0 is no limit, but @seconds must be given. A
 * program that is refused memory says so in its own words, so there is no
 * RT_LIMIT_MEMORY.
 */
struct rt_limits {
	double seconds; /* from start to end */
	/* setrlimit(2)'s, of each process on its own: */
	unsigned cpu_seconds;
	size_t memory; /* bytes of address space */
	size_t file;   /* bytes of a file that it writes */
	/* Of all together: */
	size_t output;	    /* bytes that it prints; 1 MiB is kept of them */
	unsigned processes; /* at once, in its process group */
};

struct rt_process {
	struct rt_text output; /* at most 1 MiB, the rest is dropped */
	int exit_status;       /* 0 to 255, or -1 when a signal ended it */
	int signal;	       /* that signal, or 0 */
	bool timed_out;	       /* it was killed after @seconds */
	enum rt_limit limit;   /* what ended it; timed_out: _SECONDS */
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

/*
 * The same under @limits, all that break one being killed.
 *
 * The limits of setrlimit(2) hold from the program's first instruction: the
 * child sets them between vfork(2) and exec. posix_spawn(3) cannot; a stub in
 * between would cost a tenth of a small compile, and prlimit(2) from outside
 * was seen to come after the program's first fork on a busy machine.
 * The processes are counted while it runs, every 20 ms, as RLIMIT_NPROC
 * counts all that a user has and lets root go: so more may run for a moment,
 * and one that leaves the process group (setsid(2)) is neither counted nor
 * killed.
 */
int rt_process_run_limited(struct rt_process *process, char *const argv[],
			   const char *directory,
			   const struct rt_limits *limits,
			   struct rt_error *error);

/* "time", "CPU time", "size of a file", …; for messages, constant. */
const char *rt_limit_name(enum rt_limit limit);

void rt_process_free(struct rt_process *process);

#endif

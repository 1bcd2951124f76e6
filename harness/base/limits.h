/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What another program may use, and which of it the program exceeded.
 * Thread-safe.
 */
#ifndef RT_BASE_LIMITS_H
#define RT_BASE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

/* The limit that a program exceeded, as far as it is known. */
enum rt_limit {
	RT_LIMIT_NONE,
	RT_LIMIT_SECONDS,
	RT_LIMIT_CPU,
	RT_LIMIT_FILE,
	RT_LIMIT_OUTPUT,
	RT_LIMIT_PROCESSES,
	RT_LIMIT_MEMORY, /* never set by rt_process_run_limited() */
	RT_LIMITS,
};

/*
 * What a program may use. 0 is no limit, but @seconds must be given. A program
 * whose allocation fails reports that in its output, so there is no
 * RT_LIMIT_MEMORY.
 */
struct rt_limits {
	double seconds; /* from start to end */
	/* By setrlimit(2), for each process on its own: */
	unsigned cpu_seconds;
	size_t memory; /* bytes of address space */
	size_t file;   /* bytes of each file written */
	/* For all processes together: */
	size_t output;	    /* bytes printed; the first 1 MiB is kept */
	unsigned processes; /* at once, in its process group */
};

/* "time", "CPU time", "size of a file", …; for messages, constant. */
const char *rt_limit_name(enum rt_limit limit);

/*
 * Sets those of setrlimit(2) for this process; a lower hard limit stays.
 * Returns 0, or -1 with errno. Calls only functions that are safe between
 * vfork(2) and exec.
 */
int rt_limits_set(const struct rt_limits *limits);

/*
 * True when the user's own ulimit of @limit is lower than that of @limits: then
 * the machine's settings ended the program, and nothing that it was given.
 */
bool rt_limit_is_inherited(enum rt_limit limit, const struct rt_limits *limits);

#endif

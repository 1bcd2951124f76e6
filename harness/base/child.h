/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a function of ringtear in a child process, since the code under test
 * that it calls may crash, exit or hang.
 */
#ifndef RT_BASE_CHILD_H
#define RT_BASE_CHILD_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/said.h"

/*
 * How often a run is begun that a signal from outside has ended. It is up to
 * the caller, who alone can make its memory as it was before.
 */
enum { RT_CHILD_TRIES = 2 };

struct rt_child {
	void (*body)(void *data); /* in the child */
	void *data;
	const char *what; /* "the accessor", for messages */
	/*
	 * A child that runs longer is killed and reported as hung. On a busy
	 * machine the limit is this much CPU time, and at most 20 times as
	 * long.
	 */
	double seconds;
	/*
	 * May be NULL. Called in the parent with @data every 10 ms, and once
	 * more when the child has ended; it starts no process. @spent is in
	 * seconds. A result other than 0 kills the child and is what
	 * rt_child_run() returns.
	 */
	int (*tick)(void *data, double spent, struct rt_error *error);
	/*
	 * May be NULL. What the child was doing, for the message of its
	 * failure.
	 */
	const char *(*doing)(const void *data);
	/*
	 * May be NULL. Receives the first line that the child printed, as
	 * rt_said_end() does, if it holds "" still.
	 */
	char *printed; /* RT_SAID_SIZE bytes */
};

/*
 * Forks and calls child->body in the child, which is killed when this process
 * ends. Only shared memory carries data back: of harness/base/apart.h where the
 * body calls code under test. Call it from a process with one thread; a body
 * may call it too.
 *
 * A body may rely on this, whatever the code under test does:
 * - That it returned is told by a number that this process wrote into apart
 *   memory, no exit status; a process that the code forked cannot tell it, and
 *   ends where it touches apart memory.
 * - It begins with none blocked of the signals that end a process, each of
 *   which ends it as usual (harness/base/ending.h); in a process group of its
 *   own.
 * - Its standard input is empty, its outputs are kept, and it has no other
 *   files; the body of a body's child has those that the code left there.
 *   Nothing that the child prints comes on the outputs of this process.
 * - Where its process stops, by a signal or a tracer, it is killed.
 * - When rt_child_run() returns, no process lives that the code has started,
 *   even in a process group of its own (harness/base/strays.h). A SIGHUP,
 *   SIGINT or SIGTERM that comes meanwhile takes effect after that; only when
 *   SIGKILL ends this process does what the code has forked live on.
 *
 * Returns 0 when the body returned. RT_CRASH when it did not: the message says
 * whether it crashed, ended its process, stopped or hung, and the first line
 * that it printed. RT_INTERRUPTED when that was a signal from outside, or it
 * was stopped: then nothing follows for the code that ran. RT_SETUP when
 * fork(2) fails.
 */
int rt_child_run(const struct rt_child *child, struct rt_error *error);

#endif

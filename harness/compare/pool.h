/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many pieces of work over a few child processes: one that crashes or hangs
 * is a result like any other, and the rest goes on.
 *
 * The work is done in processes since the harness is single-threaded (libelf)
 * and since the code under test is somebody else's. Results lie in memory
 * that is shared with the children. Call it from a process with one thread.
 */
#ifndef RT_COMPARE_POOL_H
#define RT_COMPARE_POOL_H

#include <stddef.h>

#include "harness/base/error.h"

enum rt_pool_state {
	RT_POOL_WAITING,
	RT_POOL_RUNNING,
	RT_POOL_DONE,
	RT_POOL_CRASHED, /* its process ended, by a signal or by exit(3) */
	RT_POOL_HUNG,	 /* it took longer than the plan allows */
};

struct rt_pool_plan {
	size_t jobs;
	size_t size;	  /* bytes of one result, zeroed at first */
	unsigned workers; /* 0: as many as there are usable CPUs */
	double seconds;	  /* that one job may take */
	/* In a child: does job number @job, and leaves its result there. */
	void (*run)(void *data, size_t job, void *result);
	/*
	 * In the caller's process, some ten times a second and once at the
	 * end: how many jobs are over. NULL for nothing.
	 */
	void (*told)(void *data, size_t over);
	void *data;
};

struct rt_pool;

/* RT_SETUP without memory. Release with rt_pool_free(). */
int rt_pool_new(struct rt_pool **pool, const struct rt_pool_plan *plan,
		struct rt_error *error);

/*
 * Runs the jobs, in their order, until each is over. On SIGINT, SIGTERM or
 * SIGHUP no further one is begun, those that run may end within ten seconds,
 * and @signal is which it was: the caller cleans up and raises it again. Else
 * @signal is 0. No child is left in any case; all die with this process.
 * RT_SETUP when no process can be made.
 */
int rt_pool_run(struct rt_pool *pool, int *signal, struct rt_error *error);

enum rt_pool_state rt_pool_state(const struct rt_pool *pool, size_t job);

/* What it left; of a job that crashed or hung, as far as it came. */
void *rt_pool_result(const struct rt_pool *pool, size_t job);

/* "crashed: signal 11 (Segmentation fault)"; valid until the pool is freed. */
const char *rt_pool_reason(const struct rt_pool *pool, size_t job);

/* NULL is allowed. */
void rt_pool_free(struct rt_pool *pool);

#endif

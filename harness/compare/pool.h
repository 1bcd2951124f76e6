/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool of child processes for many jobs: a job that crashes or hangs is a
 * result like any other, and the rest goes on.
 *
 * Jobs run in processes since the harness is single-threaded (libelf) and since
 * the code under test is not trusted. Results are in memory that is shared with
 * the children. The caller's process must have one thread.
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
	RT_POOL_HUNG,	 /* exceeded the plan's seconds */
	/* Twice a signal ended its process that no fault of code raises. */
	RT_POOL_INTERRUPTED,
};

struct rt_pool_plan {
	size_t jobs;
	size_t size;	  /* bytes of one result, initially zero */
	unsigned workers; /* 0: as many as there are usable CPUs */
	double seconds;	  /* time limit of one job */
	/*
	 * In a child: does job number @job and stores its result in @result. It
	 * is done again, once, where a signal such as SIGKILL has ended the
	 * child.
	 */
	void (*run)(void *data, size_t job, void *result);
	/*
	 * In the caller's process, some ten times a second and once at the end:
	 * @over is the number of finished jobs. May be NULL.
	 */
	void (*told)(void *data, size_t over);
	void *data;
};

struct rt_pool;

/* RT_SETUP without memory. Release with rt_pool_free(). */
int rt_pool_new(struct rt_pool **pool, const struct rt_pool_plan *plan,
		struct rt_error *error);

/*
 * Runs the jobs, in their order, until all are finished. On SIGINT, SIGTERM or
 * SIGHUP no further job is begun, running jobs may finish within ten seconds,
 * and @signal is set to the signal, which the caller should raise again after
 * cleaning up. Else @signal is 0. No child is left in any case: all die with
 * this process. RT_SETUP when a process cannot be made.
 */
int rt_pool_run(struct rt_pool *pool, int *signal, struct rt_error *error);

enum rt_pool_state rt_pool_state(const struct rt_pool *pool, size_t job);

/* The result; incomplete if the job crashed, hung or was interrupted. */
void *rt_pool_result(const struct rt_pool *pool, size_t job);

/* "crashed: signal 11 (Segmentation fault)"; valid until the pool is freed. */
const char *rt_pool_reason(const struct rt_pool *pool, size_t job);

/* NULL is allowed. */
void rt_pool_free(struct rt_pool *pool);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/compare/pool.h"

struct result {
	size_t square;
	pid_t process;
};

static void square(void *data, size_t job, void *result)
{
	struct result *left = result;

	(void)data;
	left->square = job * job;
	left->process = getpid();
}

static void most_told(void *data, size_t over)
{
	size_t *most = data;

	*most = over > *most ? over : *most;
}

static void every_job_is_done_once_elsewhere(void **state)
{
	size_t most = 0;
	const struct rt_pool_plan plan = {
		.jobs = 100,
		.size = sizeof(struct result),
		.workers = 3,
		.seconds = 60,
		.run = square,
		.told = most_told,
		.data = &most,
	};
	struct rt_pool *pool;
	int interrupt;

	(void)state;
	assert_int_equal(rt_pool_new(&pool, &plan, NULL), RT_OK);
	assert_int_equal(rt_pool_run(pool, &interrupt, NULL), RT_OK);
	assert_int_equal(interrupt, 0);
	assert_int_equal(most, 100);
	for (size_t i = 0; i < 100; i++) {
		const struct result *left = rt_pool_result(pool, i);

		assert_int_equal(rt_pool_state(pool, i), RT_POOL_DONE);
		assert_int_equal(left->square, i * i);
		assert_int_not_equal(left->process, getpid());
	}
	rt_pool_free(pool);
}

static void no_jobs_are_no_error(void **state)
{
	const struct rt_pool_plan plan = {.size = 1, .run = square};
	struct rt_pool *pool;
	int interrupt;

	(void)state;
	assert_int_equal(rt_pool_new(&pool, &plan, NULL), RT_OK);
	assert_int_equal(rt_pool_run(pool, &interrupt, NULL), RT_OK);
	rt_pool_free(pool);
}

static void misbehave(void *data, size_t job, void *result)
{
	(void)data;
	if (job == 3)
		raise(SIGABRT);
	if (job == 5)
		_exit(7);
	if (job == 7)
		pause();
	*(int *)result = 1;
}

static void a_crash_or_a_hang_is_a_result(void **state)
{
	const struct rt_pool_plan plan = {
		.jobs = 12,
		.size = sizeof(int),
		.workers = 2,
		.seconds = 1.5,
		.run = misbehave,
	};
	struct rt_pool *pool;
	int interrupt;

	(void)state;
	assert_int_equal(rt_pool_new(&pool, &plan, NULL), RT_OK);
	assert_int_equal(rt_pool_run(pool, &interrupt, NULL), RT_OK);
	assert_int_equal(rt_pool_state(pool, 3), RT_POOL_CRASHED);
	assert_string_equal(rt_pool_reason(pool, 3),
			    "crashed: signal 6 (Aborted)");
	assert_int_equal(rt_pool_state(pool, 5), RT_POOL_CRASHED);
	assert_string_equal(rt_pool_reason(pool, 5),
			    "ended its process with status 7");
	assert_int_equal(rt_pool_state(pool, 7), RT_POOL_HUNG);
	for (size_t i = 0; i < 12; i++)
		if (i != 3 && i != 5 && i != 7)
			assert_int_equal(*(int *)rt_pool_result(pool, i), 1);
	rt_pool_free(pool);
}

/* Job 2 is ended the first time only, job 4 each time. */
static void be_killed(void *data, size_t job, void *result)
{
	atomic_int *tries = data;

	if ((job == 2 && !atomic_fetch_add(&tries[0], 1)) || job == 4) {
		atomic_fetch_add(&tries[1], job == 4);
		*(int *)result = 9;
		raise(SIGKILL);
	}
	*(int *)result += 1;
}

static void a_job_that_is_killed_is_done_again(void **state)
{
	atomic_int *tries =
		mmap(NULL, 2 * sizeof(*tries), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const struct rt_pool_plan plan = {
		.jobs = 6,
		.size = sizeof(int),
		.workers = 2,
		.seconds = 60,
		.run = be_killed,
		.data = tries,
	};
	struct rt_pool *pool;
	int interrupt;

	(void)state;
	assert_true(tries != MAP_FAILED);
	assert_int_equal(rt_pool_new(&pool, &plan, NULL), RT_OK);
	assert_int_equal(rt_pool_run(pool, &interrupt, NULL), RT_OK);
	assert_int_equal(rt_pool_state(pool, 4), RT_POOL_INTERRUPTED);
	assert_non_null(
		strstr(rt_pool_reason(pool, 4), "was ended by signal 9"));
	assert_int_equal(atomic_load(&tries[1]), 2);
	for (size_t i = 0; i < 6; i++)
		if (i != 4)
			assert_int_equal(*(int *)rt_pool_result(pool, i), 1);
	rt_pool_free(pool);
	munmap(tries, 2 * sizeof(*tries));
}

/* How often the parent has told: between two times it looks for signals. */
static void count_told(void *data, size_t over)
{
	(void)over;
	atomic_fetch_add((atomic_int *)data, 1);
}

static void interrupt_parent(void *data, size_t job, void *result)
{
	atomic_int *told = data;

	if (job == 2) {
		int before = atomic_load(told);

		kill(getppid(), SIGINT);
		while (atomic_load(told) < before + 2)
			usleep(1000);
	}
	*(int *)result = 1;
}

/* What had begun ends, nothing more begins, the caller is told. */
static void an_interrupt_ends_the_work(void **state)
{
	atomic_int *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const struct rt_pool_plan plan = {
		.jobs = 1000,
		.size = sizeof(int),
		.workers = 1,
		.seconds = 60,
		.run = interrupt_parent,
		.told = count_told,
		.data = told,
	};
	struct rt_pool *pool;
	int interrupt;

	(void)state;
	assert_true(told != MAP_FAILED);
	assert_int_equal(rt_pool_new(&pool, &plan, NULL), RT_OK);
	assert_int_equal(rt_pool_run(pool, &interrupt, NULL), RT_OK);
	assert_int_equal(interrupt, SIGINT);
	assert_int_equal(rt_pool_state(pool, 1), RT_POOL_DONE);
	assert_int_equal(rt_pool_state(pool, 2), RT_POOL_DONE);
	assert_int_not_equal(rt_pool_state(pool, 900), RT_POOL_DONE);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	rt_pool_free(pool);
	munmap(told, sizeof(*told));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_job_is_done_once_elsewhere),
		cmocka_unit_test(no_jobs_are_no_error),
		cmocka_unit_test(a_crash_or_a_hang_is_a_result),
		cmocka_unit_test(a_job_that_is_killed_is_done_again),
		cmocka_unit_test(an_interrupt_ends_the_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bodies of children that fork, stop, print, close and kill: the caller is told
 * so, and nothing else changes for it.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"

struct shared {
	_Atomic int came; /* how many processes came to the end of a body */
	int answer;
};

static struct shared *share(void)
{
	struct shared *shared = rt_apart_map(sizeof(*shared));

	assert_non_null(shared);
	return shared;
}

static int run(void (*body)(void *data), struct shared *shared,
	       struct rt_error *error)
{
	const struct rt_child child = {
		.body = body, .data = shared, .what = "it", .seconds = 60};

	return rt_child_run(&child, error);
}

/* Runs @body, which is to end with @code and to say @says. */
static void expect(void (*body)(void *data), int code, const char *says)
{
	struct rt_error error = RT_ERROR_INIT;
	struct shared *shared = share();
	int got = run(body, shared, &error);

	if (got != code || !strstr(error.message, says))
		fail_msg("code %d, \"%s\" for \"%s\"", got, error.message,
			 says);
	assert_int_equal(atomic_load(&shared->came), code == RT_OK);
	rt_error_clear(&error);
	rt_apart_unmap(shared, sizeof(*shared));
}

static void come(void *data)
{
	atomic_fetch_add(&((struct shared *)data)->came, 1);
}

static void leave_with_113(void *data)
{
	(void)data;
	_exit(113);
}

static void leave_with_0(void *data)
{
	(void)data;
	exit(0);
}

static void stop(void *data)
{
	(void)data;
	raise(SIGSTOP);
}

static void be_traced(void *data)
{
	(void)data;
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGUSR1);
}

static void become_true(void *data)
{
	(void)data;
	execl("/bin/true", "true", (char *)NULL);
}

static void only_the_end_of_the_body_counts(void **state)
{
	(void)state;
	expect(come, RT_OK, "");
	expect(leave_with_113, RT_CRASH,
	       "it ended its process with status "
	       "113");
	expect(leave_with_0, RT_CRASH, "it ended its process with status 0");
	expect(become_true, RT_CRASH, "it ended its process with status 0");
	expect(stop, RT_CRASH, "it stopped its process: signal 19");
	expect(be_traced, RT_CRASH, "it stopped its process: signal 10");
}

/* All three of them go on; the caller's memory is that of one. */
static void fork_and_come(void *data)
{
	fork();
	fork();
	come(data);
}

static void die_after_a_fork(void *data)
{
	if (fork() > 0)
		_exit(0);
	come(data);
}

static void a_forked_process_is_not_the_child(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		expect(fork_and_come, RT_OK, "");
		expect(die_after_a_fork, RT_CRASH, "status 0");
	}
}

static void check_signals(void *data)
{
	struct shared *shared = data;
	struct sigaction action;
	sigset_t blocked;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	sigaction(SIGCHLD, NULL, &action);
	shared->answer =
		sigismember(&blocked, SIGINT) || action.sa_handler != SIG_DFL;
	come(data);
}

static void signals_begin_as_usual(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct shared *shared = share();
	sigset_t some, before;

	(void)state;
	sigemptyset(&some);
	sigaddset(&some, SIGINT);
	sigprocmask(SIG_BLOCK, &some, &before);
	signal(SIGCHLD, SIG_IGN);
	/* Its status cannot be asked for, and is not needed. */
	assert_int_equal(run(check_signals, shared, &error), RT_OK);
	expect(leave_with_113, RT_CRASH, "it ended its process");
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(shared->answer, 0);
	rt_apart_unmap(shared, sizeof(*shared));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_end_of_the_body_counts),
		cmocka_unit_test(a_forked_process_is_not_the_child),
		cmocka_unit_test(signals_begin_as_usual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

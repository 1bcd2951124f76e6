/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bodies of children that fork, stop, kill and leave processes: the caller is
 * told so, and nothing else changes for it.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/base/child.h"

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

static void kill_the_group(void *data)
{
	(void)data;
	kill(0, SIGTERM);
	pause();
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
	expect(stop, RT_INTERRUPTED, "it was stopped by signal 19");
	expect(be_traced, RT_CRASH, "it stopped its process: signal 10");
	expect(kill_the_group, RT_CRASH, "it crashed: signal 15");
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

__attribute__((noreturn)) static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static void leave_a_process(void *data)
{
	struct shared *shared = data;
	pid_t left = fork();

	if (!left)
		wait_for_ever();
	shared->left = left;
	come(data);
}

__attribute__((noreturn)) static void be_daemon(int tell)
{
	pid_t self;

	setsid();
	if (fork())
		_exit(0);
	setsid();
	self = getpid();
	if (write(tell, &self, sizeof(self)) < 0)
		_exit(1);
	wait_for_ever();
}

/* In a session of its own, and its parent is gone. */
static void leave_a_daemon(void *data)
{
	struct shared *shared = data;
	int ends[2];
	pid_t middle;

	if (pipe(ends))
		return;
	middle = fork();
	if (!middle)
		be_daemon(ends[1]);
	waitpid(middle, NULL, 0);
	if (read(ends[0], &shared->left, sizeof(shared->left)) > 0)
		come(data);
}

static void nothing_lives_on(void **state)
{
	static void (*const bodies[])(void *data) = {leave_a_process,
						     leave_a_daemon};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct shared *shared = share();
		pid_t own = fork();

		/* A child of the caller's own is none of theirs. */
		if (!own)
			wait_for_ever();
		assert_int_equal(run_child(bodies[i], shared, &error), RT_OK);
		assert_true(shared->left > 0);
		assert_int_equal(kill(shared->left, 0), -1);
		assert_int_equal(errno, ESRCH);
		assert_int_equal(waitpid(own, NULL, WNOHANG), 0);
		kill(own, SIGKILL);
		assert_int_equal(waitpid(own, NULL, 0), own);
		rt_apart_unmap(shared, sizeof(*shared));
	}
}

/* A user has had enough. */
static void leave_a_process_and_be_ended(void *data)
{
	leave_a_process(data);
	kill(getppid(), SIGTERM);
	wait_for_ever();
}

static void nothing_lives_on_behind_a_signal(void **state)
{
	struct shared *shared = share();
	int status;
	pid_t runner = rt_apart_fork();

	(void)state;
	if (!runner) {
		run_child(leave_a_process_and_be_ended, shared, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(runner, &status, 0), runner);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_true(shared->left > 0);
	assert_int_equal(kill(shared->left, 0), -1);
	rt_apart_unmap(shared, sizeof(*shared));
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
	assert_int_equal(run_child(check_signals, shared, &error), RT_OK);
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
		cmocka_unit_test(nothing_lives_on),
		cmocka_unit_test(nothing_lives_on_behind_a_signal),
		cmocka_unit_test(signals_begin_as_usual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

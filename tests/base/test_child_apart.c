/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bodies of children that fork, stop, print, close and kill: the caller is told
 * so, and nothing else changes for it.
 */
#include <errno.h>
#include <fcntl.h>
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

enum { first_own_file = 3, many_files = 64 };

struct shared {
	_Atomic int came; /* how many processes came to the end of a body */
	pid_t left;	  /* a process that was left behind */
	int code;	  /* of a child of a child */
	char message[256];
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
	expect(stop, RT_CRASH, "it stopped its process: signal 19");
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
		assert_int_equal(run(bodies[i], shared, &error), RT_OK);
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
		run(leave_a_process_and_be_ended, shared, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(runner, &status, 0), runner);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_true(shared->left > 0);
	assert_int_equal(kill(shared->left, 0), -1);
	rt_apart_unmap(shared, sizeof(*shared));
}

static void print_and_come(void *data)
{
	printf("on the output\n");
	fflush(stdout);
	fprintf(stderr, "on the other\n");
	come(data);
}

static void say_why(void *data)
{
	(void)data;
	dprintf(STDERR_FILENO, "no \x1b[31mroom\nand more\n");
	abort();
}

/* More than is kept; it does not wait for a reader. */
static void print_much(void *data)
{
	char line[1024];

	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 1000; i++)
		if (write(STDOUT_FILENO, line, sizeof(line)) < 0)
			break;
	come(data);
}

/* Where output goes while it is looked at; -1 is given back on a failure. */
static int divert(int file, int into)
{
	int before = dup(file);

	return dup2(into, file) < 0 ? -1 : before;
}

static void what_is_printed_stays_inside(void **state)
{
	int into = memfd_create("output", 0);
	int out, other;

	(void)state;
	fflush(NULL);
	out = divert(STDOUT_FILENO, into);
	other = divert(STDERR_FILENO, into);
	/* Not yet written: it is this process's to write, and once. */
	printf("ours");
	expect(print_and_come, RT_OK, "");
	expect(print_much, RT_OK, "");
	expect(leave_with_0, RT_CRASH, "status 0");
	expect(say_why, RT_CRASH,
	       "it crashed: signal 6 (Aborted); it printed \"no ?[31mroom\"");
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(other, STDERR_FILENO);
	assert_int_equal(lseek(into, 0, SEEK_END), strlen("ours"));
	close(into);
	close(out);
	close(other);
}

/* Returns in data->answer how many files it can see. */
static void count_files(void *data)
{
	struct shared *shared = data;
	char byte;

	for (int i = first_own_file + 1; i < many_files; i++)
		shared->answer += fcntl(i, F_GETFD) >= 0;
	shared->answer += read(STDIN_FILENO, &byte, 1) != 0;
	come(data);
}

static void close_all(void *data)
{
	for (int i = 0; i < many_files; i++)
		close(i);
	come(data);
}

static void our_files_are_not_there(void **state)
{
	struct shared *shared = share();
	struct rt_error error = RT_ERROR_INIT;
	int file = fcntl(STDERR_FILENO, F_DUPFD, many_files / 2);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(run(count_files, shared, &error), RT_OK);
	assert_int_equal(shared->answer, 0);
	expect(close_all, RT_OK, "");
	close(file);
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
	assert_int_equal(run(check_signals, shared, &error), RT_OK);
	expect(leave_with_113, RT_CRASH, "it ended its process");
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(shared->answer, 0);
	rt_apart_unmap(shared, sizeof(*shared));
}

/* The inner body gets what the outer one's code has opened. */
static void use_a_file(void *data)
{
	struct shared *shared = data;

	shared->answer = fcntl(many_files, F_GETFD) >= 0;
	dprintf(STDOUT_FILENO, "inner\n");
	abort();
}

static void have_a_child(void *data)
{
	struct shared *shared = data;
	struct rt_error error = RT_ERROR_INIT;

	dprintf(STDOUT_FILENO, "outer\n");
	fcntl(STDIN_FILENO, F_DUPFD, many_files);
	shared->code = run(use_a_file, shared, &error);
	snprintf(shared->message, sizeof(shared->message), "%.200s",
		 error.message);
	come(data);
}

static void a_child_of_a_child(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct shared *shared = share();

	(void)state;
	assert_int_equal(run(have_a_child, shared, &error), RT_OK);
	assert_int_equal(shared->code, RT_CRASH);
	assert_string_equal(shared->message, "it crashed: signal 6 (Aborted); "
					     "it printed \"inner\"");
	assert_int_equal(shared->answer, 1);
	assert_int_equal(atomic_load(&shared->came), 1);
	rt_apart_unmap(shared, sizeof(*shared));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_end_of_the_body_counts),
		cmocka_unit_test(a_forked_process_is_not_the_child),
		cmocka_unit_test(nothing_lives_on),
		cmocka_unit_test(nothing_lives_on_behind_a_signal),
		cmocka_unit_test(what_is_printed_stays_inside),
		cmocka_unit_test(our_files_are_not_there),
		cmocka_unit_test(signals_begin_as_usual),
		cmocka_unit_test(a_child_of_a_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

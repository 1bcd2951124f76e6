/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/process_start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/terminal.h"

/*
 * Handlers of this process must not run in the child, which shares its memory.
 */
static void drop_handlers(void)
{
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;

		if (!sigaction(number, NULL, &action) &&
		    action.sa_handler != SIG_DFL &&
		    action.sa_handler != SIG_IGN)
			signal(number, SIG_DFL);
	}
}

static int set_files(const struct rt_process_start *start)
{
	int nothing = open("/dev/null", O_RDONLY);

	if (nothing < 0 || dup2(nothing, 0) < 0)
		return -1;
	if (nothing > 2)
		close(nothing);
	return dup2(start->output, 1) < 0 || dup2(start->output, 2) < 0 ? -1
									: 0;
}

/*
 * The program has none of the files that this process was started with: what
 * holds code under test could write into them.
 */
static void close_others(void)
{
	enum { first = 3, most_files = 1024 };

#if defined(SYS_close_range) && defined(CLOSE_RANGE_CLOEXEC)
	if (!syscall(SYS_close_range, first, ~0u, CLOSE_RANGE_CLOEXEC))
		return;
#endif
	for (int file = first; file < most_files; file++)
		fcntl(file, F_SETFD, FD_CLOEXEC);
}

/* Calls only functions that are safe in a signal handler. */
__attribute__((noreturn)) static void become(struct rt_process_start *start)
{
	sigset_t none;
	int number;

	sigemptyset(&none);
	drop_handlers();
	rt_terminal_leave();
	close_others();
	if (!setpgid(0, 0) && !set_files(start) &&
	    (!start->directory || !chdir(start->directory)) &&
	    !rt_limits_set(start->limits) &&
	    !sigprocmask(SIG_SETMASK, &none, NULL))
		execvp(start->argv[0], start->argv);
	number = errno;
	if (write(start->failure, &number, sizeof(number)) < 0)
		_exit(126);
	_exit(127);
}

/*
 * Like posix_spawn(3), which cannot set limits: in a child that shares this
 * process's memory until it becomes the program, with all signals blocked.
 * Limits that are set from outside afterwards come too late on a busy machine.
 */
static int start_child(pid_t *child, struct rt_process_start *start)
{
	sigset_t all;
	sigset_t before;
	int number = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	*child = vfork();
	if (*child == 0)
		become(start);
	if (*child < 0)
		number = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return number;
}

int rt_process_start(pid_t *child, struct rt_process_start *start)
{
	int failure[2];
	int number;

	if (pipe2(failure, O_CLOEXEC))
		return errno;
	start->failure = failure[1];
	number = start_child(child, start);
	close(failure[1]);
	if (!number && read(failure[0], &number, sizeof(number)) > 0)
		while (waitpid(*child, NULL, 0) < 0 && errno == EINTR)
			;
	close(failure[0]);
	return number;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/clock.h"

/* What no exit of the code under test is likely to be. */
enum { body_returned = 113 };

__attribute__((noreturn)) static void be_child(void (*body)(void *data),
					       void *data, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	body(data);
	_exit(body_returned);
}

/* Polls ever more slowly: most children are done in a few milliseconds. */
static bool await(pid_t child, double seconds, int *status)
{
	struct timespec pause = {.tv_nsec = 50000};
	double limit = rt_clock_seconds() + seconds;
	pid_t ended;

	while ((ended = waitpid(child, status, WNOHANG)) != child) {
		if (ended < 0 && errno != EINTR)
			return false;
		if (rt_clock_seconds() > limit) {
			kill(child, SIGKILL);
			waitpid(child, status, 0);
			return false;
		}
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 5000000)
			pause.tv_nsec += pause.tv_nsec / 4;
	}
	return true;
}

int rt_child_run(void (*body)(void *data), void *data, double seconds,
		 const char *what, struct rt_error *error)
{
	pid_t parent = getpid();
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start a process");
	if (child == 0)
		be_child(body, data, parent);
	if (!await(child, seconds, &status))
		return rt_fail(
			error, RT_CRASH,
			"%s hung: stopped after %.0f s; look at its loop", what,
			seconds);
	if (WIFSIGNALED(status))
		return rt_fail(error, RT_CRASH, "%s crashed: signal %d (%s)",
			       what, WTERMSIG(status),
			       strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) != body_returned)
		return rt_fail(error, RT_CRASH,
			       "%s ended its process with status %d", what,
			       WEXITSTATUS(status));
	return RT_OK;
}

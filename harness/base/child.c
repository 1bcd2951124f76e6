/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/apart.h"
#include "harness/base/clock.h"

/* An exit status that the code under test is unlikely to use. */
enum { body_returned = 113 };

static const long first_pause = 50000, slow_pause = 5000000,
		  tick_pause = 10000000; /* nanoseconds */

/*
 * A child that gets less than this share of a CPU sleeps. Another child gets at
 * most most_stretch times rt_child.seconds.
 */
static const double least_share = 0.02, most_stretch = 20;

/* Handlers of ringtear or of a fuzzer are not for the signals of @body. */
static void take_back_signals(void)
{
	static const int ending[] = {SIGINT,  SIGTERM, SIGHUP,	SIGSEGV,
				     SIGBUS,  SIGILL,  SIGFPE,	SIGABRT,
				     SIGTRAP, SIGALRM, SIGUSR1, SIGUSR2};

	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		signal(ending[i], SIG_DFL);
}

__attribute__((noreturn)) static void be_child(const struct rt_child *child,
					       pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	take_back_signals();
	child->body(child->data);
	_exit(body_returned);
}

/* " while " of a message, if the child can say what it was doing. */
static const char *but_while(const struct rt_child *child)
{
	return child->doing ? " while " : "";
}

static const char *doing(const struct rt_child *child)
{
	return child->doing ? child->doing(child->data) : "";
}

static int hung(const struct rt_child *child, double spent,
		struct rt_error *error)
{
	return rt_fail(error, RT_CRASH,
		       "%s hung%s%s: stopped %.0f s after the start; look at "
		       "its loop",
		       child->what, but_while(child), doing(child), spent);
}

/* At growing intervals: most children end within a few milliseconds. */
static void pause_a_while(const struct rt_child *child, struct timespec *pause)
{
	if (child->tick)
		pause->tv_nsec = tick_pause;
	nanosleep(pause, NULL);
	if (pause->tv_nsec < slow_pause)
		pause->tv_nsec += pause->tv_nsec / 4;
}

/* The CPU time of @pid, of all its threads; 0 when it is unknown. */
static double cpu_seconds(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used))
		return 0;
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/*
 * Whether a running child may go on. A child that got some CPU time, but less
 * than its limit, shares the machine with others and does not hang.
 */
static int check_time(const struct rt_child *child, pid_t pid, double spent,
		      struct rt_error *error)
{
	double used = spent > child->seconds ? cpu_seconds(pid) : 0;
	bool shares = used < child->seconds && used > spent * least_share;

	if (spent <= child->seconds ||
	    (shares && spent < most_stretch * child->seconds))
		return RT_OK;
	return hung(child, spent, error);
}

/* Waits until @pid has ended; kills it after an error. */
static int await(const struct rt_child *child, pid_t pid, int *status,
		 struct rt_error *error)
{
	struct timespec pause = {.tv_nsec = first_pause};
	double began = rt_clock_seconds();
	int code = RT_OK;

	while (!code) {
		pid_t ended = waitpid(pid, status, WNOHANG);
		double spent = rt_clock_seconds() - began;

		if (ended < 0 && errno != EINTR)
			return rt_fail_errno(error, RT_INTERNAL, errno,
					     "lost the process of %s",
					     child->what);
		if (child->tick)
			code = child->tick(child->data, spent, error);
		if (ended == pid)
			return code;
		if (!code)
			code = check_time(child, pid, spent, error);
		if (!code)
			pause_a_while(child, &pause);
	}
	kill(pid, SIGKILL);
	waitpid(pid, status, 0);
	return code;
}

static int judge_end(const struct rt_child *child, int status,
		     struct rt_error *error)
{
	if (WIFSIGNALED(status))
		return rt_fail(error, RT_CRASH,
			       "%s crashed: signal %d (%s)%s%s", child->what,
			       WTERMSIG(status), strsignal(WTERMSIG(status)),
			       but_while(child), doing(child));
	if (WEXITSTATUS(status) != body_returned)
		return rt_fail(error, RT_CRASH,
			       "%s ended its process with status %d%s%s",
			       child->what, WEXITSTATUS(status),
			       but_while(child), doing(child));
	return RT_OK;
}

int rt_child_run(const struct rt_child *child, struct rt_error *error)
{
	pid_t parent = getpid();
	pid_t pid = rt_apart_fork();
	int status = 0, code;

	if (pid < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start a process");
	if (pid == 0)
		be_child(child, parent);
	code = await(child, pid, &status, error);
	return code ? code : judge_end(child, status, error);
}

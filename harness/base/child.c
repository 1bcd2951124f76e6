/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/apart.h"
#include "harness/base/clock.h"
#include "harness/base/ending.h"
#include "harness/base/interrupts.h"
#include "harness/base/strays.h"
#include "harness/base/terminal.h"

/* What the child tells of its end; apart memory. */
struct told {
	/* The child stores running.word, relaxed: it ends then. */
	_Atomic uint64_t returned;
	struct rt_ending ending;
};

/* One child, from before its fork until all of it has ended. */
struct running {
	const struct rt_child *child;
	pid_t pid;
	struct told *told;
	uint64_t word; /* never 0; only this process and the child know it */
	struct rt_said said;
	struct rt_strays strays;
	struct rt_interrupts interrupts;
	int how, status; /* of the child's end, as waitid(2) has them */
	int end;	 /* file: readable when it has ended; -1 without */
	bool lost;	 /* it ended, and how was not to be learnt */
};

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
	static const int ending[] = {
		SIGINT,	 SIGTERM, SIGHUP,  SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,
		SIGABRT, SIGTRAP, SIGALRM, SIGUSR1, SIGUSR2, SIGPIPE, SIGCHLD};
	sigset_t none;

	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		signal(ending[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

__attribute__((noreturn)) static void be_child(const struct running *running,
					       pid_t parent)
{
	const struct rt_child *child = running->child;
	pid_t self = getpid();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	/* A signal that the code sends to its group is for itself. */
	setpgid(0, 0);
	rt_terminal_leave();
	/* A process that the code left is a child of this one, and is seen. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	take_back_signals();
	rt_ending_watch(&running->told->ending);
	close(running->interrupts.file);
	rt_said_enter(&running->said);
	child->body(child->data);
	/* A process that the code forked may have come here too. */
	if (getpid() == self)
		atomic_store_explicit(&running->told->returned, running->word,
				      memory_order_relaxed);
	_exit(0);
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

/*
 * Until the child ends, where the kernel tells (pidfd_open(2)). It does not
 * tell of a stop, and an older one of nothing: at growing intervals, as most
 * children end within a few milliseconds. Returns whether a signal has come
 * that ends this process.
 */
static bool pause_a_while(const struct running *running, struct timespec *pause)
{
	/* A file of -1 is left out. */
	struct pollfd files[] = {
		{.fd = running->end, .events = POLLIN},
		{.fd = running->interrupts.file, .events = POLLIN},
	};

	if (running->child->tick)
		pause->tv_nsec = tick_pause;
	ppoll(files, 2, pause, NULL);
	if (pause->tv_nsec < slow_pause)
		pause->tv_nsec += pause->tv_nsec / 4;
	return files[1].revents & POLLIN;
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

/* Fills how and status; false while the child runs. */
static bool has_ended(struct running *running)
{
	siginfo_t info = {.si_pid = 0};

	/* Not reaped yet: its number is still that of its group. */
	if (waitid(P_PID, (id_t)running->pid, &info,
		   WEXITED | WSTOPPED | WNOHANG | WNOWAIT)) {
		/* Code under test ignores SIGCHLD, or has waited for it. */
		running->lost = errno == ECHILD;
		return running->lost;
	}
	running->how = info.si_code;
	running->status = info.si_status;
	return info.si_pid != 0;
}

/* Until the child has ended or stopped, is over its time or not wanted. */
static int await(struct running *running, struct rt_error *error)
{
	const struct rt_child *child = running->child;
	struct timespec pause = {.tv_nsec = first_pause};
	double began = rt_clock_seconds();

	for (;;) {
		bool ended = has_ended(running);
		double spent = rt_clock_seconds() - began;
		int code = RT_OK;

		if (child->tick)
			code = child->tick(child->data, spent, error);
		if (!code && !ended)
			code = check_time(child, running->pid, spent, error);
		if (ended || code)
			return code;
		if (pause_a_while(running, &pause))
			return rt_fail(error, RT_SETUP,
				       "%s was ended by a signal to ringtear",
				       child->what);
	}
}

/* Describes an end that came before that of the body. */
static void describe_end(const struct running *running, char text[128])
{
	const char *name = strsignal(running->status);

	switch (running->how) {
	case CLD_EXITED:
		snprintf(text, 128, "ended its process with status %d",
			 running->status);
		break;
	case CLD_KILLED:
	case CLD_DUMPED:
		snprintf(text, 128, "crashed: signal %d (%.64s)",
			 running->status, name);
		break;
	case CLD_STOPPED:
	case CLD_TRAPPED:
		snprintf(text, 128, "stopped its process: signal %d (%.64s)",
			 running->status, name);
		break;
	default:
		snprintf(text, 128, "ended its process");
	}
}

/*
 * Not what the code did. A stop is the same from everybody, but for a tracer,
 * which only the code itself can have asked for.
 */
static bool is_interrupted(const struct running *running)
{
	if (running->lost || running->how == CLD_EXITED)
		return false;
	if (running->how == CLD_STOPPED)
		return true;
	return running->how != CLD_TRAPPED &&
	       !rt_ending_is_own(&running->told->ending, running->status);
}

static int interrupted(const struct running *running, struct rt_error *error)
{
	const struct rt_child *child = running->child;

	return rt_fail(
		error, RT_INTERRUPTED,
		"%s was %s by signal %d (%s)%s%s, not of its own: %s",
		child->what, running->how == CLD_STOPPED ? "stopped" : "ended",
		running->status, strsignal(running->status), but_while(child),
		doing(child), rt_ending_advice(running->status));
}

static int judge_end(const struct running *running, const char *said,
		     struct rt_error *error)
{
	const struct rt_child *child = running->child;
	char end[128];

	if (atomic_load_explicit(&running->told->returned,
				 memory_order_relaxed) == running->word)
		return RT_OK;
	if (is_interrupted(running))
		return interrupted(running, error);
	describe_end(running, end);
	return rt_fail(error, RT_CRASH, "%s %s%s%s%s%s%s", child->what, end,
		       but_while(child), doing(child),
		       *said ? "; it printed \"" : "", said, *said ? "\"" : "");
}

/* The child first, as it keeps the number of its group. */
static void end_all(const struct running *running)
{
	if (!running->lost) {
		kill(running->pid, SIGKILL);
		rt_strays_kill(running->pid);
	}
	while (waitpid(running->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	rt_strays_end(&running->strays, running->pid);
}

static int open_end(pid_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, pid, 0);
#else
	(void)pid;
	return -1;
#endif
}

static int run(struct running *running, struct rt_error *error)
{
	char said[RT_SAID_SIZE];
	pid_t parent = getpid();
	int code;

	rt_strays_begin(&running->strays);
	rt_said_begin(&running->said);
	running->pid = rt_apart_fork();
	if (running->pid == 0)
		be_child(running, parent);
	if (running->pid < 0) {
		code = rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start a process");
		rt_strays_end(&running->strays, 0);
		rt_said_end(&running->said, said);
		return code;
	}
	running->end = open_end(running->pid);
	code = await(running, error);
	if (running->end >= 0)
		close(running->end);
	end_all(running);
	rt_said_end(&running->said, said);
	if (running->child->printed && !*running->child->printed)
		memcpy(running->child->printed, said, sizeof(said));
	return code ? code : judge_end(running, said, error);
}

int rt_child_run(const struct rt_child *child, struct rt_error *error)
{
	struct running running = {.child = child};
	int code;

	running.told = rt_apart_map(sizeof(*running.told));
	if (!running.told)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for a process");
	if (getentropy(&running.word, sizeof(running.word)) || !running.word)
		running.word = rt_clock_nanoseconds();
	/* Code under test may leave no file free, for a child of a child. */
	rt_interrupts_hold(&running.interrupts);
	code = run(&running, error);
	rt_apart_unmap(running.told, sizeof(*running.told));
	rt_interrupts_release(&running.interrupts);
	return code;
}

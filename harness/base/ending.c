/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/ending.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Those of signal(7) that end a process, can be caught, and are no faults. */
static const int ending[] = {SIGHUP,	SIGINT,	 SIGQUIT, SIGPIPE,  SIGALRM,
			     SIGTERM,	SIGUSR1, SIGUSR2, SIGXCPU,  SIGXFSZ,
			     SIGVTALRM, SIGPROF, SIGIO,	  SIGSTKFLT};

static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS,
			     SIGFPE, SIGSEGV, SIGSYS};

enum {
	endings = sizeof(ending) / sizeof(*ending),
	fault_count = sizeof(faults) / sizeof(*faults),
};

/* A signal handler has no other way to where it notes. */
static struct rt_ending *watched;

bool rt_ending_is_fault(int number)
{
	for (int i = 0; i < fault_count; i++)
		if (faults[i] == number)
			return true;
	return false;
}

/* A limit of the machine, though the kernel sends it for what the code does. */
static bool is_limit(int number)
{
	return number == SIGXCPU || number == SIGXFSZ;
}

/* A code above 0 is the kernel's, for what the process did. */
static bool is_sent(int code)
{
	return code == SI_USER || code == SI_TKILL || code == SI_QUEUE;
}

void rt_ending_note(int number, const siginfo_t *info)
{
	if (!watched)
		return;
	watched->is_own = !is_limit(number) &&
			  (!is_sent(info->si_code) || info->si_pid == getpid());
	watched->number = number;
}

/*
 * The default first: a process that the code has forked may lack the memory of
 * the note, and then ends by the fault.
 */
static void watch(int number, siginfo_t *info, void *context)
{
	(void)context;
	signal(number, SIG_DFL);
	rt_ending_note(number, info);
	raise(number);
}

static void watch_one(int number)
{
	const struct sigaction action = {.sa_sigaction = watch,
					 .sa_flags = SA_SIGINFO | SA_NODEFER};
	struct sigaction before;

	if (!sigaction(number, NULL, &before) && before.sa_handler == SIG_DFL)
		sigaction(number, &action, NULL);
}

void rt_ending_watch(struct rt_ending *shared)
{
	watched = shared;
	*watched = (struct rt_ending){.number = 0};
	for (int i = 0; i < endings; i++)
		watch_one(ending[i]);
	for (int i = 0; i < fault_count; i++)
		watch_one(faults[i]);
}

bool rt_ending_is_watch(const struct sigaction *action)
{
	return action->sa_flags & SA_SIGINFO && action->sa_sigaction == watch;
}

bool rt_ending_is_own(const struct rt_ending *shared, int number)
{
	if (shared->number == number)
		return shared->is_own;
	return rt_ending_is_fault(number);
}

/* At the hard limit on CPU time the kernel sends SIGKILL (setrlimit(2)). */
static bool may_be_cpu_time(int number)
{
	struct rlimit limit;

	return number == SIGXCPU ||
	       (number == SIGKILL && !getrlimit(RLIMIT_CPU, &limit) &&
		limit.rlim_max != RLIM_INFINITY);
}

const char *rt_ending_advice(int number)
{
	if (may_be_cpu_time(number))
		return "raise the limit on CPU time (ulimit -t)";
	if (number == SIGXFSZ)
		return "raise the limit on the size of files (ulimit -f)";
	if (number == SIGKILL)
		return "see whether memory ran out, or who sent it";
	return "see who sent it";
}

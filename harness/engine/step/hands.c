/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/hands.h"

#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "harness/base/ending.h"
#include "harness/base/strays.h"

/*
 * A libc keeps signals 32 to 34 to itself, for its threads: sigaction(2) of
 * glibc and musl refuses them.
 */
enum { most_signals = 64 };

/*
 * The link count of /proc/self/task, which has a folder for each thread and so
 * a link from each.
 */
uint64_t rt_hands_tasks(void)
{
	struct stat about;

	return stat("/proc/self/task", &about) ? 0 : about.st_nlink;
}

static bool is_handled(int number)
{
	struct sigaction action;

	if (sigaction(number, NULL, &action))
		return false;
	return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN &&
	       !rt_ending_is_watch(&action);
}

static uint64_t handled_signals(void)
{
	uint64_t handled = 0;

	for (int number = 1; number <= most_signals; number++)
		if (is_handled(number))
			handled |= UINT64_C(1) << (number - 1);
	return handled;
}

/* Filters add up, but for the mode, which a container may have set already. */
static int count_filters(void)
{
	int mode = prctl(PR_GET_SECCOMP), count = -1;
	char line[128];
	FILE *status;

	if (mode != SECCOMP_MODE_FILTER)
		return mode;
	status = fopen("/proc/self/status", "re");
	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "Seccomp_filters: %d", &count) == 1)
			break;
	if (status)
		fclose(status);
	return count;
}

void rt_hands_count(struct rt_hands *hands)
{
	*hands = (struct rt_hands){
		.tasks = rt_hands_tasks(),
		.handled = handled_signals(),
		.filters = count_filters(),
		.processes = rt_has_children(),
	};
}

static int first_signal(uint64_t signals)
{
	int number = 1;

	while (!(signals & 1)) {
		signals >>= 1;
		number++;
	}
	return number;
}

int rt_hands_compare(const struct rt_hands *before, struct rt_error *error)
{
	struct rt_hands now;
	uint64_t handled;

	rt_hands_count(&now);
	handled = now.handled & ~before->handled;
	if (!now.tasks && before->tasks)
		return rt_fail(error, RT_SETUP,
			       "the module takes /proc from its process: "
			       "whether it has threads cannot be seen");
	if (now.tasks != before->tasks)
		return rt_fail(error, RT_SETUP,
			       "the module starts a thread of its own, which "
			       "cannot be followed; leave it to the hammer");
	if (now.processes && !before->processes)
		return rt_fail(error, RT_SETUP,
			       "the module starts a process of its own, which "
			       "may take part and cannot be followed");
	if (handled)
		return rt_fail(error, RT_SETUP,
			       "the module handles signal %d (%s) itself: what "
			       "its handler does cannot be followed",
			       first_signal(handled),
			       strsignal(first_signal(handled)));
	if (now.filters != before->filters)
		return rt_fail(error, RT_SETUP,
			       "the module filters the system calls of its "
			       "process: the engine's may have no effect");
	return RT_OK;
}

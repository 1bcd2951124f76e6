/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/strays.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A stray that is killed may leave children of its own: so many times. */
static const int rounds = 1000;

/*
 * What is killed ends at once, unless it has become another user's program,
 * which is not waited for.
 */
static const struct timespec pause_of_wait = {.tv_nsec = 100000};
static const int most_pauses = 10000;

bool rt_has_children(void)
{
	siginfo_t info;

	return !waitid(P_ALL, 0, &info,
		       WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL) ||
	       errno != ECHILD;
}

/* Returns how many children are now in @list. */
static unsigned list_children(pid_t list[RT_STRAYS_KNOWN])
{
	char text[RT_STRAYS_KNOWN * 12] = "";
	unsigned count = 0;
	ssize_t length = 0;
	int from;

	/* It is asked without a file, and in most cases there is none. */
	if (!rt_has_children())
		return 0;
	from = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	if (from >= 0) {
		length = read(from, text, sizeof(text) - 1);
		close(from);
	}
	text[length > 0 ? length : 0] = '\0';
	for (char *at = text; *at && count < RT_STRAYS_KNOWN; at++) {
		list[count] = (pid_t)strtol(at, &at, 10);
		if (list[count] > 0)
			count++;
		if (!*at)
			break;
	}
	return count;
}

void rt_strays_begin(struct rt_strays *strays)
{
	strays->count = list_children(strays->known);
	strays->was_reaper = 0;
	prctl(PR_GET_CHILD_SUBREAPER, &strays->was_reaper);
	if (!strays->was_reaper)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void rt_strays_kill(pid_t group)
{
	kill(-group, SIGKILL);
}

static bool is_known(const struct rt_strays *strays, pid_t pid)
{
	for (unsigned i = 0; i < strays->count; i++)
		if (strays->known[i] == pid)
			return true;
	return false;
}

/* Waits for all that were killed of @which, as waitpid(2) takes it. */
static void wait_for(pid_t which)
{
	int pauses = 0;

	while (pauses < most_pauses) {
		pid_t ended = waitpid(which, NULL, WNOHANG | __WALL);

		if (ended < 0 && errno != EINTR)
			return;
		if (ended)
			continue;
		nanosleep(&pause_of_wait, NULL);
		pauses++;
	}
}

/* Returns whether a stray was killed. */
static bool end_one_round(const struct rt_strays *strays)
{
	pid_t list[RT_STRAYS_KNOWN];
	unsigned count = list_children(list);
	bool found = false;

	for (unsigned i = 0; i < count; i++) {
		if (is_known(strays, list[i]) || kill(list[i], SIGKILL))
			continue;
		found = true;
		wait_for(list[i]);
	}
	return found;
}

void rt_strays_end(const struct rt_strays *strays, pid_t group)
{
	bool knows_all = strays->count < RT_STRAYS_KNOWN;

	if (group > 0)
		wait_for(-group);
	for (int i = 0; i < rounds && knows_all; i++)
		if (!end_one_round(strays))
			break;
	if (!strays->was_reaper)
		prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/interrupts.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* The signals that would end this process: neither ignored nor blocked. */
static void choose(sigset_t *interrupts)
{
	static const int ending[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction action;
	sigset_t blocked;

	sigemptyset(interrupts);
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		if (!sigaction(ending[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN &&
		    !sigismember(&blocked, ending[i]))
			sigaddset(interrupts, ending[i]);
}

int rt_interrupts_hold(struct rt_interrupts *interrupts)
{
	choose(&interrupts->held);
	interrupts->file = signalfd(-1, &interrupts->held, SFD_CLOEXEC);
	if (interrupts->file < 0)
		return errno;
	pthread_sigmask(SIG_BLOCK, &interrupts->held, NULL);
	return 0;
}

void rt_interrupts_release(const struct rt_interrupts *interrupts)
{
	if (interrupts->file < 0)
		return;
	close(interrupts->file);
	pthread_sigmask(SIG_UNBLOCK, &interrupts->held, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/traps.h"

#include <errno.h>
#include <stdlib.h>

enum { stack_size = 65536 };

int rt_traps_make(struct rt_traps *traps, struct rt_error *error)
{
	traps->stack = malloc(stack_size);
	return traps->stack ? RT_OK : rt_no_memory(error);
}

void rt_traps_free(struct rt_traps *traps)
{
	free(traps->stack);
	traps->stack = NULL;
}

int rt_traps_catch(struct rt_traps *traps, struct rt_error *error)
{
	const struct sigaction trap = {.sa_sigaction = traps->on_trap,
				       .sa_flags = SA_SIGINFO | SA_ONSTACK};
	const struct sigaction fault = {.sa_sigaction = traps->on_fault,
					.sa_flags = SA_SIGINFO | SA_ONSTACK};
	const struct sigaction illegal = {.sa_sigaction = traps->on_illegal,
					  .sa_flags = SA_SIGINFO | SA_ONSTACK};
	const stack_t stack = {.ss_sp = traps->stack, .ss_size = stack_size};
	sigset_t ours;

	sigemptyset(&ours);
	sigaddset(&ours, SIGTRAP);
	sigaddset(&ours, SIGSEGV);
	sigaddset(&ours, SIGILL);
	/* An alternate stack keeps the accessor's red zone intact. */
	if (sigaltstack(&stack, NULL) ||
	    sigaction(SIGTRAP, &trap, &traps->trap_before) ||
	    sigaction(SIGSEGV, &fault, &traps->fault_before) ||
	    sigaction(SIGILL, &illegal, &traps->illegal_before) ||
	    sigprocmask(SIG_UNBLOCK, &ours, NULL))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot catch SIGTRAP and SIGSEGV");
	return RT_OK;
}

void rt_traps_release(const struct rt_traps *traps)
{
	const stack_t none = {.ss_flags = SS_DISABLE};

	sigaction(SIGTRAP, &traps->trap_before, NULL);
	sigaction(SIGSEGV, &traps->fault_before, NULL);
	sigaction(SIGILL, &traps->illegal_before, NULL);
	sigaltstack(&none, NULL);
}

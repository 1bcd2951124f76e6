/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signals by which an accessor is stepped, caught for the time of one run:
 * a fork may lose them, and other code may set its own. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_TRAPS_H
#define RT_ENGINE_STEP_TRAPS_H

#include <signal.h>

#include "harness/base/error.h"

typedef void rt_on_signal(int number, siginfo_t *info, void *context);

struct rt_traps {
	/* Of SIGTRAP, of SIGSEGV, of SIGILL. */
	rt_on_signal *on_trap, *on_fault, *on_illegal;
	void *stack;
	struct sigaction trap_before, fault_before, illegal_before;
};

/* Allocates the stack of the handlers, which are set by the caller. */
int rt_traps_make(struct rt_traps *traps, struct rt_error *error);
void rt_traps_free(struct rt_traps *traps);

/* RT_SETUP when the signals cannot be caught. */
int rt_traps_catch(struct rt_traps *traps, struct rt_error *error);
void rt_traps_release(const struct rt_traps *traps);

#endif

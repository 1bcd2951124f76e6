/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/calls.h"

#if defined(__x86_64__)

#include <errno.h>
#include <signal.h>
#include <ucontext.h>

#include "harness/base/clock.h"
#include "harness/engine/step/breakpoints.h"
#include "harness/engine/step/values.h"

enum { calls_to_a_look = 4096 }; /* at the clock */

static const double most_seconds = 1;

/* For the handler. */
static _Thread_local struct rt_breakpoints *watched;
static _Thread_local volatile sig_atomic_t is_reached;

/* An int3 leaves the address behind it: Intel SDM volume 3, 6.15, #BP. */
static void on_trap(int number, siginfo_t *info, void *argument)
{
	greg_t *pc = &((ucontext_t *)argument)->uc_mcontext.gregs[REG_RIP];

	(void)number;
	(void)info;
	if (!watched || !rt_breakpoints_has(watched, (uint64_t)*pc - 1))
		return;
	rt_breakpoints_clear(watched);
	is_reached = 1;
	*pc -= 1;
}

/* Byte by byte: a memcpy may have a breakpoint of its own. */
static void put(const struct rt_calls *calls, rt_value value)
{
	volatile unsigned char *field = calls->ours;

	for (unsigned i = 0; i < calls->run->width / 8; i++)
		field[i] = (unsigned char)(value >> 8 * i);
}

/* The number of calls that reached no site. */
static uint32_t call_until_reached(const struct rt_calls *calls)
{
	/* A narrower value is in the first of its two registers. */
	typedef rt_value accessor(void *field, rt_value value);
	accessor *call = (accessor *)(uintptr_t)calls->entry;
	double end = rt_clock_seconds() + most_seconds;

	for (uint32_t i = 0; i < calls->run->calls; i++) {
		rt_value value = rt_step_call_value(i, calls->run->width);

		if (!calls->run->stores)
			put(calls, value);
		call(calls->theirs, value);
		if (is_reached || (!(i % calls_to_a_look) && calls->sites &&
				   rt_clock_seconds() > end))
			return i;
	}
	return calls->run->calls;
}

static int watch(const struct rt_calls *calls,
		 struct rt_breakpoints *breakpoints, struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned i = 0; i < calls->sites && !code; i++)
		code = rt_breakpoints_set(breakpoints, calls->site[i], error);
	return code;
}

int rt_calls_make(const struct rt_calls *calls, uint32_t *ended,
		  struct rt_error *error)
{
	const struct sigaction trap = {.sa_sigaction = on_trap,
				       .sa_flags = SA_SIGINFO};
	struct rt_breakpoints breakpoints = {.count = 0};
	struct sigaction before;
	int code;

	if (sigaction(SIGTRAP, &trap, &before))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot catch SIGTRAP");
	is_reached = 0;
	code = watch(calls, &breakpoints, error);
	watched = &breakpoints;
	if (!code)
		*ended = call_until_reached(calls);
	watched = NULL;
	rt_breakpoints_clear(&breakpoints);
	sigaction(SIGTRAP, &before, NULL);
	return code;
}

#endif

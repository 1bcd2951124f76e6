/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else than the stepped thread may take part in an accessor, or stand
 * between the engine and the kernel: threads, processes, signal handlers,
 * filters of system calls. The constructors of a module may bring them in, with
 * nothing of it to be seen in the accessor.
 */
#ifndef RT_ENGINE_STEP_HANDS_H
#define RT_ENGINE_STEP_HANDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/base/error.h"

struct rt_hands {
	uint64_t tasks;
	uint64_t handled; /* a bit for each signal, from bit 0 for signal 1 */
	int filters;
	bool processes; /* there is a child, or was one that is not waited for
			 */
};

/* The hands of this process now. */
void rt_hands_count(struct rt_hands *hands);

/* The threads of this process, plus a constant; 0 without /proc. */
uint64_t rt_hands_tasks(void);

/*
 * RT_SETUP when this process has more hands than it had at @before, when it had
 * not yet loaded the module: the message says which, and that the module has
 * brought it in.
 */
int rt_hands_compare(const struct rt_hands *before, struct rt_error *error);

#endif

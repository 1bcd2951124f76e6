/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Breakpoints in the code of this process: int3 in its private copy of the
 * pages, for accessors that run at full speed. x86-64 only. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_BREAKPOINTS_H
#define RT_ENGINE_STEP_BREAKPOINTS_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"

enum { RT_BREAKPOINTS_MOST = 128 };

struct rt_breakpoints {
	struct rt_breakpoint {
		volatile unsigned char *at;
		unsigned char was;
	} list[RT_BREAKPOINTS_MOST];
	unsigned count;
};

/*
 * Adds one at @address. RT_SETUP when the page cannot be made writable, as
 * where a security policy forbids it, or when there are too many.
 */
int rt_breakpoints_set(struct rt_breakpoints *breakpoints, uint64_t address,
		       struct rt_error *error);

/* Whether there is one at @address. Async-signal-safe. */
bool rt_breakpoints_has(const struct rt_breakpoints *breakpoints,
			uint64_t address);

/*
 * Removes all. Async-signal-safe, and calls no function, which may have a
 * breakpoint itself.
 */
void rt_breakpoints_clear(struct rt_breakpoints *breakpoints);

#endif

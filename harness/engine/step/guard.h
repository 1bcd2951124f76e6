/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for the field that the accessor can access only while the engine
 * permits it: an access that the decoder missed then faults instead of staying
 * unseen. The engine has a second mapping of the same memory. Both are apart
 * (harness/base/apart.h). Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_GUARD_H
#define RT_ENGINE_STEP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"

struct rt_guard {
	unsigned char *ours;   /* the engine's mapping, always accessible */
	unsigned char *theirs; /* the accessor's mapping, open or closed */
	size_t size;
	bool is_open;
};

/* @size is in bytes, whole pages; open at first. RT_SETUP without memory. */
int rt_guard_make(struct rt_guard *guard, size_t size, struct rt_error *error);
void rt_guard_free(struct rt_guard *guard);

/* Async-signal-safe. If mprotect() fails the state is unchanged. */
void rt_guard_open(struct rt_guard *guard);
void rt_guard_close(struct rt_guard *guard);

/* Whether @address is in the accessor's mapping. */
bool rt_guard_covers(const struct rt_guard *guard, uint64_t address);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for the field that the accessor can touch only while the engine lets
 * it: an access that the decoder missed then faults, instead of going unseen.
 * The same memory is mapped a second time for the engine. One thread.
 */
#ifndef RT_ENGINE_STEP_GUARD_H
#define RT_ENGINE_STEP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"

struct rt_guard {
	unsigned char *ours;   /* always open */
	unsigned char *theirs; /* closed or open */
	size_t size;
	bool is_open;
};

/* @size in bytes, whole pages; open at first. RT_SETUP without memory. */
int rt_guard_make(struct rt_guard *guard, size_t size, struct rt_error *error);
void rt_guard_free(struct rt_guard *guard);

/* Async-signal-safe. A guard that cannot be moved stays as it is. */
void rt_guard_open(struct rt_guard *guard);
void rt_guard_close(struct rt_guard *guard);

/* True when @address lies in what the accessor sees. */
bool rt_guard_covers(const struct rt_guard *guard, uint64_t address);

#endif

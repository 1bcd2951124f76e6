/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the code of this process lies, and where the account of all ways has
 * it: the module and the libc. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_GROUND_H
#define RT_ENGINE_STEP_GROUND_H

#include <stdint.h>

struct rt_step_ground {
	uint64_t begin, end, accounted;
};

enum { RT_STEP_GROUNDS = 2 };

/* Finds the module, which has the function @entry, and the libc. */
void rt_ground_find(struct rt_step_ground ground[RT_STEP_GROUNDS],
		    uint64_t entry);

/* Where the account has the instruction at @pc; 0: it has not. */
uint64_t rt_ground_accounted(
	const struct rt_step_ground ground[RT_STEP_GROUNDS], uint64_t pc);

/* Where what the account has at @address is in this process; 0: nowhere. */
uint64_t rt_ground_loaded(const struct rt_step_ground ground[RT_STEP_GROUNDS],
			  uint64_t address);

#endif

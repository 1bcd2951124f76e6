/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values that an exploration stores over each other, so that every byte
 * is seen in every class, and every two bytes in every combination of them.
 * Pure, any thread.
 */
#ifndef RT_ENGINE_STEP_VALUES_H
#define RT_ENGINE_STEP_VALUES_H

#include <stdint.h>

struct rt_step_pair {
	uint64_t old_value, new_value;
};

/* How many there are for a field of @width bits. */
unsigned rt_step_pair_count(unsigned width);

/*
 * Pair @number. In the first one every byte changes, to and from another
 * value than any other byte: each mixture is a value of its own.
 */
struct rt_step_pair rt_step_pair(unsigned number, unsigned width);

#endif

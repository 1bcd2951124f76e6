/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pairs of values that an exploration stores over each other, so that every
 * byte takes every class, and every two bytes every combination of classes.
 * Pure, thread-safe.
 */
#ifndef RT_ENGINE_STEP_VALUES_H
#define RT_ENGINE_STEP_VALUES_H

#include <stdint.h>

struct rt_step_pair {
	uint64_t old_value, new_value;
};

/* The number of pairs for a field of @width bits. */
unsigned rt_step_pair_count(unsigned width);

/*
 * Pair @number. In pair 0 every byte changes, and no two bytes have a value in
 * common, so that every mixture is a unique value.
 */
struct rt_step_pair rt_step_pair(unsigned number, unsigned width);

#endif

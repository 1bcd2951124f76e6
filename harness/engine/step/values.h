/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pairs of values that an exploration stores over each other, so that every
 * byte takes every class, and every two bytes every combination of classes.
 * Pure, thread-safe.
 */
#ifndef RT_ENGINE_STEP_VALUES_H
#define RT_ENGINE_STEP_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/value.h"

#include "harness/engine/account/account.h"

struct rt_step_pair {
	rt_value old_value, new_value;
};

/* The number of pairs for a field of @width bits. */
unsigned rt_step_pair_count(unsigned width);

/*
 * Pair @number. In pair 0 every byte changes, and no two bytes have a value in
 * common, so that every mixture is a unique value.
 */
struct rt_step_pair rt_step_pair(unsigned number, unsigned width);

/*
 * What call @number, from 0, of an accessor at full speed is given: for 16 bits
 * each value in turn, for wider fields small numbers and others in turn.
 */
rt_value rt_step_call_value(uint32_t number, unsigned width);

/*
 * Pair @number, from 0, of those that the account's constants suggest: each
 * constant and its neighbours as old and new value, pairs with each difference,
 * and, with or without an account, those where a carry goes through a byte, as
 * from 0x00ff to 0x0100. False after the last.
 */
bool rt_step_hunted_pair(const struct rt_account *account, unsigned number,
			 unsigned width, struct rt_step_pair *pair);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Observations in, one verdict out.
 *
 * Today only the hammer looks, and no number of whole loads proves a build
 * atomic: `atomic` is a word for the step engine, so a hammer that saw
 * nothing ends inconclusive. Pure functions, any thread.
 */
#ifndef RT_VERDICT_VERDICT_H
#define RT_VERDICT_VERDICT_H

#include <stddef.h>

#include "harness/engine/engine.h"

enum rt_verdict_kind {
	RT_VERDICT_TORN,
	RT_VERDICT_ATOMIC,
	RT_VERDICT_INCONCLUSIVE,
	RT_VERDICT_ERROR,
};

struct rt_verdict {
	enum rt_verdict_kind kind;
	char reason[256]; /* of the observation that decided */
};

/*
 * A tear outweighs all else, since no oracle here can raise a false alarm;
 * then a failure; then whatever was missing. Without observations:
 * inconclusive.
 */
void rt_verdict_of(const struct rt_observation *observations, size_t count,
		   struct rt_verdict *verdict);

/* "torn", "atomic", "inconclusive" or "error". */
const char *rt_verdict_word(enum rt_verdict_kind kind);

/* 1, 0, 125 and 125, as design.md lists them. */
int rt_verdict_exit_code(enum rt_verdict_kind kind);

#endif

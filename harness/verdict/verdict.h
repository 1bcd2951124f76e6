/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Observations in, one verdict out.
 *
 * Three things are kept apart, since maintainers do: what was observed (the
 * verdict), what the compiler emitted, and what the standard permits. Pure
 * functions, any thread.
 */
#ifndef RT_VERDICT_VERDICT_H
#define RT_VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/engine/engine.h"

struct rt_verdict {
	/* Torn, atomic, inconclusive or error. */
	enum rt_outcome outcome;
	/* The field was touched more than once: refetch, or rewrite. */
	bool twice;
	const char *engine;   /* whose observation decided; "" without one */
	const char *emulator; /* of that observation, or NULL */
	char reason[256];     /* of that observation */
	enum rt_emission emitted;
	enum rt_race permitted; /* a race is undefined, so all is permitted */
	/* Where two engines cannot both be right; "" when none disagree. */
	char disagreement[256];
};

/*
 * A tear outweighs all else, since no oracle here can raise a false alarm;
 * then a failure; then `atomic`, a word for the engine that followed every
 * access; then whatever was missing. An engine that asks another question
 * decides nothing. Without observations: inconclusive.
 */
void rt_verdict_of(const struct rt_observation *observations, size_t count,
		   struct rt_verdict *verdict);

/* 1, 0, 125 and 125, as design.md lists them. */
int rt_verdict_exit_code(enum rt_outcome kind);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes one verdict of several observations.
 *
 * Keeps three things apart, as maintainers do: what was observed (the verdict),
 * what the compiler emitted, and what the standard permits. Pure functions,
 * thread-safe.
 */
#ifndef RT_VERDICT_VERDICT_H
#define RT_VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/engine/engine.h"

struct rt_verdict {
	/* RT_OUTCOME_TORN, _ATOMIC, _INCONCLUSIVE or _ERROR. */
	enum rt_outcome outcome;
	/* The field was accessed more than once: refetch, or rewrite. */
	bool twice;
	/* As in struct rt_observation, by any engine. */
	bool partial, loses_update, overwrites;
	const char *engine;   /* whose observation decided; "" if none did */
	const char *emulator; /* of that observation; may be NULL */
	char reason[256];     /* of that observation */
	enum rt_emission emitted;
	/* a data race is undefined, so any result is permitted */
	enum rt_race permitted;
	/* Why two observations cannot both be right; "" when they can. */
	char disagreement[256];
	/*
	 * Of a tear at a field that was not aligned: what aligned ones came to
	 * (aligned.h). Else RT_OUTCOME_NONE.
	 */
	enum rt_outcome aligned;
	/* Which way through the code is not known in full; "" for none. */
	char open[256];
};

/*
 * A tear has priority, since no oracle here raises a false alarm; then an
 * error; then `atomic`, when an engine followed every access of its runs and
 * another one closed the account of all ways (rt_observation.is_closed); then
 * inconclusive and no tear. Observations that contradict each other make it
 * inconclusive, whoever is right. RT_OUTCOME_BESIDE decides nothing. Without
 * observations the verdict is inconclusive.
 */
void rt_verdict_of(const struct rt_observation *observations, size_t count,
		   struct rt_verdict *verdict);

/* For `check`: 0 for atomic, 1 for torn, 125 for all others. */
int rt_verdict_exit_code(enum rt_outcome kind);

/*
 * What fails an accessor whatever its outcome: that it writes to what lies
 * beside the field; and, where exactly one access of the field's full width is
 * wanted (@is_once), any other number, a part, or a lost update. Names joined
 * by blanks, "" for none: "refetch partial". @stores says which side it is.
 */
void rt_verdict_faults(const struct rt_verdict *verdict, bool stores,
		       bool is_once, char text[64]);

#endif

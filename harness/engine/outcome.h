/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one scale: how a look at an accessor ended, whether one engine looked, a
 * verdict was made of several, a build was tried in a search, or a run is read
 * back from the store. Pure functions, any thread.
 */
#ifndef RT_ENGINE_OUTCOME_H
#define RT_ENGINE_OUTCOME_H

#include <stddef.h>

enum rt_outcome {
	/* Nobody has looked, or nothing was loaded. */
	RT_OUTCOME_NONE,
	/* A torn value or a witness is in the evidence. */
	RT_OUTCOME_TORN,
	/* Every access was followed: each whole, each value one that was held.
	 */
	RT_OUTCOME_ATOMIC,
	/* Atomic, and the field was accessed more than once: refetch, rewrite.
	 */
	RT_OUTCOME_TWICE,
	/* Looked, and saw no tear; how much that means depends on the engine.
	 */
	RT_OUTCOME_NO_TEAR,
	/* Could not look, or cannot tell: the reason says what was missing. */
	RT_OUTCOME_INCONCLUSIVE,
	/* The accessor crashed, hung or did not do what an accessor does. */
	RT_OUTCOME_ERROR,
	/* It does not build, or lacks the function. */
	RT_OUTCOME_NO_BUILD,
	/* The compiler itself crashed. */
	RT_OUTCOME_COMPILER,
	/* Killed, or still running. */
	RT_OUTCOME_UNFINISHED,
	/*
	 * The engine answers another question than tearing, as tsan does: what
	 * it saw stands beside the verdict and decides nothing of it, not even
	 * when it failed.
	 */
	RT_OUTCOME_BESIDE,
	RT_OUTCOMES,
};

/*
 * "-", "torn", "atomic", "atomic x2", "no tear", "inconclusive", "error", "no
 * build", "compiler error", "unfinished" or "beside"; a verdict, a baseline
 * file and a comparison say so.
 */
const char *rt_outcome_word(enum rt_outcome outcome);

/* The outcome that @word is, @length bytes of it; RT_OUTCOMES: of none. */
enum rt_outcome rt_outcome_named(const char *word, size_t length);

#endif

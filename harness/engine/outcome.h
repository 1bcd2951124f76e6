/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one scale of outcomes: of one engine, of a verdict, of a build tried in a
 * search, and of a run read back from the store. Pure functions, thread-safe.
 */
#ifndef RT_ENGINE_OUTCOME_H
#define RT_ENGINE_OUTCOME_H

#include <stddef.h>

enum rt_outcome {
	/* Not examined, or nothing was loaded. */
	RT_OUTCOME_NONE,
	/* The evidence has a torn value or a witness. */
	RT_OUTCOME_TORN,
	/* Every access was followed and whole, every value was once stored. */
	RT_OUTCOME_ATOMIC,
	/*
	 * Atomic, but the field was accessed more than once (refetch, rewrite).
	 */
	RT_OUTCOME_TWICE,
	/*
	 * Not torn, but it does what it must not: it writes to what lies beside
	 * the field, or where exactly one access was asked for it makes another
	 * number, one to a part, or loses an update. Of a comparison alone.
	 */
	RT_OUTCOME_FAULTY,
	/* No tear was seen; how much that means depends on the engine. */
	RT_OUTCOME_NO_TEAR,
	/* The engine could not run or decide: the reason says why. */
	RT_OUTCOME_INCONCLUSIVE,
	/* The accessor crashed, hung or does not behave as an accessor. */
	RT_OUTCOME_ERROR,
	/* The cell does not build, or the module lacks the function. */
	RT_OUTCOME_NO_BUILD,
	/* The compiler itself crashed. */
	RT_OUTCOME_COMPILER,
	/* Killed, or still running. */
	RT_OUTCOME_UNFINISHED,
	/*
	 * The engine answers another question than tearing, as tsan does. Its
	 * answer is shown next to the verdict and never changes it, not even
	 * when the engine failed.
	 */
	RT_OUTCOME_BESIDE,
	RT_OUTCOMES,
};

/*
 * "-", "torn", "atomic", "atomic x2", "faulty", "no tear", "inconclusive",
 * "error", "no build", "compiler error", "unfinished" or "beside", as verdicts,
 * baseline files and comparisons spell outcomes.
 */
const char *rt_outcome_word(enum rt_outcome outcome);

/*
 * The same of one engine, as printed and recorded: "tear", "no tear", "whole",
 * "could not look", "failure" or "another question"; "": no engine ends so.
 */
const char *rt_observation_word(enum rt_outcome outcome);

/*
 * The same of a build that a search tried, among them "atomic", "torn",
 * "undecided", "crash", "rejected" and "compiler"; "unknown" for a number that
 * is none, as a file of another version may have it.
 */
const char *rt_evaluation_word(enum rt_outcome outcome);

/*
 * The kind of a finding, as in struct rt_finding: "tear", "refetch", "crash" or
 * "compiler"; "": not a finding.
 */
const char *rt_finding_word(enum rt_outcome outcome);

/* The outcome spelled by the @length bytes at @word; RT_OUTCOMES: none. */
enum rt_outcome rt_outcome_named(const char *word, size_t length);

#endif

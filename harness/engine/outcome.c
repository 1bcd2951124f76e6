/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/outcome.h"

#include <string.h>

/* An outcome as each of those who speak of it calls it; "": it never does. */
struct words {
	/*
	 * What a verdict, a baseline file or a comparison says. Only a verdict,
	 * which knows what every engine saw and could not see, may say
	 * "atomic".
	 */
	const char *verdict;
	/*
	 * What one engine says, which answers for its own examination alone: it
	 * saw a tear, or the accesses that it followed were whole.
	 */
	const char *observation;
	/*
	 * What a search says of one build that it tried. A compiler that
	 * rejects flags made at random is no error.
	 */
	const char *evaluation;
	/*
	 * What a search calls a finding: the fault that was found, which is a
	 * refetch where the verdict only adds that the atomic access came
	 * twice.
	 */
	const char *finding;
};

static const struct words words[RT_OUTCOMES] = {
	[RT_OUTCOME_NONE] = {"-", "", "-", ""},
	[RT_OUTCOME_TORN] = {"torn", "tear", "torn", "tear"},
	[RT_OUTCOME_ATOMIC] = {"atomic", "whole", "atomic", ""},
	[RT_OUTCOME_TWICE] = {"atomic x2", "", "atomic x2", "refetch"},
	[RT_OUTCOME_FAULTY] = {"faulty", "", "", ""},
	[RT_OUTCOME_NO_TEAR] = {"no tear", "no tear", "no tear", ""},
	[RT_OUTCOME_INCONCLUSIVE] = {"inconclusive", "could not look",
				     "undecided", ""},
	[RT_OUTCOME_ERROR] = {"error", "failure", "crash", "crash"},
	[RT_OUTCOME_NO_BUILD] = {"no build", "", "rejected", ""},
	[RT_OUTCOME_COMPILER] = {"compiler error", "", "compiler", "compiler"},
	[RT_OUTCOME_UNFINISHED] = {"unfinished", "", "unfinished", ""},
	[RT_OUTCOME_BESIDE] = {"beside", "another question", "beside", ""},
};

const char *rt_outcome_word(enum rt_outcome outcome)
{
	return words[outcome].verdict;
}

const char *rt_observation_word(enum rt_outcome outcome)
{
	return words[outcome].observation;
}

const char *rt_evaluation_word(enum rt_outcome outcome)
{
	return outcome < RT_OUTCOMES ? words[outcome].evaluation : "unknown";
}

const char *rt_finding_word(enum rt_outcome outcome)
{
	return words[outcome].finding;
}

enum rt_outcome rt_outcome_named(const char *word, size_t length)
{
	int i;

	for (i = 0; i < RT_OUTCOMES; i++)
		if (strlen(words[i].verdict) == length &&
		    !strncmp(words[i].verdict, word, length))
			break;
	return (enum rt_outcome)i;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/outcome.h"

#include <string.h>

static const char *const words[RT_OUTCOMES] = {
	[RT_OUTCOME_NONE] = "-",
	[RT_OUTCOME_TORN] = "torn",
	[RT_OUTCOME_ATOMIC] = "atomic",
	[RT_OUTCOME_TWICE] = "atomic x2",
	[RT_OUTCOME_NO_TEAR] = "no tear",
	[RT_OUTCOME_INCONCLUSIVE] = "inconclusive",
	[RT_OUTCOME_ERROR] = "error",
	[RT_OUTCOME_NO_BUILD] = "no build",
	[RT_OUTCOME_COMPILER] = "compiler error",
	[RT_OUTCOME_UNFINISHED] = "unfinished",
	[RT_OUTCOME_BESIDE] = "beside",
};

const char *rt_outcome_word(enum rt_outcome outcome)
{
	return words[outcome];
}

enum rt_outcome rt_outcome_named(const char *word, size_t length)
{
	int i;

	for (i = 0; i < RT_OUTCOMES; i++)
		if (strlen(words[i]) == length &&
		    !strncmp(words[i], word, length))
			break;
	return (enum rt_outcome)i;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/verdict.h"

#include <stdio.h>

/* The more a sight decides, the higher; 0: nothing at all. */
static int weight(enum rt_sight sight)
{
	switch (sight) {
	case RT_SAW_TEAR:
		return 5;
	case RT_SAW_FAILURE:
		return 4;
	case RT_SAW_WHOLE:
		return 3;
	case RT_COULD_NOT_LOOK:
		return 2;
	case RT_SAW_NO_TEAR:
		return 1;
	default:
		return 0;
	}
}

static enum rt_verdict_kind kind_of(enum rt_sight sight)
{
	switch (sight) {
	case RT_SAW_TEAR:
		return RT_VERDICT_TORN;
	case RT_SAW_FAILURE:
		return RT_VERDICT_ERROR;
	case RT_SAW_WHOLE:
		return RT_VERDICT_ATOMIC;
	default:
		return RT_VERDICT_INCONCLUSIVE;
	}
}

/* Whether @one and @other cannot both be right, and then why. */
static const char *clash(const struct rt_observation *one,
			 const struct rt_observation *other)
{
	if (one->sight == RT_SAW_TEAR && other->sight == RT_SAW_WHOLE)
		return "saw a tear where every access was followed and whole";
	if (one->sight == RT_SAW_TEAR && other->sight == RT_SAW_NO_TEAR &&
	    other->emission == RT_EMITTED_WHOLE)
		return "saw a tear where the code has one whole access";
	/* It may say itself that there are parts, which no one can see. */
	if (one->sight == RT_SAW_WHOLE && one->emission != RT_EMITTED_PARTS &&
	    other->emission == RT_EMITTED_PARTS)
		return "saw whole accesses where the code has partial ones: a "
		       "path that no run took, or a bug";
	return NULL;
}

static void find_disagreement(const struct rt_observation *observations,
			      size_t count, struct rt_verdict *verdict)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			const char *why =
				clash(&observations[i], &observations[j]);

			if (!why)
				continue;
			snprintf(verdict->disagreement,
				 sizeof(verdict->disagreement), "%s %s, by %s",
				 observations[i].engine, why,
				 observations[j].engine);
			return;
		}
}

/* What was emitted is codegen's word, or else what step saw run. */
static void note_beside(const struct rt_observation *observations, size_t count,
			struct rt_verdict *verdict)
{
	for (size_t i = 0; i < count; i++) {
		const struct rt_observation *one = &observations[i];

		if (!verdict->emitted)
			verdict->emitted = one->emission;
		if (!verdict->permitted)
			verdict->permitted = one->race;
		verdict->twice |=
			one->twice || one->emission == RT_EMITTED_TWICE;
	}
}

void rt_verdict_of(const struct rt_observation *observations, size_t count,
		   struct rt_verdict *verdict)
{
	const struct rt_observation *deciding = NULL;

	*verdict = (struct rt_verdict){
		.kind = RT_VERDICT_INCONCLUSIVE,
		.engine = "",
		.reason = "no engine has looked",
	};
	for (size_t i = 0; i < count; i++)
		if (weight(observations[i].sight) >
		    (deciding ? weight(deciding->sight) : 0))
			deciding = &observations[i];
	note_beside(observations, count, verdict);
	find_disagreement(observations, count, verdict);
	if (!deciding)
		return;
	verdict->kind = kind_of(deciding->sight);
	verdict->engine = deciding->engine;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s",
		 deciding->reason);
}

const char *rt_verdict_word(enum rt_verdict_kind kind)
{
	static const char *const words[] = {
		[RT_VERDICT_TORN] = "torn",
		[RT_VERDICT_ATOMIC] = "atomic",
		[RT_VERDICT_INCONCLUSIVE] = "inconclusive",
		[RT_VERDICT_ERROR] = "error",
	};

	return words[kind];
}

int rt_verdict_exit_code(enum rt_verdict_kind kind)
{
	switch (kind) {
	case RT_VERDICT_ATOMIC:
		return 0;
	case RT_VERDICT_TORN:
		return 1;
	default:
		return 125;
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/verdict.h"

#include <stdio.h>

/* The more a sight decides, the higher. */
static int weight(enum rt_sight sight)
{
	switch (sight) {
	case RT_SAW_TEAR:
		return 3;
	case RT_SAW_FAILURE:
		return 2;
	case RT_COULD_NOT_LOOK:
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
	default:
		return RT_VERDICT_INCONCLUSIVE;
	}
}

void rt_verdict_of(const struct rt_observation *observations, size_t count,
		   struct rt_verdict *verdict)
{
	const struct rt_observation *deciding = observations;

	if (!count) {
		*verdict = (struct rt_verdict){
			.kind = RT_VERDICT_INCONCLUSIVE,
			.reason = "no engine has looked",
		};
		return;
	}
	for (size_t i = 1; i < count; i++)
		if (weight(observations[i].sight) > weight(deciding->sight))
			deciding = &observations[i];
	verdict->kind = kind_of(deciding->sight);
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

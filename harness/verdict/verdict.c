/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/verdict.h"

#include <stdio.h>
#include <string.h>

/* How much an outcome decides; 0: nothing. */
static int weight(enum rt_outcome outcome)
{
	switch (outcome) {
	case RT_OUTCOME_TORN:
		return 5;
	case RT_OUTCOME_ERROR:
		return 4;
	case RT_OUTCOME_ATOMIC:
		return 3;
	case RT_OUTCOME_INCONCLUSIVE:
		return 2;
	case RT_OUTCOME_NO_TEAR:
		return 1;
	default:
		return 0;
	}
}

static enum rt_outcome verdict_of(enum rt_outcome outcome)
{
	switch (outcome) {
	case RT_OUTCOME_TORN:
		return RT_OUTCOME_TORN;
	case RT_OUTCOME_ERROR:
		return RT_OUTCOME_ERROR;
	case RT_OUTCOME_ATOMIC:
		return RT_OUTCOME_ATOMIC;
	default:
		return RT_OUTCOME_INCONCLUSIVE;
	}
}

/* Why @one and @other cannot both be right; NULL when they can. */
static const char *clash(const struct rt_observation *one,
			 const struct rt_observation *other)
{
	if (one->outcome == RT_OUTCOME_TORN &&
	    other->outcome == RT_OUTCOME_ATOMIC)
		return "saw a tear where every access was followed and whole";
	if (one->outcome == RT_OUTCOME_TORN &&
	    other->outcome == RT_OUTCOME_NO_TEAR &&
	    other->emission == RT_EMITTED_WHOLE)
		return "saw a tear where the code has one whole access";
	if (one->is_unaccounted && other->is_closed)
		return "ran code that is on none of all ways";
	if (one->outcome == RT_OUTCOME_TORN && other->is_closed)
		return "saw a tear where all ways through the code are whole";
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

/* The emission of the first engine that knows one: codegen, else step. */
static void note_beside(const struct rt_observation *observations, size_t count,
			struct rt_verdict *verdict)
{
	for (size_t i = 0; i < count; i++) {
		const struct rt_observation *one = &observations[i];

		if (!verdict->emitted)
			verdict->emitted = one->emission;
		if (!verdict->permitted)
			verdict->permitted = one->race;
		verdict->partial |= one->partial;
		verdict->loses_update |= one->loses_update;
		verdict->overwrites |= one->overwrites;
		verdict->twice |=
			one->twice || one->emission == RT_EMITTED_TWICE;
	}
}

/* The account of all ways, or NULL when no engine has made one. */
static const struct rt_observation *account_of(
	const struct rt_observation *observations, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (observations[i].is_closed)
			return &observations[i];
	for (size_t i = 0; i < count; i++)
		if (!strcmp(observations[i].engine, "codegen"))
			return &observations[i];
	return NULL;
}

/* Runs alone are samples: without the account they do not prove anything. */
static void demand_account(const struct rt_observation *observations,
			   size_t count, struct rt_verdict *verdict)
{
	const struct rt_observation *account = account_of(observations, count);

	if (account && account->is_closed)
		return;
	verdict->outcome = RT_OUTCOME_INCONCLUSIVE;
	verdict->engine = account ? account->engine : "";
	verdict->emulator = NULL;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s",
		 account ? account->reason
			 : "no engine has read all ways through the code: ask "
			   "codegen too");
}

void rt_verdict_of(const struct rt_observation *observations, size_t count,
		   struct rt_verdict *verdict)
{
	const struct rt_observation *deciding = NULL;

	*verdict = (struct rt_verdict){
		.outcome = RT_OUTCOME_INCONCLUSIVE,
		.engine = "",
		.reason = "no engine has looked",
	};
	for (size_t i = 0; i < count; i++)
		if (weight(observations[i].outcome) >
		    (deciding ? weight(deciding->outcome) : 0))
			deciding = &observations[i];
	note_beside(observations, count, verdict);
	find_disagreement(observations, count, verdict);
	if (!deciding)
		return;
	/* One of the two has a bug, or the CPU has surprised us. */
	if (*verdict->disagreement) {
		snprintf(verdict->reason, sizeof(verdict->reason),
			 "the engines disagree: %.220s", verdict->disagreement);
		return;
	}
	verdict->outcome = verdict_of(deciding->outcome);
	verdict->engine = deciding->engine;
	verdict->emulator = deciding->emulator;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s",
		 deciding->reason);
	if (verdict->outcome == RT_OUTCOME_ATOMIC)
		demand_account(observations, count, verdict);
}

int rt_verdict_exit_code(enum rt_outcome kind)
{
	switch (kind) {
	case RT_OUTCOME_ATOMIC:
		return 0;
	case RT_OUTCOME_TORN:
		return 1;
	default:
		return 125;
	}
}

void rt_verdict_faults(const struct rt_verdict *verdict, bool stores,
		       bool is_once, char text[64])
{
	const struct {
		bool is_so;
		const char *name;
	} faults[] = {
		{verdict->overwrites, "overwrites"},
		{is_once && verdict->twice, stores ? "rewrite" : "refetch"},
		{is_once && verdict->partial, "partial"},
		{is_once && verdict->loses_update, "lost-update"},
	};
	size_t length = 0;

	*text = '\0';
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (faults[i].is_so)
			length += (size_t)snprintf(text + length, 64 - length,
						   "%s%s", length ? " " : "",
						   faults[i].name);
}

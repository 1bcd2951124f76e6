/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every engine has in common: it looks at one module and says what it
 * saw. The evidence itself is the engine's own; this is the part that the
 * verdict is made of. Plain data, any thread.
 */
#ifndef RT_ENGINE_ENGINE_H
#define RT_ENGINE_ENGINE_H

#include <stdbool.h>

#include "harness/engine/outcome.h"

/* Is the access a data race under C11 (5.1.2.4)? tsan alone answers. */
enum rt_race {
	/* Not asked, could not look, or the access was out of its sight. */
	RT_RACE_UNKNOWN,
	/* The access was in sight, and in no run was it a race. */
	RT_RACE_NONE,
	RT_RACE_SEEN,
};

/*
 * What the machine code does to the field, as far as reading it can tell;
 * whether that was seen to tear is the outcome's to say.
 */
enum rt_emission {
	RT_EMITTED_UNKNOWN, /* not looked at, or it cannot be told */
	RT_EMITTED_WHOLE,   /* one access of the full width on every path */
	RT_EMITTED_PARTS,   /* a partial access on some path: it can tear */
	RT_EMITTED_TWICE,   /* more than one, each of the full width */
	RT_EMISSIONS,
};

struct rt_observation {
	const char *engine; /* codegen, step, hammer or tsan */
	enum rt_outcome outcome;
	enum rt_race race; /* apart from @outcome: a race need not tear */
	enum rt_emission emission;
	/*
	 * The field was accessed more than once: refetch of a load, rewrite
	 * of a store. RT_EMITTED_TWICE says so as well.
	 */
	bool twice;
	const char *emulator; /* the CPU that ran it; NULL: this one, or none */
	char reason[256];     /* one sentence, numbers included */
};

/*
 * The outcome as an engine's observation is printed and recorded: "tear", "no
 * tear", "whole", "could not look", "failure" or "another question".
 */
const char *rt_observation_word(enum rt_outcome outcome);

/* "unknown", "no race" or "race". */
const char *rt_race_name(enum rt_race race);

#endif

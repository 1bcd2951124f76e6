/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/engine.h"

const char *rt_observation_word(enum rt_outcome outcome)
{
	static const char *const names[] = {
		[RT_OUTCOME_TORN] = "tear",
		[RT_OUTCOME_NO_TEAR] = "no tear",
		[RT_OUTCOME_ATOMIC] = "whole",
		[RT_OUTCOME_INCONCLUSIVE] = "could not look",
		[RT_OUTCOME_ERROR] = "failure",
		[RT_OUTCOME_BESIDE] = "another question",
	};

	return names[outcome];
}

const char *rt_race_name(enum rt_race race)
{
	static const char *const names[] = {
		[RT_RACE_UNKNOWN] = "unknown",
		[RT_RACE_NONE] = "no race",
		[RT_RACE_SEEN] = "race",
	};

	return names[race];
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/engine.h"

const char *rt_sight_name(enum rt_sight sight)
{
	static const char *const names[] = {
		[RT_SAW_TEAR] = "tear",
		[RT_SAW_NO_TEAR] = "no tear",
		[RT_SAW_WHOLE] = "whole",
		[RT_COULD_NOT_LOOK] = "could not look",
		[RT_SAW_FAILURE] = "failure",
		[RT_ASKS_ANOTHER_QUESTION] = "another question",
	};

	return names[sight];
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

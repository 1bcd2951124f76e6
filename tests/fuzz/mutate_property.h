/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What holds for every change of every trial, as one function: a table, a
 * plain loop and libFuzzer drive it.
 */
#ifndef RT_TESTS_FUZZ_MUTATE_PROPERTY_H
#define RT_TESTS_FUZZ_MUTATE_PROPERTY_H

#include <string.h>

#include "harness/fuzz/mutate.h"
#include "harness/toolchain/flags.h"
#include "harness/virtqueue/config.h"

enum { PROPERTY_MOST = 2048 };

static inline bool property_has(const struct rt_space_names *names,
				const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->list[i].name, name))
			return true;
	return !names->count;
}

static inline bool property_fixed(const struct rt_space *space,
				  const struct rt_trial *trial)
{
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++)
		if (space->fixed >> (field - rt_trial_fields) & 1 &&
		    !rt_trial_field_equals(field, trial, &space->base))
			return false;
	return true;
}

/* NULL, or which promise of harness/fuzz/mutate.h @text breaks. */
static inline const char *property_holds(const struct rt_space *space,
					 const char *text, size_t length)
{
	struct rt_strings words = RT_STRINGS_INIT;
	struct rt_trial trial;
	int code;

	if (!length)
		return NULL;
	if (rt_trial_parse(&trial, text, length, "result", NULL))
		return "it does not parse";
	code = rt_flags_parse(&words, trial.flags, NULL);
	rt_strings_free(&words);
	if (code)
		return "a flag is refused";
	if (trial.burst > trial.ring_size ||
	    trial.in_flight > trial.ring_size ||
	    (trial.in_flight && trial.burst > trial.in_flight))
		return "burst or in_flight do not fit the ring";
	if (!property_has(&space->accessors, trial.accessor) ||
	    !property_has(&space->toolchains, trial.toolchain) ||
	    !property_has(&space->pairs, trial.pair))
		return "a name is not of the space";
	if (space->is_aligned && trial.offset % (trial.width / 8))
		return "the field is not aligned";
	if (!property_fixed(space, &trial))
		return "a fixed key was changed";
	return NULL;
}

/*
 * Changes @text by @seed into @most bytes, twice, and crosses the result with
 * @text. NULL, or which promise is broken.
 */
static inline const char *property_mutate(const struct rt_space *space,
					  const char *text, size_t length,
					  size_t most, uint64_t seed)
{
	char one[PROPERTY_MOST], two[PROPERTY_MOST], child[PROPERTY_MOST];
	size_t size, again;
	const char *broken;

	if (length > most)
		length = most;
	memcpy(one, text, length);
	memcpy(two, text, length);
	size = rt_mutate_text(space, one, length, most, seed);
	again = rt_mutate_text(space, two, length, most, seed);
	if (size > most)
		return "it does not fit";
	if (size != again || memcmp(one, two, size))
		return "the same seed gave something else";
	broken = property_holds(space, one, size);
	if (broken)
		return broken;
	size = rt_cross_text(space, text, length, one, size, child, most, seed);
	return size > most ? "a child does not fit"
			   : property_holds(space, child, size);
}

#endif

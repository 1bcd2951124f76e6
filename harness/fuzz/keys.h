/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of a trial that a search changes, beside its flags, and the values
 * that it gives them. Any thread, as for the space.
 */
#ifndef RT_FUZZ_KEYS_H
#define RT_FUZZ_KEYS_H

#include "harness/base/clock.h"
#include "harness/fuzz/mutate.h"

/* What a value is drawn for. */
struct rt_drawing {
	const struct rt_space *space;
	struct rt_random *random;
	const struct rt_trial *trial; /* as it is so far */
	const char *key;
};

struct rt_key {
	const char *name;
	unsigned weight; /* how often it is changed, beside the others */
	/* Appends a value that the trial may have. */
	void (*draw)(const struct rt_drawing *drawing, struct rt_text *value);
};

/* Ended by an entry without a name; the cell comes first. */
extern const struct rt_key rt_keys[];

/* Gives @trial a new value of @key, unless the space keeps it fixed. */
void rt_key_draw(const struct rt_space *space, struct rt_random *random,
		 const struct rt_key *key, struct rt_trial *trial);

/* One of them by weight. */
const struct rt_key *rt_key_choose(struct rt_random *random);

/*
 * Brings @trial into the space: names that it has not are replaced, fixed and
 * unsearched keys become those of space->base, and burst and in_flight fit
 * the ring.
 */
void rt_keys_confine(const struct rt_space *space, struct rt_random *random,
		     struct rt_trial *trial);

/* The grammar of the trial's toolchain; NULL when it has none. */
const struct rt_grammar *rt_space_grammar(const struct rt_space *space,
					  const char *toolchain);

#endif

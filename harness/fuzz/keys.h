/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of a trial that the search may change, beside the flags, and how
 * their values are drawn. Thread-safe, as far as the space is (mutate.h).
 */
#ifndef RT_FUZZ_KEYS_H
#define RT_FUZZ_KEYS_H

#include "harness/base/clock.h"
#include "harness/fuzz/mutate.h"

/* What draw() may depend on. */
struct rt_drawing {
	const struct rt_space *space;
	struct rt_random *random;
	const struct rt_trial *trial; /* with the keys drawn so far */
	const char *key;
};

struct rt_key {
	const char *name;
	unsigned weight; /* relative frequency of being changed */
	/* Appends a valid value. */
	void (*draw)(const struct rt_drawing *drawing, struct rt_text *value);
};

/* The cell's keys come first; the last entry has no name. */
extern const struct rt_key rt_keys[];

/* Sets @key of @trial to a new value, unless the space keeps it fixed. */
void rt_key_draw(const struct rt_space *space, struct rt_random *random,
		 const struct rt_key *key, struct rt_trial *trial);

/* Draws one of rt_keys by weight. */
const struct rt_key *rt_key_choose(struct rt_random *random);

/*
 * Forces @trial into the space: unknown names are replaced, fixed and
 * unsearched keys are copied from space->base, burst and in_flight are limited
 * to the ring, and the field is aligned where the space has only such.
 */
void rt_keys_confine(const struct rt_space *space, struct rt_random *random,
		     struct rt_trial *trial);

/* The grammar of @toolchain's compiler; NULL if there is none. */
const struct rt_grammar *rt_space_grammar(const struct rt_space *space,
					  const char *toolchain);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutates trials, crosses two, and makes new ones, within a space.
 *
 * The seed decides everything: the same text, space and seed give the same
 * result on every machine, as long as the grammars learn nothing in between.
 * Every result parses, has no flag that rt_flags_parse() refuses, and keeps to
 * the bounds of rt_trial_fields and of a virtqueue (burst and in_flight fit the
 * ring). Pure functions of their arguments: thread-safe, as long as no grammar
 * of the space is learning.
 */
#ifndef RT_FUZZ_MUTATE_H
#define RT_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/clock.h"
#include "harness/fuzz/grammar.h"
#include "harness/trial/trial.h"

/* A name that a trial may have; weight: how often it is drawn, 0: never. */
struct rt_space_name {
	const char *name;
	unsigned weight;
	/* Of a toolchain: the flags of its compiler. Else NULL. */
	const struct rt_grammar *grammar;
};

struct rt_space_names {
	const struct rt_space_name *list;
	size_t count;
};

/*
 * The trials that may be made. A list of one name fixes its key; an empty list
 * leaves the key as in @base. The caller owns all members.
 */
struct rt_space {
	struct rt_space_names accessors;
	struct rt_space_names toolchains;
	struct rt_space_names pairs;
	/*
	 * The values of the keys that the search does not change: requests,
	 * milliseconds, seed, the witness, the expectation, and the keys in
	 * @fixed, where bit i is rt_trial_fields[i].
	 */
	struct rt_trial base;
	uint64_t fixed;
	/* Only naturally aligned fields, unless the offset is fixed. */
	bool is_aligned;
	/*
	 * NULL, or false for a pair that is known not to build or is not to be
	 * searched: it is drawn less. Must be pure and cheap.
	 */
	bool (*builds)(const void *data, const char *accessor,
		       const char *toolchain);
	const void *data;
};

/* The bit of @key in @fixed; 0 if there is no such key. */
uint64_t rt_space_bit(const char *key);

/* A random trial: the baseline for a guided search. */
void rt_fresh(const struct rt_space *space, struct rt_random *random,
	      struct rt_trial *trial);

/* Changes a few things of @trial, which must have been parsed. */
void rt_mutate(const struct rt_space *space, struct rt_random *random,
	       struct rt_trial *trial);

/* Makes a child of two trials: each key from one of them, flags from both. */
void rt_cross(const struct rt_space *space, struct rt_random *random,
	      const struct rt_trial *one, const struct rt_trial *other,
	      struct rt_trial *child);

/*
 * The same for text, with libFuzzer's conventions
 * (https://llvm.org/docs/LibFuzzer.html, custom mutators): @text holds @length
 * bytes and has room for @most; the new length is returned. Text that is no
 * trial is replaced by a random one. A trial that does not fit loses flags and
 * then everything; 0 when not even its cell fits.
 */
size_t rt_mutate_text(const struct rt_space *space, char *text, size_t length,
		      size_t most, uint64_t seed);
size_t rt_cross_text(const struct rt_space *space, const char *one,
		     size_t one_length, const char *other, size_t other_length,
		     char *text, size_t most, uint64_t seed);

#endif

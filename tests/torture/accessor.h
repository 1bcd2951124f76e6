/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An accessor whose truth is known before it is run: which accesses to the
 * field it makes, in which order, and from which of them each byte of what
 * it gives back comes.
 */
#ifndef RT_TESTS_TORTURE_ACCESSOR_H
#define RT_TESTS_TORTURE_ACCESSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/text.h"
#include "tests/torture/random.h"

enum { torture_most_accesses = 48, torture_most_bytes = 8 };

/* Pieces of one rep instruction share a number, as one that cannot be cut. */
struct torture_access {
	unsigned offset, size; /* bytes, inside the field */
	unsigned instruction;
	bool repeats; /* one round of a rep instruction */
	bool is_read; /* in a store: it reads and does not write */
	bool is_weak; /* in a store: non-temporal */
};

enum torture_truth {
	TORTURE_WHOLE,	   /* every access of full width, one value kept */
	TORTURE_TEARS,	   /* a store or load between two of them shows it */
	TORTURE_ROUNDS,	   /* only between rounds of one rep instruction */
	TORTURE_DISCARDED, /* a load in parts, but a whole access decides */
	TORTURE_REWRITTEN, /* a store, whole; then parts of the same value */
	TORTURE_TRUTHS,
};

struct torture_accessor {
	uint64_t seed;
	char symbol[40];
	unsigned width; /* in bits */
	bool stores;
	unsigned access_count;
	struct torture_access access[torture_most_accesses];
	/* Of a load: which access each byte of the value comes from. */
	unsigned source[torture_most_bytes];
	struct rt_text code; /* assembly, AT&T, System V x86-64 psABI */
};

/* Writes the accessor of @seed. Release with torture_free(). */
void torture_generate(struct torture_accessor *accessor, uint64_t seed);
void torture_free(struct torture_accessor *accessor);

enum torture_truth torture_truth(const struct torture_accessor *accessor);

/*
 * The accesses that count, reads of a load or writes of a store; or of them
 * those that are narrower than the field.
 */
unsigned torture_count(const struct torture_accessor *accessor,
		       bool only_parts);
/* True when one of several writes may be seen in another order. */
bool torture_is_weak(const struct torture_accessor *accessor);

/* "whole", "tears", "rounds", "discarded" or "rewritten". */
const char *torture_truth_name(enum torture_truth truth);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways through an accessor that is written in C, and what decides between two
 * of them: the tables that torture_compose() chooses from.
 *
 * The texts are C on x86-64, in a file of their own. They may use: T, the
 * field's type, H, half of it; `size` and `half`, in bytes; p, the field's
 * address; v, the value to store, or what a load has read so far; FIELD, the
 * field, volatile; BYTE(i) and HALF(i), a part of it, where it belongs in T;
 * BYTES, all of these; K, a number, M, a mask, N, a number of calls, PLACE, an
 * offset in a line; HIDE(x), after which a compiler does not know x. An @
 * stands for a prefix, which each of two ways has for itself.
 */
#ifndef RT_TESTS_TORTURE_WAYS_H
#define RT_TESTS_TORTURE_WAYS_H

#include <stdbool.h>

/* What holds of a way, or of all of an accessor. The worse comes later. */
enum torture_claim {
	TORTURE_SOUND,
	/* What it does is decided outside of what can be read and run. */
	TORTURE_OPENED,
	/* Some run of it gives, or leaves, a value that was never there. */
	TORTURE_TEARING,
	TORTURE_CLAIMS,
};

/*
 * What a decision looks at, where two of them might exclude each other: a way
 * that tears for one value only does not where the guard asks for another.
 */
enum torture_decider { TORTURE_ANYTHING, TORTURE_VALUE, TORTURE_PLACE };

/* When the rare way is taken rather than the common one. */
struct torture_guard {
	const char *name;
	const char *outside, *condition;
	bool never;	/* it is not, whatever the code looks like */
	bool looks_at;	/* @condition has v */
	bool of_a_load; /* only there */
	enum torture_decider by;
};

struct torture_body {
	const char *name;
	enum torture_claim claim;
	const char *outside, *text; /* @text ends in a return */
	bool looks_at;		    /* @text has v, of a load */
	bool is_rare;		    /* not for the common way */
	bool may_fail;	  /* its run may end in a signal, or not at all */
	bool is_object;	  /* only a part of a program: names are missing */
	bool has_threads; /* a module is not looked at that starts them */
	enum torture_decider by; /* decides whether it tears */
};

extern const struct torture_guard torture_guards[];
extern const struct torture_body torture_load_bodies[], torture_store_bodies[];
extern const unsigned torture_guard_count, torture_load_body_count,
	torture_store_body_count;

/* "sound", "opened" or "tearing". */
const char *torture_claim_name(enum torture_claim claim);

#endif

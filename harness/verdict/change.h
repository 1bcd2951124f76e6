/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of a cell between two looks at it, and what all cells together
 * say of a change. Pure functions, any thread.
 */
#ifndef RT_VERDICT_CHANGE_H
#define RT_VERDICT_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"
#include "harness/verdict/verdict.h"

enum rt_outcome rt_outcome_of(const struct rt_verdict *verdict);
enum rt_change {
	RT_CHANGE_NONE,	      /* a side was not looked at: "-" */
	RT_CHANGE_UNCHANGED,  /* and not torn */
	RT_CHANGE_FIXED,      /* torn, then atomic */
	RT_CHANGE_STILL_TORN, /* torn both times */
	RT_CHANGE_REGRESSED,  /* atomic, then torn */
	RT_CHANGE_NOW_TORN,   /* torn, and before that it was not known */
	RT_CHANGE_NO_BUILD,   /* "no longer builds" */
	RT_CHANGE_NOW_BUILDS, /* and is not torn */
	RT_CHANGE_NOW_FAILS,  /* it crashes or hangs where it did not */
	RT_CHANGE_NOW_ATOMIC, /* and before that it was not known */
	RT_CHANGE_UNSETTLED,  /* inconclusive where it was not: "not settled" */
	RT_CHANGES,
};

enum rt_change rt_change_of(enum rt_outcome before, enum rt_outcome after);
const char *rt_change_word(enum rt_change change);

/* Whether a reviewer has to refuse it: torn or broken where it was not. */
bool rt_change_is_worse(enum rt_change change);

/* How many cells there are of each; zeroes at first. */
struct rt_change_tally {
	size_t cells;
	size_t before[RT_OUTCOMES], after[RT_OUTCOMES];
	size_t change[RT_CHANGES];
	size_t worse;
};

void rt_change_count(struct rt_change_tally *tally, enum rt_outcome before,
		     enum rt_outcome after);

/*
 * Appends what a reviewer wants to read: "fixes 14 of 14 torn cells, regresses
 * none, 2 inconclusive".
 */
void rt_change_sentence(const struct rt_change_tally *tally,
			struct rt_text *text);

/*
 * Whether somebody may put a name under it: something is fixed, nothing is
 * torn afterwards, and nothing got worse.
 */
bool rt_change_is_earned(const struct rt_change_tally *tally);

/*
 * 1 when anything got worse or is torn afterwards; else 125 when anything is
 * inconclusive, fails or does not build afterwards; else 0. Of a comparison
 * with a baseline only what got worse counts, 1, and what was settled and is
 * no longer, 125.
 */
int rt_change_exit_code(const struct rt_change_tally *tally, bool is_baseline);

#endif

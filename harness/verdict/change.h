/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the outcome of a cell changed between two examinations, and what the
 * changes of all cells say of a patch. Pure functions, thread-safe.
 */
#ifndef RT_VERDICT_CHANGE_H
#define RT_VERDICT_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"
#include "harness/verdict/verdict.h"

enum rt_outcome rt_outcome_of(const struct rt_verdict *verdict);

/*
 * The same where more is asked than that nothing tears: what is not torn and
 * has @faults, as rt_verdict_faults() names them, is RT_OUTCOME_FAULTY.
 */
enum rt_outcome rt_outcome_with(const struct rt_verdict *verdict,
				const char *faults);

enum rt_change {
	RT_CHANGE_NONE,		/* one side was not examined: "-" */
	RT_CHANGE_UNCHANGED,	/* and not torn */
	RT_CHANGE_FIXED,	/* torn or faulty, then atomic */
	RT_CHANGE_STILL_TORN,	/* torn before and after */
	RT_CHANGE_STILL_FAULTY, /* faulty; before torn or faulty */
	RT_CHANGE_REGRESSED,  /* atomic, then torn or faulty; faulty, then torn
			       */
	RT_CHANGE_NOW_TORN,   /* torn; before nothing was known */
	RT_CHANGE_NOW_FAULTY, /* faulty; before nothing was known */
	RT_CHANGE_NO_BUILD,   /* "no longer builds" */
	RT_CHANGE_NOW_BUILDS, /* builds now, and is not torn */
	RT_CHANGE_NOW_FAILS,  /* crashes or hangs, which it did not before */
	RT_CHANGE_NOW_ATOMIC, /* atomic; before neither torn nor atomic */
	RT_CHANGE_UNSETTLED,  /* now inconclusive: "not settled" */
	RT_CHANGES,
};

enum rt_change rt_change_of(enum rt_outcome before, enum rt_outcome after);
const char *rt_change_word(enum rt_change change);

/* Whether a reviewer must reject it: torn, faulty or broken, but not before. */
bool rt_change_is_worse(enum rt_change change);

/* The number of cells for each outcome and change; start with zeroes. */
struct rt_change_tally {
	size_t cells;
	size_t before[RT_OUTCOMES], after[RT_OUTCOMES];
	size_t change[RT_CHANGES];
	size_t worse;
};

void rt_change_count(struct rt_change_tally *tally, enum rt_outcome before,
		     enum rt_outcome after);

/*
 * Whether no cell was built, neither before nor after: then nothing is known,
 * and "none was torn" would sound like a result.
 */
bool rt_change_is_unbuilt(const struct rt_change_tally *tally);

/*
 * Appends a sentence for the reviewer: "fixes 14 of 14 torn cells, regresses
 * none, 2 inconclusive".
 */
void rt_change_sentence(const struct rt_change_tally *tally,
			struct rt_text *text);

/*
 * Whether the result deserves a Tested-by: a cell is fixed, no cell is torn or
 * faulty afterwards, no cell got worse, and all were examined.
 */
bool rt_change_is_earned(const struct rt_change_tally *tally);

/*
 * The exit code: 1 when a cell got worse or is torn or faulty afterwards; else
 * 125 when a cell is not atomic afterwards; else 0. In a comparison with a
 * baseline only changes count: 1 for worse, 125 for a cell that is inconclusive
 * and was not, or that is not built, whatever it was.
 */
int rt_change_exit_code(const struct rt_change_tally *tally, bool is_baseline);

/*
 * The same of one side alone, where no cell has a before: "torn in 8 of 40
 * builds", "atomic in all 40 builds", "atomic in 38 of 40 builds, 2 not built".
 * The exit code is 1 when a cell is torn or faulty, else 125 when one is
 * inconclusive or failed, or when none was built, else 0.
 */
void rt_change_alone_sentence(const struct rt_change_tally *tally,
			      struct rt_text *text);
int rt_change_alone_exit_code(const struct rt_change_tally *tally);

/* The worst outcome of the cells that were built, or RT_OUTCOME_NO_BUILD. */
enum rt_outcome rt_change_alone_outcome(const struct rt_change_tally *tally);

#endif

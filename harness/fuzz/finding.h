/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a campaign has found: each cause once, minimised before it is kept.
 *
 * A finding is a row in the store, whose key is its content, and then a trial
 * file in a folder. The row comes first and in one transaction, so that kill
 * -9 loses at most what has not been said yet; rt_triage_repair() writes the
 * files that such an end left out. Jobs may share store and folder. One
 * thread; not across fork().
 */
#ifndef RT_FUZZ_FINDING_H
#define RT_FUZZ_FINDING_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/fuzz/evaluator.h"
#include "harness/fuzz/minimize.h"
#include "harness/fuzz/evaluation.h"
#include "harness/record/store.h"

/* "tear", "refetch", "crash", "compiler", as in struct rt_finding. */
const char *rt_finding_word(enum rt_outcome kind);

/* What is worth keeping of @outcome. */
enum rt_outcome rt_finding_of(const struct rt_evaluation *outcome);

/* Whose evidence of a tear @outcome has: "step" or "hammer"; "" of none. */
const char *rt_finding_engine(const struct rt_evaluation *outcome);

/* The digest by which a finding is kept once: of the trial, kind, mixture. */
int rt_finding_key(const struct rt_trial *trial, const char *kind,
		   unsigned mixture, struct rt_digest *key,
		   struct rt_error *error);

/* Appends what was seen, in one line. */
void rt_finding_witness(struct rt_text *line, const struct rt_trial *trial,
			const struct rt_evaluation *outcome);

/*
 * Minimises @trial, which came to @outcome, keeping kind and mixture.
 * @minimal receives what the least trial came to. @guess, unless NULL, is
 * @trial with fewer flags, to begin from where it shows the same.
 * As rt_minimize().
 */
int rt_finding_minimize(struct rt_evaluator *evaluator,
			const struct rt_trial *trial,
			const struct rt_trial *guess,
			const struct rt_evaluation *outcome,
			struct rt_minimized *minimized,
			struct rt_evaluation *minimal, struct rt_error *error);

/* @trial with the witness of @outcome, so that `replay` repeats it. */
struct rt_trial rt_finding_trial(const struct rt_trial *trial,
				 const struct rt_evaluation *outcome);

struct rt_triage; /* opaque */

struct rt_triage_plan {
	struct rt_evaluator *evaluator;
	const char *store;   /* a file */
	const char *folder;  /* of trial files; made when missing */
	const char *command; /* what was typed, for the record */
	int64_t campaign;    /* of the runs; 0: a new one */
	/*
	 * A folder of inputs, or NULL: what is being minimised lies there, so
	 * that after a kill it is met again.
	 */
	const char *pending;
};

/* All of @plan is borrowed. Release with rt_triage_close(), NULL allowed. */
int rt_triage_open(struct rt_triage **triage, const struct rt_triage_plan *plan,
		   struct rt_error *error);
/*
 * Writes down how often each was met, as far as that can be written; until
 * then that is done at most once a second, so that a kill loses no more.
 */
void rt_triage_close(struct rt_triage *triage);

/*
 * @trial came to @outcome. Where a finding explains that it is met once more;
 * else it is minimised and, if still unknown, kept. @is_new tells.
 */
int rt_triage_take(struct rt_triage *triage, const struct rt_trial *trial,
		   const struct rt_evaluation *outcome, bool *is_new,
		   struct rt_error *error);

/* Writes the trial files that are missing of the findings from @first on. */
int rt_triage_repair(struct rt_triage *triage, int64_t first,
		     struct rt_error *error);

#endif

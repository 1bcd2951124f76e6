/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The findings of a campaign: minimal trials, each stored once with its cause,
 * the code that it has in common with others (cause.h).
 *
 * A finding is a row in the store, keyed by its content, and a trial file in a
 * folder. The row is written first, in one transaction: kill -9 loses no
 * finding that was reported, and rt_triage_repair() writes missing files. Jobs
 * may share store and folder. Not thread-safe; do not use across fork().
 */
#ifndef RT_FUZZ_FINDING_H
#define RT_FUZZ_FINDING_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/fuzz/cause.h"
#include "harness/fuzz/evaluator.h"
#include "harness/fuzz/minimize.h"
#include "harness/fuzz/evaluation.h"
#include "harness/record/store.h"

/* The kind of finding that @outcome is; RT_OUTCOME_NONE: not a finding. */
enum rt_outcome rt_finding_of(const struct rt_evaluation *outcome);

/* A finding's unique key: a digest of its trial, kind and mixture. */
int rt_finding_key(const struct rt_trial *trial, const char *kind,
		   unsigned mixture, struct rt_digest *key,
		   struct rt_error *error);

/* Appends one line that describes the evidence. */
void rt_finding_witness(struct rt_text *line, const struct rt_trial *trial,
			const struct rt_evaluation *outcome);

/*
 * Sets @aligned to what an aligned field comes to with all else of @trial,
 * which tore where its field is not aligned; to RT_OUTCOME_NONE for any other
 * trial. Errors are rt_evaluator_try()'s.
 */
int rt_finding_aligned(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial,
		       const struct rt_evaluation *outcome,
		       enum rt_outcome *aligned, struct rt_error *error);

/*
 * Minimises @trial, whose evaluation is @outcome, keeping kind, mixture and the
 * code that it comes from. @minimal receives the evaluation of the minimal
 * trial. @guess, unless NULL, is @trial with fewer flags; if it gives the same
 * result, it is the start. Errors and release as for rt_minimize().
 */
int rt_finding_minimize(struct rt_evaluator *evaluator,
			const struct rt_trial *trial,
			const struct rt_trial *guess,
			const struct rt_evaluation *outcome,
			struct rt_minimized *minimized,
			struct rt_evaluation *minimal, struct rt_error *error);

/* @trial with @outcome's interleaving, so that `replay` reproduces it. */
struct rt_trial rt_finding_trial(const struct rt_trial *trial,
				 const struct rt_evaluation *outcome);

/*
 * Fills in all of @finding but its run, with @aligned as rt_finding_aligned()
 * gives it. Errors are those of rt_cause_of(); release with rt_finding_free()
 * in every case.
 */
int rt_finding_describe(struct rt_finding *finding,
			const struct rt_evaluator *evaluator,
			const struct rt_trial *trial,
			const struct rt_evaluation *outcome,
			enum rt_outcome aligned, struct rt_error *error);

/* Sets the members of @finding that name its cause. */
void rt_finding_set_cause(struct rt_finding *finding,
			  const struct rt_cause *cause);

struct rt_triage; /* opaque */

struct rt_triage_plan {
	struct rt_evaluator *evaluator;
	const char *store;   /* a file */
	const char *folder;  /* of trial files; made when missing */
	const char *command; /* the command line, for the record */
	int64_t campaign;    /* of the runs; 0: a new one for each finding */
	/*
	 * NULL, or libFuzzer's corpus folder: a trial is saved there while it
	 * is minimised, so that a killed job finds it again.
	 */
	const char *pending;
};

/* Borrows @plan's pointers. Release with rt_triage_close(); NULL is allowed. */
int rt_triage_open(struct rt_triage **triage, const struct rt_triage_plan *plan,
		   struct rt_error *error);
/*
 * Stores the counts of hits, ignoring errors. Before that they are stored once
 * a second at most: a kill may lose those of the last second.
 */
void rt_triage_close(struct rt_triage *triage);

/*
 * Takes @trial, whose evaluation is @outcome. If a known finding explains it,
 * that finding's count of hits grows; else @trial is minimised and, if still
 * not explained, stored as a new finding, and @is_new is set.
 */
int rt_triage_take(struct rt_triage *triage, const struct rt_trial *trial,
		   const struct rt_evaluation *outcome, bool *is_new,
		   struct rt_error *error);

/* Writes missing trial files of the findings with an id of @first or more. */
int rt_triage_repair(struct rt_triage *triage, int64_t first,
		     struct rt_error *error);

#endif

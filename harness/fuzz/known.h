/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the known finding that explains a result: one whose flags the trial
 * has, for the same accessor, toolchain and outcome. Not thread-safe.
 */
#ifndef RT_FUZZ_KNOWN_H
#define RT_FUZZ_KNOWN_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/fuzz/cause.h"
#include "harness/fuzz/evaluation.h"
#include "harness/record/record.h"
#include "harness/trial/trial.h"

struct rt_known_finding {
	char kind[16];
	enum rt_mixture mixture;
	struct rt_trial trial;	 /* the minimal one */
	struct rt_cause cause;	 /* its key is "" where it was not stored */
	enum rt_outcome aligned; /* as rt_finding_aligned() gave it */
	struct rt_strings flags;
	uint64_t met; /* trials it explained since the count was last stored */
};

struct rt_known {
	struct rt_known_finding *list;
	size_t count;
};

/*
 * Adds @finding. One whose trial is damaged is added as
 * well, but explains nothing.
 */
int rt_known_add(struct rt_known *known, const struct rt_finding *finding,
		 struct rt_error *error);

/*
 * The first that explains the evaluation @outcome of @trial, or NULL.
 * Owned by @known, valid until another is added.
 */
struct rt_known_finding *rt_known_explain(const struct rt_known *known,
					  const struct rt_trial *trial,
					  const struct rt_evaluation *outcome);

/*
 * Sets @guess to @trial with only the flags that most findings need: likely all
 * that this trial needs too. False when no finding needs fewer flags than
 * @trial has.
 */
bool rt_known_guess(const struct rt_known *known, const struct rt_trial *trial,
		    struct rt_trial *guess);

/* How many hits are not stored yet. */
uint64_t rt_known_met(const struct rt_known *known);

void rt_known_free(struct rt_known *known);

#endif

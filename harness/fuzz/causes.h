/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the known cause that explains a result: a cause whose flags the trial
 * has, for the same accessor, toolchain and outcome. Not thread-safe.
 */
#ifndef RT_FUZZ_CAUSES_H
#define RT_FUZZ_CAUSES_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/fuzz/evaluation.h"
#include "harness/record/record.h"
#include "harness/trial/trial.h"

struct rt_cause {
	char kind[16];
	enum rt_mixture mixture;
	struct rt_trial trial; /* the minimal one */
	struct rt_strings flags;
	uint64_t met; /* trials it explained since the count was last stored */
};

struct rt_causes {
	struct rt_cause *list;
	size_t count;
};

/*
 * Adds the cause of @finding. A finding whose trial is damaged is added as
 * well, but explains nothing.
 */
int rt_causes_add(struct rt_causes *causes, const struct rt_finding *finding,
		  struct rt_error *error);

/*
 * The first cause that explains the evaluation @outcome of @trial, or NULL.
 * Owned by @causes, valid until another cause is added.
 */
struct rt_cause *rt_causes_explain(const struct rt_causes *causes,
				   const struct rt_trial *trial,
				   const struct rt_evaluation *outcome);

/*
 * Sets @guess to @trial with only the flags that most causes need: likely this
 * trial's cause too. False when no cause needs fewer flags than @trial has.
 */
bool rt_causes_guess(const struct rt_causes *causes,
		     const struct rt_trial *trial, struct rt_trial *guess);

/* How many hits of all causes are not stored yet. */
uint64_t rt_causes_met(const struct rt_causes *causes);

void rt_causes_free(struct rt_causes *causes);

#endif

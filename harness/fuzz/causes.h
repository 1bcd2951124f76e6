/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which known cause explains what was seen: one whose flags the trial has,
 * for the same accessor, toolchain and outcome. One thread.
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
	uint64_t met; /* since it was last written down */
};

struct rt_causes {
	struct rt_cause *list;
	size_t count;
};

/* Adds what the store has; one whose trial is damaged explains nothing. */
int rt_causes_add(struct rt_causes *causes, const struct rt_finding *finding,
		  struct rt_error *error);

/*
 * The first cause that explains @outcome of @trial, or NULL. Owned by
 * @causes, until one is added.
 */
struct rt_cause *rt_causes_explain(const struct rt_causes *causes,
				   const struct rt_trial *trial,
				   const struct rt_evaluation *outcome);

/*
 * Sets @guess to @trial with the flags that explain most of what is known of
 * other accessors and toolchains, if it has them: likely its cause too. False
 * when there are none, or it has no others.
 */
bool rt_causes_guess(const struct rt_causes *causes,
		     const struct rt_trial *trial, struct rt_trial *guess);

/* How often any was met since that was written down. */
uint64_t rt_causes_met(const struct rt_causes *causes);

void rt_causes_free(struct rt_causes *causes);

#endif

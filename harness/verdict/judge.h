/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges one module: asks the engines and makes a verdict of their
 * observations. Shared by `check`, `fuzz` and `compare`.
 */
#ifndef RT_VERDICT_JUDGE_H
#define RT_VERDICT_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/engine/codegen/codegen.h"
#include "harness/engine/engine.h"
#include "harness/engine/step/step.h"
#include "harness/verdict/verdict.h"

struct rt_judgement {
	/* Per engine that was asked: its row, its observation, its evidence. */
	const struct rt_engine *engine[RT_ENGINES_MOST];
	struct rt_observation seen[RT_ENGINES_MOST];
	void *evidence[RT_ENGINES_MOST];
	size_t count;
	struct rt_verdict verdict;
};

/*
 * Asks @engines, a comma-separated list of names. NULL: the default engines
 * and, while the verdict is inconclusive, each other engine that may decide. A
 * failure of the accessor or of an engine is an observation, not an error;
 * errors are those of rt_engine.examine(). The caller releases @judgement with
 * rt_judgement_free() in every case. Not thread-safe; call it from a
 * single-threaded process, as engines fork.
 */
int rt_judge(struct rt_judgement *judgement, const struct rt_question *question,
	     const char *engines, struct rt_error *error);

/* The evidence of @engine; NULL when there is none. */
const void *rt_judgement_evidence(const struct rt_judgement *judgement,
				  const struct rt_engine *engine);

/* The results of step and codegen; NULL if the engine was not asked. */
const struct rt_step_result *rt_judgement_step(
	const struct rt_judgement *judgement);
const struct rt_codegen *rt_judgement_codegen(
	const struct rt_judgement *judgement);

/*
 * Whether a run of step took @way of codegen's account: 1 or 0; -1 where step
 * was not asked, or made no run.
 */
int rt_judgement_ran(const struct rt_judgement *judgement,
		     const struct rt_account_way *way);

void rt_judgement_free(struct rt_judgement *judgement);

#endif

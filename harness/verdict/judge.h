/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One module, judged: the engines that are asked look at it, and a verdict is
 * made of what they saw. What `check`, `fuzz` and `compare` have in common.
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
	/* Of each engine that was asked: its row, its answer, its evidence. */
	const struct rt_engine *engine[RT_ENGINES_MOST];
	struct rt_observation seen[RT_ENGINES_MOST];
	void *evidence[RT_ENGINES_MOST];
	size_t count;
	struct rt_verdict verdict;
};

/*
 * Asks @engines, names joined by commas, or, when it is NULL, the usual ones
 * and, where those leave it open, each other one that may decide. What an
 * engine says of the accessor, or of itself, is an observation, not an error;
 * errors are those of struct rt_engine. The caller releases @judgement with
 * rt_judgement_free() in every case. One thread, and a process with no other:
 * engines fork.
 */
int rt_judge(struct rt_judgement *judgement, const struct rt_question *question,
	     const char *engines, struct rt_error *error);

/* The evidence of the engine of that name; NULL: none. */
const void *rt_judgement_evidence(const struct rt_judgement *judgement,
				  const struct rt_engine *engine);

/* What step and codegen found; NULL where they were not asked. */
const struct rt_step_result *rt_judgement_step(
	const struct rt_judgement *judgement);
const struct rt_codegen *rt_judgement_codegen(
	const struct rt_judgement *judgement);

void rt_judgement_free(struct rt_judgement *judgement);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One module, judged: the engines that need nothing but the module look at
 * it, and a verdict is made of what they saw. What `check`, `fuzz` and
 * `compare` have in common.
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

/* Or-ed: which engines look; step goes by the question's CPU. */
enum rt_judge_engines {
	RT_JUDGE_CODEGEN = 1,
	RT_JUDGE_STEP = 2,
	RT_JUDGE_BOTH = RT_JUDGE_CODEGEN | RT_JUDGE_STEP,
};

struct rt_judge_question {
	const char *module; /* path of a shared object */
	const char *symbol; /* NULL: ringtear_load16 and so on, by the ABI */
	unsigned width;	    /* bits: 16, 32 or 64 */
	bool stores;
	int offset; /* of the field in a page, bytes; -1: each aligned place */
	unsigned engines;		    /* 0: both */
	const struct rt_step_cpu_kind *cpu; /* NULL: by the module */
};

/* Of these two engines, and of those that the caller asks beside them. */
enum { RT_JUDGE_SEEN = 4 };

struct rt_judgement {
	struct rt_observation seen[RT_JUDGE_SEEN];
	size_t count;
	bool stepped; /* the step engine was asked; then `step` is its result */
	struct rt_step_result step;
	bool has_code; /* the code was read; then `code` says what it does */
	struct rt_codegen code;
	struct rt_verdict verdict;
};

/*
 * Answers @question. An accessor that crashes or hangs, or a CPU that is not
 * here, is an observation, not an error. RT_USAGE when the module has no such
 * accessor, RT_BUILD when it is damaged, RT_SETUP without memory. The caller
 * releases @judgement with rt_judgement_free() in every case. One thread, and
 * a process with no other: the step engine forks.
 */
int rt_judge(struct rt_judgement *judgement,
	     const struct rt_judge_question *question, struct rt_error *error);

/* Adds what another engine saw, at most RT_JUDGE_SEEN in all, and judges. */
void rt_judgement_add(struct rt_judgement *judgement,
		      const struct rt_observation *seen);

void rt_judgement_free(struct rt_judgement *judgement);

#endif

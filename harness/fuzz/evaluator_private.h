/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the files of the evaluator. Not thread-safe. */
#ifndef RT_FUZZ_EVALUATOR_PRIVATE_H
#define RT_FUZZ_EVALUATOR_PRIVATE_H

#include "harness/fuzz/evaluator.h"

/* The source of @trial's accessor: a name of the corpora, or a path. */
int rt_evaluator_source(const struct rt_evaluator *evaluator,
			const struct rt_trial *trial, const char **source,
			struct rt_error *error);

/*
 * The field's offset for the engines: -1, each aligned offset, if @trial's
 * offset is aligned, else that offset.
 */
int rt_evaluator_offset(const struct rt_trial *trial);

/*
 * The keys of the memory: cell_key digests accessor, toolchain and flags;
 * question_key digests machine code, and width, direction and offset of a
 * question.
 */
int rt_evaluator_cell_key(struct rt_evaluator *evaluator,
			  const struct rt_trial *trial, struct rt_digest *cell,
			  struct rt_error *error);
int rt_evaluator_question_key(const struct rt_trial *trial,
			      const struct rt_digest *code,
			      struct rt_digest *question,
			      struct rt_error *error);

/* Sets the kind, and the reason to the first line of @reason. */
void rt_evaluator_say(struct rt_evaluation *outcome, enum rt_outcome kind,
		      const char *reason);

/*
 * Judges the accessor of @trial in @module. A function that calls nothing and
 * has been judged before, in any module, is not judged again.
 */
int rt_evaluator_judge(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, const char *module,
		       struct rt_evaluation *outcome, struct rt_error *error);

/*
 * Races the accessor of @trial in @module on the trial's pair of cores for a
 * tenth of a second, in a child process, and sets hammered, hammer_torn and the
 * witness of @outcome. Does nothing with only one usable CPU. RT_USAGE for a
 * pair that this machine does not have.
 */
int rt_evaluator_hammer(struct rt_evaluator *evaluator,
			const struct rt_trial *trial, const char *module,
			struct rt_evaluation *outcome, struct rt_error *error);

#endif

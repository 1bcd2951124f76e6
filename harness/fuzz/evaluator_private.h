/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the evaluator share; nobody else's. One thread. */
#ifndef RT_FUZZ_EVALUATOR_PRIVATE_H
#define RT_FUZZ_EVALUATOR_PRIVATE_H

#include "harness/fuzz/evaluator.h"

/* The source of @trial's accessor: of the corpora, or, with a slash, itself. */
int rt_evaluator_source(const struct rt_evaluator *evaluator,
			const struct rt_trial *trial, const char **source,
			struct rt_error *error);

/*
 * Where the engine puts the field: at each aligned place (-1), or where it is
 * not aligned, at that place alone.
 */
int rt_evaluator_offset(const struct rt_trial *trial);

/* Accessor, toolchain and flags; and a piece of code, looked at in one way. */
int rt_evaluator_cell_key(struct rt_evaluator *evaluator,
			  const struct rt_trial *trial, struct rt_digest *cell,
			  struct rt_error *error);
int rt_evaluator_look_key(const struct rt_trial *trial,
			  const struct rt_digest *code, struct rt_digest *look,
			  struct rt_error *error);

/* Sets kind and the first line of @reason. */
void rt_evaluator_say(struct rt_evaluation *outcome, enum rt_outcome kind,
		      const char *reason);

/*
 * What the accessor of @trial in @module comes to. A function that calls
 * nothing and was met before, in whatever module, is not judged again.
 */
int rt_evaluator_judge(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, const char *module,
		       struct rt_evaluation *outcome, struct rt_error *error);

/*
 * Races the accessor of @trial in @module on the trial's pair of cores for a
 * tenth of a second, in a child, and notes in @outcome whether that could be
 * done and what was seen. With one usable CPU nothing is done. RT_USAGE for a
 * pair that this machine has not.
 */
int rt_evaluator_hammer(struct rt_evaluator *evaluator,
			const struct rt_trial *trial, const char *module,
			struct rt_evaluation *outcome, struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where trials are tried: accessors, toolchains, their flags, the builder and
 * the memory of results, behind one question.
 *
 * Only a cell that was never met is compiled, only machine code that was
 * never met is linked and judged. One evaluator by one thread, in a process
 * that may fork. Used by jobs of a campaign, by `minimize` and by the
 * benchmarks.
 */
#ifndef RT_FUZZ_EVALUATOR_H
#define RT_FUZZ_EVALUATOR_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/fuzz/counts.h"
#include "harness/fuzz/grammar.h"
#include "harness/fuzz/index.h"
#include "harness/fuzz/memory.h"
#include "harness/fuzz/evaluation.h"
#include "harness/module/stages.h"
#include "harness/toolchain/toolchain.h"
#include "harness/trial/trial.h"
#include "pinning/topology.h"

struct rt_evaluator {
	struct rt_text corpora; /* folder */
	struct rt_text cache;	/* folder of what may be made again */
	struct rt_text include;
	struct rt_accessors accessors;
	struct rt_toolchains toolchains;
	struct rt_grammar **grammars; /* as toolchains.compilers, or NULL */
	struct rt_stages *stages;
	struct rt_memory *memory;
	struct rt_topology *topology; /* NULL until something is hammered */
	/* NULL, or whether to stop asking; called before each compiler. */
	bool (*interrupted)(void);
	struct rt_counts *counts; /* borrowed, or NULL */
	struct rt_counts own_counts;
	/* Sources by the name of the accessor, for keys. */
	struct rt_index sources;
	struct rt_digest *source;
	size_t source_count;
};

struct rt_evaluator_places {
	const char *corpora, *cache;
	const char *memory;	  /* a file */
	struct rt_counts *counts; /* NULL: the evaluator's own */
};

/*
 * RT_SETUP, RT_USAGE as from what it opens. Release with rt_evaluator_close()
 * in every case.
 */
int rt_evaluator_open(struct rt_evaluator *evaluator,
		      const struct rt_evaluator_places *places,
		      struct rt_error *error);
/*
 * The flags of @compiler, one of the evaluator's, which the mutator needs; it
 * is asked the first time, a second or two. Owned by the evaluator. RT_SETUP
 * when evaluator->interrupted says so; what was asked before is kept.
 */
int rt_evaluator_grammar(struct rt_evaluator *evaluator,
			 const struct rt_compiler *compiler,
			 const struct rt_grammar **grammar,
			 struct rt_error *error);
void rt_evaluator_close(struct rt_evaluator *evaluator);

/*
 * What @trial comes to, from the memory or by building and judging it. A
 * build that is refused, crashes or hangs is an outcome. RT_USAGE for names
 * that do not exist and flags that no trial may have, RT_SETUP where the
 * machine lacks something.
 */
int rt_evaluator_try(struct rt_evaluator *evaluator,
		     const struct rt_trial *trial,
		     struct rt_evaluation *outcome, struct rt_error *error);

/*
 * Builds the module of @trial, for those who want to see it: the hammer and
 * the report of a finding. As rt_build().
 */
int rt_evaluator_build(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, struct rt_build *build,
		       struct rt_error *error);

#endif

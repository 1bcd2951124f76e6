/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluates trials: holds accessors, toolchains, their flags, the builder and
 * the memory of results.
 *
 * Only new cells are compiled, and only new machine code is linked and judged.
 * An evaluator belongs to one thread, in a process that may fork. Used by the
 * jobs of a campaign, by `minimize` and by the benchmarks.
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
	struct rt_text cache;	/* folder of files that can be made again */
	struct rt_text include;
	/* Of headers, that the source folders_of carries (shim.h). */
	struct rt_strings folders;
	struct rt_text folders_of;
	struct rt_accessors accessors;
	struct rt_toolchains toolchains;
	struct rt_grammar **grammars; /* as toolchains.compilers, or NULL */
	struct rt_stages *stages;
	struct rt_memory *memory;
	struct rt_topology *topology; /* NULL until something is hammered */
	/* NULL, or true to stop; called before asking each compiler. */
	bool (*interrupted)(void);
	struct rt_counts *counts; /* borrowed, or NULL */
	struct rt_counts own_counts;
	/* Digests of sources by the digest of the accessor's name, for keys. */
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
 * RT_SETUP or RT_USAGE come from the parts that are opened. The caller must
 * release with rt_evaluator_close() in every case.
 */
int rt_evaluator_open(struct rt_evaluator *evaluator,
		      const struct rt_evaluator_places *places,
		      struct rt_error *error);
/*
 * The flags of @compiler, one of the evaluator's, for the mutator. The first
 * call asks the compiler, which takes a second or two. Owned by the evaluator.
 * RT_SETUP when evaluator->interrupted returns true; earlier answers are kept.
 */
int rt_evaluator_grammar(struct rt_evaluator *evaluator,
			 const struct rt_compiler *compiler,
			 const struct rt_grammar **grammar,
			 struct rt_error *error);
void rt_evaluator_close(struct rt_evaluator *evaluator);

/*
 * Evaluates @trial, from the memory or by building and judging it. A build that
 * is refused, crashes or hangs is a result. RT_USAGE for unknown names and for
 * flags that no trial may have, RT_SETUP when the machine lacks something.
 */
int rt_evaluator_try(struct rt_evaluator *evaluator,
		     const struct rt_trial *trial,
		     struct rt_evaluation *outcome, struct rt_error *error);

/* Builds the module of @trial for callers that need the file. As rt_build(). */
int rt_evaluator_build(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, struct rt_build *build,
		       struct rt_error *error);

#endif

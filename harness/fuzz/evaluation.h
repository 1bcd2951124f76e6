/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The result of one build of an accessor: all that the search needs of it
 * without building again. Plain data, thread-safe.
 */
#ifndef RT_FUZZ_EVALUATION_H
#define RT_FUZZ_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/step/step.h"
#include "harness/verdict/verdict.h"

/*
 * Which half of a torn value is old. Low first is hi(new):lo(old) for a load,
 * and for a store what a reader sees when the low byte is written first.
 */
enum rt_mixture {
	RT_MIXTURE_NONE,
	RT_MIXTURE_LOW_FIRST,
	RT_MIXTURE_HIGH_FIRST,
	RT_MIXTURE_OTHER,
	RT_MIXTURES,
};

struct rt_evaluation {
	unsigned int kind;    /* enum rt_outcome */
	unsigned int mixture; /* enum rt_mixture, of the witness */
	bool twice;	      /* the field was accessed more than once */
	bool stores;	      /* the accessor is a store */
	bool hammered;	      /* raced, as step could not decide */
	uint64_t hammer_torn; /* torn values in that race */
	uint64_t shape;	      /* rt_shape_of(), 0 without code */
	uint64_t pattern;     /* rt_shape_pattern(), 0 without a run */
	/*
	 * The code that the result comes from: what it does, as "two `movsb`",
	 * and the function that holds it, "" for the accessor itself. Both are
	 * "" where no access was followed. See evaluation_code.h.
	 */
	char code[128];
	char function[96];
	bool is_libcs; /* that function is the host's libc's */
	/* The witness of a tear by the step engine, or the hammer's first. */
	struct rt_witness witness;
	/* The folder of the source that crashed the compiler, or "". */
	char kept[256];
	char reason[256]; /* one sentence */
};

/* Where a field is, as far as it matters to a CPU. */
enum rt_place {
	RT_PLACE_ALIGNED,
	RT_PLACE_INSIDE,       /* not aligned, within 16 aligned bytes */
	RT_PLACE_CROSSES,      /* a boundary of 16 bytes */
	RT_PLACE_CROSSES_LINE, /* a cache line of 64 bytes */
};

/* The place of a field of @width bits, @offset bytes after a line's start. */
enum rt_place rt_place_of(uint64_t offset, uint64_t width);

/* True if step has a witness of a tear, or the hammer has seen a tear. */
static inline bool rt_evaluation_is_torn(const struct rt_evaluation *outcome)
{
	return outcome->kind == RT_OUTCOME_TORN ||
	       (outcome->kind == RT_OUTCOME_INCONCLUSIVE &&
		outcome->hammer_torn);
}

/* "none", "low byte first", "high byte first", "another mixture". */
const char *rt_mixture_word(enum rt_mixture mixture);

/*
 * Classifies @value, a mixture of @old_value and @new_value, all of @width
 * bits, by the lowest byte in which the two differ.
 */
enum rt_mixture rt_mixture_of(rt_value value, rt_value old_value,
			      rt_value new_value, unsigned width, bool stores);

/* Copies the verdict, and pattern and witness of the step engine. */
void rt_evaluation_judge(struct rt_evaluation *outcome,
			 const struct rt_verdict *verdict,
			 const struct rt_step_result *step);

/*
 * The value that a load returns while @old_value changes to @new_value, torn as
 * @mixture says. RT_MIXTURE_OTHER gives @new_value: not torn.
 */
uint16_t rt_mixture_value(enum rt_mixture mixture, uint16_t old_value,
			  uint16_t new_value);

#endif

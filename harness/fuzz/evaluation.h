/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one build of an accessor came to: all that the search needs to know of
 * it again without building it. Plain data, any thread.
 */
#ifndef RT_FUZZ_EVALUATION_H
#define RT_FUZZ_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/step/step.h"
#include "harness/verdict/verdict.h"

/*
 * Which half of a mixture is old, in the words of the virtqueue's arithmetic:
 * low first is hi(new):lo(old) of a load, and what a reader sees of a store
 * that writes the low byte first.
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
	bool twice;	      /* the field was touched more than once */
	bool stores;	      /* which function it was */
	bool hammered;	      /* two cores have tried what step could not */
	uint64_t hammer_torn; /* torn values that they saw */
	uint64_t shape;	      /* rt_shape_of(), 0 without code */
	uint64_t pattern;     /* rt_shape_pattern(), 0 without a run */
	/* The witness of a tear by the step engine, or the hammer's first. */
	struct rt_witness witness;
	/* Of a compiler's error: the source that it fell over, a path. */
	char kept[256];
	char reason[256]; /* one sentence */
};

/* Where a field lies, as far as a CPU may care. */
enum rt_place {
	RT_PLACE_ALIGNED,
	RT_PLACE_INSIDE,       /* not aligned, within 16 aligned bytes */
	RT_PLACE_CROSSES,      /* a boundary of 16 bytes */
	RT_PLACE_CROSSES_LINE, /* a cache line of 64 bytes */
};

/* Of @width bits, @offset bytes behind a line's start. */
enum rt_place rt_place_of(uint64_t offset, uint64_t width);

/* Torn by the step engine's witness, or seen by the hammer. */
static inline bool rt_evaluation_is_torn(const struct rt_evaluation *outcome)
{
	return outcome->kind == RT_OUTCOME_TORN ||
	       (outcome->kind == RT_OUTCOME_INCONCLUSIVE &&
		outcome->hammer_torn);
}

/* "atomic", "torn", "undecided", "crash", "rejected", "compiler". */
const char *rt_evaluation_word(enum rt_outcome kind);

/* "none", "low byte first", "high byte first", "another mixture". */
const char *rt_mixture_word(enum rt_mixture mixture);

/*
 * The form of @value, a mixture of @old_value and @new_value of @width bits;
 * the lowest byte in which those two differ decides.
 */
enum rt_mixture rt_mixture_of(uint64_t value, uint64_t old_value,
			      uint64_t new_value, unsigned width, bool stores);

/* Takes over verdict, pattern and witness of the step engine. */
void rt_evaluation_judge(struct rt_evaluation *outcome,
			 const struct rt_verdict *verdict,
			 const struct rt_step_result *step);

/*
 * The value that a load gives back when @old_value goes to @new_value under
 * a mixture of this form. RT_MIXTURE_OTHER gives @new_value: no tear shows.
 */
uint16_t rt_mixture_value(enum rt_mixture mixture, uint16_t old_value,
			  uint16_t new_value);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cause of a finding: the code that tears. Findings of one cause come from
 * the same instructions in the same function for the same machine, whichever
 * accessors, compilers and flags lead to them. Tears that only a field which is
 * not aligned shows have one cause, whatever the code: no CPU promises whole
 * accesses there. Not thread-safe, as an evaluator is not.
 */
#ifndef RT_FUZZ_CAUSE_H
#define RT_FUZZ_CAUSE_H

#include "harness/fuzz/evaluator.h"

struct rt_cause {
	char key[40];	 /* digest of kind, machine and words */
	char words[256]; /* one line: "two `movsb` in musl's memcpy" */
};

/* The words of the cause of tears of fields that are not aligned. */
extern const char rt_cause_unaligned[];

/*
 * Names the cause of the evaluation @outcome of @trial, which is a finding of
 * @kind; @aligned is what became of an aligned field, as rt_finding_aligned()
 * says. RT_USAGE for an unknown toolchain; RT_SETUP without memory.
 */
int rt_cause_of(struct rt_cause *cause, const struct rt_evaluator *evaluator,
		const struct rt_trial *trial, const char *kind,
		const struct rt_evaluation *outcome, enum rt_outcome aligned,
		struct rt_error *error);

/*
 * Whether @outcome, of the same kind as what @cause is of, may have that cause:
 * whether it comes from the same code, as far as the words tell. A cause
 * without a key, and that of fields that are not aligned, may be any.
 */
bool rt_cause_may_be(const struct rt_cause *cause,
		     const struct rt_evaluation *outcome);

#endif

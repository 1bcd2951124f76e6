/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a tear needs a field that is not aligned: no CPU promises that an
 * access of one is single-copy atomic, so a tear there says nothing of code
 * that is only given aligned fields. Thread-safe, as far as rt_judge() is.
 */
#ifndef RT_VERDICT_ALIGNED_H
#define RT_VERDICT_ALIGNED_H

#include "harness/verdict/judge.h"

/*
 * If @verdict is torn and the field of @asked was not aligned, asks codegen and
 * step of aligned ones, and notes in verdict->aligned what they said, and at
 * the head of verdict->reason what follows. A look that fails is inconclusive.
 * Otherwise, and where a tear says nothing of the place, changes nothing.
 */
void rt_verdict_ask_aligned(struct rt_verdict *verdict,
			    const struct rt_question *asked);

/*
 * Where a build tears that is torn at a field that is not aligned, if @aligned
 * is what became of aligned ones: "only where the field is not aligned" if that
 * is proved, "where the field is not aligned" if nothing is known; "" for
 * RT_OUTCOME_TORN and RT_OUTCOME_NONE.
 */
const char *rt_aligned_words(enum rt_outcome aligned);

/*
 * rt_outcome_word() as records have it: "" for RT_OUTCOME_NONE. And back: ""
 * and unknown words are RT_OUTCOME_NONE.
 */
const char *rt_aligned_word(enum rt_outcome aligned);
enum rt_outcome rt_aligned_named(const char *word);

/* Puts "tears WORDS: " before @reason of @size bytes, if there are words. */
void rt_aligned_say_first(char *reason, size_t size, enum rt_outcome aligned);

#endif

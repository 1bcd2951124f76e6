/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags of one trial as a list of words, one per stem. Thread-safe for
 * different lists; a list must not be shared by threads.
 */
#ifndef RT_FUZZ_FLAG_WORDS_H
#define RT_FUZZ_FLAG_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"

/* Adds the words of @flags that a trial may have; per stem, the last one. */
void rt_flag_words_read(struct rt_strings *words, const char *flags);

/* Puts @word in the place of the word of its stem, else last; -O goes first. */
void rt_flag_words_put(struct rt_strings *words, const char *word);

void rt_flag_words_drop(struct rt_strings *words, size_t place);

/* The index of the word with the stem of @word, or words->count. */
size_t rt_flag_words_find(const struct rt_strings *words, const char *word);

/*
 * Writes the words into @flags, of @size bytes, as a trial has them. Words at
 * the end that do not fit are also dropped from @words.
 */
void rt_flag_words_write(struct rt_strings *words, char *flags, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags of one trial as words, one of each stem. Any thread, one object by
 * one at a time.
 */
#ifndef RT_FUZZ_FLAG_WORDS_H
#define RT_FUZZ_FLAG_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"

/* Adds the words of @flags that no trial is refused for, the last of a stem. */
void rt_flag_words_read(struct rt_strings *words, const char *flags);

/* Puts @word where another of its stem is, or behind; the -O level first. */
void rt_flag_words_put(struct rt_strings *words, const char *word);

void rt_flag_words_drop(struct rt_strings *words, size_t place);

/* The place of a word with the stem of @word, or words->count. */
size_t rt_flag_words_find(const struct rt_strings *words, const char *word);

/*
 * Writes them into @flags, as a trial has them, of @size bytes; those at the
 * end that do not fit are dropped from @words too.
 */
void rt_flag_words_write(struct rt_strings *words, char *flags, size_t size);

#endif

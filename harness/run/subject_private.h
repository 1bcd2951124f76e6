/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to subject.c, subject_words.c and subject_link.c. */
#ifndef RT_RUN_SUBJECT_PRIVATE_H
#define RT_RUN_SUBJECT_PRIVATE_H

#include "harness/run/subject.h"

/* The words of a list, ended by NULL, as a cell borrows them. */
static inline const char *const *rt_subject_list(const struct rt_strings *words)
{
	return (const char *const *)words->word;
}

/* subject_words.c: whether @word is a function of an object among @words. */
bool rt_subject_is_function(const struct rt_subject_words *words,
			    const char *word);

/*
 * Writes the shim of the expressions of @words, with the folders of headers in
 * it or without; @path receives where. Errors as from rt_shim_write().
 */
int rt_subject_write_shim(struct rt_text *path, const struct rt_places *places,
			  const struct rt_trial *trial,
			  const struct rt_subject_words *words,
			  bool with_folders, struct rt_error *error);

/*
 * subject_link.c: makes the module of subject->cell, which is complete. Errors
 * as from rt_build() and rt_object_module().
 */
int rt_subject_make_module(struct rt_subject *subject,
			   const struct rt_places *places,
			   const struct rt_trial *trial,
			   struct rt_error *error);

#endif

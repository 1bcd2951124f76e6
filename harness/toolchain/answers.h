/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cache, in a folder, of what programs and archives answered: asking every
 * compiler for its version takes longer than most of the work that follows.
 *
 * A question is a text with everything that the answer depends on: the command,
 * and path, size and time of its files (rt_answers_stamp()). Many processes may
 * share a folder; answers are written atomically, and a damaged answer counts
 * as missing. Thread-safe.
 */
#ifndef RT_TOOLCHAIN_ANSWERS_H
#define RT_TOOLCHAIN_ANSWERS_H

#include <stdbool.h>

#include "harness/base/text.h"

/* Appends path, size and time of the file at @path; without a file the path. */
void rt_answers_stamp(struct rt_text *question, const char *path);

/*
 * Appends the stored answer to @question; false when @folder has none. A NULL
 * @folder has no answers.
 */
bool rt_answers_find(struct rt_text *answer, const char *folder,
		     const char *question);

/* Stores @answer; a failure is ignored, as it only costs time later. */
void rt_answers_keep(const char *folder, const char *question,
		     const char *answer);

#endif

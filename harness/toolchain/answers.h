/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What programs and archives answered, remembered in a folder, since asking
 * every compiler its version takes longer than most of what follows.
 *
 * A question is a text that holds all that the answer depends on: the command,
 * and path, size and time of the files behind it (rt_answers_stamp()). Many
 * processes may use one folder; an answer is there whole or not at all, and a
 * damaged one is no answer. Any thread.
 */
#ifndef RT_TOOLCHAIN_ANSWERS_H
#define RT_TOOLCHAIN_ANSWERS_H

#include <stdbool.h>

#include "harness/base/text.h"

/* Appends path, size and time of the file at @path; its path without one. */
void rt_answers_stamp(struct rt_text *question, const char *path);

/*
 * Appends what @question was answered, if @folder remembers it. A @folder of
 * NULL remembers nothing.
 */
bool rt_answers_find(struct rt_text *answer, const char *folder,
		     const char *question);

/* Remembers @answer; where that cannot be written, nothing is lost but time. */
void rt_answers_keep(const char *folder, const char *question,
		     const char *answer);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command line that asks for one build again: what is printed can be pasted.
 * Thread-safe.
 */
#ifndef RT_RUN_TYPED_H
#define RT_RUN_TYPED_H

#include <stdbool.h>

#include "harness/run/subject.h"

/*
 * Appends the arguments of `check` that name what is judged: the subject of
 * @words, or else the accessor of @trial, and what @trial says of the field;
 * with @cell the toolchain and the flags as well. Quoted for a POSIX shell.
 * Without memory, which @text remembers, they are not whole.
 */
void rt_subject_typed(struct rt_text *text,
		      const struct rt_subject_words *words,
		      const struct rt_trial *trial, bool cell);

#endif

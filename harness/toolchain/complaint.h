/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a compiler that failed meant to say: which word of the flags it does
 * not take, or that it met an error of its own. Read from its messages in the
 * C locale, which may be anything and are believed in nothing: a name is only
 * ever one of the words that were given. Any thread.
 */
#ifndef RT_TOOLCHAIN_COMPLAINT_H
#define RT_TOOLCHAIN_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/process.h"
#include "harness/base/text.h"

/*
 * The word of @flags that @said blames, which is owned by @flags; NULL when
 * it blames none, or two at once, as for words that do not go together.
 */
const char *rt_complaint_word(const char *said, const struct rt_strings *flags);

/*
 * True when the compiler met an error of its own: a signal of a crash, or
 * what gcc and clang say then. Not when it was out of memory or time.
 */
bool rt_complaint_is_internal(const struct rt_process *process);

/*
 * The limit that the compiler ran into, which its driver may tell in words
 * only; RT_LIMIT_NONE when it did not.
 */
enum rt_limit rt_complaint_limit(const struct rt_process *process);

#endif

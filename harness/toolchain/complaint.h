/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interprets the messages of a compiler that failed: which of the flags it
 * rejects, or that it had an internal error. The messages, in the C locale, are
 * not trusted: the result is always one of the flags given. Thread-safe.
 */
#ifndef RT_TOOLCHAIN_COMPLAINT_H
#define RT_TOOLCHAIN_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/process.h"
#include "harness/base/text.h"

/*
 * The flag, owned by @flags, that the messages @said blame; NULL when they
 * blame none, or two at once, as for flags that exclude each other.
 */
const char *rt_complaint_word(const char *said, const struct rt_strings *flags);

/*
 * True for an internal compiler error: a crash by a signal, or gcc's or clang's
 * message of one. False when the compiler was out of memory or time.
 */
bool rt_complaint_is_internal(const struct rt_process *process);

/*
 * The limit that the compiler exceeded, which its driver may report only as
 * text; RT_LIMIT_NONE when it exceeded none.
 */
enum rt_limit rt_complaint_limit(const struct rt_process *process);

/*
 * True when somebody else ended the compiler, or a program that its driver ran,
 * by a signal that no program raises itself: the kernel for want of memory, or
 * a user. It says nothing about what was compiled.
 */
bool rt_complaint_is_interrupted(const struct rt_process *process);

/*
 * What the machine lacked that every compile needs, with the remedy: "no space
 * left: free some …"; constant. NULL when the messages say nothing of that.
 */
const char *rt_complaint_lack(const struct rt_process *process);

/*
 * Appends @said; of more than four errors only the first and the last three,
 * whole, and how many there were.
 */
void rt_complaint_shorten(struct rt_text *text, const char *said);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that somebody may have meant: those near what was typed.
 *
 * Any thread.
 */
#ifndef RT_BASE_NEAR_H
#define RT_BASE_NEAR_H

#include <stddef.h>

#include "harness/base/text.h"

/*
 * Appends to @text, separated by ", ", up to @most of the @count @names that
 * differ from @wanted by a slip of some letters or contain it or lie in it,
 * the nearest first; the same name once. Of long names 64 letters count.
 */
void rt_near_names(struct rt_text *text, const char *const *names, size_t count,
		   const char *wanted, size_t most);

#endif

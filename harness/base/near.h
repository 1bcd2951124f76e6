/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suggests names that are similar to a mistyped one. Thread-safe. */
#ifndef RT_BASE_NEAR_H
#define RT_BASE_NEAR_H

#include <stddef.h>

#include "harness/base/text.h"

/*
 * Appends to @text, separated by ", ", the names of @names that are similar to
 * @wanted, nearest first: a few letters differ, or one contains the other. At
 * most @most names, 16 at the most, each once; of long names 64 letters count.
 */
void rt_near_names(struct rt_text *text, const char *const *names, size_t count,
		   const char *wanted, size_t most);

#endif

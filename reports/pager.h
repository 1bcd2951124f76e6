/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long texts on a terminal, through the user's pager. One thread. */
#ifndef RT_REPORTS_PAGER_H
#define RT_REPORTS_PAGER_H

#include "harness/base/text.h"

/*
 * Prints @text on standard output: through the program that RINGTEAR_PAGER, or
 * else PAGER, names, or less, where standard output is a terminal with fewer
 * lines; "cat" or "" is no pager, as with git. Where the pager cannot be run,
 * the text is printed as it is.
 */
void rt_pager_print(const struct rt_text *text);

#endif

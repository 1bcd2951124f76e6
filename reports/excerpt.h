/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions of a build, shortened to those that matter, with marks.
 */
#ifndef RT_REPORTS_EXCERPT_H
#define RT_REPORTS_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"
#include "harness/record/record.h"

enum { RT_EXCERPT_LINES = 24, RT_EXCERPT_TEXT = 96 };

struct rt_excerpt_line {
	char text[RT_EXCERPT_TEXT]; /* cut where it is longer */
	bool marked;		    /* takes part in the tear */
};

struct rt_excerpt {
	struct rt_excerpt_line line[RT_EXCERPT_LINES];
	size_t count;
};

/*
 * Takes the accessor's lines and, behind a line that names it, those of the
 * memcpy it calls that lie near a marked one; "..." stands for what is left
 * out. Marked are the witness's two instructions, else what looks like a
 * call or an access of a byte. Any thread.
 */
void rt_excerpt(struct rt_excerpt *excerpt, const struct rt_run *run);

#endif

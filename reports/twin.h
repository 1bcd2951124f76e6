/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sound build that stands beside a torn one: of the same subject, different
 * in exactly one thing, which is named. Appends to a struct rt_text, which
 * remembers when memory ran out. Any thread.
 */
#ifndef RT_REPORTS_TWIN_H
#define RT_REPORTS_TWIN_H

#include "harness/base/text.h"
#include "reports/report.h"

/* In the order in which a reader learns from it. */
enum rt_difference {
	RT_DIFFERENCE_CHANGE, /* the cell of a comparison before its change */
	RT_DIFFERENCE_FLAG,   /* one more, one less, or another of its kind */
	RT_DIFFERENCE_LIBC,
	RT_DIFFERENCE_COMPILER,
	RT_DIFFERENCE_ACCESSOR, /* of the corpora, built alike */
	RT_DIFFERENCE_MANY,	/* or none */
};

/* The one thing in which the build of @other differs from that of @run. */
enum rt_difference rt_difference_of(const struct rt_run *run,
				    const struct rt_run *other);

/* Appends it: "without -fno-builtin", "with glibc in place of musl". */
void rt_say_difference(struct rt_text *out, const struct rt_run *run,
		       const struct rt_run *other);

/*
 * A run of the same width and direction as @run that is sound and differs in
 * one thing: what was recorded with @run, of the command that made it, or of
 * the store, whichever says most; or NULL.
 */
const struct rt_run *rt_report_sound(const struct rt_report *report,
				     const struct rt_run *run);

#endif

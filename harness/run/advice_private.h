/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to advice.c, advice_flags.c and advice_names.c. */
#ifndef RT_RUN_ADVICE_PRIVATE_H
#define RT_RUN_ADVICE_PRIVATE_H

#include "harness/run/subject.h"

struct rt_advising {
	const struct rt_subject *subject;
	const char *said;	 /* by the compiler */
	struct rt_strings files; /* what was named, where it lies; absolute */
	const char *header;	 /* the last one of them as it was named */
	struct rt_text *text;	 /* receives the hints */
};

/* Appends a line `hint: …`. */
void rt_advice_hint(struct rt_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * advice_flags.c: what comes before a header or beside it in each real build of
 * it: types, the first header of a source, the flags of a package.
 * @is_first_told: what comes first in this tree was said already.
 */
void rt_advise_flags(const struct rt_advising *work, bool is_first_told);

/*
 * advice_names.c: appends @said, of a build of @subject. Where the subject is
 * an expression, it is called that and not by the file that was made of it, and
 * files that were made on the way have no folder.
 */
void rt_advice_name(const struct rt_subject *subject, const char *said,
		    struct rt_text *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What helps when a subject does not build: headers of real trees want the
 * flags, the headers and the generated files of their own build. Looks into the
 * folders around what was named; writes nothing. Thread-safe.
 */
#ifndef RT_RUN_ADVICE_H
#define RT_RUN_ADVICE_H

#include "harness/base/error.h"
#include "harness/run/subject.h"

/*
 * Cuts the compiler's messages in the detail of @error, of a build of @subject
 * that failed, and adds a line `hint: …` for each thing that may help. Without
 * memory the detail stays as it is.
 */
void rt_subject_advise(const struct rt_subject *subject,
		       struct rt_error *error);

/*
 * Whether fortified string functions are asked for in vain: the libc has none,
 * and no folder of headers brings them.
 */
bool rt_subject_lacks_fortify(const struct rt_subject *subject);

#endif

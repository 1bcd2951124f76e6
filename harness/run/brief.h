/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C source of an expression for a report: with what it takes of the user's
 * headers where that is short, else with the headers and the arguments that the
 * compiler needs to find them. Starts the compiler; one thread.
 */
#ifndef RT_RUN_BRIEF_H
#define RT_RUN_BRIEF_H

#include "harness/base/places.h"
#include "harness/run/subject.h"

/*
 * Appends to @out the source of the accessor of @trial in @subject, beginning
 * with rt_shim_brief_mark. Nothing where there is none to tell: the subject has
 * no expression, is C++, or is linked with objects or stand-ins. RT_SETUP
 * without memory or where no file can be written.
 */
int rt_subject_brief(struct rt_text *out, const struct rt_subject *subject,
		     const struct rt_places *places,
		     const struct rt_trial *trial, struct rt_error *error);

/*
 * Adds -I with the path of each folder of headers that @flags have by its name
 * in @include, as "-Ifortify-1.0": without ringtear nobody knows the name.
 */
void rt_brief_folders(struct rt_strings *words, const char *flags,
		      const char *include);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks for names of headers in folders, and tells whether a folder has changed
 * since. Thread-safe.
 */
#ifndef RT_MODULE_LOOK_H
#define RT_MODULE_LOOK_H

#include <stdbool.h>
#include <time.h>

#include "harness/base/text.h"

/* Appends @folder/@name, or @folder for "". */
void rt_look_join(struct rt_text *path, const char *folder, const char *name);

/*
 * Appends a text without blanks that changes whenever something is added to the
 * folder @path: its time of change, unlike that of modification, cannot be set
 * back. "-": there is none. "*", which is never the same: it may have changed
 * after @began, which may be NULL.
 */
void rt_look_state(struct rt_text *state, const char *path,
		   const struct timespec *began);

/* Adds "" and the folders above each name: "a" and "a/b" for "a/b/c". */
void rt_look_parents(struct rt_strings *parents,
		     const struct rt_strings *names);

/*
 * What is done with a path that is there: one of the names, @ending 0, or a
 * compiled header beside it. True ends the search.
 */
typedef bool rt_look_visit(const char *path, int ending, void *data);

/*
 * Looks for each of @names below @folder/@parent under its path in @folder.
 * True when a visit was.
 */
bool rt_look_below(const struct rt_strings *names, const char *folder,
		   const char *parent, rt_look_visit *visits, void *data);

/*
 * Visits those of @names that lie in the folder @folder/@parent itself: reads
 * it once, for many names. No visit ends the search.
 */
void rt_look_in(const struct rt_strings *names, const char *folder,
		const char *parent, rt_look_visit *visits, void *data);

#endif

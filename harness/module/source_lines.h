/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of source that code of a module was made from, where it has debug
 * information: DWARF, in the file itself, in split files (.dwo), or in a
 * separate file that the build ID or .gnu_debuglink names. No server is asked
 * for it (debuginfod).
 *
 * Read with libdw (elfutils). Neither file is trusted: they are read in a child
 * process. Call it from a process with one thread.
 */
#ifndef RT_MODULE_SOURCE_LINES_H
#define RT_MODULE_SOURCE_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

enum {
	RT_SOURCE_INLINED = 4, /* levels that are kept */
	RT_SOURCE_FILE = 192,
	RT_SOURCE_NAME = 96,
};

/* Text of others: without control characters, and UTF-8. */
struct rt_source_line {
	char file[RT_SOURCE_FILE];     /* as the compiler was given it */
	char function[RT_SOURCE_NAME]; /* "" when it has no name */
	unsigned line;		       /* from 1 */
};

/*
 * Where one instruction comes from, the innermost function first; each next one
 * has the line that the one before is inlined at.
 */
struct rt_source_place {
	struct rt_source_line at[RT_SOURCE_INLINED];
	unsigned depth; /* 0: nothing is known */
};

/*
 * Fills in @place for each of the @count addresses, as the file at @path has
 * them. Nothing that is wrong with the debug information is an error: then
 * nothing is known. RT_SETUP without memory or a process.
 */
int rt_source_find(const char *path, const uint64_t *address,
		   struct rt_source_place *place, size_t count,
		   struct rt_error *error);

/*
 * Appends "hook.c:12", or "hook.h:3 in call, inlined at hook.c:12"; nothing
 * when nothing is known.
 */
void rt_source_text(const struct rt_source_place *place, struct rt_text *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text files of one statement a line, with '#' for comments: the walk through
 * them, which knows the number of each line.
 *
 * Any thread.
 */
#ifndef RT_BASE_LINES_H
#define RT_BASE_LINES_H

#include <stddef.h>

#include "harness/base/error.h"

/* What takes a line; it may change it. Returns 0, or stops the walk. */
typedef int rt_lines_take(void *data, char *line, unsigned number,
			  struct rt_error *error);

/*
 * Hands each line of @text, @length bytes that may be anything, to @take:
 * without its end and the blanks around it. Empty lines and those that begin
 * with '#' are passed over. What @take fails with comes back with
 * "@source:line: " before its message. RT_USAGE for a NUL byte.
 */
int rt_lines_read(const char *text, size_t length, const char *source,
		  rt_lines_take *take, void *data, struct rt_error *error);

/* Cuts blanks off both ends of @line in place. */
char *rt_line_trim(char *line);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads text files of one statement per line, with '#' for comments, and counts
 * the lines for error messages. Thread-safe.
 */
#ifndef RT_BASE_LINES_H
#define RT_BASE_LINES_H

#include <stddef.h>

#include "harness/base/error.h"

/*
 * Handles one line, which it may change. A result other than 0 ends the
 * reading.
 */
typedef int rt_lines_take(void *data, char *line, unsigned number,
			  struct rt_error *error);

/*
 * Calls @take for each line of @text, @length arbitrary bytes, without the line
 * end and the blanks around it. Empty lines and lines that begin with '#' are
 * skipped. An error of @take is returned with "@source:line: " before its
 * message. RT_USAGE for a NUL byte.
 */
int rt_lines_read(const char *text, size_t length, const char *source,
		  rt_lines_take *take, void *data, struct rt_error *error);

/* Removes blanks from both ends of @line in place. */
char *rt_line_trim(char *line);

#endif

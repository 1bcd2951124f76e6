/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/lines.h"

#include <stdlib.h>
#include <string.h>

char *rt_line_trim(char *line)
{
	char *end;

	line += strspn(line, " \t\r");
	end = line + strlen(line);
	while (end > line && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
	return line;
}

/* Gives @take a copy of the @size bytes at @text, which it may change. */
static int take_copy(const char *text, size_t size, unsigned number,
		     rt_lines_take *take, void *data, struct rt_error *error)
{
	char *copy = strndup(text, size), *line;
	int code = RT_OK;

	if (!copy)
		return rt_no_memory(error);
	if (strlen(copy) != size) {
		code = rt_fail(error, RT_USAGE,
			       "a NUL byte; this has to be text");
	} else {
		line = rt_line_trim(copy);
		if (*line && *line != '#')
			code = take(data, line, number, error);
	}
	free(copy);
	return code;
}

int rt_lines_read(const char *text, size_t length, const char *source,
		  rt_lines_take *take, void *data, struct rt_error *error)
{
	struct rt_error inner = RT_ERROR_INIT;
	unsigned number = 0;
	int code = RT_OK;

	while (length && !code) {
		const char *newline = memchr(text, '\n', length);
		size_t size = newline ? (size_t)(newline - text) : length;

		code = take_copy(text, size, ++number, take, data, &inner);
		size += newline ? 1 : 0;
		text += size;
		length -= size;
	}
	if (code)
		rt_fail(error, code, "%s:%u: %s", source, number,
			inner.message);
	rt_error_clear(&inner);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static void set(struct rt_error *error,
						      int code,
						      const char *format,
						      va_list arguments)
{
	rt_error_clear(error);
	error->code = code;
	vsnprintf(error->message, sizeof(error->message), format, arguments);
}

int rt_fail(struct rt_error *error, int code, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return code;
	va_start(arguments, format);
	set(error, code, format, arguments);
	va_end(arguments);
	return code;
}

const char *rt_exhausted(int number)
{
	switch (number) {
	case EMFILE:
		return "raise the limit of open files (ulimit -n)";
	case ENFILE:
		return "end other programs, or raise fs.file-max (sysctl(8))";
	case EAGAIN:
		return "raise the limit of processes (ulimit -u), or end some";
	case ENOMEM:
		return "free some memory, or raise its limit (ulimit -v)";
	default:
		return NULL;
	}
}

int rt_fail_errno(struct rt_error *error, int code, int number,
		  const char *format, ...)
{
	const char *remedy = rt_exhausted(number);
	va_list arguments;
	size_t used;

	code = remedy ? RT_SETUP : code;
	if (!error)
		return code;
	va_start(arguments, format);
	set(error, code, format, arguments);
	va_end(arguments);
	error->is_exhausted = remedy != NULL;
	used = strlen(error->message);
	snprintf(error->message + used, sizeof(error->message) - used,
		 ": %s%s%s", strerror(number), remedy ? "; " : "",
		 remedy ? remedy : "");
	return code;
}

int rt_no_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory; free some memory");
}

void rt_error_detail(struct rt_error *error, const char *text, size_t length)
{
	if (!error)
		return;
	free(error->detail);
	error->detail = strndup(text, length);
}

void rt_error_clear(struct rt_error *error)
{
	if (!error)
		return;
	free(error->detail);
	*error = (struct rt_error)RT_ERROR_INIT;
}

int rt_blame_subject(struct rt_error *error, int code)
{
	if (code != RT_USAGE)
		return code;
	if (error)
		error->code = RT_SUBJECT;
	return RT_SUBJECT;
}

enum { exit_good = 0, exit_bad = 1, exit_untested = 125, exit_refused = 129 };

static const struct rt_exit exits[] = {
	{exit_good, "atomic, done, or the bug reproduced"},
	{exit_bad, "torn, a regression, or the bug not reproduced"},
	{exit_untested,
	 "inconclusive; or the subject is missing, does not build or crashes"},
	{exit_refused, "wrong usage, or something that this machine lacks"},
	{0, NULL},
};

const struct rt_exit *rt_exits(void)
{
	return exits;
}

int rt_exit_code(int code)
{
	switch (code) {
	case RT_OK:
		return exit_good;
	case RT_BUILD:
	case RT_CRASH:
	case RT_SUBJECT:
	case RT_INTERRUPTED:
		return exit_untested;
	default:
		return exit_refused;
	}
}

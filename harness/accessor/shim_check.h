/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks that C typed by a user does not affect the text after it. Thread-safe.
 */
#ifndef RT_ACCESSOR_SHIM_CHECK_H
#define RT_ACCESSOR_SHIM_CHECK_H

#include "harness/base/error.h"

/*
 * RT_USAGE, with the column (from 1) in the text of @option, when @code could
 * swallow the text after it or is no single expression: line ends and other
 * control characters, an open quote, comment or bracket, a comment to the end
 * of the line, a raw string, a trigraph, a directive of the preprocessor, a
 * backslash at the end, a semicolon outside braces, nothing at all. The terms
 * are those of ISO C 5.1.1.2 and 6.4.
 */
int rt_shim_check_code(const char *option, const char *code,
		       struct rt_error *error);

/* The same for NAME, NAME=VALUE or NAME(A)=VALUE. */
int rt_shim_check_define(const char *define, struct rt_error *error);

/* The same for the name of a header, with its brackets or without. */
int rt_shim_check_include(const char *include, struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing string, and lists of words.
 *
 * Not for concurrent use of one object. Running out of memory is remembered
 * in the object instead of being checked at each append: ask once at the end
 * with rt_text_failed().
 */
#ifndef RT_BASE_TEXT_H
#define RT_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct rt_text {
	char *data; /* NUL-terminated once anything was appended, else NULL */
	size_t length;
	size_t capacity;
	bool failed;
};

#define RT_TEXT_INIT                                                           \
	{                                                                      \
		.data = NULL                                                   \
	}

void rt_text_append(struct rt_text *text, const char *bytes, size_t length);
void rt_text_add(struct rt_text *text, const char *string);
void rt_text_format(struct rt_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void rt_text_vformat(struct rt_text *text, const char *format,
		     va_list arguments) __attribute__((format(printf, 2, 0)));
/* The string so far, "" when empty; owned by @text. */
const char *rt_text_string(const struct rt_text *text);
/* True when memory ran out during any append. */
bool rt_text_failed(const struct rt_text *text);
void rt_text_free(struct rt_text *text);

/* A NULL-terminated vector of owned words, ready to be an argv. */
struct rt_strings {
	char **word; /* NULL while empty */
	size_t count;
	bool failed;
};

#define RT_STRINGS_INIT                                                        \
	{                                                                      \
		.word = NULL                                                   \
	}

void rt_strings_add(struct rt_strings *words, const char *word);
void rt_strings_format(struct rt_strings *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * Adds the words of @line, separated by blanks. Quotes (' and ") and
 * backslash group and escape as in a POSIX shell; nothing is expanded.
 * Returns false at an unfinished quote or when memory ran out.
 */
bool rt_strings_split(struct rt_strings *words, const char *line);
bool rt_strings_has(const struct rt_strings *words, const char *word);
void rt_strings_free(struct rt_strings *words);

#endif

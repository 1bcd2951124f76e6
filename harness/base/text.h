/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing string, and a growing array of strings.
 *
 * Not thread-safe. An allocation failure sets the object's `failed` instead of
 * being returned by each append: check once at the end, with rt_text_failed()
 * or rt_strings.failed.
 */
#ifndef RT_BASE_TEXT_H
#define RT_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Appends @length bytes. */
void rt_text_append(struct rt_text *text, const char *bytes, size_t length);
/* Appends a NUL-terminated string. */
void rt_text_add(struct rt_text *text, const char *string);
void rt_text_format(struct rt_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void rt_text_vformat(struct rt_text *text, const char *format,
		     va_list arguments) __attribute__((format(printf, 2, 0)));
/* Appends "1,234,567". */
void rt_text_count(struct rt_text *text, uint64_t count);
/* The string so far, "" when empty; owned by @text. */
const char *rt_text_string(const struct rt_text *text);
/* True when memory ran out during any append. */
bool rt_text_failed(const struct rt_text *text);
void rt_text_free(struct rt_text *text);

/* A NULL-terminated array of strings, usable as an argv; adding copies. */
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
void rt_strings_add_all(struct rt_strings *words,
			const struct rt_strings *more);
void rt_strings_format(struct rt_strings *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * Splits @line at spaces, tabs and line ends and adds the pieces. Quotes (' and
 * ") and backslash work as in a POSIX shell, without expansions. Returns false
 * for an unterminated quote or a trailing backslash, or when out of memory.
 */
bool rt_strings_split(struct rt_strings *words, const char *line);
bool rt_strings_has(const struct rt_strings *words, const char *word);
void rt_strings_free(struct rt_strings *words);

#endif

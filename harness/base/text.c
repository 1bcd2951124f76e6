/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct rt_text *text, size_t more)
{
	size_t wanted = text->length + more + 1;
	char *grown;

	if (text->failed)
		return false;
	if (wanted <= text->capacity)
		return true;
	if (wanted < 2 * text->capacity)
		wanted = 2 * text->capacity;
	grown = realloc(text->data, wanted);
	if (!grown) {
		text->failed = true;
		return false;
	}
	text->data = grown;
	text->capacity = wanted;
	return true;
}

void rt_text_append(struct rt_text *text, const char *bytes, size_t length)
{
	if (!reserve(text, length))
		return;
	if (length)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void rt_text_add(struct rt_text *text, const char *string)
{
	rt_text_append(text, string, strlen(string));
}

void rt_text_vformat(struct rt_text *text, const char *format,
		     va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0)
		text->failed = true;
	else if (reserve(text, (size_t)length)) {
		vsnprintf(text->data + text->length, (size_t)length + 1, format,
			  again);
		text->length += (size_t)length;
	}
	va_end(again);
}

void rt_text_count(struct rt_text *text, uint64_t count)
{
	char digits[24];
	size_t length =
		(size_t)snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			rt_text_add(text, ",");
		rt_text_append(text, digits + i, 1);
	}
}

void rt_text_format(struct rt_text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	rt_text_vformat(text, format, arguments);
	va_end(arguments);
}

const char *rt_text_string(const struct rt_text *text)
{
	return text->data ? text->data : "";
}

bool rt_text_failed(const struct rt_text *text)
{
	return text->failed;
}

void rt_text_free(struct rt_text *text)
{
	free(text->data);
	*text = (struct rt_text)RT_TEXT_INIT;
}

void rt_strings_add(struct rt_strings *words, const char *word)
{
	char **grown =
		realloc(words->word, (words->count + 2) * sizeof(*grown));

	if (!grown) {
		words->failed = true;
		return;
	}
	words->word = grown;
	words->word[words->count] = strdup(word);
	if (!words->word[words->count]) {
		words->failed = true;
		return;
	}
	words->word[++words->count] = NULL;
}

void rt_strings_add_all(struct rt_strings *words, const struct rt_strings *more)
{
	for (size_t i = 0; i < more->count; i++)
		rt_strings_add(words, more->word[i]);
}

void rt_strings_format(struct rt_strings *words, const char *format, ...)
{
	struct rt_text text = RT_TEXT_INIT;
	va_list arguments;

	va_start(arguments, format);
	rt_text_vformat(&text, format, arguments);
	va_end(arguments);
	if (text.failed)
		words->failed = true;
	else
		rt_strings_add(words, rt_text_string(&text));
	rt_text_free(&text);
}

/*
 * Appends one quoted or bare piece of a word to @piece and returns where it
 * ended, or NULL for an unterminated quote or a trailing backslash.
 */
static const char *take_piece(struct rt_text *piece, const char *at)
{
	char quote = *at;

	if (quote == '\\') {
		if (!at[1])
			return NULL;
		rt_text_append(piece, at + 1, 1);
		return at + 2;
	}
	if (quote != '\'' && quote != '"') {
		rt_text_append(piece, at, 1);
		return at + 1;
	}
	for (at++; *at && *at != quote; at++) {
		if (quote == '"' && *at == '\\' &&
		    (at[1] == '"' || at[1] == '\\'))
			at++;
		rt_text_append(piece, at, 1);
	}
	return *at ? at + 1 : NULL;
}

bool rt_strings_split(struct rt_strings *words, const char *line)
{
	static const char blanks[] = " \t\n\r";
	const char *at = line;

	for (at += strspn(at, blanks); *at; at += strspn(at, blanks)) {
		struct rt_text piece = RT_TEXT_INIT;

		while (at && *at && !strchr(blanks, *at))
			at = take_piece(&piece, at);
		if (at && !piece.failed)
			rt_strings_add(words, rt_text_string(&piece));
		words->failed |= piece.failed;
		rt_text_free(&piece);
		if (!at)
			return false;
	}
	return !words->failed;
}

bool rt_strings_has(const struct rt_strings *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (!strcmp(words->word[i], word))
			return true;
	return false;
}

void rt_strings_free(struct rt_strings *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->word[i]);
	free(words->word);
	*words = (struct rt_strings)RT_STRINGS_INIT;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/scan.h"

#include <string.h>

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t' || (*at == '\\' && at[1] == '\n'))
		at += *at == '\\' ? 2 : 1;
	return at;
}

/* The first byte of the line, with its continuations, that contains @at. */
static const char *line_begin(const char *text, const char *at)
{
	while (at > text &&
	       (at[-1] != '\n' || (at - 1 > text && at[-2] == '\\')))
		at--;
	return at;
}

/*
 * The name that the #define of the line @line gives; NULL for another line.
 */
static const char *defined_name(const char *line)
{
	line = skip_blanks(line);
	if (*line != '#')
		return NULL;
	line = skip_blanks(line + 1);
	if (strncmp(line, "define", 6))
		return NULL;
	return skip_blanks(line + 6);
}

static const char query[] = "has_include";

/*
 * A query in the body of a macro: known when the macro's own name says that it
 * is one, as the places that use it are then found too.
 */
static bool is_known_macro(const char *line)
{
	const char *name = defined_name(line);
	const char *found = name ? strstr(name, query) : NULL;

	if (!found)
		return false;
	for (; name < found; name++)
		if (!is_word(*name))
			return false;
	return true;
}

/* Takes the name of a query; @at is behind the word. */
static bool take_query(struct rt_strings *names, const char *line,
		       const char *at)
{
	char close;
	size_t length;

	while (is_word(*at))
		at++;
	at = skip_blanks(at);
	if (*at != '(')
		return !defined_name(line) || is_known_macro(line);
	at = skip_blanks(at + 1);
	if (*at != '<' && *at != '"')
		return is_known_macro(line);
	close = *at == '<' ? '>' : '"';
	at++;
	length = strcspn(at, "<>\"\n");
	if (at[length] != close || !length)
		return false;
	rt_strings_format(names, "%.*s", (int)length, at);
	return true;
}

/* "# embed" at any place of a line: better too often than too seldom. */
static bool has_embed(const char *text)
{
	const char *at = text;

	while ((at = strstr(at, "embed"))) {
		const char *before = at;

		while (before > text &&
		       (before[-1] == ' ' || before[-1] == '\t'))
			before--;
		if (before > text && (before[-1] == '#' || before[-1] == ':'))
			return true;
		at++;
	}
	return false;
}

bool rt_scan_queries(struct rt_strings *names, const char *text)
{
	static const char *const nameless[] = {"__DATE__", "__TIME__",
					       "__TIMESTAMP__", "has_embed"};
	const char *at = text;

	for (size_t i = 0; i < sizeof(nameless) / sizeof(*nameless); i++)
		if (strstr(text, nameless[i]))
			return false;
	if (has_embed(text))
		return false;
	while ((at = strstr(at, query))) {
		const char *line = line_begin(text, at);

		at += strlen(query);
		if (!take_query(names, line, at))
			return false;
	}
	return true;
}

/* What may stand between two pieces of a word, in C or in as(1). */
static bool joins(const char *text, size_t at, size_t length)
{
	static const char glue[] = "\"\\()\t\n\r ";

	if (text[at] != '#')
		return text[at] && strchr(glue, text[at]);
	return (at && text[at - 1] == '#') ||
	       (at + 1 < length && text[at + 1] == '#');
}

bool rt_scan_reads_in_assembly(const char *text, size_t length)
{
	struct rt_text packed = RT_TEXT_INIT;
	bool found;

	for (size_t i = 0; i < length; i++)
		if (!joins(text, i, length))
			rt_text_append(&packed, text[i] ? &text[i] : " ", 1);
	found = rt_text_failed(&packed) ||
		strstr(rt_text_string(&packed), "incbin") ||
		strstr(rt_text_string(&packed), ".include");
	rt_text_free(&packed);
	return found;
}

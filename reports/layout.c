/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/layout.h"

#include <string.h>
#include <wchar.h>

enum { escape = 0x1b, bell = 0x07, tab_stop = 8 };

void rt_layout_begin(struct rt_layout *layout)
{
	layout->own = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	layout->before = (locale_t)0;
	if (layout->own)
		layout->before = uselocale(layout->own);
}

void rt_layout_end(struct rt_layout *layout)
{
	if (!layout->own)
		return;
	uselocale(layout->before);
	freelocale(layout->own);
}

int rt_layout_finish(struct rt_layout *layout, const struct rt_text *out,
		     const char *what, struct rt_error *error)
{
	rt_layout_end(layout);
	if (!rt_text_failed(out))
		return RT_OK;
	return rt_fail(error, RT_SETUP,
		       "cannot make %s: out of memory; free some memory", what);
}

/*
 * Bytes of the character at @at; @width is its columns, -1 for what must not
 * be printed and -2 for what is no character.
 */
static size_t next_character(const char *at, size_t left, int *width,
			     wchar_t *character)
{
	mbstate_t state = {0};
	size_t length = mbrtowc(character, at, left, &state);

	if (length == (size_t)-1 || length == (size_t)-2) {
		*width = -2;
		return 1;
	}
	*width = wcwidth(*character);
	return length ? length : 1;
}

static bool turns_direction(wchar_t character)
{
	return (character >= 0x200e && character <= 0x200f) ||
	       (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

/* Returns what follows the terminal's sequence that @at starts (ECMA-48). */
static const char *skip_sequence(const char *at)
{
	at++;
	if (*at == '[') {
		for (at++; *at && (*at < 0x40 || *at > 0x7e); at++)
			;
		return *at ? at + 1 : at;
	}
	if (*at != ']')
		return at;
	while (*at && *at != bell && *at != escape)
		at++;
	if (*at == escape && at[1] == '\\')
		at++;
	return *at ? at + 1 : at;
}

/* Appends one character if it may be shown; returns what follows it. */
static const char *clean_character(struct rt_text *out, const char *at,
				   size_t *column)
{
	wchar_t character = 0;
	int width;
	size_t length = next_character(at, strlen(at), &width, &character);

	if (width == -2)
		rt_text_add(out, "?");
	else if (width >= 0 && !turns_direction(character))
		rt_text_append(out, at, length);
	*column += width == -2 ? 1 : width > 0 ? (size_t)width : 0;
	return at + length;
}

static void clean(struct rt_text *out, const char *text, const char *feed)
{
	size_t column = 0;

	while (*text) {
		if (*text == escape) {
			text = skip_sequence(text);
		} else if (*text == '\n') {
			rt_text_add(out, feed);
			column = 0;
			text++;
		} else if (*text == '\t') {
			size_t stop = column + tab_stop - column % tab_stop;

			rt_layout_pad(out, column, stop);
			column = stop;
			text++;
		} else {
			text = clean_character(out, text, &column);
		}
	}
}

void rt_layout_clean(struct rt_text *out, const char *text)
{
	clean(out, text, "\n");
}

void rt_layout_clean_line(struct rt_text *out, const char *text)
{
	clean(out, text, " ");
}

size_t rt_layout_width(const char *text, size_t length)
{
	size_t columns = 0;

	for (size_t at = 0; at < length;) {
		wchar_t character;
		int width;

		at += next_character(text + at, length - at, &width,
				     &character);
		columns += width > 0 ? (size_t)width : width == -2;
	}
	return columns;
}

/* Follows quotes and backslashes while the words of a shell are scanned. */
struct quoting {
	bool shell;
	bool escaped;
	char quote;
};

/* True when the character at @at is a blank that parts two words. */
static bool parts_words(struct quoting *quoting, char at)
{
	bool plain = !quoting->escaped && !quoting->quote;

	if (!quoting->shell)
		return at == ' ';
	if (quoting->escaped)
		quoting->escaped = false;
	else if (at == '\\' && quoting->quote != '\'')
		quoting->escaped = true;
	else if (quoting->quote)
		quoting->quote = at == quoting->quote ? '\0' : quoting->quote;
	else if (at == '\'' || at == '"')
		quoting->quote = at;
	return plain && at == ' ';
}

/* How many bytes of @line go into a line of @room columns. */
static size_t find_break(const char *line, size_t room,
			 const struct rt_wrap *how)
{
	struct quoting quoting = {.shell = how->shell};
	size_t length = strlen(line);
	size_t start = strspn(line, " ");
	size_t columns = start;
	size_t last = 0;

	for (size_t at = start; at < length;) {
		wchar_t character;
		int width;
		size_t bytes = next_character(line + at, length - at, &width,
					      &character);

		if (parts_words(&quoting, line[at])) {
			if (columns > room)
				return last ? last : at;
			last = at;
		}
		columns += width > 0 ? (size_t)width : 0;
		if (columns > room && last)
			return last;
		if (columns > room && how->cut)
			return at > start ? at : at + bytes;
		at += bytes;
	}
	return length;
}

static size_t without_blanks(const char *line, size_t length)
{
	while (length && line[length - 1] == ' ')
		length--;
	return length;
}

static size_t room_behind(const struct rt_wrap *how, const char *prefix)
{
	size_t used = rt_layout_width(prefix, strlen(prefix));

	return how->width > used ? how->width - used : 1;
}

/* An indentation that would leave no room for a character is dropped. */
static const char *indented(const char *line, size_t room)
{
	size_t blanks = strspn(line, " ");

	return blanks + 2 > room ? line + blanks : line;
}

/* How many of the @length bytes of a clean @text fit into @width columns. */
static size_t fitting(const char *text, size_t length, size_t width)
{
	size_t columns = 0;
	size_t at = 0;

	while (at < length) {
		wchar_t character;
		int wide;
		size_t bytes = next_character(text + at, length - at, &wide,
					      &character);

		columns += wide > 0 ? (size_t)wide : 0;
		if (columns > width)
			break;
		at += bytes;
	}
	return at;
}

/* Appends as much of @line as fits and returns the rest, NULL for none. */
static const char *put_line(struct rt_text *out, const struct rt_wrap *how,
			    const char *prefix, const char *line)
{
	size_t room = room_behind(how, prefix);
	size_t tail = strlen(how->tail);
	size_t length;
	size_t taken;
	bool more;

	line = indented(line, room > tail ? room - tail : 1);
	taken = length = without_blanks(line, strlen(line));
	/* Not the whole line: of one without a break each piece is asked. */
	more = fitting(line, length, room) < length;
	if (more) {
		taken = find_break(line, room > tail ? room - tail : 1, how);
		more = taken < length;
	}
	taken = without_blanks(line, taken);
	if (taken)
		rt_text_add(out, prefix);
	rt_text_append(out, line, taken);
	rt_text_add(out, more ? how->tail : "");
	rt_text_add(out, "\n");
	if (!more)
		return NULL;
	return line + taken + strspn(line + taken, " ");
}

void rt_layout_wrap(struct rt_text *out, const struct rt_wrap *how,
		    const char *text)
{
	struct rt_text cleaned = RT_TEXT_INIT;
	const char *prefix = how->first;
	char *rest = NULL;

	rt_layout_clean(&cleaned, text);
	if (rt_text_failed(&cleaned))
		out->failed = true;
	else if (cleaned.data)
		rest = cleaned.data;
	for (char *line; (line = strsep(&rest, "\n"));) {
		if (!rest && !*line && line != cleaned.data)
			break; /* nothing behind the last line feed */
		for (const char *at = line; at; prefix = how->next)
			at = put_line(out, how, prefix, at);
		prefix = how->start;
	}
	rt_text_free(&cleaned);
}

void rt_layout_cut(struct rt_text *out, const char *text, size_t width)
{
	struct rt_text line = RT_TEXT_INIT;
	const char *dots = width > 6 ? "..." : "";
	const char *clean_text;

	rt_layout_clean_line(&line, text);
	out->failed |= rt_text_failed(&line);
	clean_text = rt_text_string(&line);
	if (rt_layout_width(clean_text, line.length) > width) {
		rt_text_append(
			out, clean_text,
			fitting(clean_text, line.length, width - strlen(dots)));
		rt_text_add(out, dots);
	} else {
		rt_text_add(out, clean_text);
	}
	rt_text_free(&line);
}

void rt_layout_pad(struct rt_text *out, size_t used, size_t width)
{
	for (; used < width; used++)
		rt_text_add(out, " ");
}

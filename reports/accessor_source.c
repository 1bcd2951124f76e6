/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one accessor that is under test, taken out of its source. */
#include "reports/reproducer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/accessor/shim_brief.h"

/* What fortify-headers 1.0 makes of memcpy, in force as it was there. */
static const char fortified[] =
	"/* As fortify-headers 1.0 has it: the alias is no builtin. */\n"
	"void *__orig_memcpy(void *, const void *, size_t) "
	"__asm__(\"memcpy\");\n"
	"extern inline __attribute__((always_inline, gnu_inline)) void *\n"
	"memcpy(void *to, const void *from, size_t n)\n"
	"{ return __orig_memcpy(to, from, n); }\n";

static const char *after_line(const char *at)
{
	at = strchrnul(at, '\n');
	return *at ? at + 1 : at;
}

static size_t line_length(const char *at)
{
	return strcspn(at, "\n");
}

static bool is_blank(const char *at)
{
	return at[strspn(at, " \t")] == '\n' || !at[strspn(at, " \t")];
}

/* The source behind its licence and the comment that describes it. */
static const char *skip_comments(const char *at)
{
	for (;;) {
		at += strspn(at, " \t\n");
		if (strncmp(at, "/*", 2))
			return at;
		at = strstr(at, "*/");
		if (!at)
			return "";
		at += 2;
	}
}

/* Copies a line of the macro's body: `##` gone, `bits` a number. */
static void expand_line(struct rt_text *out, const char *line, size_t length,
			unsigned int width)
{
	size_t at = *line == '\t';

	while (length && strchr("\\ \t", line[length - 1]))
		length--;
	while (at < length) {
		size_t word = at;

		while (word < length && (isalnum((unsigned char)line[word]) ||
					 line[word] == '_'))
			word++;
		if (word - at == 4 && !strncmp(line + at, "bits", 4))
			rt_text_format(out, "%u", width);
		else if (word > at)
			rt_text_append(out, line + at, word - at);
		else if (!strncmp(line + at, "##", 2))
			word = at + 2;
		else
			rt_text_append(out, line + at, ++word - at);
		at = word;
	}
	rt_text_add(out, "\n");
}

/* True when the line ends in a backslash, and so the macro goes on. */
static bool goes_on(const char *line)
{
	size_t length = line_length(line);

	return length && line[length - 1] == '\\';
}

/* Writes the macro at @at out; returns what follows it. */
static const char *expand(struct rt_text *out, const char *at,
			  unsigned int width)
{
	bool more = goes_on(at);

	for (at = after_line(at); more && *at; at = after_line(at)) {
		more = goes_on(at);
		expand_line(out, at, line_length(at), width);
	}
	return at;
}

static int add_include(struct rt_text *out, const char *line,
		       const struct rt_reproducer *reproducer,
		       struct rt_error *error)
{
	const char *name = line + strcspn(line, "<\"\n");
	int length = (int)line_length(line);

	if (!strncmp(name, "\"ringtear.h\"", 12))
		return RT_OK;
	if (!strncmp(name, "\"fortify-1.0/string.h\"", 22)) {
		rt_text_add(out, strstr(reproducer->flags, "_FORTIFY_SOURCE")
					 ? fortified
					 : "#include <string.h>\n");
		return RT_OK;
	}
	if (*name != '<')
		return rt_fail(error, RT_USAGE,
			       "the accessor's source needs a file of its "
			       "own project (%.*s)",
			       length, line);
	rt_text_format(out, "%.*s\n", length, line);
	return RT_OK;
}

/* Copies the source with its macro written out and its includes resolved. */
static int flatten(struct rt_text *out, const char *source,
		   const struct rt_reproducer *reproducer,
		   struct rt_error *error)
{
	const char *at = skip_comments(source);
	int code = RT_OK;

	while (*at && !code) {
		if (!strncmp(at, "#define ACCESSORS(bits)", 23)) {
			at = expand(out, at, reproducer->width);
			continue;
		}
		if (!strncmp(at, "#include", 8))
			code = add_include(out, at, reproducer, error);
		else if (strncmp(at, "RINGTEAR_EACH_WIDTH", 19) &&
			 strncmp(at, "RINGTEAR_128_BITS", 17))
			rt_text_format(out, "%.*s\n", (int)line_length(at), at);
		at = after_line(at);
	}
	return code;
}

static bool names(const char *text, size_t length, const char *word)
{
	return memmem(text, length, word, strlen(word));
}

/*
 * True when the @length bytes at @text are for another direction or width
 * than the one wanted: an accessor that is not @name, a type of 32 bits.
 */
static bool is_another(const char *text, size_t length, const char *name,
		       unsigned int width)
{
	char own[8];

	if (names(text, length, "ringtear_"))
		return !names(text, length, name);
	if (names(text, length, "#error"))
		return true; /* the mail says which machine */
	snprintf(own, sizeof(own), "_%u", width);
	return !names(text, length, own) &&
	       (names(text, length, "_16") || names(text, length, "_32") ||
		names(text, length, "_64") || names(text, length, "_128"));
}

static int count(const char *line, char wanted)
{
	int found = 0;

	for (; *line && *line != '\n'; line++)
		found += *line == wanted;
	return found;
}

/* The end of the top-level piece at @at: a closing brace, or a blank line. */
static const char *piece_end(const char *at)
{
	int depth = 0;

	for (; *at; at = after_line(at)) {
		depth += count(at, '{') - count(at, '}');
		if (depth <= 0 && (is_blank(at) || count(at, '}')))
			return after_line(at);
	}
	return at;
}

/* So that no two blank lines follow each other where something was dropped. */
static bool ends_blank(const struct rt_text *out)
{
	return out->length > 1 && !strcmp(out->data + out->length - 2, "\n\n");
}

/* Drops the accessors of the other widths and the other direction. */
static void keep_one(struct rt_text *out, const char *text, const char *name,
		     unsigned int width)
{
	while (*text) {
		const char *end = piece_end(text);
		size_t length = (size_t)(end - text);

		if (!is_another(text, length, name, width) &&
		    !(is_blank(text) && ends_blank(out)))
			rt_text_append(out, text, length);
		text = end;
	}
}

/* Whether @head is what follows; @at goes behind it then. */
static bool skip(const char **at, const char *head)
{
	size_t length = strlen(head);

	if (strncmp(*at, head, length) != 0)
		return false;
	*at += length;
	return true;
}

void rt_reproducer_needs(const struct rt_reproducer *reproducer,
			 struct rt_text *out)
{
	const char *at = reproducer->source;
	const char *end;

	if (!skip(&at, rt_shim_brief_mark) || !skip(&at, rt_shim_brief_needs))
		return;
	end = strstr(at, " */\n");
	if (end) {
		rt_text_add(out, " ");
		rt_text_append(out, at, (size_t)(end - at));
	}
}

int rt_reproducer_accessor(const struct rt_reproducer *reproducer,
			   struct rt_text *out, struct rt_error *error)
{
	struct rt_text flat = RT_TEXT_INIT;
	const char *brief = reproducer->source;
	bool is_brief = skip(&brief, rt_shim_brief_mark);
	char name[32];
	int code;

	if (is_brief && skip(&brief, rt_shim_brief_needs))
		brief = after_line(brief);
	/* It has the one accessor, and nothing that could be left out. */
	if (is_brief && !strstr(brief, "#include \"ringtear.h\"")) {
		rt_text_add(out, brief);
		return RT_OK;
	}
	code = flatten(&flat, brief, reproducer, error);

	snprintf(name, sizeof(name), "ringtear_%s%u(",
		 reproducer->stores ? "store" : "load", reproducer->width);
	if (!code && !strstr(rt_text_string(&flat), name))
		code = rt_fail(error, RT_USAGE,
			       "the accessor's source defines no %.*s",
			       (int)strcspn(name, "("), name);
	if (!code)
		keep_one(out, rt_text_string(&flat), name, reproducer->width);
	out->failed |= rt_text_failed(&flat);
	rt_text_free(&flat);
	return code;
}

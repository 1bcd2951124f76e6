/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/list.h"

#include <stdbool.h>
#include <string.h>

/* Indexed by enum rt_expectation. */
static const char *const expectations[] = {"torn", "atomic", "depends"};

const char *rt_expectation_name(enum rt_expectation expectation)
{
	return expectations[expectation];
}

/* The parser's position in the source. */
struct reader {
	const char *at;
	unsigned int number; /* of the line that was read last */
	const char *path;
};

/* The next line, without its end; false at the end of the source. */
static bool next_line(struct reader *reader, const char **line, size_t *length)
{
	if (!*reader->at)
		return false;
	*line = reader->at;
	*length = strcspn(reader->at, "\n");
	reader->at += *length;
	if (*reader->at)
		reader->at++;
	reader->number++;
	return true;
}

static int malformed(const struct reader *reader, struct rt_error *error,
		     const char *wanted)
{
	return rt_fail(error, RT_USAGE, "%s:%u: %s; see docs/accessors.md",
		       reader->path, reader->number, wanted);
}

static bool is_line(const char *line, size_t length, const char *wanted)
{
	return length == strlen(wanted) && !memcmp(line, wanted, length);
}

/* Skips to the line that opens the description. */
static int find_start(struct reader *reader, struct rt_error *error)
{
	const char *line;
	size_t length;

	while (next_line(reader, &line, &length)) {
		if (is_line(line, length, "/*"))
			return RT_OK;
		if (length && strncmp(line, "/* SPDX", 7))
			break;
	}
	return malformed(reader, error,
			 "an accessor's source begins with its SPDX line and "
			 "a comment that describes it");
}

/* Appends the text of @line after " * ", separated by one blank. */
static void append(struct rt_text *value, const char *line, size_t length)
{
	size_t skip = strspn(line, " *\t");

	if (skip > length)
		skip = length;
	while (length > skip && strchr(" \t\r", line[length - 1]))
		length--;
	if (value->length && length > skip)
		rt_text_add(value, " ");
	rt_text_append(value, line + skip, length - skip);
}

struct label {
	const char *text;
	struct rt_text *value;
};

/* The label that @line begins with, or NULL; @skip: length up to its text. */
static const struct label *find_label(const struct label *labels, size_t count,
				      const char *line, size_t length,
				      size_t *skip)
{
	static const char start[] = " * ";
	size_t before = sizeof(start) - 1;

	if (length < before || strncmp(line, start, before))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(labels[i].text);

		if (length >= before + size &&
		    !strncmp(line + before, labels[i].text, size)) {
			*skip = before + size;
			return &labels[i];
		}
	}
	return NULL;
}

/* Text that goes on is indented at least this far: " *    ". */
static bool goes_on(const char *line, size_t length)
{
	return length > 6 && !strncmp(line, " *    ", 6);
}

static int read_labels(struct reader *reader, const struct label *labels,
		       size_t count, struct rt_error *error)
{
	const struct label *current = NULL;
	bool closed = false;
	size_t next = 0;
	const char *line;
	size_t length;
	size_t skip;

	while (!closed && next_line(reader, &line, &length)) {
		const struct label *label =
			find_label(labels, count, line, length, &skip);

		closed = is_line(line, length, " */");
		if (closed)
			break;
		if (label && label != &labels[next])
			return malformed(reader, error,
					 "the labels are accessor, summary, "
					 "met and expect, once each and in "
					 "this order");
		if (label) {
			current = &labels[next++];
			append(current->value, line + skip, length - skip);
		} else if (current && goes_on(line, length)) {
			append(current->value, line, length);
		} else {
			return malformed(reader, error,
					 "a line of the description begins "
					 "with a label, or goes on indented");
		}
	}
	if (next < count || !closed)
		return malformed(reader, error,
				 "the description ends before its last label, "
				 "expect, or is not closed");
	return RT_OK;
}

/*
 * The first word of the line, before a colon, a semicolon, a blank or the end.
 */
static bool parse_expectation(struct rt_accessor *accessor)
{
	const char *text = rt_text_string(&accessor->expect);
	size_t length = strcspn(text, ":; ");

	for (size_t i = 0; i < sizeof(expectations) / sizeof(char *); i++)
		if (is_line(text, length, expectations[i])) {
			accessor->expectation = (enum rt_expectation)i;
			return true;
		}
	return false;
}

static int check(struct reader *reader, struct rt_accessor *accessor,
		 struct rt_error *error)
{
	if (rt_text_failed(&accessor->name) ||
	    rt_text_failed(&accessor->summary) ||
	    rt_text_failed(&accessor->met) ||
	    rt_text_failed(&accessor->expect) ||
	    rt_text_failed(&accessor->path))
		return rt_no_memory(error);
	if (!accessor->name.length || !accessor->summary.length ||
	    !accessor->met.length)
		return malformed(reader, error, "a label has no text");
	if (!parse_expectation(accessor))
		return malformed(reader, error,
				 "expect begins with torn, atomic or depends");
	return RT_OK;
}

int rt_accessor_parse(struct rt_accessor *accessor, const char *source,
		      const char *path, struct rt_error *error)
{
	struct reader reader = {.at = source, .path = path};
	struct label labels[] = {
		{"accessor:", &accessor->name},
		{"summary:", &accessor->summary},
		{"met:", &accessor->met},
		{"expect:", &accessor->expect},
	};
	int code;

	*accessor = (struct rt_accessor){.expectation = RT_EXPECT_DEPENDS};
	rt_text_add(&accessor->path, path);
	code = find_start(&reader, error);
	if (!code)
		code = read_labels(&reader, labels,
				   sizeof(labels) / sizeof(*labels), error);
	if (!code)
		code = check(&reader, accessor, error);
	return code;
}

void rt_accessor_free(struct rt_accessor *accessor)
{
	rt_text_free(&accessor->name);
	rt_text_free(&accessor->summary);
	rt_text_free(&accessor->met);
	rt_text_free(&accessor->expect);
	rt_text_free(&accessor->path);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/tsan/report.h"

#include <ctype.h>
#include <string.h>

/* A part of the text, not NUL-terminated. */
struct span {
	const char *at;
	size_t length;
};

struct frame {
	struct span function, file;
	unsigned int line;
};

/* A side of a race while it is parsed. */
struct side {
	struct rt_tsan_access access;
	size_t frames;
	bool is_placed; /* a frame with a source was found */
	bool is_subject;
};

struct reader {
	struct rt_tsan_report *report;
	const char *subject;
	struct side side[2];
	size_t sides;	/* found in this report; more than two are ignored */
	bool in_report; /* between its WARNING line and its SUMMARY line */
	bool in_stack;	/* frames belong to the last of `side` */
};

static bool span_has(struct span span, const char *word)
{
	return memmem(span.at, span.length, word, strlen(word)) != NULL;
}

static bool span_begins(struct span span, const char *word)
{
	size_t length = strlen(word);

	return span.length >= length && !memcmp(span.at, word, length);
}

static struct span span_skip(struct span span, size_t length)
{
	return (struct span){span.at + length, span.length - length};
}

/* Names may be printed to a terminal: control characters become '?'. */
static void span_copy(char *to, size_t size, struct span span)
{
	size_t length = span.length < size ? span.length : size - 1;

	for (size_t i = 0; i < length; i++)
		to[i] = iscntrl((unsigned char)span.at[i]) ? '?' : span.at[i];
	to[length] = '\0';
}

/* The number of up to nine digits at the start; 0 if there is none. */
static unsigned int span_number(struct span span)
{
	unsigned int number = 0;

	for (size_t i = 0; i < span.length && i < 9; i++) {
		if (!isdigit((unsigned char)span.at[i]))
			break;
		number = number * 10 + (unsigned int)(span.at[i] - '0');
	}
	return number;
}

/* Removes the last " (...)"; false if there is none. */
static bool cut_parenthesis(struct span *span)
{
	if (!span->length || span->at[span->length - 1] != ')')
		return false;
	for (size_t i = span->length - 1; i > 0; i--)
		if (span->at[i] == '(' && span->at[i - 1] == ' ') {
			span->length = i - 1;
			return true;
		}
	return false;
}

/* Removes a final ":NUMBER"; returns 0, removing nothing, without one. */
static unsigned int cut_number(struct span *span)
{
	size_t i = span->length;
	unsigned int number;

	while (i > 0 && isdigit((unsigned char)span->at[i - 1]))
		i--;
	if (i == span->length || i == 0 || span->at[i - 1] != ':')
		return 0;
	number = span_number(span_skip(*span, i));
	span->length = i - 1;
	return number;
}

/*
 * "#0 NAME FILE:LINE:COLUMN (MODULE+0x12) (BuildId: 34)": the column and the
 * parentheses may be missing, and "<null>" stands for no file.
 */
static struct frame frame_read(struct span line)
{
	const char *blank = memchr(line.at, ' ', line.length);
	struct frame frame = {.line = 0};
	unsigned int column;

	if (!blank)
		return frame;
	line = span_skip(line, (size_t)(blank - line.at) + 1);
	while (cut_parenthesis(&line))
		;
	blank = memchr(line.at, ' ', line.length);
	frame.function = line;
	if (!blank)
		return frame;
	frame.function.length = (size_t)(blank - line.at);
	frame.file = span_skip(line, frame.function.length + 1);
	column = cut_number(&frame.file);
	frame.line = cut_number(&frame.file);
	if (!frame.line)
		frame.line = column;
	return frame;
}

static bool frame_has_source(const struct frame *frame)
{
	return frame->line && !span_has(frame->file, "/libsanitizer/") &&
	       !span_has(frame->file, "/sanitizer_common/") &&
	       !span_has(frame->file, "/compiler-rt/");
}

static void place(struct rt_tsan_access *access, const struct frame *frame)
{
	span_copy(access->function, sizeof(access->function), frame->function);
	if (!frame_has_source(frame))
		return;
	span_copy(access->file, sizeof(access->file), frame->file);
	access->line = frame->line;
}

/* Records the libc function that @name intercepts. */
static void name_through(struct rt_tsan_access *access, struct span name)
{
	static const char *const prefixes[] = {"__interceptor_", "__tsan_"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (span_begins(name, prefixes[i]))
			name = span_skip(name, strlen(prefixes[i]));
	span_copy(access->through, sizeof(access->through), name);
}

/* Whether @span is @name or a compiler's clone: "name.constprop.0". */
static bool is_function(struct span span, const char *name)
{
	size_t length = strlen(name);

	return span_begins(span, name) &&
	       (span.length == length || span.at[length] == '.');
}

static void take_frame(struct reader *reader, struct span line)
{
	struct side *side = &reader->side[reader->sides - 1];
	struct frame frame = frame_read(line);
	bool is_subject;

	if (!frame.function.length)
		return;
	is_subject = is_function(frame.function, reader->subject);
	if (!side->is_placed && (frame_has_source(&frame) || is_subject)) {
		place(&side->access, &frame);
		side->is_placed = true;
	} else if (!side->frames) {
		name_through(&side->access, frame.function);
	}
	side->is_subject |= is_subject;
	side->frames++;
}

/* "Previous atomic write of size 2 at 0x… by thread T1:" and variants. */
static bool take_access(struct reader *reader, struct span line)
{
	const char *size = memmem(line.at, line.length, " of size ", 9);
	struct span head = line;
	struct side *side;

	if (!size || !span_has(line, " at 0x") || !span_has(line, " by "))
		return false;
	head.length = (size_t)(size - line.at);
	if (!span_has(head, "ead") && !span_has(head, "rite"))
		return false;
	reader->in_stack = reader->sides < 2;
	if (!reader->in_stack)
		return true;
	side = &reader->side[reader->sides++];
	*side = (struct side){.frames = 0};
	side->access.is_write = span_has(head, "rite");
	side->access.is_atomic = span_has(head, "tomic");
	side->access.size =
		span_number(span_skip(line, (size_t)(size + 9 - line.at)));
	return true;
}

/* Which side is the accessor's: 0, 1, or 2 for neither. */
static size_t find_subject(const struct reader *reader)
{
	for (size_t i = 0; i < reader->sides; i++)
		if (reader->side[i].is_subject)
			return i;
	for (size_t i = 0; i < reader->sides; i++)
		if (!reader->side[i].frames)
			return i;
	return 2;
}

static void end_report(struct reader *reader)
{
	size_t subject = find_subject(reader);

	if (reader->in_report && reader->sides == 2) {
		reader->report->races++;
		if (subject < 2 && !reader->report->subject_races++) {
			reader->report->subject = reader->side[subject].access;
			reader->report->other =
				reader->side[1 - subject].access;
		}
	}
	reader->in_report = false;
	reader->in_stack = false;
	reader->sides = 0;
}

static void take_warning(struct reader *reader, struct span line)
{
	end_report(reader);
	reader->in_report = span_has(line, "data race");
}

static void take_fatal(struct reader *reader, struct span line)
{
	reader->report->is_fatal = true;
	if (span_has(line, "unexpected memory mapping") ||
	    span_has(line, "memory layout"))
		reader->report->is_layout_wrong = true;
}

static void take_line(struct reader *reader, struct span line)
{
	while (line.length && line.at[0] == ' ')
		line = span_skip(line, 1);
	if (span_begins(line, "WARNING: ThreadSanitizer: "))
		take_warning(reader, line);
	else if (span_has(line, "FATAL: ThreadSanitizer"))
		take_fatal(reader, line);
	else if (span_begins(line, "SUMMARY: ThreadSanitizer"))
		end_report(reader);
	else if (!reader->in_report)
		return;
	else if (reader->in_stack && span_begins(line, "#"))
		take_frame(reader, line);
	else if (!take_access(reader, line) && !line.length)
		reader->in_stack = false;
}

void rt_tsan_report_parse(struct rt_tsan_report *report, const char *text,
			  size_t length, const char *function)
{
	struct reader reader = {.report = report, .subject = function};
	struct span rest = {text, length};

	*report = (struct rt_tsan_report){.races = 0};
	while (rest.length) {
		const char *end = memchr(rest.at, '\n', rest.length);
		struct span line = rest;

		if (end)
			line.length = (size_t)(end - rest.at);
		take_line(&reader, line);
		rest = span_skip(rest, line.length + (end ? 1 : 0));
	}
	end_report(&reader);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages of a compiler, cut: a header's first slip makes hundreds. */
#include <stdbool.h>
#include <string.h>

#include "harness/toolchain/complaint.h"

enum { most_whole = 4, last_kept = 3, most_lines = 12 };

/* A message with the lines that lead to it and those that explain it. */
struct message {
	const char *begin;
	size_t length, lines;
	bool is_error;
};

static bool has(const char *line, size_t length, const char *word)
{
	return memmem(line, length, word, strlen(word)) != NULL;
}

static bool is_error(const char *line, size_t length)
{
	return has(line, length, "error: ") ||
	       has(line, length, "undefined reference to");
}

/* A line that names where the next message is: it belongs to that one. */
static bool is_lead(const char *line, size_t length)
{
	return has(line, length, "In file included from ") ||
	       has(line, length, ": In function ") ||
	       has(line, length, ": in function ") ||
	       has(line, length, ": At top level:") ||
	       (length > 5 && !strncmp(line, "     ", 5) &&
		has(line, length, "from "));
}

/* Reads the message at @said; false at the end. */
static bool next_message(struct message *message, const char *said)
{
	bool has_head = false;

	*message = (struct message){.begin = said};
	while (said[message->length]) {
		const char *line = said + message->length;
		size_t length = strcspn(line, "\n");
		bool error = is_error(line, length);
		bool head = error || has(line, length, "warning: ");

		if (has_head && (head || is_lead(line, length)))
			break;
		has_head |= head;
		message->is_error |= error;
		message->length += length + (line[length] == '\n');
		message->lines++;
	}
	return message->length > 0;
}

static size_t count_errors(const char *said)
{
	struct message message;
	size_t errors = 0;

	for (; next_message(&message, said); said += message.length)
		errors += message.is_error;
	return errors;
}

/* The message; of a very long one, its first and its last lines. */
static void add_message(struct rt_text *text, const struct message *message)
{
	size_t line = 0, at = 0;

	while (at < message->length) {
		size_t length = strcspn(message->begin + at, "\n") + 1;

		if (at + length > message->length)
			length = message->length - at;
		if (message->lines <= most_lines || line < most_lines / 2 ||
		    line + most_lines / 2 >= message->lines ||
		    is_error(message->begin + at, length))
			rt_text_append(text, message->begin + at, length);
		at += length;
		line++;
	}
}

void rt_complaint_shorten(struct rt_text *text, const char *said)
{
	size_t errors = count_errors(said), error = 0;
	struct message message;

	if (errors <= most_whole) {
		rt_text_add(text, said);
		return;
	}
	for (; next_message(&message, said); said += message.length) {
		if (!message.is_error)
			continue;
		if (error == 0 || error + last_kept >= errors)
			add_message(text, &message);
		if (error++ == 0)
			rt_text_format(text,
				       "[%zu errors in all; the last %d:]\n",
				       errors, last_kept);
	}
}

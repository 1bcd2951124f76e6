/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/base/text.h"
#include "reports/json_values.h"
#include "reports/layout.h"

bool rt_screen_colour(void)
{
	const char *refused = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(refused && *refused);
}

const char *rt_screen_colour_of(enum rt_outcome outcome)
{
	switch (outcome) {
	case RT_OUTCOME_TORN:
	case RT_OUTCOME_FAULTY:
		return "\033[31m";
	case RT_OUTCOME_ATOMIC:
		return "\033[32m";
	default:
		return "\033[33m";
	}
}

enum { usual_width = 80, least_width = 40, most_width = 160 };

size_t rt_screen_columns(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size)
		       ? size.ws_col
		       : 0;
}

static size_t width_of_screen(void)
{
	size_t columns = rt_screen_columns();

	if (!columns)
		return usual_width;
	if (columns < least_width)
		return least_width;
	return columns > most_width ? most_width : columns;
}

static void print_paragraph(const char *text, size_t length)
{
	struct rt_wrap wrap = {.width = width_of_screen(),
			       .first = "",
			       .start = "",
			       .next = "",
			       .tail = ""};
	struct rt_text line = RT_TEXT_INIT, out = RT_TEXT_INIT;
	struct rt_layout layout;

	for (size_t i = 0; i < length; i++)
		rt_text_append(&line, text[i] == '\n' ? " " : &text[i], 1);
	rt_layout_begin(&layout);
	rt_layout_wrap(&out, &wrap, rt_text_string(&line));
	rt_layout_end(&layout);
	fputs(rt_text_string(&out), stdout);
	rt_text_free(&line);
	rt_text_free(&out);
}

void rt_screen_paragraphs(const char *text)
{
	const char *end;
	size_t length;

	while ((end = strstr(text, "\n\n"))) {
		print_paragraph(text, (size_t)(end - text));
		putchar('\n');
		text = end + 2;
	}
	length = strlen(text);
	print_paragraph(text, length - (length && text[length - 1] == '\n'));
}

void rt_screen_beside(const char *first, unsigned indent, const char *text)
{
	struct rt_text lead = RT_TEXT_INIT, blank = RT_TEXT_INIT;
	struct rt_text out = RT_TEXT_INIT;
	struct rt_wrap wrap = {.width = width_of_screen(), .tail = ""};
	struct rt_layout layout;

	rt_text_format(&blank, "%*s", (int)indent, "");
	rt_text_format(&lead, "%-*s ", (int)indent - 1, first);
	if (lead.length > indent) {
		printf("%s\n", first);
		wrap.first = rt_text_string(&blank);
	} else {
		wrap.first = rt_text_string(&lead);
	}
	wrap.start = wrap.next = rt_text_string(&blank);
	rt_layout_begin(&layout);
	rt_layout_wrap(&out, &wrap, text);
	rt_layout_end(&layout);
	fputs(rt_text_string(&out), stdout);
	rt_text_free(&lead);
	rt_text_free(&blank);
	rt_text_free(&out);
}

static void print_item(const char *label, const char *value, bool shell)
{
	struct rt_text first = RT_TEXT_INIT, out = RT_TEXT_INIT;
	struct rt_layout layout;
	struct rt_wrap wrap = {
		.width = width_of_screen(),
		.start = "          ",
		.next = "          ",
		.tail = shell ? " \\" : "",
		.shell = shell,
	};

	rt_text_format(&first, "%-9s ", label);
	wrap.first = rt_text_string(&first);
	rt_layout_begin(&layout);
	rt_layout_wrap(&out, &wrap, value);
	rt_layout_end(&layout);
	fputs(rt_text_string(&out), stdout);
	rt_text_free(&first);
	rt_text_free(&out);
}

void rt_screen_item(const char *label, const char *value)
{
	print_item(label, value, false);
}

void rt_screen_command(const char *label, const char *command)
{
	print_item(label, command, true);
}

static void print_json(const char *command, json_t *result, size_t form)
{
	json_t *json = rt_json_envelope(command, result);

	if (!json)
		return;
	json_dumpf(json, stdout, form);
	putchar('\n');
	json_decref(json);
}

void rt_screen_json(const char *command, json_t *result)
{
	print_json(command, result, JSON_INDENT(2));
}

void rt_screen_json_line(const char *command, json_t *result)
{
	print_json(command, result, JSON_COMPACT);
	fflush(stdout);
}

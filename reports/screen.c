/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/text.h"
#include "reports/layout.h"

bool rt_screen_colour(void)
{
	const char *refused = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(refused && *refused);
}

enum { terminal_width = 80 };

void rt_screen_beside(const char *first, unsigned indent, const char *text)
{
	struct rt_text lead = RT_TEXT_INIT, blank = RT_TEXT_INIT;
	struct rt_text out = RT_TEXT_INIT;
	struct rt_wrap wrap = {.width = terminal_width, .tail = ""};
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
		.width = terminal_width,
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

void rt_screen_json(json_t *json)
{
	if (!json)
		return;
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

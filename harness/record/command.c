/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/command.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/module/command.h"

static bool is_ringtear(const char *program)
{
	static const char *const names[] = {"ringtear", "run.sh"};
	const char *slash = strrchr(program, '/');

	program = slash ? slash + 1 : program;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(program, names[i]))
			return true;
	return false;
}

/* In quotes also where no character asks for them. */
static void add_one_word(struct rt_text *line, const char *text)
{
	struct rt_strings one = RT_STRINGS_INIT;

	rt_strings_add(&one, text);
	rt_command_text(line, &one);
	if (line->length && *line->data != '\'') {
		rt_text_free(line);
		rt_text_format(line, "'%s'", text);
	}
	rt_strings_free(&one);
}

void rt_recorded_command(char *text, size_t size)
{
	struct rt_strings words = RT_STRINGS_INIT;
	struct rt_text line = RT_TEXT_INIT;

	if (!*text)
		return;
	if (rt_strings_split(&words, text) && words.count &&
	    is_ringtear(words.word[0]))
		rt_command_text(&line, &words);
	else
		add_one_word(&line, text);
	snprintf(text, size, "%s",
		 rt_text_failed(&line) ? "" : rt_text_string(&line));
	rt_text_free(&line);
	rt_strings_free(&words);
}

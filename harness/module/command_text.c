/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines as text for a POSIX shell. */
#include <string.h>

#include "harness/module/command.h"

static void add_quoted(struct rt_text *text, const char *word)
{
	rt_text_add(text, "'");
	for (; *word; word++) {
		if (*word == '\'')
			rt_text_add(text, "'\\''");
		else
			rt_text_append(text, word, 1);
	}
	rt_text_add(text, "'");
}

void rt_command_text(struct rt_text *text, const struct rt_strings *argv)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_=+,./:@%";

	for (size_t i = 0; i < argv->count; i++) {
		const char *word = argv->word[i];

		if (i)
			rt_text_add(text, " ");
		if (*word && strspn(word, plain) == strlen(word))
			rt_text_add(text, word);
		else
			add_quoted(text, word);
	}
}

void rt_command_typed(struct rt_text *command, const char *program,
		      char *const *argv)
{
	struct rt_strings words = RT_STRINGS_INIT;

	for (; *argv; argv++)
		rt_strings_add(&words, *argv);
	rt_text_format(command, "%s ", program);
	rt_command_text(command, &words);
	rt_strings_free(&words);
}

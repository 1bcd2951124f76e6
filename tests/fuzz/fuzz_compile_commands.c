/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a compile_commands.json: what is accepted holds no path that
 * is not absolute and no flag that loads or runs something.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/toolchain/compile_commands.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int begins(const char *word, const char *prefix)
{
	return !strncmp(word, prefix, strlen(prefix));
}

static int takes_path(const char *word)
{
	static const char *const names[] = {"-I",	"-isystem",
					    "-iquote",	"-idirafter",
					    "-include", "-imacros"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(word, names[i]))
			return 1;
	return 0;
}

static void check_flags(const struct rt_strings *flags)
{
	for (size_t i = 0; i < flags->count; i++) {
		const char *word = flags->word[i];

		if (takes_path(word)) {
			if (++i == flags->count || !*flags->word[i] ||
			    !strchr("/=", *flags->word[i]))
				abort();
		} else if (*word != '-' || begins(word, "-fplugin") ||
			   begins(word, "-Wl,") || begins(word, "-o") ||
			   begins(word, "-B") || begins(word, "-X")) {
			abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_compile_command found;

	if (!rt_compile_commands_parse(&found, (const char *)data, size, "fuzz",
				       "a.c", NULL)) {
		if (rt_text_string(&found.file)[0] != '/' ||
		    rt_text_string(&found.folder)[0] != '/')
			abort();
		check_flags(&found.flags);
	}
	rt_compile_command_free(&found);
	return 0;
}

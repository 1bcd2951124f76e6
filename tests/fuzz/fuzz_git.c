/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a configuration of git: each variable has a section and a name
 * of git's letters, and what follows may be a condition of an include.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "reports/git_file.h"
#include "reports/git_match.h"

static void check_word(const struct rt_text *word)
{
	if (!word->length)
		abort();
	for (size_t i = 0; i < word->length; i++)
		if (isupper((unsigned char)word->data[i]) ||
		    isspace((unsigned char)word->data[i]))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_git_file file;

	rt_text_append(&text, (const char *)data, size);
	rt_git_file_open(&file, rt_text_string(&text));
	while (rt_git_file_next(&file)) {
		check_word(&file.variable.section);
		check_word(&file.variable.name);
		rt_git_condition_holds(
			rt_text_string(&file.variable.subsection),
			"/proc/self/status", "/proc/self/task/.git");
	}
	rt_git_file_close(&file);
	rt_text_free(&text);
	return 0;
}

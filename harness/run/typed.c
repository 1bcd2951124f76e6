/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/typed.h"

#include <stdio.h>
#include <string.h>

#include "harness/module/command.h"

static void add(struct rt_strings *argv, const char *option, const char *value)
{
	if (!value)
		return;
	rt_strings_add(argv, option);
	rt_strings_add(argv, value);
}

static void add_all(struct rt_strings *argv, const char *option,
		    const struct rt_strings *values)
{
	for (size_t i = 0; i < values->count; i++)
		add(argv, option, values->word[i]);
	argv->failed |= values->failed;
}

/*
 * The copy as it stands, but for a length that the compiler is to know: the
 * option has only one that it does not.
 */
static void add_copy(struct rt_strings *argv,
		     const struct rt_subject_words *words, uint64_t width)
{
	static const char last[] = ", len)";
	const char *end = words->copy ? strstr(words->copy, last) : NULL;

	if (!words->is_length_known || !end) {
		add(argv, "--copy", words->copy);
		return;
	}
	rt_strings_add(argv, "--copy");
	rt_strings_format(argv, "%.*s, %u)%s", (int)(end - words->copy),
			  words->copy, (unsigned)width / 8,
			  end + sizeof(last) - 1);
}

static void add_words(struct rt_strings *argv,
		      const struct rt_subject_words *words,
		      const struct rt_trial *trial)
{
	add(argv, "--load", words->load);
	add(argv, "--store", words->store);
	add_copy(argv, words, trial->width);
	add_all(argv, "--object", &words->objects);
	add_all(argv, "--include", &words->includes);
	add_all(argv, "-I", &words->folders);
	add_all(argv, "--define", &words->defines);
	add(argv, "--prelude", words->prelude);
	add(argv, "--language", words->language);
	add(argv, "--compile-commands", words->compile_commands);
	add(argv, "--file", words->file);
	add(argv, "--pkg-config", words->pkg_config);
	add(argv, "--fortify", words->fortify);
}

void rt_subject_typed(struct rt_text *text,
		      const struct rt_subject_words *words,
		      const struct rt_trial *trial, bool cell)
{
	bool has_name = !words->load && !words->store && !words->copy;
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_trial asked = *trial;

	if (has_name)
		rt_strings_add(&argv, trial->accessor);
	add_words(&argv, words, trial);
	if (cell) {
		add(&argv, "--toolchain", trial->toolchain);
		/* Also where there are none: the default has some. */
		add(&argv, "--flags", trial->flags);
	}
	/* Which of an expression's directions it is says the expression. */
	if (words->load || words->store)
		snprintf(asked.direction, sizeof(asked.direction), "load");
	rt_command_text(text, &argv);
	rt_trial_options(&asked, false, text);
	text->failed |= argv.failed;
	rt_strings_free(&argv);
}

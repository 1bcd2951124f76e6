/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "harness/cli/options.h"
#include "harness/cli/screen.h"

enum { name_limit = 64 };

/* One option as typed: its name, and the value behind '=' or NULL. */
struct typed {
	char name[name_limit];
	const char *value;
};

static int take_apart(struct typed *typed, const char *word,
		      struct rt_error *error)
{
	const char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : strlen(word);

	/* As a compiler takes it: -Ifolder or -I folder. */
	if (!strncmp(word, "-I", 2)) {
		strcpy(typed->name, "I");
		typed->value = word[2] ? word + 2 : NULL;
		return RT_OK;
	}
	if (length < 3 || strncmp(word, "--", 2) || length - 2 >= name_limit)
		return rt_fail(error, RT_USAGE,
			       "unknown option '%s'; --help lists them", word);
	memcpy(typed->name, word + 2, length - 2);
	typed->name[length - 2] = '\0';
	typed->value = equals ? equals + 1 : NULL;
	return RT_OK;
}

static const struct rt_option *find(const struct rt_option *options,
				    const char *name)
{
	for (; options->name; options++)
		if (!strcmp(options->name, name))
			return options;
	return NULL;
}

/* Takes the option at argv[*at] and, where it has one, the value behind it. */
static int read_option(const struct rt_option *options, struct rt_trial *trial,
		       int argc, char **argv, int *at, struct rt_error *error)
{
	const struct rt_option *option;
	struct typed typed;
	int code = take_apart(&typed, argv[*at], error);

	if (code)
		return code;
	option = find(options, typed.name);
	if (option && option->flag) {
		if (typed.value)
			return rt_fail(error, RT_USAGE,
				       "--%s takes no value; leave '=%s' out",
				       typed.name, typed.value);
		*option->flag = true;
		return RT_OK;
	}
	if (!option && !(trial && rt_trial_field(typed.name)))
		return rt_fail(error, RT_USAGE,
			       "unknown option '--%s'; --help lists them",
			       typed.name);
	if (!typed.value && *at + 1 < argc)
		typed.value = argv[++*at];
	if (!typed.value)
		return rt_fail(error, RT_USAGE, "--%s needs a value behind it",
			       typed.name);
	if (!option)
		return rt_trial_set(trial, typed.name, typed.value, error);
	if (option->values)
		rt_words_add(option->values, typed.value);
	else
		*option->value = typed.value;
	return RT_OK;
}

bool rt_is_trial_file(const char *word)
{
	static const char end[] = ".trial";
	size_t length = strlen(word), tail = strlen(end);

	return length > tail && !strcmp(word + length - tail, end);
}

int rt_trial_begin(struct rt_trial *trial, char **argv, struct rt_error *error)
{
	rt_trial_init(trial);
	for (; *argv; argv++)
		if (rt_is_trial_file(*argv))
			return rt_trial_read(trial, *argv, error);
	return RT_OK;
}

int rt_options_read(const struct rt_option *options, struct rt_trial *trial,
		    int argc, char **argv, const char **words,
		    size_t word_limit, struct rt_error *error)
{
	bool only_words = false;
	size_t count = 0;

	for (int at = 1; at < argc; at++) {
		int code = RT_OK;

		if (!only_words && !strcmp(argv[at], "--"))
			only_words = true;
		else if (!only_words && argv[at][0] == '-')
			code = read_option(options, trial, argc, argv, &at,
					   error);
		else if (count < word_limit)
			words[count++] = argv[at];
		else
			code = rt_fail(error, RT_USAGE,
				       "'%s' is one word too many; --help "
				       "shows the form",
				       argv[at]);
		if (code)
			return code;
	}
	return RT_OK;
}

enum { help_column = 25 };

static void print_one(const char *name, const char *operand, const char *help,
		      const char *initially)
{
	struct rt_text option = RT_TEXT_INIT, text = RT_TEXT_INIT;

	rt_text_add(&option, "  --");
	for (; *name; name++)
		rt_text_append(&option, *name == '_' ? "-" : name, 1);
	rt_text_add(&option, operand);
	rt_text_add(&text, help);
	if (initially && *initially)
		rt_text_format(&text, " [%s]", initially);
	rt_cli_print_beside(rt_text_string(&option), help_column,
			    rt_text_string(&text));
	rt_text_free(&option);
	rt_text_free(&text);
}

void rt_options_print(const struct rt_option *options, bool with_trial)
{
	for (; options->name; options++)
		print_one(options->name, options->flag ? "" : " X",
			  options->help, NULL);
	if (!with_trial)
		return;
	puts("\nThe trial, as in a trial file (defaults in brackets):");
	rt_options_print_trial();
}

void rt_options_print_trial(void)
{
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++)
		print_one(field->name, " X", field->help, field->initially);
}

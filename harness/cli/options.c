/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/near.h"
#include "harness/run/subject.h"

enum { name_limit = 64, most_jobs = 256, most_near = 3 };

const struct rt_option rt_subject_options[] = {
	{.group = "The accessor",
	 .is_common = true,
	 .name = "load",
	 .value = "C",
	 .help = "an expression over p, or a function of --object",
	 .offset = offsetof(struct rt_subject_words, load)},
	{.is_common = true,
	 .name = "store",
	 .value = "C",
	 .help = "a statement over p and v, or a function of --object",
	 .offset = offsetof(struct rt_subject_words, store)},
	{.name = "copy",
	 .value = "C",
	 .help = "a statement over dst, src and len, whose length is not "
		 "known at compile time",
	 .offset = offsetof(struct rt_subject_words, copy)},
	{.is_common = true,
	 .name = "object",
	 .value = "FILE",
	 .help = "a .o, .a or .so that holds the accessor",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct rt_subject_words, objects)},
	{.is_common = true,
	 .name = "include",
	 .value = "HEADER",
	 .help = "a header for the expressions",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct rt_subject_words, includes)},
	{.is_common = true,
	 .name = "I",
	 .value = "DIR",
	 .help = "a folder of headers",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct rt_subject_words, folders)},
	{.name = "define",
	 .value = "NAME[=VALUE]",
	 .help = "a macro, before the headers",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct rt_subject_words, defines)},
	{.name = "prelude",
	 .value = "FILE",
	 .help = "a file of C before the expressions",
	 .offset = offsetof(struct rt_subject_words, prelude)},
	{.name = NULL},
};

const struct rt_option rt_build_options[] = {
	{.group = "The source and its flags",
	 .name = "language",
	 .value = "NAME",
	 .help = "of the source",
	 .initially = "by its name",
	 .offset = offsetof(struct rt_subject_words, language),
	 .choices = "c|c++"},
	{.name = "compile-commands",
	 .value = "FILE",
	 .help = "take the flags of a real build",
	 .offset = offsetof(struct rt_subject_words, compile_commands)},
	{.name = "file",
	 .value = "PATH",
	 .help = "the source file in it, by the end of its path",
	 .offset = offsetof(struct rt_subject_words, file)},
	{.name = "pkg-config",
	 .value = "NAME",
	 .help = "take the flags that an installed library's headers want",
	 .offset = offsetof(struct rt_subject_words, pkg_config)},
	{.name = "fortify",
	 .value = "VERSION",
	 .help = "the headers of fortify-headers first, for a libc without: "
		 "1.0",
	 .offset = offsetof(struct rt_subject_words, fortify)},
	{.name = NULL},
};

const struct rt_option rt_general_options[] = {
	{.group = "General",
	 .name = "output",
	 .value = "FILE",
	 .help = "write the result to FILE instead of standard output",
	 .offset = offsetof(struct rt_general, output)},
	{.name = "help",
	 .help = "print this text; -h: only the options used most",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct rt_general, help)},
	{.name = "version",
	 .help = "print the version of ringtear",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct rt_general, version)},
	{.name = NULL},
};

/* One option as typed: its name, and the value after '=' or NULL. */
struct typed {
	char name[name_limit];
	const char *value;
};

static int take_apart(struct typed *typed, const char *word,
		      struct rt_error *error)
{
	const char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : strlen(word);

	/* As compilers do: -Ifolder or -I folder. */
	if (!strncmp(word, "-I", 2)) {
		strcpy(typed->name, "I");
		typed->value = word[2] ? word + 2 : NULL;
		return RT_OK;
	}
	if (length < 3 || strncmp(word, "--", 2) || length - 2 >= name_limit)
		return rt_fail(error, RT_USAGE,
			       "unknown option '%s'; --help lists the options",
			       word);
	memcpy(typed->name, word + 2, length - 2);
	typed->name[length - 2] = '\0';
	typed->value = equals ? equals + 1 : NULL;
	return RT_OK;
}

/* @name without @prefix; NULL if @name does not begin with @prefix. */
static const char *behind(const char *name, const char *prefix)
{
	size_t length = prefix ? strlen(prefix) : 0;

	return strncmp(name, prefix ? prefix : "", length) ? NULL
							   : name + length;
}

static bool is_end(const struct rt_option *option)
{
	return !option->name && !option->table;
}

/* @at receives the offset of the option's value in the values of @options. */
static const struct rt_option *find(const struct rt_option *options,
				    const char *name, size_t *at)
{
	for (; !is_end(options); options++) {
		const struct rt_option *found = options;
		const char *rest = behind(name, options->prefix);
		size_t inner = 0;

		if (options->table)
			found = rest ? find(options->table, rest, &inner)
				     : NULL;
		else if (strcmp(options->name, name))
			found = NULL;
		*at = options->offset + inner;
		if (found)
			return found;
	}
	return NULL;
}

static int set_flag(bool *flag, const struct typed *typed,
		    struct rt_error *error)
{
	if (typed->value)
		return rt_fail(error, RT_USAGE,
			       "--%s takes no value; leave '=%s' out",
			       typed->name, typed->value);
	*flag = true;
	return RT_OK;
}

/* Sets the value of @option or, if @option is NULL, of a key of the trial. */
static int set_value(const struct rt_command_line *line,
		     const struct rt_option *option, void *value,
		     const struct typed *typed, struct rt_error *error)
{
	if (!option)
		return rt_trial_set(line->trial, typed->name, typed->value,
				    error);
	if (option->kind == RT_OPTION_WORDS)
		rt_strings_add(value, typed->value);
	else
		*(const char **)value = typed->value;
	return RT_OK;
}

static void take_name(const struct rt_option_shown *shown, void *data)
{
	rt_strings_add(data, shown->name);
}

/* Names the options that are similar to the one that was typed. */
static int fail_unknown(const struct rt_command_line *line, const char *word,
			struct rt_error *error)
{
	struct rt_strings names = RT_STRINGS_INIT;
	struct rt_text near = RT_TEXT_INIT;
	int code;

	rt_options_each(line->options, take_name, &names);
	if (line->trial)
		rt_options_each_key(line->options, take_name, &names);
	if (!names.failed)
		rt_near_names(&near, (const char *const *)names.word,
			      names.count, word, most_near);
	code = rt_fail(error, RT_USAGE, "unknown option '%s'; %s%s%s", word,
		       near.length ? "did you mean " : "",
		       near.length ? rt_text_string(&near)
				   : "--help lists the options",
		       near.length ? "?" : "");
	rt_strings_free(&names);
	rt_text_free(&near);
	return code;
}

/*
 * The option @name of the command, or else one that every command has; @value
 * receives where its value is.
 */
static const struct rt_option *find_on(struct rt_command_line *line,
				       const char *name, void **value)
{
	size_t at = 0;
	const struct rt_option *option = find(line->options, name, &at);

	*value = (char *)line->values + at;
	if (option)
		return option;
	option = find(rt_general_options, name, &at);
	*value = (char *)&line->general + at;
	return option;
}

/* Parses the option at **argv, and its value if that is the next argument. */
static int read_option(struct rt_command_line *line, char ***argv,
		       struct rt_error *error)
{
	const struct rt_option *option;
	const char *word = **argv;
	struct typed typed;
	void *value;
	int code = take_apart(&typed, word, error);

	if (code)
		return code;
	option = find_on(line, typed.name, &value);
	if (option && option->kind == RT_OPTION_FLAG)
		return set_flag(value, &typed, error);
	if (!option && !(line->trial && rt_trial_field(typed.name)))
		return fail_unknown(line, word, error);
	if (!typed.value && (*argv)[1])
		typed.value = *++*argv;
	if (!typed.value)
		return rt_fail(error, RT_USAGE, "--%s needs a value behind it",
			       typed.name);
	return set_value(line, option, value, &typed, error);
}

static bool is_option(const struct rt_command_line *line, const char *word)
{
	/* No option of libFuzzer is in capitals. */
	return !strncmp(word, "-I", 2) ||
	       !strncmp(word, line->is_foreign ? "--" : "-",
			line->is_foreign ? 2 : 1);
}

/* The value of --flags, if @argv is right behind it; else NULL. */
static const char *flags_before(char *const *begin, char *const *argv)
{
	static const char joined[] = "--flags=";

	if (argv - begin >= 2 && !strcmp(argv[-2], "--flags"))
		return argv[-1];
	return strncmp(argv[-1], joined, strlen(joined))
		       ? NULL
		       : argv[-1] + strlen(joined);
}

/* A word such as -fno-builtin, which is for a compiler. */
static bool is_flag(const char *word)
{
	return word && word[0] == '-' && word[1] && word[1] != '-' &&
	       strcmp(word, "-h") != 0;
}

/* Further flags behind --flags: says how all of them are quoted. */
static int fail_unquoted(const char *flags, char *const *argv,
			 struct rt_error *error)
{
	const char *word = *argv;
	struct rt_text all = RT_TEXT_INIT;
	int code;

	rt_text_add(&all, flags);
	for (; is_flag(*argv); argv++)
		rt_text_format(&all, " %s", *argv);
	code = rt_fail(error, RT_USAGE,
		       "'%s' is no option of ringtear; quote all flags of "
		       "the compiler as one word: --flags '%s'",
		       word, rt_text_string(&all));
	rt_text_free(&all);
	return code;
}

int rt_options_read(struct rt_command_line *line, char **argv,
		    struct rt_error *error)
{
	char *const *begin = argv;
	const char *flags;
	bool only_words = false;
	int code = RT_OK;

	for (argv++; *argv && !code; argv++) {
		if (!only_words && !strcmp(*argv, "--"))
			only_words = true;
		else if (!only_words && !strcmp(*argv, "-h"))
			line->is_brief = true;
		else if (!only_words && is_flag(*argv) &&
			 (flags = flags_before(begin, argv)))
			code = fail_unquoted(flags, argv, error);
		else if (!only_words && is_option(line, *argv))
			code = read_option(line, &argv, error);
		else if (line->word_count < line->word_limit)
			line->words[line->word_count++] = *argv;
		else
			code = rt_fail(error, RT_USAGE,
				       "unexpected argument '%s'; -h shows "
				       "how the command is used",
				       *argv);
	}
	return code;
}

static void free_lists(const struct rt_option *options, char *values)
{
	for (; !is_end(options); options++)
		if (options->table)
			free_lists(options->table, values + options->offset);
		else if (options->kind == RT_OPTION_WORDS)
			rt_strings_free((void *)(values + options->offset));
}

void rt_options_free(const struct rt_option *options, void *values, size_t size)
{
	if (!values)
		return;
	free_lists(options, values);
	memset(values, 0, size);
}

bool rt_option_has_value(const struct rt_option *options, const char *word)
{
	const struct rt_option *option;
	struct typed typed;
	size_t at;

	if (take_apart(&typed, word, NULL) || typed.value)
		return false;
	option = find(options, typed.name, &at);
	if (!option)
		option = find(rt_general_options, typed.name, &at);
	return !option || option->kind != RT_OPTION_FLAG;
}

bool rt_is_trial_file(const char *word)
{
	static const char end[] = ".trial";
	size_t length = strlen(word), tail = strlen(end);

	return length > tail && !strcmp(word + length - tail, end);
}

int rt_option_jobs(const char *word, unsigned *jobs, struct rt_error *error)
{
	char *end;
	unsigned long number;

	if (!word)
		return RT_OK;
	number = strtoul(word, &end, 10);
	if (*end || end == word || *word == '-' || !number ||
	    number > most_jobs)
		return rt_fail(error, RT_USAGE,
			       "--jobs cannot be '%s'; give how many processes "
			       "work at once, 1 to %d",
			       word, most_jobs);
	*jobs = (unsigned)number;
	return RT_OK;
}

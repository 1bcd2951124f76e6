/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/trust.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/module/command.h"
#include "harness/toolchain/flags.h"

/* Whether @path is a file or folder of @corpora, after all links. */
static bool is_inside(const char *path, const char *corpora)
{
	char real[PATH_MAX], folder[PATH_MAX];
	size_t length;

	if (!realpath(path, real) || !realpath(corpora, folder))
		return false;
	length = strlen(folder);
	return !strncmp(real, folder, length) &&
	       (!real[length] || real[length] == '/');
}

/* A path as the user can open it, of a file that need not be there. */
static void add_absolute(struct rt_text *text, const char *path)
{
	char real[PATH_MAX];

	if (realpath(path, real))
		rt_text_add(text, real);
	else if (*path != '/' && getcwd(real, sizeof(real)))
		rt_text_format(text, "%s/%s", real, path);
	else
		rt_text_add(text, path);
}

/* What follows the option for a folder of headers in @word; NULL: none. */
static const char *folder_of(const char *word)
{
	static const char *const options[] = {"-I", "-isystem", "-iquote",
					      "-idirafter"};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (!strncmp(word, options[i], strlen(options[i])))
			return word + strlen(options[i]);
	return NULL;
}

/* Any other text may be a declaration, or a call of a function. */
static bool is_number(const char *text)
{
	text += *text == '-';
	if (*text && !isdigit((unsigned char)*text))
		return false;
	while (isalnum((unsigned char)*text))
		text++;
	return !*text;
}

static bool defines_code(const char *word)
{
	size_t name = 2;

	while (isalnum((unsigned char)word[name]) || word[name] == '_')
		name++;
	return word[name] && (word[name] != '=' || !is_number(word + name + 1));
}

/* Flags whose value is the name of a function that the code then calls. */
static bool calls_function(const char *word)
{
	static const char *const flags[] = {"-ftrapv-handler", "-mfentry-name"};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (!strncmp(word, flags[i], strlen(flags[i])))
			return true;
	return false;
}

static bool is_code(const char *word, const char *corpora)
{
	struct rt_text include = RT_TEXT_INIT;
	const char *folder = folder_of(word);
	bool is;

	if (!folder && !strncmp(word, "-D", 2))
		return defines_code(word);
	if (!folder)
		return strchr(word, '/') || calls_function(word);
	rt_text_format(&include, "%s/include", corpora);
	is = !rt_command_is_own_folder(word, rt_text_string(&include)) &&
	     !is_inside(folder, corpora);
	rt_text_free(&include);
	return is;
}

static void add_flags(const struct rt_trust *trust, const char *flags,
		      struct rt_text *code)
{
	struct rt_strings words = RT_STRINGS_INIT, asked = RT_STRINGS_INIT;
	struct rt_strings typed = RT_STRINGS_INIT;

	/* What is refused is refused later, and by its own name. */
	if (!rt_flags_parse(&words, flags, NULL) &&
	    !rt_flags_parse(&typed, trust->typed_flags, NULL))
		for (size_t i = 0; i < words.count; i++)
			if (is_code(words.word[i], trust->corpora) &&
			    !rt_strings_has(&typed, words.word[i]))
				rt_strings_add(&asked, words.word[i]);
	if (asked.count) {
		rt_text_add(code, code->length ? " with " : "what is in ");
		rt_command_text(code, &asked);
	}
	code->failed |= words.failed || asked.failed || typed.failed;
	rt_strings_free(&typed);
	rt_strings_free(&words);
	rt_strings_free(&asked);
}

void rt_trust_code(const struct rt_trust *trust, const struct rt_trial *trial,
		   struct rt_text *code)
{
	const char *path = trial->accessor;

	if (!trust->accessor_is_typed && strchr(path, '/') &&
	    !is_inside(path, trust->corpora))
		add_absolute(code, path);
	add_flags(trust, trial->flags, code);
}

int rt_trust_check(const struct rt_trust *trust, const struct rt_trial *trial,
		   struct rt_error *error)
{
	struct rt_text code = RT_TEXT_INIT;
	int result = RT_OK;

	rt_trust_code(trust, trial, &code);
	if (rt_text_failed(&code))
		result = rt_no_memory(error);
	else if (code.length)
		result = rt_fail(error, RT_USAGE,
				 "%s would build and run %s, which is not of "
				 "the corpora; read it, and add --trust if it "
				 "may",
				 trust->file, rt_text_string(&code));
	rt_text_free(&code);
	return result;
}

bool rt_trust_is_asked(const char *corpora, const struct rt_trial *trial)
{
	const struct rt_trust trust = {.corpora = corpora};
	struct rt_text code = RT_TEXT_INIT;
	bool is;

	rt_trust_code(&trust, trial, &code);
	is = code.length || rt_text_failed(&code);
	rt_text_free(&code);
	return is;
}

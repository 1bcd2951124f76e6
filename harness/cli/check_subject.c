/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/check_subject.h"

#include <stdio.h>
#include <string.h>

#include "harness/module/command.h"
#include "harness/toolchain/compile_flags.h"

bool rt_cli_has_own_words(const struct rt_subject_words *words)
{
	return words->load || words->store || words->copy;
}

int rt_cli_check_subject(const struct rt_subject_words *words,
			 const char *source, const char *word,
			 struct rt_error *error)
{
	bool own = rt_cli_has_own_words(words) || words->objects.count;

	if (own && (source || word))
		return rt_fail(
			error, RT_USAGE,
			"%s and --load, --store, --copy or --object name "
			"two accessors; leave one out",
			source ? "--source" : word);
	if (source && word)
		return rt_fail(error, RT_USAGE,
			       "%s and --source name two accessors; leave one "
			       "out",
			       word);
	if (!own && (words->includes.count || words->folders.count ||
		     words->defines.count || words->prelude))
		return rt_fail(error, RT_USAGE,
			       "--include, -I, --define and --prelude are for "
			       "the expressions of --load, --store or --copy; "
			       "give one");
	if (words->objects.count && !rt_subject_has_code(words) &&
	    (words->includes.count || words->folders.count ||
	     words->defines.count || words->prelude))
		return rt_fail(error, RT_USAGE,
			       "--include, -I, --define and --prelude are for "
			       "expressions, and a function of --object is "
			       "used as it is; give an expression that calls "
			       "it, such as '%s(p)'",
			       words->load    ? words->load
			       : words->store ? words->store
					      : "f");
	if (words->file && !words->compile_commands)
		return rt_fail(error, RT_USAGE,
			       "--file is a file of --compile-commands; give "
			       "both");
	return RT_OK;
}

bool rt_cli_is_typed(char *const argv[], const char *option)
{
	size_t length = strlen(option);

	for (; *argv; argv++)
		if (!strncmp(*argv, option, length) &&
		    (!(*argv)[length] || (*argv)[length] == '='))
			return true;
	return false;
}

bool rt_cli_subject_is_meant(const struct rt_subject_words *words,
			     const struct rt_trial *trial,
			     const char *direction)
{
	bool store = !strcmp(direction, "store");

	if (words->load || words->store)
		return (store ? words->store : words->load) != NULL;
	return !strcmp(trial->direction, direction);
}

void rt_cli_turn_subject(struct rt_trial *trial,
			 const struct rt_subject_words *words)
{
	if (words->store && !words->load)
		snprintf(trial->direction, sizeof(trial->direction), "store");
	else if (words->load && !words->store)
		snprintf(trial->direction, sizeof(trial->direction), "load");
}

int rt_cli_write_subject(struct rt_text *path, const struct rt_places *places,
			 struct rt_trial *trial,
			 const struct rt_subject_words *words, const char *word,
			 struct rt_error *error)
{
	int code = rt_cli_check_subject(words, NULL, word, error);

	if (!code && words->objects.count)
		code = rt_fail(error, RT_USAGE,
			       "--object %s is built already: there are no "
			       "flags to vary; `check` and `hammer` take it",
			       words->objects.word[0]);
	if (code || !rt_cli_has_own_words(words))
		return code;
	rt_cli_turn_subject(trial, words);
	code = rt_subject_shim(path, places, trial, words, error);
	if (!code && path->length >= sizeof(trial->accessor))
		code = rt_fail(error, RT_SETUP,
			       "the path %s is too long for a trial; name a "
			       "shorter folder with RINGTEAR_CACHE",
			       rt_text_string(path));
	return code;
}

void rt_cli_name_subject(struct rt_trial *trial,
			 const struct rt_subject_words *words)
{
	const char *name = rt_trial_stores(trial) ? words->store : words->load;

	name = words->copy ? words->copy : name;
	if (name)
		snprintf(trial->accessor, sizeof(trial->accessor), "%s", name);
}

/*
 * Adds word @at of @own, and the path that follows it: as one word where a
 * trial may have it, which takes no flag that takes the next word.
 */
static size_t add_flag(struct rt_strings *words, const struct rt_strings *own,
		       size_t at, bool with_paths)
{
	const char *word = own->word[at];

	if (!rt_compile_flags_path_follows(word) || at + 1 == own->count) {
		rt_strings_add(words, word);
		return at + 1;
	}
	if (with_paths &&
	    (!strcmp(word, "-include") || !strcmp(word, "-imacros"))) {
		rt_strings_add(words, word);
		rt_strings_add(words, own->word[at + 1]);
	} else if (with_paths) {
		rt_strings_format(words, "%s%s", word, own->word[at + 1]);
	}
	return at + 2;
}

/* The first @count of @own, quoted, with or without folders, then @last. */
static void write_flags(struct rt_text *text, const struct rt_subject *subject,
			size_t count, bool with_paths, const char *last)
{
	const struct rt_strings *own = &subject->command.flags;
	const char *fortify = subject->words->fortify;
	struct rt_strings words = RT_STRINGS_INIT;

	rt_text_free(text);
	/* As a matrix calls it: a trial has no word for it but a flag. */
	if (fortify)
		rt_strings_format(&words, "-Ifortify-%s", fortify);
	for (size_t i = 0; i < count;)
		i = add_flag(&words, own, i, with_paths);
	rt_command_text(text, &words);
	if (*last)
		rt_text_format(text, "%s%s", text->length ? " " : "", last);
	rt_strings_free(&words);
}

void rt_cli_name_flags(struct rt_trial *trial, const struct rt_subject *subject)
{
	const struct rt_strings *own = &subject->command.flags;
	const char *last = subject->cell.flags ? subject->cell.flags : "";
	const size_t most = sizeof(trial->flags);
	struct rt_text text = RT_TEXT_INIT;
	size_t count = own->count;

	if (!subject->command.file.length && !own->count &&
	    !subject->words->fortify)
		return;
	write_flags(&text, subject, count, true, last);
	if (text.length >= most)
		write_flags(&text, subject, count, false, last);
	while (text.length >= most && count)
		write_flags(&text, subject, --count, false, last);
	snprintf(trial->flags, most, "%s", rt_text_string(&text));
	rt_text_free(&text);
}

void rt_cli_name_toolchain(const struct rt_inventory *inventory,
			   const struct rt_subject *subject,
			   struct rt_trial *trial)
{
	const struct rt_toolchain *built = subject->cell.toolchain;

	if (built ==
	    rt_toolchains_named(&inventory->toolchains, trial->toolchain, NULL))
		rt_inventory_name_libc(inventory, trial);
	else
		snprintf(trial->toolchain, sizeof(trial->toolchain), "%s",
			 rt_text_string(&built->name));
}

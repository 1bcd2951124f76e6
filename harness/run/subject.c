/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/subject.h"

#include <stdio.h>
#include <string.h>

#include "harness/arch/arch.h"
#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/module/command.h"
#include "harness/run/advice.h"
#include "harness/run/subject_private.h"
#include "harness/toolchain/pkg_config.h"

/* Suffixes of C++ sources (gcc(1)). */
static bool is_cxx_name(const char *name)
{
	static const char *const suffixes[] = {".cc", ".cpp", ".cxx", ".c++",
					       ".C"};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (!strcmp(dot, suffixes[i]))
			return true;
	return false;
}

static bool is_file_name(const char *accessor)
{
	size_t length = strlen(accessor);

	return (length > 2 && !strcmp(accessor + length - 2, ".c")) ||
	       is_cxx_name(accessor);
}

/* @is_ours: a source of the corpora, always C whatever the user's source is. */
static int choose_language(const char **language, const char *source,
			   const struct rt_subject_words *words, bool is_ours,
			   struct rt_error *error)
{
	const char *word = words->language;

	*language = is_cxx_name(source) ? "c++" : "c";
	if (!word)
		return RT_OK;
	if (strcmp(word, "c") && strcmp(word, "c++"))
		return rt_fail(error, RT_USAGE,
			       "--language cannot be '%s'; there are c and "
			       "c++, and --object for any other",
			       word);
	if (!is_ours)
		*language = word;
	return RT_OK;
}

int rt_subject_source(const struct rt_accessors *accessors,
		      const char *accessor, const char **source,
		      struct rt_error *error)
{
	const struct rt_accessor *found;

	*source = accessor;
	if (strchr(accessor, '/'))
		return RT_OK;
	if (is_file_name(accessor))
		return rt_fail(error, RT_USAGE,
			       "unknown accessor \"%s\"; a file of your own "
			       "is named with a slash: ./%s",
			       accessor, accessor);
	found = rt_accessors_named(accessors, accessor, error);
	if (!found)
		return RT_USAGE;
	*source = rt_text_string(&found->path);
	return RT_OK;
}

static bool is_usual(const char *key, const char *value)
{
	return !strcmp(rt_trial_field(key)->initially, value);
}

/*
 * Adds @path to @flags, replaced by its path below words->moved_to if it lies
 * below words->moved_from and that file exists.
 */
static void add_moved(struct rt_strings *flags, const char *path,
		      const struct rt_subject_words *words)
{
	size_t length = strlen(words->moved_from);
	struct rt_text moved = RT_TEXT_INIT;

	if (!strncmp(path, words->moved_from, length) && path[length] == '/')
		rt_text_format(&moved, "%s%s", words->moved_to, path + length);
	rt_strings_add(flags,
		       moved.length && rt_file_exists(rt_text_string(&moved))
			       ? rt_text_string(&moved)
			       : path);
	flags->failed |= rt_text_failed(&moved);
	rt_text_free(&moved);
}

static int move_paths(struct rt_strings *flags,
		      const struct rt_subject_words *words,
		      struct rt_error *error)
{
	struct rt_strings moved = RT_STRINGS_INIT;

	if (!words->moved_from || !*words->moved_from)
		return RT_OK;
	for (size_t i = 0; i < flags->count; i++)
		add_moved(&moved, flags->word[i], words);
	rt_strings_free(flags);
	*flags = moved;
	if (moved.failed)
		return rt_no_memory(error);
	return RT_OK;
}

static int read_command(struct rt_subject *subject, struct rt_error *error)
{
	const struct rt_subject_words *words = subject->words;

	if (words->pkg_config && words->compile_commands)
		return rt_fail(error, RT_USAGE,
			       "--pkg-config and --compile-commands both have "
			       "flags; leave one out");
	if (words->pkg_config)
		return rt_pkg_config(&subject->command, words->pkg_config,
				     error);
	if (!words->file)
		return rt_fail(error, RT_USAGE,
			       "--compile-commands needs --file: the end of "
			       "the source's path in it");
	return rt_compile_commands_find(
		&subject->command, words->compile_commands, words->file, error);
}

/* Takes a real build's flags, and its compiler unless the user named one. */
static int take_command(struct rt_subject *subject,
			const struct rt_toolchains *toolchains,
			const struct rt_trial *trial, struct rt_error *error)
{
	const struct rt_subject_words *words = subject->words;
	const struct rt_toolchain *theirs;
	int code;

	code = read_command(subject, error);
	if (!code)
		code = move_paths(&subject->command.flags, words, error);
	if (code)
		return code;
	subject->cell.own_flags = rt_subject_list(&subject->command.flags);
	/* A package says neither how to optimise nor by what compiler. */
	if (words->keeps_cell || words->pkg_config)
		return RT_OK;
	/* The build's -O level applies unless the user gave flags. */
	if (is_usual("flags", trial->flags))
		subject->cell.flags = "";
	if (!is_usual("toolchain", trial->toolchain))
		return RT_OK;
	theirs = rt_compile_command_toolchain(&subject->command, toolchains);
	subject->lacks_compiler = !theirs;
	if (theirs)
		subject->cell.toolchain = theirs;
	return RT_OK;
}

/* The wrappers of fortify-headers come before all other headers. */
static int choose_folders(struct rt_subject *subject,
			  const struct rt_places *places,
			  struct rt_error *error)
{
	const struct rt_subject_words *words = subject->words;
	struct rt_text fortify = RT_TEXT_INIT;
	int code = RT_OK;

	rt_text_format(&fortify, "%s/include/fortify-%s",
		       rt_text_string(&places->corpora),
		       words->fortify ? words->fortify : "");
	if (words->fortify && (strchr(words->fortify, '/') ||
			       !rt_file_exists(rt_text_string(&fortify))))
		code = rt_fail(error, RT_USAGE,
			       "--fortify cannot be '%s'; there is 1.0, and -I "
			       "for a folder of your own",
			       words->fortify);
	else if (words->fortify)
		rt_strings_add(&subject->folders, rt_text_string(&fortify));
	rt_strings_add_all(&subject->folders, &words->folders);
	if (!code && strchr(subject->cell.source, '/'))
		code = rt_shim_folders(&subject->folders, subject->cell.source,
				       error);
	subject->cell.include_folders = rt_subject_list(&subject->folders);
	rt_text_free(&fortify);
	if (!code && subject->folders.failed)
		code = rt_no_memory(error);
	return code;
}

/* Compilers pass over a folder that is not there, and take another header. */
static int check_folders(const struct rt_subject *subject,
			 struct rt_error *error)
{
	const char *include = subject->cell.include;
	struct rt_strings flags = RT_STRINGS_INIT;
	int code = RT_OK;

	/* A quote that is not closed is told by those who build. */
	rt_strings_split(&flags, subject->cell.flags);
	for (size_t i = 0; i < flags.count && !code; i++) {
		const char *flag = flags.word[i];

		if (!strncmp(flag, "-I", 2) && flag[2] &&
		    !rt_command_is_own_folder(flag, include) &&
		    !rt_file_exists(flag + 2))
			code = rt_fail(error, RT_SUBJECT,
				       "the folder of headers %s of the flag "
				       "%s is not there; name it from %s",
				       flag + 2, flag,
				       flag[2] == '/' ? "the root"
						      : "this folder");
	}
	rt_strings_free(&flags);
	return code;
}

static int build_cell(struct rt_subject *subject,
		      const struct rt_places *places,
		      const struct rt_accessors *accessors,
		      const struct rt_toolchains *toolchains,
		      const struct rt_trial *trial, struct rt_error *error)
{
	const struct rt_subject_words *words = subject->words;
	bool is_shim = rt_subject_has_code(words);
	int code;

	if (is_shim)
		code = rt_subject_write_shim(&subject->source, places, trial,
					     words, false, error);
	else
		code = rt_subject_source(accessors, trial->accessor,
					 &subject->cell.source, error);
	if (is_shim)
		subject->cell.source = rt_text_string(&subject->source);
	if (!code)
		code = choose_language(
			&subject->cell.language, subject->cell.source, words,
			!is_shim && !strchr(trial->accessor, '/'), error);
	rt_text_format(&subject->include, "%s/include",
		       rt_text_string(&places->corpora));
	/* ringtear's headers come after the user's, never between them. */
	subject->cell.include = rt_text_string(&subject->include);
	if (!code)
		code = check_folders(subject, error);
	if (!code)
		code = choose_folders(subject, places, error);
	if (!code && (words->compile_commands || words->pkg_config))
		code = take_command(subject, toolchains, trial, error);
	if (code)
		return code;
	code = rt_subject_make_module(subject, places, trial, error);
	if (code == RT_BUILD && error && !words->is_one_of_many)
		rt_subject_advise(subject, error);
	return code;
}

static const char *given(const struct rt_text *name)
{
	return name->length ? rt_text_string(name) : NULL;
}

static int take_object(struct rt_subject *subject,
		       const struct rt_places *places,
		       const struct rt_trial *trial, struct rt_error *error)
{
	const struct rt_subject_words *words = subject->words;
	const struct rt_object object = {
		.path = words->objects.word[0],
		.more = rt_subject_list(&words->objects) + 1,
		.load = words->load,
		.store = words->store,
		.width = (unsigned)trial->width,
		.flags = trial->flags,
		.toolchain = subject->cell.toolchain,
	};
	int code;

	if (!words->load && !words->store)
		return rt_fail(error, RT_USAGE,
			       "--object needs --load or --store: the name of "
			       "the function in it");
	code = rt_object_module(&subject->object, &object,
				rt_text_string(&places->cache), error);
	subject->module = rt_text_string(&subject->object.build.module);
	if (subject->object.is_shared) {
		subject->load_symbol = given(&subject->object.load);
		subject->store_symbol = given(&subject->object.store);
	}
	return code;
}

/* C has no type for it on machines of 32 bits, so no accessor can be written.
 */
static int check_width(const struct rt_toolchain *toolchain,
		       const struct rt_trial *trial, struct rt_error *error)
{
	const struct rt_target *target = toolchain->compiler->target;
	const struct rt_arch *arch = target ? target->arch : rt_arch_own();

	if (!arch || rt_arch_has_width(arch, (unsigned)trial->width))
		return RT_OK;
	return rt_fail(error, RT_BUILD,
		       "C has no type of %u bits for %s, which %s compiles "
		       "for; give --width 64, or a machine of 64 bits as "
		       "--toolchain",
		       (unsigned)trial->width, arch->name,
		       rt_text_string(&toolchain->name));
}

int rt_subject_build(struct rt_subject *subject, const struct rt_places *places,
		     const struct rt_accessors *accessors,
		     const struct rt_toolchains *toolchains,
		     const struct rt_trial *trial,
		     const struct rt_subject_words *words,
		     struct rt_error *error)
{
	*subject = (struct rt_subject){
		.words = words,
		.is_users = strchr(trial->accessor, '/'),
		.module = "",
	};
	subject->cell.flags = trial->flags;
	subject->cell.toolchain =
		rt_toolchains_named(toolchains, trial->toolchain, error);
	if (!subject->cell.toolchain)
		return RT_USAGE;
	if (check_width(subject->cell.toolchain, trial, error))
		return RT_BUILD;
	if (words->objects.count && !rt_subject_has_code(words))
		return take_object(subject, places, trial, error);
	return build_cell(subject, places, accessors, toolchains, trial, error);
}

const struct rt_build *rt_subject_built(const struct rt_subject *subject)
{
	return subject->object.build.module.length ? &subject->object.build
						   : &subject->build;
}

void rt_subject_free(struct rt_subject *subject)
{
	rt_build_free(&subject->build);
	rt_object_module_free(&subject->object);
	rt_compile_command_free(&subject->command);
	rt_text_free(&subject->include);
	rt_text_free(&subject->source);
	rt_strings_free(&subject->folders);
}

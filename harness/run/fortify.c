/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fortified string functions: the folder of them, and whether one is missed. */
#include <string.h>

#include "harness/base/file.h"
#include "harness/module/command.h"
#include "harness/run/advice.h"

/* Whether the last word of @words on it defines _FORTIFY_SOURCE, not as 0. */
static void take_words(bool *asked, const struct rt_strings *words)
{
	static const char name[] = "_FORTIFY_SOURCE";
	const size_t length = sizeof(name) - 1;

	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->word[i];

		if (strncmp(word, "-D", 2) && strncmp(word, "-U", 2))
			continue;
		if (strncmp(word + 2, name, length))
			continue;
		if (!word[2 + length] || word[2 + length] == '=')
			*asked = word[1] == 'D' &&
				 strcmp(word + 2 + length, "=0") != 0;
	}
}

static bool is_asked(const struct rt_subject *subject)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	bool asked = false;

	take_words(&asked, &subject->command.flags);
	if (subject->cell.flags &&
	    rt_strings_split(&flags, subject->cell.flags))
		take_words(&asked, &flags);
	rt_strings_free(&flags);
	return asked;
}

/* Wrappers of string.h name the macro; a libc's own header does not. */
static bool is_fortified(const char *folder, const char *below)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	bool found;

	rt_text_format(&path, "%s%s/string.h", folder, below);
	found = !rt_file_read(&text, rt_text_string(&path), NULL) &&
		strstr(rt_text_string(&text), "_FORTIFY_SOURCE");
	rt_text_free(&path);
	rt_text_free(&text);
	return found;
}

/* A source that names the macro, or such headers, has its own. */
static bool has_own(const char *source)
{
	struct rt_text text = RT_TEXT_INIT;
	bool found = !rt_file_read(&text, source, NULL) &&
		     strcasestr(rt_text_string(&text), "fortify");

	rt_text_free(&text);
	return found;
}

/* A folder of a matrix, by its name among the flags. */
static bool names_wrappers(const struct rt_subject *subject)
{
	const char *include = subject->cell.include;
	struct rt_strings flags = RT_STRINGS_INIT;
	bool found = false;

	if (subject->cell.flags &&
	    rt_strings_split(&flags, subject->cell.flags))
		for (size_t i = 0; i < flags.count && !found; i++) {
			const char *word = flags.word[i];
			struct rt_text below = RT_TEXT_INIT;

			if (!rt_command_is_own_folder(word, include))
				continue;
			rt_text_format(&below, "/%s", word + 2);
			found = is_fortified(include, rt_text_string(&below));
			rt_text_free(&below);
		}
	rt_strings_free(&flags);
	return found;
}

static bool brings_wrappers(const struct rt_subject *subject)
{
	const struct rt_libc *libc = subject->cell.toolchain->libc;
	const struct rt_strings *own = &subject->command.flags;
	const char *const *folder = subject->cell.include_folders;

	for (; folder && *folder; folder++)
		if (is_fortified(*folder, ""))
			return true;
	for (size_t i = 1; i < own->count; i++)
		if (is_fortified(own->word[i], ""))
			return true;
	if (names_wrappers(subject))
		return true;
	/* Where the packages fortify-headers put them. */
	if (libc->include.length &&
	    is_fortified(rt_text_string(&libc->include), "/fortify"))
		return true;
	return is_fortified("/usr/include", "/fortify") && libc->is_host;
}

bool rt_subject_lacks_fortify(const struct rt_subject *subject)
{
	/* glibc's own headers have them. */
	return subject->cell.source && is_asked(subject) &&
	       strcmp(subject->cell.toolchain->libc->name, "glibc") != 0 &&
	       !brings_wrappers(subject) && !has_own(subject->cell.source);
}

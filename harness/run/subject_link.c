/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the module of a source: alone, or linked with the user's objects. */
#include <string.h>

#include "harness/run/subject_private.h"

/* The name in the module of what @words call @word, which may be NULL. */
static const char *name_in_module(struct rt_text *name, const char *direction,
				  const struct rt_trial *trial,
				  const struct rt_subject_words *words,
				  const char *word)
{
	if (!words->copy && !word)
		return NULL;
	if (!words->copy && rt_subject_is_function(words, word))
		return word;
	rt_text_format(name, "ringtear_%s%u", direction,
		       (unsigned)trial->width);
	return rt_text_string(name);
}

/* Links the shim with the user's objects, and stand-ins for what they lack. */
static int link_shim(struct rt_subject *subject, const struct rt_places *places,
		     const struct rt_trial *trial, struct rt_error *error)
{
	const struct rt_subject_words *words = subject->words;
	const char *cache = rt_text_string(&places->cache);
	struct rt_text load = RT_TEXT_INIT, store = RT_TEXT_INIT;
	const struct rt_object object = {
		.shim = &subject->build,
		.cell = &subject->cell,
		.more = rt_subject_list(&words->objects),
		.load = name_in_module(&load, "load", trial, words,
				       words->load),
		.store = name_in_module(&store, "store", trial, words,
					words->store),
		.width = (unsigned)trial->width,
		.flags = subject->cell.flags,
		.toolchain = subject->cell.toolchain,
	};
	int code =
		rt_build_loose(&subject->build, &subject->cell, cache, error);

	if (!code)
		code = rt_object_module(&subject->object, &object, cache,
					error);
	subject->module = rt_text_string(&subject->object.build.module);
	rt_text_free(&load);
	rt_text_free(&store);
	return code;
}

static bool mentions(const char *code, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	for (; code && *code; code += strcspn(code, letters)) {
		size_t length = strspn(code, letters);

		if (length == strlen(name) && !strncmp(code, name, length))
			return true;
		code += length;
	}
	return false;
}

/* Whether an expression itself has a missing name: mostly a slip. */
static bool calls_missing(const struct rt_subject *subject)
{
	const struct rt_subject_words *words = subject->words;
	const struct rt_strings *missing = &subject->object.unresolved;

	for (size_t i = 0; i < missing->count; i++)
		if (mentions(words->load, missing->word[i]) ||
		    mentions(words->store, missing->word[i]) ||
		    mentions(words->copy, missing->word[i]))
			return true;
	return false;
}

/*
 * A header that includes whole C files may need what it never calls. Where
 * stand-ins do not help either, the first error is the one to tell.
 */
static int build_alone(struct rt_subject *subject,
		       const struct rt_places *places,
		       const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_error own = RT_ERROR_INIT;
	struct rt_error *why = error ? error : &own;
	int code = rt_build(&subject->build, &subject->cell,
			    rt_text_string(&places->cache), why);

	subject->module = rt_text_string(&subject->build.module);
	subject->can_be_built_again = true;
	if (code == RT_BUILD && rt_subject_has_code(subject->words) &&
	    strstr(why->message, " cannot link ")) {
		rt_build_free(&subject->build);
		subject->can_be_built_again = false;
		if (!link_shim(subject, places, trial, NULL) &&
		    !calls_missing(subject)) {
			rt_error_clear(why);
			code = RT_OK;
		}
	}
	rt_error_clear(&own);
	return code;
}

int rt_subject_make_module(struct rt_subject *subject,
			   const struct rt_places *places,
			   const struct rt_trial *trial, struct rt_error *error)
{
	return subject->words->objects.count
		       ? link_shim(subject, places, trial, error)
		       : build_alone(subject, places, trial, error);
}

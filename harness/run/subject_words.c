/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The expressions among the words of a subject, and the shim of them. */
#include <string.h>

#include "harness/accessor/shim.h"
#include "harness/module/object_link.h"
#include "harness/run/subject_private.h"

/* With --object, what can be no name of a symbol is an expression. */
static bool is_code(const char *word)
{
	return word && *word && !rt_object_is_linkable(word);
}

bool rt_subject_is_function(const struct rt_subject_words *words,
			    const char *word)
{
	return words->objects.count && !is_code(word);
}

bool rt_subject_has_code(const struct rt_subject_words *words)
{
	if (!words->objects.count)
		return words->load || words->store || words->copy;
	return words->copy || is_code(words->load) || is_code(words->store);
}

struct rt_shim rt_subject_shim_of(const struct rt_subject_words *words,
				  const struct rt_trial *trial)
{
	struct rt_trial_object object;

	/* What is wrong with the object is told by those who check the trial.
	 */
	if (rt_trial_object(trial, &object, NULL))
		object.size = 0;
	return (struct rt_shim){
		.includes = rt_subject_list(&words->includes),
		.prelude = words->prelude,
		.load = rt_subject_is_function(words, words->load)
				? NULL
				: words->load,
		.store = rt_subject_is_function(words, words->store)
				 ? NULL
				 : words->store,
		.copy = words->copy,
		.has_object = object.size > 0,
		.within = object.offset,
		.is_length_known = words->is_length_known,
		.is_cxx = words->language && !strcmp(words->language, "c++"),
		.width = (unsigned)trial->width,
		.defines = rt_subject_list(&words->defines),
	};
}

int rt_subject_write_shim(struct rt_text *path, const struct rt_places *places,
			  const struct rt_trial *trial,
			  const struct rt_subject_words *words,
			  bool with_folders, struct rt_error *error)
{
	struct rt_shim shim = rt_subject_shim_of(words, trial);
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	if (with_folders)
		shim.folders = rt_subject_list(&words->folders);
	rt_text_format(&folder, "%s/shims", rt_text_string(&places->cache));
	code = rt_shim_write(&shim, rt_text_string(&folder), path, error);
	rt_text_free(&folder);
	return code;
}

int rt_subject_shim(struct rt_text *path, const struct rt_places *places,
		    const struct rt_trial *trial,
		    const struct rt_subject_words *words,
		    struct rt_error *error)
{
	return rt_subject_write_shim(path, places, trial, words, true, error);
}

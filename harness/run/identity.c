/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/text.h"
#include "harness/module/read.h"

static void hash_words(struct rt_hash *hash, const char *const *words)
{
	for (; words && *words; words++)
		rt_hash_string(hash, *words);
	rt_hash_string(hash, "");
}

static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	return length && !strncmp(path, folder, length) &&
	       (path[length] == '/' || folder[length - 1] == '/');
}

/* A folder that the user named, also as a flag of the build: "-I/x". */
static bool is_below_any(const char *path, const char *const *words)
{
	for (; words && *words; words++) {
		const char *folder = strchr(*words, '/');

		if (folder && is_below(path, folder))
			return true;
	}
	return false;
}

static bool is_users(const struct rt_cell *cell, const char *path)
{
	const struct rt_toolchain *toolchain = cell->toolchain;

	if (is_below_any(path, cell->include_folders) ||
	    is_below_any(path, cell->own_flags))
		return true;
	return !is_below(path, "/usr") &&
	       !is_below(path, rt_text_string(&toolchain->libc->include)) &&
	       !is_below(path, rt_text_string(&toolchain->compiler->include));
}

/* What is hashed, and for which cell. */
struct reading {
	struct rt_hash *hash;
	const struct rt_cell *cell;
};

static void take_header(void *data, const char *path, const char *digest)
{
	const struct reading *reading = data;

	if (is_users(reading->cell, path))
		rt_hash_string(reading->hash, digest);
}

static void hash_cell(struct rt_hash *hash, const struct rt_subject *subject)
{
	const struct rt_cell *cell = &subject->cell;
	struct reading reading = {hash, cell};

	rt_hash_string(hash, cell->language ? cell->language : "");
	hash_words(hash, cell->include_folders);
	hash_words(hash, cell->own_flags);
	rt_module_each_read(rt_text_string(&subject->build.module), take_header,
			    &reading);
}

static int hash_file(struct rt_hash *hash, const char *path)
{
	struct rt_digest digest;
	int code = rt_hash_file(&digest, path, NULL);

	if (!code)
		rt_hash_string(hash, digest.text);
	return code;
}

/* Nothing where nothing is asked beside the accessor. */
static void say_asked(struct rt_text *asked, const struct rt_trial *trial,
		      bool is_once)
{
	if (*trial->within)
		rt_text_format(asked, "within %s ", trial->within);
	if (*trial->beside)
		rt_text_format(asked, "beside %s ", trial->beside);
	if (trial->align)
		rt_text_format(asked, "align %" PRIu64 " ", trial->align);
	if (is_once)
		rt_text_add(asked, "once ");
}

static int identify_asked(struct rt_digest *identity, const char *asked,
			  struct rt_error *error)
{
	struct rt_hash hash;

	*identity = (struct rt_digest){.text = ""};
	if (!*asked)
		return RT_OK;
	rt_hash_start(&hash);
	rt_hash_string(&hash, asked);
	return rt_hash_end(&hash, identity, error);
}

int rt_asked_identify(struct rt_digest *identity, const struct rt_trial *trial,
		      bool is_once, struct rt_error *error)
{
	struct rt_text asked = RT_TEXT_INIT;
	int code;

	say_asked(&asked, trial, is_once);
	code = rt_text_failed(&asked)
		       ? rt_no_memory(error)
		       : identify_asked(identity, rt_text_string(&asked),
					error);
	rt_text_free(&asked);
	return code;
}

static int identify(struct rt_digest *identity,
		    const struct rt_subject *subject, const char *asked)
{
	const struct rt_subject_words *words = subject->words;
	bool is_shim = rt_subject_has_code(words);
	struct rt_hash hash;
	int code = RT_OK, ended;

	if (!is_shim && !words->objects.count && !subject->is_users)
		return identify_asked(identity, asked, NULL);
	rt_hash_start(&hash);
	if (subject->cell.source)
		code = hash_file(&hash, subject->cell.source);
	if (subject->cell.source)
		hash_cell(&hash, subject);
	for (size_t i = 0; !code && i < words->objects.count; i++)
		code = hash_file(&hash, words->objects.word[i]);
	rt_hash_string(&hash, words->load ? words->load : "");
	rt_hash_string(&hash, words->store ? words->store : "");
	rt_hash_string(&hash, asked);
	ended = rt_hash_end(&hash, identity, NULL);
	return code ? code : ended;
}

void rt_run_take_subject(struct rt_run *run, const struct rt_subject *subject,
			 const struct rt_trial *trial, bool is_once)
{
	struct rt_text asked = RT_TEXT_INIT;
	struct rt_digest identity;

	say_asked(&asked, trial, is_once);
	if (rt_text_failed(&asked) ||
	    identify(&identity, subject, rt_text_string(&asked)))
		snprintf(run->subject, sizeof(run->subject), "?");
	else
		snprintf(run->subject, sizeof(run->subject), "%s",
			 identity.text);
	rt_text_free(&asked);
}

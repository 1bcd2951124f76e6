/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/answers.h"

#include <string.h>
#include <sys/stat.h>

#include "harness/base/file.h"
#include "harness/base/hash.h"

void rt_answers_stamp(struct rt_text *question, const char *path)
{
	struct stat found;

	rt_text_add(question, path);
	if (stat(path, &found) == 0)
		rt_text_format(
			question, " %lld %lld.%09ld", (long long)found.st_size,
			(long long)found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
}

static bool digest_of(struct rt_digest *digest, const char *text)
{
	struct rt_hash hash;

	rt_hash_start(&hash);
	rt_hash_string(&hash, text);
	return rt_hash_end(&hash, digest, NULL) == RT_OK;
}

/* The file that keeps the answer to @question; false without memory. */
static bool name_file(struct rt_text *path, const char *folder,
		      const char *question)
{
	struct rt_digest digest;

	if (!digest_of(&digest, question))
		return false;
	rt_text_format(path, "%s/%s", folder, digest.text);
	return !rt_text_failed(path);
}

/* A file holds the answer's digest, a line end, and the answer. */
static const char *answer_in(const struct rt_text *content)
{
	enum { digits = sizeof(struct rt_digest) - 1 };
	const char *text = rt_text_string(content);
	struct rt_digest digest;

	if (content->length <= digits || text[digits] != '\n' ||
	    !digest_of(&digest, text + digits + 1) ||
	    strncmp(text, digest.text, digits))
		return NULL;
	return text + digits + 1;
}

bool rt_answers_find(struct rt_text *answer, const char *folder,
		     const char *question)
{
	struct rt_text path = RT_TEXT_INIT, content = RT_TEXT_INIT;
	const char *found = NULL;

	if (folder && name_file(&path, folder, question) &&
	    rt_file_exists(rt_text_string(&path)) &&
	    !rt_file_read(&content, rt_text_string(&path), NULL))
		found = answer_in(&content);
	if (found)
		rt_text_add(answer, found);
	rt_text_free(&path);
	rt_text_free(&content);
	return found != NULL;
}

void rt_answers_keep(const char *folder, const char *question,
		     const char *answer)
{
	struct rt_text path = RT_TEXT_INIT, content = RT_TEXT_INIT;
	struct rt_digest digest;

	if (folder && name_file(&path, folder, question) &&
	    digest_of(&digest, answer) && !rt_folder_make(folder, NULL)) {
		rt_text_format(&content, "%s\n%s", digest.text, answer);
		if (!rt_text_failed(&content))
			rt_file_write(rt_text_string(&path),
				      rt_text_string(&content), content.length,
				      NULL);
	}
	rt_text_free(&path);
	rt_text_free(&content);
}

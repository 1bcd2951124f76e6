/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/evaluator_environment.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/text.h"
#include "harness/toolchain/tool.h"

/*
 * To be increased when the engines judge the same machine code differently, or
 * when the memory's form of a judgement changes (the numbers of rt_outcome).
 */
enum { judgement_version = 2 };

static int hash_folder(struct rt_hash *hash, const char *folder,
		       struct rt_error *error);

static int hash_entry(struct rt_hash *hash, const char *folder,
		      const struct dirent *entry, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_digest digest;
	int code;

	rt_text_format(&path, "%s/%s", folder, entry->d_name);
	rt_hash_string(hash, entry->d_name);
	if (entry->d_type == DT_DIR) {
		code = hash_folder(hash, rt_text_string(&path), error);
	} else {
		code = rt_hash_file(&digest, rt_text_string(&path), error);
		if (!code)
			rt_hash_string(hash, digest.text);
	}
	rt_text_free(&path);
	return code;
}

/* In the order of the names, so that the digest is reproducible. */
static int hash_folder(struct rt_hash *hash, const char *folder,
		       struct rt_error *error)
{
	struct dirent **entry;
	int count = scandir(folder, &entry, NULL, alphasort);
	int code = RT_OK;

	if (count < 0)
		return rt_fail_errno(error, RT_USAGE, errno,
				     "cannot read the folder %s; check the "
				     "name",
				     folder);
	for (int i = 0; i < count; i++) {
		if (!code && entry[i]->d_name[0] != '.')
			code = hash_entry(hash, folder, entry[i], error);
		free(entry[i]);
	}
	free(entry);
	return code;
}

int rt_evaluator_environment(struct rt_digest *environment,
			     const struct rt_toolchains *toolchains,
			     const char *include, struct rt_error *error)
{
	char version = judgement_version;
	struct rt_hash hash;
	int code, ended;

	rt_hash_start(&hash);
	rt_hash_bytes(&hash, &version, sizeof(version));
	for (size_t i = 0; i < toolchains->count; i++) {
		rt_hash_string(&hash,
			       rt_text_string(&toolchains->list[i].name));
		rt_tool_hash(&hash, &toolchains->list[i]);
	}
	code = hash_folder(&hash, include, error);
	ended = rt_hash_end(&hash, environment, code ? NULL : error);
	return code ? code : ended;
}

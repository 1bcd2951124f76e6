/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/stages.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"

struct rt_stages {
	struct rt_text folder;
	struct rt_limits limits;
	struct rt_stages_count count;
};

int rt_stages_open(struct rt_stages **stages, const char *folder,
		   struct rt_error *error)
{
	struct rt_stages *one = calloc(1, sizeof(*one));
	int code;

	*stages = one;
	if (!one)
		return rt_fail(error, RT_SETUP,
			       "out of memory; free some memory");
	rt_text_add(&one->folder, folder);
	code = rt_folder_make(folder, error);
	return code;
}

void rt_stages_close(struct rt_stages *stages)
{
	if (!stages)
		return;
	rt_text_free(&stages->folder);
	free(stages);
}

void rt_stages_limit(struct rt_stages *stages, const struct rt_limits *limits)
{
	stages->limits = *limits;
}

int rt_stages_compile(struct rt_stages *stages, const struct rt_cell *cell,
		      struct rt_staged *staged, struct rt_error *error)
{
	struct rt_build build;
	int code;

	*staged = (struct rt_staged){.stages = stages, .cell = *cell};
	stages->count.compiled++;
	code = rt_build(&build, cell, stages->folder.data, error);
	if (!code)
		code = rt_hash_file(&staged->code, build.module.data, error);
	if (code == RT_BUILD)
		staged->end = RT_STAGED_REJECTED;
	staged->calls_out = true;
	rt_build_free(&build);
	return code;
}

int rt_stages_link(struct rt_stages *stages, struct rt_staged *staged,
		   struct rt_build *build, struct rt_error *error)
{
	return rt_build(build, &staged->cell, stages->folder.data, error);
}

void rt_staged_free(struct rt_staged *staged)
{
	rt_text_free(&staged->kept);
	rt_text_free(&staged->place);
	rt_text_free(&staged->output);
}

const struct rt_stages_count *rt_stages_counted(const struct rt_stages *stages)
{
	return &stages->count;
}

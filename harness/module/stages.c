/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/stages.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/module/stages_private.h"
#include "harness/toolchain/flags.h"
#include "harness/toolchain/tool.h"

/* A flag such as -flto=64 or -wrapper starts many for one small source. */
enum { most_processes = 32 };

int rt_stages_open(struct rt_stages **stages, const char *folder,
		   struct rt_error *error)
{
	struct rt_stages *one = calloc(1, sizeof(*one));
	int code;

	*stages = one;
	if (!one)
		return rt_no_memory(error);
	one->limits = rt_tool_limits;
	one->limits.processes = most_processes;
	rt_text_add(&one->folder, folder);
	code = rt_workplace_open(&one->workplace, folder, error);
	if (!code && rt_text_failed(&one->folder))
		code = rt_no_memory(error);
	return code;
}

void rt_stages_close(struct rt_stages *stages)
{
	if (!stages)
		return;
	rt_workplace_close(&stages->workplace);
	rt_strings_free(&stages->taken);
	rt_strings_free(&stages->refused);
	rt_text_free(&stages->folder);
	free(stages);
}

void rt_stages_limit(struct rt_stages *stages, const struct rt_limits *limits)
{
	stages->limits = *limits;
}

const struct rt_stages_count *rt_stages_counted(const struct rt_stages *stages)
{
	return &stages->count;
}

void rt_stages_path(struct rt_text *path, const struct rt_staged_work *work,
		    const char *name)
{
	rt_text_format(path, "%s/%s", work->place.data, name);
}

static int compile(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	bool decided = false;
	int code = RT_OK;

	if (rt_stages_assembly_decides(work))
		code = rt_stages_compile_assembly(work, error);
	if (!code && work->stage == RT_STAGE_ASSEMBLY)
		code = rt_stages_name_code(staged, &decided, error);
	if (code || decided)
		return code;
	/* Also after a failure: the messages of rt_build()'s command count. */
	code = rt_stages_compile_whole(staged, error);
	if (!code && rt_stages_has_word(work, "-flto"))
		code = rt_stages_link_whole(staged, error);
	if (!code)
		code = rt_stages_name_code(staged, &decided, error);
	/* The compiler succeeded without code: a flag asks for none. */
	if (code == RT_BUILD && staged->end == RT_STAGED_NOTHING)
		staged->end = RT_STAGED_REJECTED;
	return code;
}

static int prepare(struct rt_staged_work *work, const struct rt_cell *cell,
		   struct rt_error *error)
{
	int code;

	work->cell = *cell;
	work->source = realpath(cell->source, NULL);
	if (!work->source)
		return rt_fail(error, RT_SUBJECT,
			       "cannot read the accessor source %s; check the "
			       "name",
			       cell->source);
	work->cell.source = work->source;
	if (!cell->toolchain->linker)
		return rt_fail(error, RT_SETUP,
			       "%s needs gcc or clang to link and found none; "
			       "install one with `apt-get install gcc`",
			       rt_text_string(&cell->toolchain->name));
	code = rt_flags_parse(&work->flags, cell->flags, error);
	if (!code)
		code = rt_workplace_make(&work->stages->workplace, &work->place,
					 error);
	return code;
}

int rt_stages_compile(struct rt_stages *stages, const struct rt_cell *cell,
		      struct rt_staged *staged, struct rt_error *error)
{
	int code;

	*staged = (struct rt_staged){
		.work = calloc(1, sizeof(*staged->work)),
	};
	if (!staged->work)
		return rt_no_memory(error);
	staged->work->stages = stages;
	stages->count.compiled++;
	code = prepare(staged->work, cell, error);
	if (!code)
		code = compile(staged, error);
	if (!code)
		staged->end = RT_STAGED_CODE;
	return code;
}

void rt_staged_free(struct rt_staged *staged)
{
	struct rt_staged_work *work = staged->work;

	rt_text_free(&staged->kept);
	staged->work = NULL;
	if (!work)
		return;
	if (work->place.length)
		rt_folder_remove(work->place.data);
	rt_text_free(&work->place);
	rt_strings_free(&work->flags);
	free(work->source);
	free(work);
}

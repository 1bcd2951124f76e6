/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The driver run as a whole, and what is made of its failures. */
#include <string.h>

#include "harness/build/command.h"
#include "harness/build/complaint.h"
#include "harness/build/crash.h"
#include "harness/build/stages_private.h"

/*
 * gcc's messages are translated, and its driver writes files beside ours for
 * -flto; clang is told not to write a crash's, as we keep them ourselves.
 */
static void add_front(struct rt_words *argv, const struct rt_staged_work *work,
		      const struct rt_compiler *compiler,
		      const struct rt_words *whole)
{
	if (compiler->family == RT_GCC) {
		rt_words_add(argv, "env");
		rt_words_add(argv, "LC_ALL=C");
		rt_words_format(argv, "TMPDIR=%s", work->place.data);
	}
	for (size_t i = 0; i < whole->count; i++) {
		rt_words_add(argv, whole->word[i]);
		if (i == 0 && compiler->family == RT_CLANG)
			rt_words_add(argv, "-fno-crash-diagnostics");
	}
	argv->failed |= whole->failed;
}

int rt_stages_run_driver(struct rt_staged_work *work,
			 const struct rt_compiler *compiler,
			 const struct rt_words *whole,
			 struct rt_process *process, struct rt_error *error)
{
	struct rt_words argv = RT_WORDS_INIT;
	int code;

	add_front(&argv, work, compiler, whole);
	code = rt_stages_run(work, &argv, &work->stages->count.driver, process,
			     error);
	rt_words_free(&argv);
	return code;
}

int rt_stages_compile_whole(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_process process = {.exit_status = -1};
	struct rt_words whole = RT_WORDS_INIT;
	int code;

	work->stages->count.by_driver++;
	rt_command_compile(&whole, &work->cell, &work->flags, work->place.data);
	code = rt_stages_run_driver(work, work->cell.toolchain->compiler,
				    &whole, &process, error);
	if (!code && process.exit_status == 0)
		work->stage = RT_STAGE_OBJECT;
	else if (!code)
		code = rt_stages_fail(staged, &process, "compile", error);
	rt_process_free(&process);
	rt_words_free(&whole);
	return code;
}

int rt_stages_link_whole(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_process process = {.exit_status = -1};
	struct rt_words whole = RT_WORDS_INIT;
	int code;

	rt_command_link(&whole, &work->cell, &work->flags, work->place.data);
	code = rt_stages_run_driver(work, work->cell.toolchain->linker, &whole,
				    &process, error);
	if (!code && process.exit_status == 0)
		work->stage = RT_STAGE_MODULE;
	else if (!code)
		code = rt_stages_fail(staged, &process, "link", error);
	rt_process_free(&process);
	rt_words_free(&whole);
	return code;
}

static void keep_crash(struct rt_staged *staged, const char *said)
{
	struct rt_staged_work *work = staged->work;
	const struct rt_crash crash = {
		.cell = &work->cell,
		.flags = &work->flags,
		.said = said,
		.place = work->place.data,
		.limits = &work->stages->limits,
	};

	staged->end = RT_STAGED_INTERNAL;
	staged->is_internal_error = true;
	rt_crash_keep(&staged->kept, &crash, work->stages->folder.data, NULL);
}

static bool is_disk_full(const char *said)
{
	return strstr(said, "No space left on device") != NULL;
}

int rt_stages_fail(struct rt_staged *staged, const struct rt_process *process,
		   const char *doing, struct rt_error *error)
{
	const struct rt_cell *cell = &staged->work->cell;
	const char *tool = rt_text_string(&cell->toolchain->name);
	const char *said = rt_text_string(&process->output);
	int code;

	staged->limit = rt_complaint_limit(process);
	if (is_disk_full(said))
		return rt_fail(error, RT_SETUP,
			       "no space left to %s %s; free some space or "
			       "name another cache folder",
			       doing, cell->source);
	if (staged->limit != RT_LIMIT_NONE) {
		staged->end = RT_STAGED_LIMIT;
		code = rt_fail(error, RT_BUILD,
			       "%s ran into its limit on %s when asked to %s "
			       "%s; change the flags or the compiler",
			       tool, rt_limit_name(staged->limit), doing,
			       cell->source);
	} else if (rt_complaint_is_internal(process)) {
		keep_crash(staged, said);
		code = rt_fail(error, RT_BUILD,
			       "%s met an error of its own when asked to %s "
			       "%s; report it to its makers with what is in "
			       "%s",
			       tool, doing, cell->source,
			       rt_text_string(&staged->kept));
	} else {
		staged->end = RT_STAGED_REJECTED;
		rt_stages_name_rejected(staged, said, !strcmp(doing, "link"));
		code = rt_fail(error, RT_BUILD,
			       "%s cannot %s %s; correct what it says", tool,
			       doing, cell->source);
	}
	rt_error_detail(error, said, process->output.length);
	return code;
}

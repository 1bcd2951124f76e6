/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the compiler: to assembly, to an object, to a module. */
#include <string.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/module/libatomic.h"
#include "harness/module/command.h"
#include "harness/module/stages_private.h"
#include "harness/toolchain/tool.h"

/* The folder of "-I" and similar flags; NULL for other flags. */
static const char *folder_in(const char *word)
{
	static const char *const options[] = {"-I", "-isystem", "-iquote",
					      "-idirafter"};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (!strncmp(word, options[i], strlen(options[i])))
			return word + strlen(options[i]);
	return NULL;
}

/* True for the user's own flags, whose paths are not known. */
static bool names_relative_path(const struct rt_staged_work *work)
{
	const struct rt_cell *cell = &work->cell;
	const char *folder;

	if (cell->own_flags || (cell->include && *cell->include != '/'))
		return true;
	for (const char *const *at = cell->include_folders; at && *at; at++)
		if (**at != '/')
			return true;
	for (size_t i = 0; i < work->flags.count; i++) {
		folder = folder_in(work->flags.word[i]);
		if (folder && *folder != '/')
			return true;
	}
	return false;
}

/*
 * Runs in work->place if the cell names no file by a relative path, so that any
 * other file that the compiler writes is removed too.
 */
static int run(const struct rt_staged_work *work, const struct rt_strings *argv,
	       double *seconds, struct rt_process *process,
	       struct rt_error *error)
{
	const char *place = work->place.data;
	double began = rt_clock_seconds();
	int code;

	if (argv->failed)
		return rt_no_memory(error);
	code = rt_tool_attempt(process, argv->word,
			       names_relative_path(work) ? NULL : place,
			       &work->stages->limits, error);
	*seconds += rt_clock_seconds() - began;
	return code;
}

/*
 * gcc translates its messages, and writes temporary files for an object and for
 * -flto. clang must not write crash files, as crash.h keeps crashes.
 */
static void add_front(struct rt_strings *argv,
		      const struct rt_staged_work *work,
		      const struct rt_compiler *compiler,
		      const struct rt_strings *command)
{
	if (compiler->family == RT_GCC) {
		rt_strings_add(argv, "env");
		rt_strings_add(argv, "LC_ALL=C");
		rt_strings_format(argv, "TMPDIR=%s", work->place.data);
	}
	for (size_t i = 0; i < command->count; i++) {
		rt_strings_add(argv, command->word[i]);
		if (i == 0 && compiler->family == RT_CLANG)
			rt_strings_add(argv, "-fno-crash-diagnostics");
	}
	argv->failed |= command->failed;
}

int rt_stages_run_driver(struct rt_staged_work *work,
			 const struct rt_compiler *compiler,
			 const struct rt_strings *command, double *seconds,
			 struct rt_process *process, struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	int code;

	add_front(&argv, work, compiler, command);
	code = run(work, &argv, seconds, process, error);
	rt_strings_free(&argv);
	return code;
}

static bool has_file(const struct rt_staged_work *work, const char *name)
{
	struct rt_text path = RT_TEXT_INIT;
	bool found;

	rt_stages_path(&path, work, name);
	found = rt_file_exists(rt_text_string(&path));
	rt_text_free(&path);
	return found;
}

/* Without env(1): no message is read, no temporary file is written. */
int rt_stages_compile_assembly(struct rt_staged_work *work,
			       struct rt_error *error)
{
	struct rt_process process = {.exit_status = -1};
	struct rt_strings command = RT_STRINGS_INIT;
	int code;

	rt_command_assembly(&command, &work->cell, &work->flags,
			    work->place.data);
	code = run(work, &command, &work->stages->count.compiling, &process,
		   error);
	if (!code && process.exit_status == 0 && has_file(work, "module.s"))
		work->stage = RT_STAGE_ASSEMBLY;
	rt_process_free(&process);
	rt_strings_free(&command);
	return code;
}

int rt_stages_link_assembly(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_process process = {.exit_status = -1};
	struct rt_strings command = RT_STRINGS_INIT;
	int code;

	rt_command_link_assembly(&command, &work->cell, &work->flags,
				 work->place.data, staged->calls_out);
	code = rt_stages_run_driver(work, work->cell.toolchain->linker,
				    &command, &work->stages->count.linking,
				    &process, error);
	if (!code && process.exit_status == 0)
		work->stage = RT_STAGE_MODULE;
	rt_process_free(&process);
	rt_strings_free(&command);
	return code;
}

int rt_stages_compile_whole(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_process process = {.exit_status = -1};
	struct rt_strings command = RT_STRINGS_INIT;
	int code;

	rt_command_compile(&command, &work->cell, &work->flags,
			   work->place.data);
	code = rt_stages_run_driver(work, work->cell.toolchain->compiler,
				    &command, &work->stages->count.compiling,
				    &process, error);
	if (!code && process.exit_status == 0)
		work->stage = RT_STAGE_OBJECT;
	else if (!code)
		code = rt_stages_fail(staged, &process, "compile", error);
	rt_process_free(&process);
	rt_strings_free(&command);
	return code;
}

static int link_whole(struct rt_staged_work *work, struct rt_process *process,
		      struct rt_error *error)
{
	struct rt_strings command = RT_STRINGS_INIT;
	int code;

	rt_process_free(process);
	rt_command_link(&command, &work->cell, &work->flags, work->place.data);
	code = rt_stages_run_driver(work, work->cell.toolchain->linker,
				    &command, &work->stages->count.linking,
				    process, error);
	rt_strings_free(&command);
	return code;
}

int rt_stages_link_whole(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_process process = {.exit_status = -1};
	int code = link_whole(work, &process, error);

	if (!code && process.exit_status &&
	    rt_libatomic_is_wanted(rt_text_string(&process.output))) {
		work->cell.has_libatomic = true;
		code = link_whole(work, &process, error);
	}
	if (!code && process.exit_status == 0)
		work->stage = RT_STAGE_MODULE;
	else if (!code)
		code = rt_stages_fail(staged, &process, "link", error);
	if (code && work->cell.has_libatomic)
		rt_libatomic_explain(error, work->cell.source);
	rt_process_free(&process);
	return code;
}

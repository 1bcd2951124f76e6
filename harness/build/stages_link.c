/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the stage that decided the code to the module in the cache. */
#include <string.h>

#include "harness/base/file.h"
#include "harness/build/cache.h"
#include "harness/build/command.h"
#include "harness/build/provider.h"
#include "harness/build/stages_private.h"

/* Runs @line from @input to @output in the place; *@done when it worked. */
static int run_line(struct rt_staged_work *work,
		    const struct rt_plan_line *line, const char *input,
		    const char *output, double *seconds, bool *done,
		    struct rt_error *error)
{
	struct rt_process process = {.exit_status = -1};
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_text from = RT_TEXT_INIT;
	struct rt_text to = RT_TEXT_INIT;
	int code;

	rt_stages_path(&from, work, input);
	rt_stages_path(&to, work, output);
	rt_plan_fill(&argv, line, rt_text_string(&from), rt_text_string(&to));
	code = rt_stages_run(work, &argv, seconds, &process, error);
	*done = !code && process.exit_status == 0;
	rt_process_free(&process);
	rt_words_free(&argv);
	rt_text_free(&from);
	rt_text_free(&to);
	return code;
}

static int assemble(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_stages_count *count = &work->stages->count;
	const struct rt_driver *driver;
	const struct rt_plan *plan;
	bool done = false;
	int code = rt_drivers_compile(&work->stages->drivers, &work->cell,
				      &work->flags, &driver, &plan, error);

	count->assembled++;
	if (!code && plan)
		code = run_line(work, &plan->assembler, "module.s", "module.o",
				&count->assembler, &done, error);
	if (code)
		return code;
	if (!done)
		return rt_stages_compile_whole(staged, error);
	work->stage = RT_STAGE_OBJECT;
	return RT_OK;
}

static void copy_line(struct rt_plan_line *copy,
		      const struct rt_plan_line *line)
{
	*copy = (struct rt_plan_line){.input = line->input,
				      .output = line->output};
	for (size_t i = 0; i < line->words.count; i++)
		rt_words_add(&copy->words, line->words.word[i]);
}

static int run_linker(struct rt_staged *staged, struct rt_plan_line *line,
		      bool *done, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_plan_line closed;
	int code;

	copy_line(&closed, line);
	if (!staged->calls_out && line->has_worked)
		rt_plan_drop_libraries(&closed);
	code = run_line(work, &closed, "module.o", "module.so",
			&work->stages->count.linker, done, error);
	line->has_worked |= *done;
	rt_words_free(&closed.words);
	return code;
}

static int link_object(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_stages_count *count = &work->stages->count;
	struct rt_plan_line *line;
	bool done = false;
	int code =
		rt_drivers_link(&work->stages->drivers, &work->cell,
				&work->flags, work->place.data, &line, error);

	count->linked++;
	if (!code && line)
		code = run_linker(staged, line, &done, error);
	if (code)
		return code;
	if (!done)
		return rt_stages_link_whole(staged, error);
	work->stage = RT_STAGE_MODULE;
	return RT_OK;
}

/* The digest stands for all headers: the entry lists none. */
static int store(struct rt_staged *staged, struct rt_text *module,
		 struct rt_error *error)
{
	static const char no_headers[] = "module.o:\n";
	const struct rt_staged_work *work = staged->work;
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_stages_path(&path, work, "module.d");
	code = rt_file_write(rt_text_string(&path), no_headers,
			     strlen(no_headers), error);
	rt_text_free(&path);
	if (!code)
		code = rt_cache_store(module, work->stages->folder.data,
				      &staged->code, work->place.data, error);
	return code;
}

static int make_module(struct rt_staged *staged, struct rt_text *module,
		       struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	int code = RT_OK;

	if (work->stage == RT_STAGE_ASSEMBLY)
		code = assemble(staged, error);
	if (!code && work->stage == RT_STAGE_OBJECT)
		code = link_object(staged, error);
	if (!code)
		code = store(staged, module, error);
	return code;
}

static void write_commands(struct rt_text *commands,
			   const struct rt_staged_work *work)
{
	struct rt_words compile = RT_WORDS_INIT;
	struct rt_words link = RT_WORDS_INIT;

	rt_command_compile(&compile, &work->cell, &work->flags, ".");
	rt_command_link(&link, &work->cell, &work->flags, ".");
	rt_command_text(commands, &compile);
	rt_text_add(commands, "\n");
	rt_command_text(commands, &link);
	rt_text_add(commands, "\n");
	commands->failed |= compile.failed || link.failed;
	rt_words_free(&compile);
	rt_words_free(&link);
}

bool rt_stages_find(const struct rt_stages *stages,
		    const struct rt_digest *code, struct rt_text *module)
{
	return rt_cache_find(module, rt_text_string(&stages->folder), code);
}

int rt_stages_link(struct rt_stages *stages, struct rt_staged *staged,
		   struct rt_build *build, struct rt_error *error)
{
	const struct rt_staged_work *work = staged->work;
	int code = RT_OK;

	*build = (struct rt_build){.from_cache = false};
	write_commands(&build->commands, work);
	build->from_cache =
		rt_stages_find(stages, &staged->code, &build->module);
	if (!build->from_cache)
		code = make_module(staged, &build->module, error);
	if (!code)
		code = rt_provider_find(&build->provider,
					rt_text_string(&build->module),
					work->cell.toolchain->libc, error);
	if (!code && (rt_text_failed(&build->module) ||
		      rt_text_failed(&build->commands) ||
		      rt_text_failed(&build->provider)))
		code = rt_fail(error, RT_SETUP,
			       "out of memory; free some memory");
	return code;
}

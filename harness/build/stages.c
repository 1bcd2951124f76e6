/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/stages.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/build/flags.h"
#include "harness/build/stages_private.h"

static const struct rt_limits usual_limits = {
	.seconds = 30,
	.cpu_seconds = 20,
	.memory = (size_t)2 << 30,
	.file = (size_t)64 << 20,
	.output = (size_t)1 << 20,
	.processes = 32,
};

static int no_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory; free some memory");
}

int rt_stages_open(struct rt_stages **stages, const char *folder,
		   struct rt_error *error)
{
	struct rt_stages *one = calloc(1, sizeof(*one));
	int code;

	*stages = one;
	if (!one)
		return no_memory(error);
	one->limits = usual_limits;
	one->drivers.limits = &one->limits;
	rt_text_add(&one->folder, folder);
	code = rt_workplace_open(&one->workplace, folder, error);
	if (!code && rt_text_failed(&one->folder))
		code = no_memory(error);
	return code;
}

void rt_stages_close(struct rt_stages *stages)
{
	if (!stages)
		return;
	rt_workplace_close(&stages->workplace);
	rt_drivers_free(&stages->drivers);
	rt_stages_forget_words(stages);
	rt_text_free(&stages->folder);
	free(stages);
}

void rt_stages_limit(struct rt_stages *stages, const struct rt_limits *limits)
{
	stages->limits = *limits;
}

const struct rt_stages_count *rt_stages_counted(struct rt_stages *stages)
{
	stages->count.asked = stages->drivers.asked;
	stages->count.asking = stages->drivers.seconds;
	return &stages->count;
}

void rt_stages_path(struct rt_text *path, const struct rt_staged_work *work,
		    const char *name)
{
	rt_text_format(path, "%s/%s", work->place.data, name);
}

/* The folder behind "-I" and its kin; NULL for another word. */
static const char *folder_in(const char *word)
{
	static const char *const options[] = {"-I", "-isystem", "-iquote",
					      "-idirafter"};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (!strncmp(word, options[i], strlen(options[i])))
			return word + strlen(options[i]);
	return NULL;
}

/* What the user's own flags name is not known. */
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

int rt_stages_run(const struct rt_staged_work *work,
		  const struct rt_words *argv, double *seconds,
		  struct rt_process *process, struct rt_error *error)
{
	const char *place = work->place.data;
	double began = rt_clock_seconds();
	int code;

	if (argv->failed)
		return no_memory(error);
	code = rt_process_run_limited(process, argv->word,
				      names_relative_path(work) ? NULL : place,
				      &work->stages->limits, error);
	*seconds += rt_clock_seconds() - began;
	return code;
}

/* The compiler proper, if the driver has told how. */
static int run_compiler(struct rt_staged_work *work, const struct rt_plan *plan,
			const struct rt_driver *driver, struct rt_error *error)
{
	struct rt_stages_count *count = &work->stages->count;
	struct rt_process process = {.exit_status = -1};
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_text output = RT_TEXT_INIT;
	int code;

	rt_stages_path(&output, work, "module.s");
	rt_plan_fill_compiler(&argv, plan, &driver->specs, &work->flags,
			      work->cell.source, rt_text_string(&output));
	code = rt_stages_run(work, &argv, &count->compiler, &process, error);
	if (!code && process.exit_status == 0)
		work->stage = RT_STAGE_ASSEMBLY;
	rt_process_free(&process);
	rt_words_free(&argv);
	rt_text_free(&output);
	return code;
}

/* Whether the linker decides the code. */
static bool is_link_time(const struct rt_staged_work *work)
{
	return rt_stages_has_word(work, "-flto");
}

static int compile_by_plan(struct rt_staged_work *work, struct rt_error *error)
{
	const struct rt_driver *driver;
	const struct rt_plan *plan;
	int code;

	if (work->cell.toolchain->compiler->family != RT_GCC ||
	    is_link_time(work))
		return RT_OK;
	code = rt_drivers_compile(&work->stages->drivers, &work->cell,
				  &work->flags, &driver, &plan, error);
	if (!code && plan)
		code = run_compiler(work, plan, driver, error);
	return code;
}

static int compile(struct rt_staged *staged, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	bool decided = false;
	int code = compile_by_plan(work, error);

	if (!code && work->stage == RT_STAGE_ASSEMBLY)
		code = rt_stages_name_code(staged, &decided, error);
	if (code || decided)
		return code;
	/* What failed is asked of the driver: its word is what counts. */
	code = rt_stages_compile_whole(staged, error);
	if (!code && is_link_time(work))
		code = rt_stages_link_whole(staged, error);
	if (!code)
		code = rt_stages_name_code(staged, &decided, error);
	/* It was content, but gave nothing: a word that asks for no code. */
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
		return rt_fail(error, RT_USAGE,
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
		return no_memory(error);
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
	rt_words_free(&work->flags);
	free(work->source);
	free(work);
}

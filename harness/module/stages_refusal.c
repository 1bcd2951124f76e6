/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges a compile that failed, and finds the flag that was rejected. */
#include <stdio.h>
#include <string.h>

#include "harness/module/command.h"
#include "harness/module/crash.h"
#include "harness/module/stages_private.h"
#include "harness/toolchain/complaint.h"
#include "harness/toolchain/tool.h"

/* Runs @command; in doubt its flags count as accepted. */
static bool is_taken(struct rt_staged_work *work,
		     const struct rt_compiler *compiler,
		     const struct rt_strings *command)
{
	struct rt_process process = {.exit_status = -1};
	bool taken = rt_stages_run_driver(work, compiler, command,
					  &work->stages->count.compiling,
					  &process, NULL) != RT_OK ||
		     process.exit_status == 0 || process.limit != RT_LIMIT_NONE;

	rt_process_free(&process);
	return taken;
}

/* Compiles @source with only the flag @word; @with_link: links it too. */
static bool try_alone(struct rt_staged_work *work, const char *source,
		      const char *word, bool with_link)
{
	const struct rt_toolchain *toolchain = work->cell.toolchain;
	struct rt_cell cell = work->cell;
	struct rt_strings compile = RT_STRINGS_INIT;
	struct rt_strings link = RT_STRINGS_INIT;
	struct rt_strings flags = RT_STRINGS_INIT;
	bool taken;

	cell.source = source;
	rt_strings_add(&flags, word);
	rt_command_compile(&compile, &cell, &flags, work->place.data);
	rt_command_link(&link, &cell, &flags, work->place.data);
	compile.failed |= flags.failed;
	taken = is_taken(work, toolchain->compiler, &compile);
	if (taken && with_link)
		taken = is_taken(work, toolchain->linker, &link);
	rt_strings_free(&flags);
	rt_strings_free(&compile);
	rt_strings_free(&link);
	return taken;
}

/* Tries each flag only once. */
static bool is_taken_alone(struct rt_staged_work *work, const char *source,
			   const char *word, bool with_link)
{
	struct rt_stages *stages = work->stages;
	struct rt_text name = RT_TEXT_INIT;
	bool taken;

	rt_text_format(&name, "%s %s %s %s",
		       rt_text_string(&work->cell.toolchain->name),
		       with_link ? "link" : "compile", source, word);
	taken = rt_strings_has(&stages->taken, rt_text_string(&name));
	if (!taken &&
	    !rt_strings_has(&stages->refused, rt_text_string(&name))) {
		taken = try_alone(work, source, word, with_link);
		rt_strings_add(taken ? &stages->taken : &stages->refused,
			       rt_text_string(&name));
	}
	rt_text_free(&name);
	return taken;
}

/*
 * A flag of another ABI, such as -m32, fails only where a header or library for
 * that ABI is missing, and no message names the flag.
 */
static const char *machine_word(struct rt_staged_work *work)
{
	for (size_t i = 0; i < work->flags.count; i++)
		if (!strncmp(work->flags.word[i], "-m", 2) &&
		    !is_taken_alone(work, work->source, work->flags.word[i],
				    false))
			return work->flags.word[i];
	return NULL;
}

/*
 * The messages suggest a flag, and the compiler must reject it alone as well.
 */
static const char *compiler_word(struct rt_staged_work *work, const char *said)
{
	const char *word = rt_complaint_word(said, &work->flags);

	if (word && !is_taken_alone(work, "/dev/null", word, false))
		return word;
	return machine_word(work);
}

/* Only a few flags reach the linker: each of them is tried. */
static const char *linker_word(struct rt_staged_work *work)
{
	struct rt_strings words = RT_STRINGS_INIT;
	const char *found = NULL;

	rt_command_link_flags(&words, &work->flags);
	for (size_t i = 0; i < words.count && !found; i++)
		for (size_t j = 0; j < work->flags.count; j++)
			if (!strcmp(words.word[i], work->flags.word[j]) &&
			    !is_taken_alone(work, work->source, words.word[i],
					    true))
				found = work->flags.word[j];
	rt_strings_free(&words);
	return found;
}

/* Sets staged->rejected if a single flag is to blame for @said. */
static void name_rejected(struct rt_staged *staged, const char *said,
			  bool is_link)
{
	struct rt_staged_work *work = staged->work;
	const char *word =
		is_link ? linker_word(work) : compiler_word(work, said);

	if (word && strlen(word) < sizeof(staged->rejected))
		snprintf(staged->rejected, sizeof(staged->rejected), "%s",
			 word);
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

int rt_stages_fail(struct rt_staged *staged, const struct rt_process *process,
		   const char *doing, struct rt_error *error)
{
	const struct rt_cell *cell = &staged->work->cell;
	const char *tool = rt_text_string(&cell->toolchain->name);
	const char *said = rt_text_string(&process->output);
	int code;

	staged->limit = rt_complaint_limit(process);
	code = rt_tool_blame_machine(process, &staged->work->stages->limits,
				     doing, cell->source, error);
	if (code)
		return code;
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
		name_rejected(staged, said, !strcmp(doing, "link"));
		code = rt_fail(error, RT_BUILD,
			       "%s cannot %s %s; its messages follow", tool,
			       doing, cell->source);
	}
	rt_error_detail(error, said, process->output.length);
	return code;
}

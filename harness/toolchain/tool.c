/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/tool.h"

#include <signal.h>
#include <string.h>

#include "harness/base/process.h"
#include "harness/toolchain/answers.h"
#include "harness/toolchain/programs.h"

static const double seconds_to_run = 30;

/* The program @name as it is found in PATH, with its size and time. */
static void hash_in_path(struct rt_hash *hash, const char *name)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text stamp = RT_TEXT_INIT;

	if (rt_program_find(name, &path))
		rt_answers_stamp(&stamp, rt_text_string(&path));
	rt_hash_string(hash, rt_text_string(&stamp));
	rt_text_free(&path);
	rt_text_free(&stamp);
}

void rt_tool_hash(struct rt_hash *hash, const struct rt_toolchain *toolchain)
{
	/* Compilers of this machine run these, cross compilers their own. */
	hash_in_path(hash, "as");
	hash_in_path(hash, "ld");
	rt_hash_string(hash, rt_text_string(&toolchain->compiler->identity));
	rt_hash_string(hash, rt_text_string(&toolchain->linker->identity));
	rt_hash_string(hash, rt_text_string(&toolchain->libc->identity));
}

/* What tools say when the disk is full, or ulimit -f reached. */
static bool is_out_of_space(const struct rt_process *process)
{
	static const char *const words[] = {
		"No space left on device",
		"File too large",
		"File size limit exceeded",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(rt_text_string(&process->output), words[i]))
			return true;
	return process->signal == SIGXFSZ;
}

/* Turns the result of a tool into a code, with its output as the detail. */
static int judge(const struct rt_process *process,
		 const struct rt_toolchain *toolchain, const char *doing,
		 const char *file, struct rt_error *error)
{
	const char *said = rt_text_string(&process->output);
	const char *tool = rt_text_string(&toolchain->name);
	int code;

	if (process->exit_status == 0)
		return RT_OK;
	if (is_out_of_space(process))
		code = rt_fail(error, RT_SETUP,
			       "no space left to %s %s; free some space, raise "
			       "the file size limit or name another cache "
			       "folder",
			       doing, file);
	else if (process->timed_out)
		code = rt_fail(error, RT_BUILD,
			       "%s took more than %.0f s to %s %s; simplify "
			       "the source or its flags",
			       tool, seconds_to_run, doing, file);
	else if (process->signal)
		code = rt_fail(error, RT_BUILD,
			       "%s was ended by signal %d when asked to %s "
			       "%s; change the flags or the compiler",
			       tool, process->signal, doing, file);
	else
		code = rt_fail(error, RT_BUILD,
			       "%s cannot %s %s; its messages follow", tool,
			       doing, file);
	rt_error_detail(error, said, process->output.length);
	return code;
}

int rt_tool_run(const struct rt_toolchain *toolchain,
		const struct rt_strings *argv, const char *doing,
		const char *file, struct rt_error *error)
{
	struct rt_process process;
	int code;

	if (argv->failed)
		return rt_no_memory(error);
	code = rt_process_run(&process, argv->word, NULL, seconds_to_run,
			      error);
	if (!code)
		code = judge(&process, toolchain, doing, file, error);
	rt_process_free(&process);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/tool.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/toolchain/answers.h"
#include "harness/toolchain/complaint.h"
#include "harness/toolchain/programs.h"

const struct rt_limits rt_tool_limits = {
	.seconds = 30,
	.cpu_seconds = 20,
	.memory = (size_t)2 << 30,
	.file = (size_t)64 << 20,
	.output = (size_t)1 << 20,
	/* -flto=auto starts one for each CPU. */
	.processes = 1024,
};

static const char *const empty_source[] = {"-x", "c", "/dev/null", "-o"};

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

int rt_tool_attempt(struct rt_process *process, char *const argv[],
		    const char *directory, const struct rt_limits *limits,
		    struct rt_error *error)
{
	int code =
		rt_process_run_limited(process, argv, directory, limits, error);

	if (code || !rt_complaint_is_interrupted(process))
		return code;
	rt_process_free(process);
	code = rt_process_run_limited(process, argv, directory, limits, error);
	if (!code && rt_complaint_is_interrupted(process))
		code = rt_fail(error, RT_SETUP,
			       "%s was killed from outside, and again when run "
			       "once more; is there too little memory? Free "
			       "some, or run fewer jobs",
			       argv[0]);
	return code;
}

int rt_tool_ask(struct rt_process *process, char *const argv[],
		const char *directory, double seconds, struct rt_error *error)
{
	struct rt_limits limits = rt_tool_limits;

	limits.seconds = seconds;
	return rt_tool_attempt(process, argv, directory, &limits, error);
}

int rt_tool_blame_machine(const struct rt_process *process,
			  const struct rt_limits *limits, const char *doing,
			  const char *file, struct rt_error *error)
{
	enum rt_limit limit = rt_complaint_limit(process);
	const char *lack = rt_complaint_lack(process);

	if (rt_limit_is_inherited(limit, limits))
		return rt_fail(error, RT_SETUP,
			       "ulimit's %s is too low to %s %s; raise it "
			       "(ulimit -a)",
			       rt_limit_name(limit), doing, file);
	if (lack)
		return rt_fail(error, RT_SETUP, "cannot %s %s: %s", doing, file,
			       lack);
	return RT_OK;
}

/* Whether @toolchain fails to make even an empty file, which is @made. */
static bool fails_to_make(const struct rt_toolchain *toolchain, bool links,
			  const char *made)
{
	const struct rt_compiler *tool =
		links ? toolchain->linker : toolchain->compiler;
	struct rt_process process = {.exit_status = -1};
	struct rt_strings argv = RT_STRINGS_INIT;
	bool fails;

	rt_strings_add(&argv, tool->path);
	if (tool->is_told_target)
		rt_strings_format(&argv, "--target=%s", tool->target->triplet);
	rt_strings_add(&argv, links ? "-r" : "-c");
	if (links)
		rt_strings_add(&argv, "-nostdlib");
	for (size_t i = 0; i < sizeof(empty_source) / sizeof(*empty_source);
	     i++)
		rt_strings_add(&argv, empty_source[i]);
	rt_strings_add(&argv, made);
	fails = !argv.failed &&
		!rt_tool_attempt(&process, argv.word, NULL, &rt_tool_limits,
				 NULL) &&
		process.exit_status != 0;
	rt_process_free(&process);
	rt_strings_free(&argv);
	return fails;
}

/*
 * Whether @toolchain can make anything at all, whatever it is given. It gets a
 * file to write: /dev/null would be removed by tcc, which unlinks what it is to
 * write, and by others where they fail.
 */
static bool makes_nothing(const struct rt_toolchain *toolchain, bool links)
{
	const char *temporary = getenv("TMPDIR");
	struct rt_text folder = RT_TEXT_INIT, made = RT_TEXT_INIT;
	bool fails = true;

	if (rt_folder_make_temporary(
		    &folder, temporary && *temporary ? temporary : "/tmp",
		    NULL)) {
		rt_text_free(&folder);
		return true;
	}
	rt_text_format(&made, "%s/empty", folder.data);
	if (!rt_text_failed(&made))
		fails = fails_to_make(toolchain, links, made.data);
	rt_folder_remove(folder.data);
	rt_text_free(&folder);
	rt_text_free(&made);
	return fails;
}

/* Turns the result of a tool into a code, with its output as the detail. */
static int judge(const struct rt_process *process,
		 const struct rt_toolchain *toolchain, const char *doing,
		 const char *file, struct rt_error *error)
{
	const char *tool = rt_text_string(&toolchain->name);
	enum rt_limit limit = rt_complaint_limit(process);
	int code;

	if (process->exit_status == 0)
		return RT_OK;
	code = rt_tool_blame_machine(process, &rt_tool_limits, doing, file,
				     error);
	if (!code && limit != RT_LIMIT_NONE)
		code = rt_fail(error, RT_BUILD,
			       "%s ran into its limit on %s when asked to %s "
			       "%s; simplify the source or its flags",
			       tool, rt_limit_name(limit), doing, file);
	else if (!code && process->signal)
		code = rt_fail(error, RT_BUILD,
			       "%s was ended by signal %d when asked to %s "
			       "%s; change the flags or the compiler",
			       tool, process->signal, doing, file);
	else if (!code && makes_nothing(toolchain, !strcmp(doing, "link")))
		code = rt_fail(error, RT_SETUP,
			       "%s cannot %s %s, and no empty source either; "
			       "install what it lacks, its messages follow",
			       tool, doing, file);
	else if (!code)
		code = rt_fail(error, RT_BUILD,
			       "%s cannot %s %s; its messages follow", tool,
			       doing, file);
	rt_error_detail(error, rt_text_string(&process->output),
			process->output.length);
	return code;
}

int rt_tool_run(const struct rt_toolchain *toolchain,
		const struct rt_strings *argv, const char *doing,
		const char *file, struct rt_error *error)
{
	struct rt_process process = {.exit_status = -1};
	int code;

	if (argv->failed)
		return rt_no_memory(error);
	code = rt_tool_attempt(&process, argv->word, NULL, &rt_tool_limits,
			       error);
	if (!code)
		code = judge(&process, toolchain, doing, file, error);
	rt_process_free(&process);
	return code;
}

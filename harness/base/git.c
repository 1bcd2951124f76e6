/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/git.h"

#include "harness/base/process.h"

static const double patience = 600; /* seconds: a large tree on a slow disk */

/* Set by git for its hooks and aliases, from which ringtear may be called. */
static const char *const unset[] = {
	"GIT_DIR",	 "GIT_WORK_TREE",  "GIT_INDEX_FILE",
	"GIT_PREFIX",	 "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
	"GIT_NAMESPACE",
};

/* Disables configuration that would run programs or skip files. */
static const char *const settings[] = {
	"core.hooksPath=/dev/null",  "core.fsmonitor=false",
	"core.sparseCheckout=false", "core.splitIndex=false",
	"core.untrackedCache=false", "submodule.recurse=false",
	"core.quotePath=false",	     "log.showSignature=false",
};

static void add_command(struct rt_strings *argv, const char *index)
{
	rt_strings_add(argv, "env");
	for (size_t i = 0; i < sizeof(unset) / sizeof(*unset); i++) {
		rt_strings_add(argv, "-u");
		rt_strings_add(argv, unset[i]);
	}
	rt_strings_add(argv, "LC_ALL=C");
	/* No refresh of the index as a side effect, and no prompts. */
	rt_strings_add(argv, "GIT_OPTIONAL_LOCKS=0");
	rt_strings_add(argv, "GIT_TERMINAL_PROMPT=0");
	if (index)
		rt_strings_format(argv, "GIT_INDEX_FILE=%s", index);
	rt_strings_add(argv, "git");
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		rt_strings_add(argv, "-c");
		rt_strings_add(argv, settings[i]);
	}
}

int rt_git(const char *folder, const char *index, const char *const *words,
	   const char *doing, struct rt_text *output, struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process;
	int code;

	add_command(&argv, index);
	for (; *words; words++)
		rt_strings_add(&argv, *words);
	if (argv.failed) {
		rt_strings_free(&argv);
		return rt_no_memory(error);
	}
	code = rt_process_run(&process, argv.word, folder, patience, error);
	rt_strings_free(&argv);
	if (!code && process.exit_status == 127)
		code = rt_fail(error, RT_SETUP,
			       "there is no git here; apt-get install git");
	else if (!code && process.exit_status) {
		code = rt_fail(error, RT_USAGE,
			       "git cannot %s; it says:", doing);
		rt_error_detail(error, rt_text_string(&process.output),
				process.output.length);
	}
	if (!code && output)
		rt_text_append(output, rt_text_string(&process.output),
			       process.output.length);
	rt_process_free(&process);
	return code;
}

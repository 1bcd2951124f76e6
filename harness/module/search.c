/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/search.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/process.h"
#include "harness/module/command.h"
#include "harness/toolchain/tool.h"

static const double seconds_to_answer = 10;

static void add_folder(struct rt_strings *folders, const char *path,
		       size_t length)
{
	if (length)
		rt_strings_format(folders, "%.*s", (int)length, path);
}

/*
 * gcc and clang with -v: the folders stand one a line behind a blank, and those
 * that are not there are told before.
 */
static bool take_answer(struct rt_strings *folders, const char *answer)
{
	static const char begin[] = "#include \"...\" search starts here:";
	static const char end[] = "End of search list.";
	static const char absent[] = "ignoring nonexistent directory \"";
	bool is_list = false;

	for (const char *line = answer; *line;) {
		size_t length = strcspn(line, "\n");

		if (!strncmp(line, absent, strlen(absent))) {
			const char *path = line + strlen(absent);

			add_folder(folders, path, strcspn(path, "\"\n"));
		} else if (!strncmp(line, begin, strlen(begin))) {
			is_list = true;
		} else if (is_list && !strncmp(line, end, strlen(end))) {
			return true;
		} else if (is_list && *line == ' ') {
			add_folder(folders, line + 1, length - 1);
		}
		line += length + (line[length] == '\n');
	}
	return false;
}

/* tcc with -print-search-dirs: the section "include:", behind two blanks. */
static bool take_sections(struct rt_strings *folders, const char *answer)
{
	static const char title[] = "\ninclude:\n";
	const char *line = strstr(answer, title);

	if (!line)
		return false;
	line += strlen(title);
	while (!strncmp(line, "  ", 2)) {
		size_t length = strcspn(line, "\n");

		add_folder(folders, line + 2, length - 2);
		line += length + (line[length] == '\n');
	}
	return true;
}

/* Of the words of a command. */
static void take_given(struct rt_strings *folders,
		       const struct rt_strings *words)
{
	for (size_t i = 1; i < words->count; i++) {
		const char *word = words->word[i];

		if (!strncmp(word, "-I", 2))
			add_folder(folders, word + 2, strlen(word + 2));
		else if (!strcmp(words->word[i - 1], "-isystem") ||
			 !strcmp(words->word[i - 1], "-I"))
			add_folder(folders, word, strlen(word));
	}
}

static void take_environment(struct rt_strings *folders)
{
	static const char *const variables[] = {
		"CPATH", "C_INCLUDE_PATH", "TCC_CPATH", "TCC_C_INCLUDE_PATH"};

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *at = getenv(variables[i]);

		while (at && *at) {
			size_t length = strcspn(at, ":");

			add_folder(folders, at, length);
			at += length + (at[length] == ':');
		}
	}
}

static int ask(struct rt_process *process, const struct rt_strings *argv,
	       struct rt_error *error)
{
	if (argv->failed)
		return rt_no_memory(error);
	return rt_tool_ask(process, argv->word, NULL, seconds_to_answer, error);
}

/* tcc prints what is built in, and takes no other flag beside. */
static void word_tcc(struct rt_strings *argv, struct rt_strings *folders,
		     const struct rt_cell *cell, const struct rt_strings *flags)
{
	struct rt_strings compile = RT_STRINGS_INIT;

	rt_command_compile(&compile, cell, flags, ".");
	take_given(folders, &compile);
	take_environment(folders);
	folders->failed |= compile.failed;
	rt_strings_free(&compile);
	rt_strings_add(argv, cell->toolchain->compiler->path);
	rt_strings_add(argv, "-print-search-dirs");
}

int rt_search_folders(struct rt_strings *folders, bool *known,
		      const struct rt_cell *cell,
		      const struct rt_strings *flags, struct rt_error *error)
{
	bool is_tcc = cell->toolchain->compiler->family == RT_TCC;
	struct rt_process process = {.exit_status = -1};
	struct rt_strings argv = RT_STRINGS_INIT;
	const char *said;
	int code;

	if (is_tcc)
		word_tcc(&argv, folders, cell, flags);
	else
		rt_command_search(&argv, cell, flags);
	code = ask(&process, &argv, error);
	said = rt_text_string(&process.output);
	*known = !code && process.exit_status == 0 &&
		 (is_tcc ? take_sections(folders, said)
			 : take_answer(folders, said));
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/programs.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/arch/arch.h"

static void program_free(struct rt_program *program)
{
	free(program->name);
	free(program->path);
	free(program->real);
}

void rt_programs_free(struct rt_programs *programs)
{
	for (size_t i = 0; i < programs->count; i++)
		program_free(&programs->list[i]);
	free(programs->list);
}

static bool programs_have(const struct rt_programs *programs, const char *name)
{
	for (size_t i = 0; i < programs->count; i++)
		if (!strcmp(programs->list[i].name, name))
			return true;
	return false;
}

/* A compiler launcher, installed under the name of a compiler. */
static bool is_front(const char *real)
{
	static const char *const fronts[] = {"ccache", "distcc", "icecc"};
	const char *slash = strrchr(real, '/');
	const char *name = slash ? slash + 1 : real;

	for (size_t i = 0; i < sizeof(fronts) / sizeof(*fronts); i++)
		if (!strncmp(name, fronts[i], strlen(fronts[i])))
			return true;
	return false;
}

static bool is_program(const char *path)
{
	struct stat found;

	return stat(path, &found) == 0 && S_ISREG(found.st_mode) &&
	       access(path, X_OK) == 0;
}

static int programs_add(struct rt_programs *programs, const char *folder,
			const char *name)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_program program = {.name = strdup(name)};
	struct rt_program *list;

	rt_text_format(&path, "%s/%s", folder, name);
	program.path = path.data;
	if (rt_text_failed(&path) || !program.name) {
		program_free(&program);
		return RT_SETUP;
	}
	program.real = realpath(program.path, NULL);
	if (!program.real || !is_program(program.path) ||
	    is_front(program.real)) {
		program_free(&program);
		return RT_OK;
	}
	list = realloc(programs->list, (programs->count + 1) * sizeof(*list));
	if (!list) {
		program_free(&program);
		return RT_SETUP;
	}
	programs->list = list;
	programs->list[programs->count++] = program;
	return RT_OK;
}

static int scan_folder(struct rt_programs *programs, const char *folder,
		       rt_programs_filter *wanted)
{
	DIR *open_folder = opendir(folder);
	struct dirent *entry;
	int code = RT_OK;

	if (!open_folder)
		return RT_OK;
	while (!code && (entry = readdir(open_folder)))
		if (wanted(entry->d_name) &&
		    !programs_have(programs, entry->d_name))
			code = programs_add(programs, folder, entry->d_name);
	closedir(open_folder);
	return code;
}

/* A copy of PATH, to be released with free(); NULL without memory. */
static char *copy_path(void)
{
	const char *path = getenv("PATH");

	return strdup(path ? path : "/usr/bin:/bin");
}

bool rt_program_find(const char *name, struct rt_text *path)
{
	char *copy = copy_path();
	char *rest = copy;
	const char *folder;
	bool found = false;

	while (copy && !found && (folder = strsep(&rest, ":"))) {
		struct rt_text program = RT_TEXT_INIT;

		rt_text_format(&program, "%s/%s", folder, name);
		found = *folder == '/' && !rt_text_failed(&program) &&
			is_program(rt_text_string(&program));
		if (found)
			rt_text_add(path, rt_text_string(&program));
		rt_text_free(&program);
	}
	free(copy);
	return found;
}

int rt_programs_find(struct rt_programs *programs, rt_programs_filter *wanted)
{
	char *copy = copy_path();
	char *rest = copy;
	const char *folder;
	int code = copy ? RT_OK : RT_SETUP;

	*programs = (struct rt_programs){.list = NULL};
	while (!code && (folder = strsep(&rest, ":")))
		if (*folder == '/')
			code = scan_folder(programs, folder, wanted);
	free(copy);
	return code;
}

/* Above 0 when @one is the better name for a program than @other. */
static long compare_names(const char *one, const char *other)
{
	const char *tool;
	bool is_cross = rt_target_of_tool(one, &tool);
	long longer = (long)strlen(one) - (long)strlen(other);

	if (is_cross != (rt_target_of_tool(other, &tool) != NULL))
		return is_cross ? -1 : 1;
	return longer ? longer : strcmp(other, one);
}

const struct rt_program *rt_programs_best(const struct rt_programs *programs,
					  const char *real)
{
	const struct rt_program *best = NULL;

	for (size_t i = 0; i < programs->count; i++) {
		const struct rt_program *one = &programs->list[i];
		if (!strcmp(one->real, real) &&
		    (!best || compare_names(one->name, best->name) > 0))
			best = one;
	}
	return best;
}

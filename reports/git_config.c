/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/git_config.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "reports/git_folder.h"
#include "reports/git_match.h"

enum { most_depth = 10, most_files = 100 };

struct reading {
	rt_git_take *take;
	void *data;
	struct rt_git_folder folder;
	unsigned depth; /* of includes */
	unsigned files; /* that were read */
};

static void read_file(struct reading *reading, const char *path);

/* Reads the file that the file at @from includes as @path. */
static void include(struct reading *reading, const char *from, const char *path)
{
	const char *slash = strrchr(from, '/'), *home = getenv("HOME");
	struct rt_text whole = RT_TEXT_INIT;

	if (!*path || reading->depth == most_depth)
		return;
	if (*path == '/')
		rt_text_add(&whole, path);
	else if (!strncmp(path, "~/", 2) && home)
		rt_text_format(&whole, "%s%s", home, path + 1);
	else if (*path != '~' && slash)
		rt_text_format(&whole, "%.*s/%s", (int)(slash - from), from,
			       path);
	reading->depth++;
	if (whole.length && !rt_text_failed(&whole))
		read_file(reading, rt_text_string(&whole));
	reading->depth--;
	rt_text_free(&whole);
}

/* Whether @variable of the file at @path names a file to read here. */
static bool includes(const struct reading *reading,
		     const struct rt_git_variable *variable, const char *path)
{
	const char *section = rt_text_string(&variable->section);

	if (strcmp(rt_text_string(&variable->name), "path"))
		return false;
	if (!strcmp(section, "include"))
		return !variable->subsection.length;
	return !strcmp(section, "includeif") && reading->folder.own.length &&
	       rt_git_condition_holds(rt_text_string(&variable->subsection),
				      path,
				      rt_text_string(&reading->folder.own));
}

static void read_file(struct reading *reading, const char *path)
{
	struct rt_text content = RT_TEXT_INIT;
	struct rt_git_file file;

	if (reading->files++ >= most_files ||
	    rt_file_read_large(&content, path, 1, NULL)) {
		rt_text_free(&content);
		return;
	}
	rt_git_file_open(&file, rt_text_string(&content));
	while (rt_git_file_next(&file)) {
		const struct rt_git_variable *variable = &file.variable;

		reading->take(reading->data, variable);
		if (includes(reading, variable, path))
			include(reading, path,
				rt_text_string(&variable->value));
	}
	rt_git_file_close(&file);
	rt_text_free(&content);
}

static void read_below(struct reading *reading, const char *folder,
		       const char *name)
{
	struct rt_text path = RT_TEXT_INIT;

	if (!folder || !*folder)
		return;
	rt_text_format(&path, "%s/%s", folder, name);
	if (!rt_text_failed(&path))
		read_file(reading, rt_text_string(&path));
	rt_text_free(&path);
}

void rt_git_config_read(rt_git_take *take, void *data)
{
	const char *home = getenv("HOME"), *own = getenv("XDG_CONFIG_HOME");
	struct reading reading = {.take = take, .data = data};

	rt_git_folder_find(&reading.folder);
	read_file(&reading, "/etc/gitconfig");
	if (own && *own)
		read_below(&reading, own, "git/config");
	else
		read_below(&reading, home, ".config/git/config");
	read_below(&reading, home, ".gitconfig");
	read_below(&reading, rt_text_string(&reading.folder.common), "config");
	rt_git_folder_free(&reading.folder);
}

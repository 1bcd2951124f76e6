/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/git_folder.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/file.h"

static bool is_same(const char *path, const char *other)
{
	struct stat one, two;

	return !stat(path, &one) && !stat(other, &two) &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* As the shell calls it, with the links in it, like git; false without one. */
static bool find_working(char path[PATH_MAX])
{
	const char *called = getenv("PWD");

	if (!called || *called != '/' || strlen(called) >= PATH_MAX ||
	    !is_same(called, "."))
		return getcwd(path, PATH_MAX);
	strcpy(path, called);
	return true;
}

/* Appends @path, relative to @folder unless it is absolute. */
static void add_path(struct rt_text *text, const char *folder, const char *path)
{
	if (*path != '/')
		rt_text_format(text, "%s/", folder);
	rt_text_add(text, path);
}

/*
 * Appends the path that the file @name of @folder has behind @lead, relative to
 * @folder; false where there is no such file.
 */
static bool read_path(struct rt_text *path, const char *folder,
		      const char *name, const char *lead)
{
	struct rt_text file = RT_TEXT_INIT, content = RT_TEXT_INIT;
	const char *text = "";

	rt_text_format(&file, "%s/%s", folder, name);
	if (!rt_file_read_large(&content, rt_text_string(&file), 1, NULL))
		text = rt_text_string(&content);
	while (content.length &&
	       isspace((unsigned char)content.data[content.length - 1]))
		content.data[--content.length] = '\0';
	if (strncmp(text, lead, strlen(lead)))
		text = "";
	else
		text += strlen(lead);
	if (*text)
		add_path(path, folder, text);
	rt_text_free(&file);
	rt_text_free(&content);
	return path->length;
}

/* As git tells a repository from any folder that has its name. */
static bool is_repository(const char *path)
{
	struct rt_text head = RT_TEXT_INIT;
	struct stat is;
	bool found;

	rt_text_format(&head, "%s/HEAD", path);
	found = !lstat(rt_text_string(&head), &is);
	rt_text_free(&head);
	return found;
}

/* Takes the repository whose .git is in @parent; false without one. */
static bool take(struct rt_git_folder *folder, const char *parent)
{
	struct rt_text path = RT_TEXT_INIT;
	struct stat is;

	rt_text_format(&path, "%s/.git", parent);
	if (!stat(rt_text_string(&path), &is) && S_ISDIR(is.st_mode))
		rt_text_add(&folder->own, rt_text_string(&path));
	else
		read_path(&folder->own, parent, ".git", "gitdir: ");
	rt_text_free(&path);
	if (folder->own.length && is_repository(rt_text_string(&folder->own)))
		return true;
	rt_text_free(&folder->own);
	return false;
}

void rt_git_folder_find(struct rt_git_folder *folder)
{
	char path[PATH_MAX];
	const char *own;

	*folder = (struct rt_git_folder){.own = RT_TEXT_INIT};
	if (!find_working(path))
		return;
	for (char *end = path + strlen(path); end; end = strrchr(path, '/')) {
		*end = '\0';
		if (take(folder, path))
			break;
	}
	own = rt_text_string(&folder->own);
	if (*own && !read_path(&folder->common, own, "commondir", ""))
		rt_text_add(&folder->common, own);
}

void rt_git_folder_free(struct rt_git_folder *folder)
{
	rt_text_free(&folder->own);
	rt_text_free(&folder->common);
}

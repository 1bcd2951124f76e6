/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/look.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* Beside a header a compiler looks for one that was compiled before. */
static const char *const endings[] = {"", ".gch", ".pch"};

enum { ending_count = sizeof(endings) / sizeof(*endings) };

void rt_look_join(struct rt_text *path, const char *folder, const char *name)
{
	rt_text_format(path, "%s%s%s", folder, *name ? "/" : "", name);
}

/* Older than a clock's step, which is a second where it shows no parts of it.
 */
static bool is_before(const struct timespec *time, const struct timespec *began)
{
	double margin = time->tv_nsec ? 0.02 : 2;

	return (double)(began->tv_sec - time->tv_sec) +
		       (double)(began->tv_nsec - time->tv_nsec) / 1e9 >
	       margin;
}

void rt_look_state(struct rt_text *state, const char *path,
		   const struct timespec *began)
{
	struct stat about;

	if (stat(path, &about))
		rt_text_add(state, "-");
	else if (began && !is_before(&about.st_ctim, began))
		rt_text_add(state, "*");
	else
		rt_text_format(state, "%lld.%09ld.%llu.%llu",
			       (long long)about.st_ctim.tv_sec,
			       about.st_ctim.tv_nsec,
			       (unsigned long long)about.st_ino,
			       (unsigned long long)about.st_dev);
}

/* A folder of this name is passed over, unless it holds compiled headers. */
static bool is_there(const char *path, int ending)
{
	struct stat about;

	return !stat(path, &about) && (ending || S_ISREG(about.st_mode));
}

void rt_look_parents(struct rt_strings *parents, const struct rt_strings *names)
{
	rt_strings_add(parents, "");
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->word[i];
		const char *slash = name;

		while ((slash = strchr(slash + 1, '/'))) {
			struct rt_text parent = RT_TEXT_INIT;

			rt_text_append(&parent, name, (size_t)(slash - name));
			if (!rt_strings_has(parents, rt_text_string(&parent)))
				rt_strings_add(parents,
					       rt_text_string(&parent));
			rt_text_free(&parent);
		}
	}
}

/* Whether @name lies in @parent or in a folder below it. */
static bool is_below(const char *name, const char *parent)
{
	size_t length = strlen(parent);

	return !length ||
	       (!strncmp(name, parent, length) && name[length] == '/');
}

bool rt_look_below(const struct rt_strings *names, const char *folder,
		   const char *parent, rt_look_visit *visits, void *data)
{
	bool is_over = false;

	for (size_t i = 0; !is_over && i < names->count; i++) {
		if (!is_below(names->word[i], parent))
			continue;
		for (int j = 0; !is_over && j < ending_count; j++) {
			struct rt_text path = RT_TEXT_INIT;

			rt_look_join(&path, folder, names->word[i]);
			rt_text_add(&path, endings[j]);
			is_over = is_there(rt_text_string(&path), j) &&
				  visits(rt_text_string(&path), j, data);
			rt_text_free(&path);
		}
	}
	return is_over;
}

/* Which of @endings makes @entry of the last part of @name; -1: none. */
static int ending_of(const char *entry, const char *name, const char *parent)
{
	size_t length;

	if (!is_below(name, parent))
		return -1;
	name += strlen(parent) + (*parent != 0);
	length = strlen(name);
	for (int i = 0; i < ending_count; i++)
		if (!strncmp(entry, name, length) &&
		    !strcmp(entry + length, endings[i]))
			return i;
	return -1;
}

static void visit_entry(const struct rt_strings *names, const char *folder,
			const char *parent, const char *entry,
			rt_look_visit *visits, void *data)
{
	for (size_t i = 0; i < names->count; i++) {
		int ending = ending_of(entry, names->word[i], parent);
		struct rt_text path = RT_TEXT_INIT;

		if (ending < 0)
			continue;
		rt_look_join(&path, folder, names->word[i]);
		rt_text_add(&path, endings[ending]);
		if (is_there(rt_text_string(&path), ending))
			visits(rt_text_string(&path), ending, data);
		rt_text_free(&path);
	}
}

void rt_look_in(const struct rt_strings *names, const char *folder,
		const char *parent, rt_look_visit *visits, void *data)
{
	struct rt_text path = RT_TEXT_INIT;
	struct dirent *one;
	DIR *open_folder;

	rt_look_join(&path, folder, parent);
	open_folder = opendir(rt_text_string(&path));
	while (open_folder && (one = readdir(open_folder)))
		visit_entry(names, folder, parent, one->d_name, visits, data);
	if (open_folder)
		closedir(open_folder);
	rt_text_free(&path);
}

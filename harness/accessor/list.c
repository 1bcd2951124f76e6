/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/near.h"

enum { most_suggestions = 3 };

/* The file is named after its accessor, so that a name leads to a file. */
static int check_name(const struct rt_accessor *accessor,
		      struct rt_error *error)
{
	const char *path = rt_text_string(&accessor->path);
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t length = accessor->name.length;

	if (!strncmp(file, rt_text_string(&accessor->name), length) &&
	    !strcmp(file + length, ".c"))
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "%s describes accessor %s; rename the file to %s.c",
		       path, rt_text_string(&accessor->name),
		       rt_text_string(&accessor->name));
}

static int load_one(struct rt_accessor *accessor, const char *folder,
		    const char *name, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text source = RT_TEXT_INIT;
	int code;

	*accessor = (struct rt_accessor){.name = RT_TEXT_INIT};
	rt_text_format(&path, "%s/%s", folder, name);
	code = rt_file_read(&source, rt_text_string(&path), error);
	if (!code)
		code = rt_accessor_parse(accessor, rt_text_string(&source),
					 rt_text_string(&path), error);
	if (!code)
		code = check_name(accessor, error);
	rt_text_free(&path);
	rt_text_free(&source);
	return code;
}

static int compare(const void *a, const void *b)
{
	const struct rt_accessor *left = a;
	const struct rt_accessor *right = b;

	return strcmp(rt_text_string(&left->name),
		      rt_text_string(&right->name));
}

static int is_source(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 2 &&
	       !strcmp(entry->d_name + length - 2, ".c");
}

static int load_each(struct rt_accessors *accessors, const char *folder,
		     struct dirent **entries, size_t count,
		     struct rt_error *error)
{
	int code = RT_OK;

	size_t first = accessors->count;
	struct rt_accessor *list =
		reallocarray(accessors->list, first + count + 1, sizeof(*list));

	if (!list)
		return rt_no_memory(error);
	accessors->list = list;
	for (size_t i = 0; !code && i < count; i++)
		code = load_one(&list[accessors->count++], folder,
				entries[i]->d_name, error);
	if (!code)
		qsort(&list[first], count, sizeof(*list), compare);
	return code;
}

/* Appends the accessors of @folder. */
static int add_folder(struct rt_accessors *accessors, const char *folder,
		      struct rt_error *error)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_source, alphasort);
	int code;

	if (count < 0)
		return rt_fail_errno(error, RT_USAGE, errno,
				     "cannot read the folder of accessors %s; "
				     "name one that holds their sources",
				     folder);
	code = load_each(accessors, folder, entries, (size_t)count, error);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return code;
}

int rt_accessors_load(struct rt_accessors *accessors, const char *folder,
		      struct rt_error *error)
{
	*accessors = (struct rt_accessors){.list = NULL};
	return add_folder(accessors, folder, error);
}

/* Marks accessors from @first on as wild; refuses names of earlier ones. */
static int mark_wild(struct rt_accessors *accessors, size_t first,
		     struct rt_error *error)
{
	for (size_t i = first; i < accessors->count; i++) {
		struct rt_accessor *wild = &accessors->list[i];

		wild->is_wild = true;
		for (size_t j = 0; j < first; j++)
			if (!compare(&accessors->list[j], wild))
				return rt_fail(error, RT_USAGE,
					       "%s and %s have one name; "
					       "rename one of them",
					       accessors->list[j].path.data,
					       wild->path.data);
	}
	return RT_OK;
}

int rt_accessors_load_corpora(struct rt_accessors *accessors,
			      const char *corpora, struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT, wild = RT_TEXT_INIT;
	size_t first;
	int code;

	rt_text_format(&folder, "%s/accessors", corpora);
	rt_text_format(&wild, "%s/wild", corpora);
	code = rt_accessors_load(accessors, rt_text_string(&folder), error);
	first = accessors->count;
	if (!code)
		code = add_folder(accessors, rt_text_string(&wild), error);
	if (!code)
		code = mark_wild(accessors, first, error);
	rt_text_free(&folder);
	rt_text_free(&wild);
	return code;
}

size_t rt_accessors_tame(const struct rt_accessors *accessors)
{
	size_t count = 0;

	while (count < accessors->count && !accessors->list[count].is_wild)
		count++;
	return count;
}

/* Without memory nothing is suggested. */
static void suggest(struct rt_text *text, const struct rt_accessors *accessors,
		    const char *wanted)
{
	const char **names = calloc(accessors->count + 1, sizeof(*names));

	if (!names)
		return;
	for (size_t i = 0; i < accessors->count; i++)
		names[i] = rt_text_string(&accessors->list[i].name);
	rt_near_names(text, names, accessors->count, wanted, most_suggestions);
	free(names);
}

static void list_all(struct rt_text *text, const struct rt_accessors *accessors)
{
	for (size_t i = 0; i < accessors->count; i++)
		rt_text_format(text, "%s%s", i ? ", " : "",
			       rt_text_string(&accessors->list[i].name));
}

static void fail_unknown(const struct rt_accessors *accessors, const char *name,
			 struct rt_error *error)
{
	struct rt_text near = RT_TEXT_INIT;

	suggest(&near, accessors, name);
	if (near.length) {
		rt_fail(error, RT_USAGE,
			"unknown accessor \"%s\"; did you mean %s?", name,
			rt_text_string(&near));
	} else {
		list_all(&near, accessors);
		rt_fail(error, RT_USAGE,
			"unknown accessor \"%s\"; there are: %s", name,
			near.length ? rt_text_string(&near) : "none");
	}
	rt_text_free(&near);
}

const struct rt_accessor *rt_accessors_named(
	const struct rt_accessors *accessors, const char *name,
	struct rt_error *error)
{
	for (size_t i = 0; i < accessors->count; i++)
		if (!strcmp(rt_text_string(&accessors->list[i].name), name))
			return &accessors->list[i];
	fail_unknown(accessors, name, error);
	return NULL;
}

void rt_accessors_free(struct rt_accessors *accessors)
{
	for (size_t i = 0; i < accessors->count; i++)
		rt_accessor_free(&accessors->list[i]);
	free(accessors->list);
	*accessors = (struct rt_accessors){.list = NULL};
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/commands_near.h"

#include <jansson.h>
#include <stddef.h>
#include <string.h>

#include "harness/base/file.h"

enum { most_folders = 16, most_mebibytes = 64, most_read = 4000 };

/* Where CMake, Meson, QEMU, the kernel's script and others write it. */
static const char *const folders[] = {
	"",
	"build/",
	"out/",
	"builddir/",
	"_build/",
	"bld/",
	"debug/",
	"release/",
	"cmake-build-debug/",
	"cmake-build-release/",
};

static bool is_in(struct rt_text *path, const char *folder, size_t length)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		struct rt_text at = RT_TEXT_INIT;
		bool found;

		rt_text_format(&at, "%.*s/%scompile_commands.json", (int)length,
			       folder, folders[i]);
		found = rt_file_exists(rt_text_string(&at));
		if (found)
			rt_text_add(path, rt_text_string(&at));
		rt_text_free(&at);
		if (found)
			return true;
	}
	return false;
}

bool rt_commands_near(struct rt_text *path, const char *file)
{
	size_t length = strlen(file);

	for (int i = 0; i < most_folders && length; i++) {
		while (length && file[length - 1] != '/')
			length--;
		if (length < 2)
			return false;
		length--;
		if (is_in(path, file, length))
			return true;
	}
	return false;
}

/* Whether @text has an #include that ends in @name. */
static bool includes(const char *text, const char *name)
{
	size_t length = strlen(name);
	const char *at = text;

	while ((at = strstr(at, name))) {
		const char *line = at;

		while (line > text && line[-1] != '\n')
			line--;
		if ((at[length] == '"' || at[length] == '>') && at > line &&
		    strchr("/\"<", at[-1]) &&
		    memmem(line, (size_t)(at - line), "include", 7))
			return true;
		at += length;
	}
	return false;
}

static bool source_includes(const char *folder, const char *file,
			    const char *name)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	bool found;

	if (*file != '/')
		rt_text_format(&path, "%s/", folder);
	rt_text_add(&path, file);
	found = !rt_file_read(&text, rt_text_string(&path), NULL) &&
		includes(rt_text_string(&text), name);
	rt_text_free(&path);
	rt_text_free(&text);
	return found;
}

static bool find_includer(struct rt_text *source, const json_t *database,
			  const char *name)
{
	for (size_t i = 0; i < json_array_size(database) && i < most_read;
	     i++) {
		const json_t *entry = json_array_get(database, i);
		const char *folder =
			json_string_value(json_object_get(entry, "directory"));
		const char *file =
			json_string_value(json_object_get(entry, "file"));

		if (!file || !folder || !source_includes(folder, file, name))
			continue;
		while (!strncmp(file, "../", 3) || !strncmp(file, "./", 2))
			file += *file == '.' && file[1] == '.' ? 3 : 2;
		rt_text_add(source, file);
		return true;
	}
	return false;
}

bool rt_commands_includer(struct rt_text *source, const char *path,
			  const char *header)
{
	const char *slash = strrchr(header, '/');
	struct rt_text text = RT_TEXT_INIT;
	json_t *database = NULL;
	bool found = false;

	if (!rt_file_read_large(&text, path, most_mebibytes, NULL))
		database =
			json_loadb(rt_text_string(&text), text.length, 0, NULL);
	if (json_is_array(database))
		found = find_includer(source, database,
				      slash ? slash + 1 : header);
	json_decref(database);
	rt_text_free(&text);
	return found;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as what a user types in C: an expression, a macro, a header's name.
 * What is accepted takes one line of the source that is made, and leaves the
 * lines around it as they are.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/accessor/shim.h"
#include "harness/accessor/shim_check.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LOAD, STORE, COPY, DEFINE, INCLUDE, FOLDER, PARTS };

static size_t count_lines(const struct rt_text *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->data[i] == '\n';
	return lines;
}

/* The source with @code as @part; false when it is refused. */
static bool write_with(struct rt_text *source, struct rt_text *path, int part,
		       const char *code, uint8_t form)
{
	const char *list[] = {code, NULL};
	const struct rt_shim shim = {
		.includes = part == INCLUDE ? list : NULL,
		.defines = part == DEFINE ? list : NULL,
		.folders = part == FOLDER ? list : NULL,
		.load = part == LOAD	? code
			: part == COPY	? NULL
			: part == STORE ? NULL
					: "1",
		.store = part == STORE ? code : NULL,
		.copy = part == COPY ? code : NULL,
		.width = 16,
		.is_cxx = form & 1,
		.is_length_known = form & 2,
		.has_object = part == LOAD && form & 4,
		.within = 2,
	};

	if (rt_shim_write(&shim, scratch(), path, NULL))
		return false;
	if (rt_file_read(source, rt_text_string(path), NULL))
		abort();
	unlink(rt_text_string(path));
	return true;
}

static void check_folders(const char *path, const struct rt_text *source,
			  const char *code)
{
	struct rt_strings folders = RT_STRINGS_INIT;
	char real[PATH_MAX];

	if (rt_file_write(path, source->data, source->length, NULL))
		abort();
	if (rt_shim_folders(&folders, path, NULL) || folders.count > 1)
		abort();
	if (folders.count &&
	    !(realpath(code, real) && !strcmp(folders.word[0], real)))
		abort();
	rt_strings_free(&folders);
	unlink(path);
}

static void check_source(int part, const char *code, uint8_t form)
{
	static const char *const plain[] = {
		"1",   "*(short *)p = v", "memcpy(dst, src, len)", "X=1", "a.h",
		"/usr"};
	struct rt_text source = RT_TEXT_INIT, other = RT_TEXT_INIT;
	struct rt_text path = RT_TEXT_INIT, other_path = RT_TEXT_INIT;

	if (write_with(&source, &path, part, code, form)) {
		if (!write_with(&other, &other_path, part, plain[part], form))
			abort();
		if (count_lines(&source) != count_lines(&other))
			abort();
		if (part == FOLDER)
			check_folders(rt_text_string(&path), &source, code);
	}
	rt_text_free(&source);
	rt_text_free(&other);
	rt_text_free(&path);
	rt_text_free(&other_path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *code;

	if (size < 2)
		return 0;
	code = strndup((const char *)data + 2, size - 2);
	if (!code)
		abort();
	check_source(data[0] % PARTS, code, data[1]);
	free(code);
	return 0;
}

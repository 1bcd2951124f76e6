/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/assemble.h"

#include <inttypes.h>
#include <stdio.h>

#include "harness/base/file.h"

/* A C file of nothing but assembly, so that rt_build() takes it. */
static void add_source(struct rt_text *source, const char *code)
{
	rt_text_add(source, "__asm__(\n\"");
	for (; *code; code++) {
		if (*code == '\n')
			rt_text_add(source, "\\n\"\n\"");
		else
			rt_text_append(source, code, 1);
	}
	rt_text_add(source, "\");\n");
}

int torture_assemble(struct rt_build *built,
		     const struct torture_accessor *accessors, unsigned count,
		     const struct rt_toolchain *toolchain, const char *folder)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text source = RT_TEXT_INIT;
	char path[128], flags[] = "-O2";
	const struct rt_cell cell = {
		.source = path, .toolchain = toolchain, .flags = flags};
	int code;

	for (unsigned i = 0; i < count; i++)
		add_source(&source, rt_text_string(&accessors[i].code));
	snprintf(path, sizeof(path), "%s/batch-%" PRIu64 ".c", folder,
		 accessors[0].seed);
	code = rt_file_write(path, rt_text_string(&source), source.length,
			     &error);
	if (!code)
		code = rt_build(built, &cell, folder, &error);
	if (code)
		printf("%s\n%s\n", error.message,
		       error.detail ? error.detail : "");
	rt_text_free(&source);
	rt_error_clear(&error);
	return code;
}

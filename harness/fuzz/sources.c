/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/sources.h"

#include <glob.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/fuzz/ask.h"

static int read_list(struct rt_flags *flags, const struct rt_compiler *compiler,
		     const char *path, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT, name = RT_TEXT_INIT;
	const char *base = strrchr(path, '/');
	int code = rt_file_read(&text, path, error);

	base = base ? base + 1 : path;
	rt_text_append(&name, base, strcspn(base, "."));
	if (!code)
		code = rt_flags_read(flags, rt_text_string(&text), text.length,
				     compiler->family, rt_text_string(&name),
				     error);
	rt_text_free(&text);
	rt_text_free(&name);
	return code;
}

int rt_lists_read(struct rt_flags *flags, const struct rt_compiler *compiler,
		  const char *folder, struct rt_error *error)
{
	struct rt_text pattern = RT_TEXT_INIT;
	glob_t found = {.gl_pathc = 0};
	int code = RT_OK;

	rt_text_format(&pattern, "%s/*.flags", folder);
	if (glob(rt_text_string(&pattern), 0, NULL, &found))
		code = rt_fail(error, RT_USAGE,
			       "no lists of flags %s; name the folder that "
			       "has them",
			       rt_text_string(&pattern));
	for (size_t i = 0; i < found.gl_pathc && !code; i++)
		code = read_list(flags, compiler, found.gl_pathv[i], error);
	globfree(&found);
	rt_text_free(&pattern);
	return code;
}

/* Writes the compiler's answers in the text form of the lists. */
static int keep_answers(const struct rt_flags *flags,
			const struct rt_compiler *compiler, const char *path,
			struct rt_error *error)
{
	const char *origin = "";
	struct rt_text text = RT_TEXT_INIT;
	int code;

	rt_text_format(&text, "# What %s answered: WEIGHT FLAG.\n",
		       compiler->name);
	for (size_t i = 0; i < flags->count; i++) {
		if (strcmp(origin, flags->list[i].origin))
			rt_text_format(&text, "# %s\n", flags->list[i].origin);
		origin = flags->list[i].origin;
		rt_flag_print(&flags->list[i], &text);
	}
	if (text.failed)
		code = rt_no_memory(error);
	else
		code = rt_file_write(path, rt_text_string(&text), text.length,
				     error);
	rt_text_free(&text);
	return code;
}

static int ask(const struct rt_compiler *compiler, const char *folder,
	       const char *path, struct rt_error *error)
{
	struct rt_flags flags = RT_FLAGS_INIT;
	int code = rt_ask(&flags, compiler, error);

	if (!code)
		code = rt_folder_make(folder, error);
	if (!code)
		code = keep_answers(&flags, compiler, path, error);
	rt_flags_free(&flags);
	return code;
}

int rt_answers_read(struct rt_flags *flags, const struct rt_compiler *compiler,
		    const char *folder, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	int code = RT_OK;

	rt_text_format(&path, "%s/answers.flags", folder);
	if (rt_file_read(&text, rt_text_string(&path), NULL) || !text.length) {
		rt_text_free(&text);
		text = (struct rt_text)RT_TEXT_INIT;
		code = ask(compiler, folder, rt_text_string(&path), error);
		if (!code)
			code = rt_file_read(&text, rt_text_string(&path),
					    error);
	}
	if (!code)
		code = rt_flags_read(flags, rt_text_string(&text), text.length,
				     compiler->family, "asked", error);
	rt_text_free(&text);
	rt_text_free(&path);
	return code;
}

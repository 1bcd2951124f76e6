/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/crash.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/hash.h"
#include "harness/module/command.h"
#include "harness/toolchain/tool.h"

/* The command of rt_command_compile() up to -MD, then other arguments. */
static void add_command(struct rt_strings *argv, const struct rt_crash *crash,
			const char *how, const char *type, const char *source,
			const char *output)
{
	struct rt_strings whole = RT_STRINGS_INIT;

	rt_command_compile(&whole, crash->cell, crash->flags, ".");
	for (size_t i = 0; i < whole.count && strcmp(whole.word[i], "-MD"); i++)
		rt_strings_add(argv, whole.word[i]);
	rt_strings_add(argv, how);
	rt_strings_add(argv, "-o");
	rt_strings_add(argv, output);
	rt_strings_add(argv, "-x");
	rt_strings_add(argv, type);
	rt_strings_add(argv, source);
	argv->failed |= whole.failed;
	rt_strings_free(&whole);
}

static int preprocess(const struct rt_crash *crash, const char *output,
		      struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process = {.exit_status = -1};
	int code;

	add_command(&argv, crash, "-E", "c", crash->cell->source, output);
	if (argv.failed)
		code = rt_no_memory(error);
	else
		code = rt_tool_attempt(&process, argv.word, NULL, crash->limits,
				       error);
	if (!code && process.exit_status != 0)
		code = rt_fail(error, RT_BUILD, "%s cannot be preprocessed",
			       crash->cell->source);
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}

static int write_beside(const char *folder, const char *name, const char *text,
			struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_text_format(&path, "%s/%s", folder, name);
	code = rt_file_write(rt_text_string(&path), text, strlen(text), error);
	rt_text_free(&path);
	return code;
}

static int name_crash(struct rt_digest *name, const char *source,
		      const char *command, struct rt_error *error)
{
	struct rt_digest content;
	struct rt_hash hash;
	int code = rt_hash_file(&content, source, error);

	if (code)
		return code;
	rt_hash_start(&hash);
	rt_hash_string(&hash, command);
	rt_hash_string(&hash, content.text);
	return rt_hash_end(&hash, name, error);
}

/* An existing folder of this name has the same content. */
static int move(struct rt_text *kept, const char *from, const char *folder,
		const struct rt_digest *name, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_text_format(&path, "%s/crashes", folder);
	code = rt_folder_make(rt_text_string(&path), error);
	rt_text_format(&path, "/%s", name->text);
	if (!code && rename(from, rt_text_string(&path)) &&
	    access(rt_text_string(&path), F_OK))
		code = rt_fail(error, RT_SETUP,
			       "cannot keep a crash in %s; name a folder that "
			       "you may write to",
			       rt_text_string(&path));
	if (!code)
		rt_text_add(kept, rt_text_string(&path));
	rt_text_free(&path);
	return code;
}

static int keep(struct rt_text *kept, const struct rt_crash *crash,
		const char *from, const char *folder, struct rt_error *error)
{
	struct rt_text source = RT_TEXT_INIT;
	struct rt_text command = RT_TEXT_INIT;
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_digest name;
	int code;

	rt_text_format(&source, "%s/source.i", from);
	add_command(&argv, crash, "-c", "cpp-output", "source.i", "source.o");
	rt_command_text(&command, &argv);
	rt_text_add(&command, "\n");
	code = preprocess(crash, rt_text_string(&source), error);
	if (!code)
		code = name_crash(&name, source.data, command.data, error);
	if (!code)
		code = write_beside(from, "command", command.data, error);
	if (!code)
		code = write_beside(from, "said", crash->said, error);
	if (!code)
		code = move(kept, from, folder, &name, error);
	rt_strings_free(&argv);
	rt_text_free(&command);
	rt_text_free(&source);
	return code;
}

int rt_crash_keep(struct rt_text *kept, const struct rt_crash *crash,
		  const char *folder, struct rt_error *error)
{
	struct rt_text from = RT_TEXT_INIT;
	int code = rt_folder_make_temporary(&from, crash->place, error);

	if (!code)
		code = keep(kept, crash, from.data, folder, error);
	rt_text_free(&from);
	return code;
}

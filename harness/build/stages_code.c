/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The digest that names the machine code a cell will have. */
#include <string.h>

#include "harness/base/file.h"
#include "harness/build/assembly.h"
#include "harness/build/command.h"
#include "harness/build/object_code.h"
#include "harness/build/stages_private.h"
#include "harness/build/tool.h"

static int no_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory; free some memory");
}

bool rt_stages_has_word(const struct rt_staged_work *work, const char *start)
{
	size_t length = strlen(start);

	for (size_t i = 0; i < work->flags.count; i++)
		if (!strncmp(work->flags.word[i], start, length))
			return true;
	for (const char *const *at = work->cell.own_flags; at && *at; at++)
		if (!strncmp(*at, start, length))
			return true;
	return false;
}

/* What the linker adds; all of it only where the code reaches out. */
static void hash_link(struct rt_hash *hash, const struct rt_staged_work *work,
		      bool calls_out)
{
	const struct rt_toolchain *toolchain = work->cell.toolchain;
	struct rt_words argv = RT_WORDS_INIT;

	rt_hash_string(hash, rt_text_string(&toolchain->linker->identity));
	if (calls_out)
		rt_command_link(&argv, &work->cell, &work->flags, ".");
	else
		rt_command_link_flags(&argv, &work->flags);
	for (size_t i = 0; i < argv.count; i++)
		rt_hash_string(hash, argv.word[i]);
	if (calls_out)
		rt_tool_hash(hash, toolchain);
	rt_words_free(&argv);
}

static bool is_x86(const struct rt_staged_work *work)
{
	const char *machine =
		rt_text_string(&work->cell.toolchain->compiler->machine);

	return !strncmp(machine, "x86_64", 6) ||
	       (*machine == 'i' && !strncmp(machine + 2, "86", 2));
}

/* Concern debug information and messages; -I is for .include alone. */
static bool is_idle_for_assembler(const char *word)
{
	static const char *const idle[] = {
		"--gdwarf",	      "--gstabs", "-g", "--compress-debug",
		"--nocompress-debug", "-W",	  "-I"};

	for (size_t i = 0; i < sizeof(idle) / sizeof(*idle); i++)
		if (!strncmp(word, idle[i], strlen(idle[i])))
			return true;
	return false;
}

/* The assembler's own words, as --32, change what it makes of the text. */
static int hash_assembler(struct rt_hash *hash, struct rt_staged_work *work,
			  struct rt_error *error)
{
	const struct rt_driver *driver;
	const struct rt_plan *plan;
	const struct rt_plan_line *line;
	int code = rt_drivers_compile(&work->stages->drivers, &work->cell,
				      &work->flags, &driver, &plan, error);

	if (code || !plan)
		return code;
	line = &plan->assembler;
	for (size_t i = 0; i < line->words.count; i++) {
		const char *word = line->words.word[i];

		if (!strcmp(word, "-I"))
			i++; /* its folder is a word of its own */
		else if (i != line->input && i != line->output &&
			 !is_idle_for_assembler(word))
			rt_hash_string(hash, word);
	}
	return RT_OK;
}

static int hash_assembly(struct rt_hash *hash, struct rt_staged_work *work,
			 struct rt_assembly *found, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text text = RT_TEXT_INIT;
	bool verbose =
		is_x86(work) && rt_stages_has_word(work, "-fverbose-asm");
	int code;

	rt_stages_path(&path, work, "module.s");
	code = rt_file_read(&text, rt_text_string(&path), error);
	if (!code)
		code = hash_assembler(hash, work, error);
	if (!code && !rt_assembly_hash(hash, found, rt_text_string(&text),
				       text.length, verbose))
		code = no_memory(error);
	rt_text_free(&path);
	rt_text_free(&text);
	return code;
}

static int hash_object(struct rt_hash *hash, struct rt_staged_work *work,
		       bool *calls_out, struct rt_error *error)
{
	bool is_module = work->stage == RT_STAGE_MODULE;
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_stages_path(&path, work, is_module ? "module.so" : "module.o");
	code = rt_object_code_hash(hash, calls_out, rt_text_string(&path),
				   error);
	/* What was linked in is a part of it, but names are still open. */
	*calls_out |= is_module;
	rt_text_free(&path);
	return code;
}

/* Names the code, as far as the stage reached tells; *@decided if it does. */
int rt_stages_name_code(struct rt_staged *staged, bool *decided,
			struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_assembly found = {.calls_out = false};
	struct rt_digest code_name;
	struct rt_hash hash;
	int code;

	rt_hash_start(&hash);
	rt_hash_string(&hash, "code 1");
	if (work->stage == RT_STAGE_ASSEMBLY)
		code = hash_assembly(&hash, work, &found, error);
	else
		code = hash_object(&hash, work, &found.calls_out, error);
	hash_link(&hash, work, found.calls_out);
	*decided = !found.reads_files;
	staged->calls_out = found.calls_out;
	if (code)
		rt_hash_end(&hash, &code_name, NULL);
	else
		code = rt_hash_end(&hash, &staged->code, error);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The digest of the machine code that a cell will have. */
#include <string.h>

#include "harness/arch/arch.h"
#include "harness/base/file.h"
#include "harness/module/assembly.h"
#include "harness/module/command.h"
#include "harness/module/object_code.h"
#include "harness/module/stages_private.h"
#include "harness/toolchain/tool.h"

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

/* Hashes the linker and its flags; the whole command if the code calls out. */
static void hash_link(struct rt_hash *hash, const struct rt_staged_work *work,
		      bool calls_out)
{
	const struct rt_toolchain *toolchain = work->cell.toolchain;
	struct rt_strings argv = RT_STRINGS_INIT;

	rt_hash_string(hash, rt_text_string(&toolchain->linker->identity));
	if (calls_out)
		rt_command_link(&argv, &work->cell, &work->flags, ".");
	else
		rt_command_link_flags(&argv, &work->flags);
	for (size_t i = 0; i < argv.count; i++)
		rt_hash_string(hash, argv.word[i]);
	if (calls_out)
		rt_tool_hash(hash, toolchain);
	rt_strings_free(&argv);
}

static bool is_x86(const struct rt_staged_work *work)
{
	const struct rt_compiler *compiler = work->cell.toolchain->compiler;
	const struct rt_arch *arch =
		rt_arch_of_triplet(rt_text_string(&compiler->machine));

	return arch && arch->is_x86;
}

/* Flags that gcc passes to the assembler, or that choose its target. */
static bool has_assembler_s_word(const struct rt_staged_work *work)
{
	static const char *const words[] = {"-m16", "-m32",    "-mx32",
					    "-m64", "-miamcu", "-msse2avx"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (rt_stages_has_word(work, words[i]))
			return true;
	return false;
}

/* The effect of the user's own flags on the assembler is not known. */
bool rt_stages_assembly_decides(const struct rt_staged_work *work)
{
	return work->cell.toolchain->compiler->family == RT_GCC &&
	       is_x86(work) && !work->cell.own_flags &&
	       !rt_stages_has_word(work, "-flto") &&
	       !has_assembler_s_word(work);
}

static int hash_assembly(struct rt_hash *hash, struct rt_staged_work *work,
			 struct rt_assembly *found, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text text = RT_TEXT_INIT;
	bool verbose = rt_stages_has_word(work, "-fverbose-asm");
	int code;

	rt_stages_path(&path, work, "module.s");
	code = rt_file_read(&text, rt_text_string(&path), error);
	if (!code && !rt_assembly_hash(hash, found, rt_text_string(&text),
				       text.length, verbose))
		code = rt_no_memory(error);
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
	/*
	 * The hash has the code linked in, but symbols are still bound at run
	 * time.
	 */
	*calls_out |= is_module;
	rt_text_free(&path);
	return code;
}

int rt_stages_name_code(struct rt_staged *staged, bool *decided,
			struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	struct rt_assembly found = {.calls_out = false};
	struct rt_digest code_name;
	struct rt_hash hash;
	int code;

	rt_hash_start(&hash);
	rt_hash_string(&hash, "code 3");
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cache that others may have written holds: any bytes as the list beside
 * a module, as the rule that a compiler wrote, and as the answer that was kept
 * of every question about compilers and libcs.
 */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/base/hash.h"
#include "harness/module/inputs.h"
#include "harness/module/manifest.h"
#include "harness/module/read.h"
#include "harness/toolchain/toolchain.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void take_read(void *data, const char *path, const char *digest)
{
	*(size_t *)data += strlen(path) + strlen(digest);
}

static void try_list(const uint8_t *data, size_t size)
{
	char module[512];
	size_t read = 0;

	scratch_path(module, "module.so");
	scratch_put("module.so", "", 0);
	scratch_put("inputs", data, size);
	rt_manifest_holds(scratch());
	rt_module_each_read(module, take_read, &read);
	must(read <= size);
}

static void try_rule(const uint8_t *data, size_t size)
{
	static const struct rt_compiler compiler = {.family = RT_TCC};
	static const struct rt_toolchain toolchain = {.compiler = &compiler};
	/* A flag beyond reach: no compiler is asked where it looks. */
	static const char *const flags[] = {"-B", NULL};
	const struct rt_cell cell = {
		.source = "a.c", .toolchain = &toolchain, .own_flags = flags};
	struct rt_strings none = RT_STRINGS_INIT;
	struct rt_inputs inputs;

	scratch_put("module.d", data, size);
	rt_inputs_begin(&inputs);
	must(!rt_inputs_find(&inputs, &cell, &none, scratch(), NULL));
	for (size_t i = 0; i < inputs.read.count; i++)
		must(*inputs.read.word[i] != '\0');
	rt_inputs_free(&inputs);
}

/* A compiler that says little, so that there are questions about one. */
static const char *make_answers(void)
{
	static const char program[] =
		"#!/bin/sh\n"
		"case $1 in *machine*) echo x86_64-linux-gnu;;\n"
		"*) echo 'gcc (x) 12.2.0';; esac\n";
	static char folder[512];
	struct rt_toolchains found;
	char path[512];

	if (*folder)
		return folder;
	scratch_path(path, "bin");
	must(!rt_folder_make(path, NULL) && !setenv("PATH", path, 1));
	scratch_put("bin/gcc", program, sizeof(program) - 1);
	scratch_path(path, "bin/gcc");
	must(!chmod(path, 0755));
	scratch_path(folder, "answers");
	must(!rt_folder_make(folder, NULL));
	rt_toolchains_recall(&found, folder, NULL);
	rt_toolchains_free(&found);
	return folder;
}

/* With its digest: a damaged answer is not read at all. */
static void answer_all(const char *folder, const struct rt_text *answer)
{
	DIR *answers = opendir(folder);
	struct dirent *one;
	char path[512];

	must(answers != NULL);
	while ((one = readdir(answers)))
		if (one->d_name[0] != '.' &&
		    snprintf(path, sizeof(path), "answers/%.255s",
			     one->d_name) > 0)
			scratch_put(path, answer->data, answer->length);
	closedir(answers);
}

static void try_answer(const uint8_t *data, size_t size)
{
	const char *folder = make_answers();
	char *text = strndup((const char *)data, size);
	struct rt_text answer = RT_TEXT_INIT;
	struct rt_toolchains found;
	struct rt_digest digest;
	struct rt_hash hash;

	must(text != NULL);
	rt_hash_start(&hash);
	rt_hash_string(&hash, text);
	must(!rt_hash_end(&hash, &digest, NULL));
	rt_text_format(&answer, "%s\n%s", digest.text, text);
	answer_all(folder, &answer);
	if (!rt_toolchains_recall(&found, folder, NULL))
		for (size_t i = 0; i < found.count; i++)
			rt_toolchains_named(&found, found.list[i].name.data,
					    NULL);
	rt_toolchains_free(&found);
	rt_text_free(&answer);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] == 'l')
		try_list(data + 1, size - 1);
	else if (data[0] == 'r')
		try_rule(data + 1, size - 1);
	else
		try_answer(data + 1, size - 1);
	return 0;
}

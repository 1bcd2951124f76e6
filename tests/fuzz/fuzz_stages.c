/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as what compilers print: messages and assembly. The first byte
 * says which; nothing that was not given may come out.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/module/assembly.h"
#include "harness/toolchain/complaint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void try_complaint(const char *text)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	struct rt_process process = {.exit_status = 1};
	const char *word;
	bool is_given = false;

	rt_strings_split(&flags, "-O2 -march=foo -fno-builtin -DX=1");
	word = rt_complaint_word(text, &flags);
	for (size_t i = 0; i < flags.count; i++)
		is_given |= word == flags.word[i];
	must(!word || is_given);
	rt_text_add(&process.output, text);
	must(!rt_complaint_is_internal(&process) ||
	     rt_complaint_limit(&process) == RT_LIMIT_NONE);
	rt_process_free(&process);
	rt_strings_free(&flags);
}

static struct rt_digest hash(const char *text, size_t size, bool verbose)
{
	struct rt_assembly found;
	struct rt_digest digest;
	struct rt_hash state;

	rt_hash_start(&state);
	must(rt_assembly_hash(&state, &found, text, size, verbose));
	must(rt_hash_end(&state, &digest, NULL) == RT_OK);
	return digest;
}

/* The text is not ended by a 0 here: reading past its end shows. */
static void try_assembly(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct rt_digest first, again;

	must(copy != NULL);
	memcpy(copy, data, size);
	copy = realloc(copy, size ? size : 1);
	must(copy != NULL);
	first = hash(copy, size, false);
	again = hash(copy, size, false);
	must(!strcmp(first.text, again.text));
	hash(copy, size, true);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	must(text != NULL);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (data[0] == 'c')
		try_complaint(text);
	else
		try_assembly(data + 1, size - 1);
	free(text);
	return 0;
}

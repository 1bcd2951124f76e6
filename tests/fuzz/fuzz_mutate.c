/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a trial, changed and crossed: tests/fuzz/mutate_property.h. */
#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/mutate_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A compiler that answers nothing: its flags are those of corpora/flags. */
static struct rt_grammar *open_lists(void)
{
	static char name[] = "gcc", path[] = "/bin/true";
	static const struct rt_compiler compiler = {
		.family = RT_GCC, .name = name, .path = path};
	struct rt_grammar *grammar;

	if (rt_grammar_open(&grammar, &compiler, "corpora/flags",
			    "build/fuzz/grammars", NULL))
		abort();
	return grammar;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rt_grammar *grammar;
	static const struct rt_space_name accessors[] = {{"memcpy", 1, NULL},
							 {"movsb", 2, NULL}};
	struct rt_space_name toolchain = {"tcc+musl", 1, NULL};
	struct rt_space space = {.accessors = {accessors, 2},
				 .toolchains = {&toolchain, 1}};
	uint64_t seed = 0;

	if (!grammar)
		grammar = open_lists();
	toolchain.grammar = grammar;
	rt_trial_init(&space.base);
	if (size < sizeof(seed))
		return 0;
	memcpy(&seed, data, sizeof(seed));
	if (property_mutate(&space, (const char *)data + sizeof(seed),
			    size - sizeof(seed), PROPERTY_MOST - seed % 256,
			    seed))
		abort();
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/fuzz/mutate_property.h"

enum { ROUNDS = 20000 };

struct machine {
	struct rt_compilers compilers;
	struct rt_grammar *grammar[8];
	struct rt_scope_name toolchains[8];
	struct rt_scope scope;
};

static const struct rt_scope_name accessors[] = {
	{"memcpy", 3, NULL},
	{"fortify-memcpy", 3, NULL},
	{"movsb", 1, NULL},
};
static const struct rt_scope_name pairs[] = {{"auto", 1, NULL},
					     {"0,1", 1, NULL}};

static int setup(void **state)
{
	struct machine *machine = calloc(1, sizeof(*machine));

	assert_non_null(machine);
	assert_int_equal(rt_compilers_find(&machine->compilers, NULL), 0);
	for (size_t i = 0; i < machine->compilers.count && i < 8; i++) {
		struct rt_error error = RT_ERROR_INIT;

		if (rt_grammar_open(&machine->grammar[i],
				    &machine->compilers.list[i],
				    "corpora/flags", "build/grammars", &error))
			fail_msg("%s", error.message);
		machine->toolchains[i] =
			(struct rt_scope_name){machine->compilers.list[i].name,
					       1, machine->grammar[i]};
		machine->scope.toolchains.count++;
	}
	machine->scope.toolchains.list = machine->toolchains;
	machine->scope.accessors = (struct rt_scope_names){accessors, 3};
	machine->scope.pairs = (struct rt_scope_names){pairs, 2};
	rt_trial_init(&machine->scope.base);
	*state = machine;
	return 0;
}

static int teardown(void **state)
{
	struct machine *machine = *state;

	for (int i = 0; i < 8; i++)
		rt_grammar_free(machine->grammar[i]);
	rt_compilers_free(&machine->compilers);
	free(machine);
	return 0;
}

static void hold(const struct rt_scope *scope, const char *text, size_t length,
		 size_t most, uint64_t seed)
{
	const char *broken = property_mutate(scope, text, length, most, seed);

	if (broken)
		fail_msg("%s: seed %ju, most %zu, of\n%.*s", broken,
			 (uintmax_t)seed, most, (int)length, text);
}

static void promises_hold_over_many_rounds(void **state)
{
	const struct machine *machine = *state;
	char text[PROPERTY_MOST];
	size_t length = 0;

	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		hold(&machine->scope, text, length, PROPERTY_MOST, seed);
		length = rt_mutate_text(&machine->scope, text, length,
					PROPERTY_MOST, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promises_hold_over_many_rounds),
	};

	return cmocka_run_group_tests_name("mutate", tests, setup, teardown);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "harness/fuzz/first.h"

enum { PARTS = 3 };

static const struct rt_space_name accessors[] = {
	{"memcpy", 3, NULL},
	{"plain", 1, NULL},
	{"memmove", 3, NULL},
};

struct fixture {
	struct rt_compilers compilers;
	struct rt_grammar *grammar;
	struct rt_space_name toolchains[2];
	struct rt_space space;
	struct rt_text folder;
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const struct rt_compiler *compiler;

	assert_non_null(fixture);
	assert_int_equal(rt_compilers_find(&fixture->compilers, NULL, NULL), 0);
	compiler = rt_compilers_named(&fixture->compilers, "gcc");
	assert_non_null(compiler);
	assert_int_equal(rt_grammar_open(&fixture->grammar, compiler,
					 "corpora/flags", "build/grammars",
					 NULL),
			 0);
	fixture->toolchains[0] =
		(struct rt_space_name){"gcc+musl", 6, fixture->grammar};
	fixture->toolchains[1] =
		(struct rt_space_name){"gcc-9+musl", 1, fixture->grammar};
	fixture->space.accessors = (struct rt_space_names){accessors, 3};
	fixture->space.toolchains =
		(struct rt_space_names){fixture->toolchains, 2};
	rt_trial_init(&fixture->space.base);
	assert_int_equal(
		rt_folder_make_temporary(&fixture->folder, "/tmp", NULL), 0);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	rt_folder_remove(rt_text_string(&fixture->folder));
	rt_text_free(&fixture->folder);
	rt_grammar_free(fixture->grammar);
	rt_compilers_free(&fixture->compilers);
	free(fixture);
	return 0;
}

/* The trial of number @number, which lies where its job looks for it. */
static bool read_first(const struct fixture *fixture, unsigned number,
		       struct rt_trial *trial)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	bool is_there;

	rt_text_format(&path, "%s/%u/first-%u",
		       rt_text_string(&fixture->folder), number % PARTS,
		       number);
	is_there = !rt_file_read(&text, path.data, NULL);
	if (is_there)
		assert_int_equal(rt_trial_parse(trial, rt_text_string(&text),
						text.length, path.data, NULL),
				 0);
	rt_text_free(&path);
	rt_text_free(&text);
	return is_there;
}

static void write_first(const struct fixture *fixture)
{
	assert_int_equal(rt_first_write(&fixture->space,
					rt_text_string(&fixture->folder), PARTS,
					NULL),
			 0);
}

static void has_what_decides_most(void **state)
{
	static const char *const wanted[] = {"-O2", "-O2 -fno-builtin",
					     "-O2 -ffreestanding",
					     "-O2 -D_FORTIFY_SOURCE=2"};
	unsigned met[2][4] = {{0}}, count = 0;
	struct rt_trial trial;

	write_first(*state);
	while (read_first(*state, count, &trial)) {
		bool moves = !strcmp(trial.accessor, "memmove");

		/* What weighs little is left to the search. */
		assert_string_equal(trial.toolchain, "gcc+musl");
		assert_true(moves || !strcmp(trial.accessor, "memcpy"));
		for (int i = 0; i < 4; i++)
			met[moves][i] += !strcmp(trial.flags, wanted[i]);
		count++;
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(met[0][i], 1);
		assert_int_equal(met[1][i], 1);
	}
	assert_int_equal(count, 8);
}

static void flags_that_are_fixed_stay(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial;
	unsigned count = 0;

	fixture->space.fixed = rt_space_bit("flags");
	snprintf(fixture->space.base.flags, sizeof(fixture->space.base.flags),
		 "-O1");
	write_first(fixture);
	for (; read_first(fixture, count, &trial); count++)
		assert_string_equal(trial.flags, "-O1");
	assert_int_equal(count, 2);
}

static void a_folder_that_cannot_be_is_said(void **state)
{
	const struct fixture *fixture = *state;
	struct rt_error error = RT_ERROR_INIT;

	assert_int_equal(
		rt_first_write(&fixture->space, "/dev/null", PARTS, &error),
		RT_SETUP);
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(has_what_decides_most, setup,
						teardown),
		cmocka_unit_test_setup_teardown(flags_that_are_fixed_stay,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_is_said,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

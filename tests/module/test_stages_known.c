/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The staged builder links the same code once. */
#include "harness/module/stages.h"
#include "tests/module/fixture.h"

static void build_one(struct fixture *fixture, struct rt_stages *stages,
		      const char *name, const char *flags,
		      struct rt_staged *staged, struct rt_build *build)
{
	const struct rt_cell cell = {
		.source = "corpora/accessors/memcpy.c",
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, name),
		.flags = flags,
	};

	assert_int_equal(rt_stages_compile(stages, &cell, staged, NULL), RT_OK);
	assert_int_equal(rt_stages_link(stages, staged, build, NULL), RT_OK);
}

/* Two builds, and whether the second has the first one's code. */
static void assert_known(struct fixture *fixture, const char *const names[2],
			 const char *const flags[2], bool is_known)
{
	struct rt_staged staged[2];
	struct rt_build build[2];
	struct rt_text module = RT_TEXT_INIT;
	struct rt_text folder = RT_TEXT_INIT;
	struct rt_stages *stages;

	rt_text_format(&folder, "%s/stages", fixture->folder.data);
	assert_int_equal(rt_stages_open(&stages, folder.data, NULL), RT_OK);
	for (int i = 0; i < 2; i++)
		build_one(fixture, stages, names[i], flags[i], &staged[i],
			  &build[i]);
	assert_int_equal(!strcmp(staged[0].code.text, staged[1].code.text),
			 is_known);
	assert_false(build[0].from_cache);
	assert_int_equal(build[1].from_cache, is_known);
	assert_int_equal(rt_stages_counted(stages)->compiled, 2);
	assert_int_equal(rt_stages_counted(stages)->linked, is_known ? 1 : 2);
	assert_true(rt_stages_find(stages, &staged[1].code, &module));
	assert_string_equal(module.data, build[1].module.data);
	for (int i = 0; i < 2; i++) {
		rt_build_free(&build[i]);
		rt_staged_free(&staged[i]);
	}
	rt_text_free(&module);
	rt_stages_close(stages);
	/* The next two begin without a module. */
	rt_folder_remove(folder.data);
	rt_text_free(&folder);
}

static void the_same_code_is_known(void **state)
{
	static const char *const gcc[] = {"gcc", "gcc"};
	static const char *const clang[] = {"clang", "clang"};
	static const char *const musl[] = {"gcc", "gcc+musl"};
	static const char *const idle[] = {"-O2", "-Wall -O2 -g -DX=1"};
	static const char *const other[] = {"-O2", "-O2 -fno-builtin"};
	static const char *const calls[] = {"-O2 -fno-builtin",
					    "-O2 -fno-builtin"};
	/* The assembler is told it too: the object decides. */
	static const char *const encoded[] = {"-O2", "-O2 -msse2avx"};
	static const char *const same[] = {"-O2", "-O2"};

	assert_known(*state, gcc, idle, true);
	assert_known(*state, clang, idle, true);
	assert_known(*state, gcc, other, false);
	assert_known(*state, gcc, encoded, false);
	assert_known(*state, musl, same, true);
	assert_known(*state, musl, calls, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_code_is_known),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of building share: the machine's toolchains and a cache. */
#ifndef RT_TESTS_BUILD_FIXTURE_H
#define RT_TESTS_BUILD_FIXTURE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/module/build.h"
#include "harness/module/module.h"
#include "harness/module/workplace.h"
#include "tests/base/machine.h"

struct fixture {
	struct rt_toolchains toolchains;
	struct rt_text folder; /* removed in the end */
	struct rt_text cache;  /* inside it */
	/* In the cache of all tests: no command sweeps it meanwhile. */
	struct rt_workplace workplace;
};

/*
 * The cache for cells of the corpora, which many tests build: with all.sh one
 * for the whole run, so that each is built once; else the test's own.
 */
static inline const char *fixture_cells(const struct fixture *fixture)
{
	const char *all = getenv("RINGTEAR_TEST_CELLS");

	return all ? all : fixture->cache.data;
}

static inline int fixture_setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	assert_int_equal(
		rt_folder_make_temporary(&fixture->folder, "/tmp", NULL),
		RT_OK);
	rt_text_format(&fixture->cache, "%s/cache", fixture->folder.data);
	assert_int_equal(rt_toolchains_find(&fixture->toolchains, NULL), RT_OK);
	assert_int_equal(rt_workplace_open(&fixture->workplace,
					   fixture_cells(fixture), NULL),
			 RT_OK);
	*state = fixture;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	rt_workplace_close(&fixture->workplace);
	rt_folder_remove(fixture->folder.data);
	rt_text_free(&fixture->folder);
	rt_text_free(&fixture->cache);
	rt_toolchains_free(&fixture->toolchains);
	free(fixture);
	return 0;
}

/* A machine without the toolchain skips the test that asks for it. */
static inline const struct rt_toolchain *fixture_toolchain(
	struct fixture *fixture, const char *name)
{
	const struct rt_toolchain *found =
		rt_toolchains_named(&fixture->toolchains, name, NULL);

	if (!found)
		machine_skip(name, program_invocation_short_name);
	return found;
}

/* Builds, printing what the compiler said when it fails. */
static inline void fixture_build_in(const char *cache, struct rt_build *build,
				    const struct rt_cell *cell)
{
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_build(build, cell, cache, &error);

	if (code)
		print_error("%s\n%s\n", error.message,
			    error.detail ? error.detail : "");
	assert_int_equal(code, RT_OK);
}

static inline void fixture_build(struct fixture *fixture,
				 struct rt_build *build,
				 const struct rt_cell *cell)
{
	fixture_build_in(fixture->cache.data, build, cell);
}

/* Writes @text to @name in the test's folder; returns the path, for free(). */
static inline char *fixture_write(struct fixture *fixture, const char *name,
				  const char *text)
{
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	assert_int_equal(rt_file_write(path.data, text, strlen(text), NULL),
			 RT_OK);
	return path.data;
}

/* Runs the command @line, which must succeed. */
static inline void fixture_run(const char *line)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process;

	assert_true(rt_strings_split(&argv, line));
	assert_int_equal(rt_process_run(&process, argv.word, NULL, 60, NULL),
			 RT_OK);
	if (process.exit_status)
		print_error("%s: %s\n", line, rt_text_string(&process.output));
	assert_int_equal(process.exit_status, 0);
	rt_process_free(&process);
	rt_strings_free(&argv);
}

#endif

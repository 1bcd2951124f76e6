/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cache holds besides good entries, and what its keys depend on. */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/build/fixture.h"

/* Makes @name/module.o in the cache, last changed @seconds ago. */
static char *leave(struct fixture *fixture, const char *name, time_t seconds)
{
	const struct timespec times[2] = {{.tv_sec = time(NULL) - seconds},
					  {.tv_sec = time(NULL) - seconds}};
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->cache.data, name);
	assert_int_equal(rt_folder_make(path.data, NULL), RT_OK);
	rt_text_add(&path, "/module.o");
	assert_int_equal(rt_file_write(path.data, "x", 1, NULL), RT_OK);
	*strrchr(path.data, '/') = '\0';
	assert_int_equal(utimensat(AT_FDCWD, path.data, times, 0), 0);
	return path.data;
}

static void interrupted_builds_are_tidied_up(void **state)
{
	struct fixture *fixture = *state;
	char *old = leave(fixture, "tmp.aaaaaa", 700);
	char *young = leave(fixture, "tmp.bbbbbb", 500);
	char *other = leave(fixture, "temporary", 700);
	char *source = fixture_write(fixture, "tidy.c", "int tidy;\n");
	struct rt_cell cell = {
		.source = source,
		.toolchain = fixture_toolchain(fixture, "gcc"),
		.flags = "",
	};
	struct rt_build build;

	fixture_build(fixture, &build, &cell);
	assert_false(build.from_cache);
	assert_false(rt_file_exists(old));
	assert_true(rt_file_exists(young));
	assert_true(rt_file_exists(other));
	rt_folder_remove(young);
	rt_folder_remove(other);
	rt_build_free(&build);
	free(source);
	free(other);
	free(young);
	free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupted_builds_are_tidied_up),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

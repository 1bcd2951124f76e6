/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cache holds besides good entries, and what its keys depend on. */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/module/cache.h"
#include "harness/toolchain/native.h"
#include "tests/module/fixture.h"

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

static void what_the_killed_left_is_swept(void **state)
{
	struct fixture *fixture = *state;
	char *old = leave(fixture, RT_TEMPORARY "aaaaaa", 700);
	char *answer = leave(fixture, "answers/0123.aB3xyz", 700);
	char *young = leave(fixture, RT_TEMPORARY "bbbbbb", 500);
	char *other = leave(fixture, "temporary", 700);

	rt_cache_sweep(fixture->cache.data, time(NULL) - 600);
	assert_false(rt_file_exists(old));
	assert_false(rt_file_exists(answer));
	assert_true(rt_file_exists(young));
	assert_true(rt_file_exists(other));
	rt_folder_remove(young);
	rt_folder_remove(other);
	free(other);
	free(young);
	free(answer);
	free(old);
}

static bool alone_from_cache(struct fixture *fixture,
			     const struct rt_cell *cell)
{
	struct rt_build build;
	bool cached;

	assert_int_equal(
		rt_build_alone(&build, cell, fixture->cache.data, NULL), RT_OK);
	cached = build.from_cache;
	rt_build_free(&build);
	return cached;
}

/* The driver of other machines: no folder to search is named for it. */
static void a_changed_header_beside_a_program_is_noticed(void **state)
{
	struct fixture *fixture = *state;
	char *header = fixture_write(fixture, "beside.h", "#define OWN 0\n");
	char *source = fixture_write(
		fixture, "alone.c",
		"#include \"beside.h\"\nint main(void) { return OWN; }\n");
	struct rt_cell cell = {
		.source = source,
		.toolchain = fixture_toolchain(fixture, "gcc"),
		.flags = "-O2",
	};

	assert_false(alone_from_cache(fixture, &cell));
	assert_true(alone_from_cache(fixture, &cell));
	free(fixture_write(fixture, "beside.h", "#define OWN 2\n"));
	assert_false(alone_from_cache(fixture, &cell));
	free(source);
	free(header);
}

static void expect_identity(const char *cpuinfo, const char *expected)
{
	struct rt_text identity = RT_TEXT_INIT;

	rt_native_identity(&identity, cpuinfo);
	assert_string_equal(rt_text_string(&identity), expected);
	rt_text_free(&identity);
}

static void a_cpu_is_told_by_what_does_not_change(void **state)
{
	(void)state;
	expect_identity("processor\t: 0\nmodel name\t: A 1\n"
			"cpu MHz\t\t: 2.5\nflags\t\t: fpu sse\n\n"
			"processor\t: 1\nflags\t\t: fpu\n",
			"model name\t: A 1\nflags\t\t: fpu sse\n");
	expect_identity("Features\t: fp asimd", "Features\t: fp asimd\n");
	expect_identity("models: 1\nmod: 2\n: 3\nnothing\n", "");
	expect_identity("", "");
}

static bool asks_for_native(const char *line)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	bool asked;

	assert_true(rt_strings_split(&flags, line));
	asked = rt_native_is_asked(&flags);
	rt_strings_free(&flags);
	return asked;
}

static void native_is_asked_by_some_flags(void **state)
{
	(void)state;
	assert_true(asks_for_native("-O2 -march=native"));
	assert_true(asks_for_native("-mtune=native -O2"));
	assert_true(asks_for_native("-mcpu=native"));
	assert_false(asks_for_native("-O2 -march=x86-64 -DX=native1 native"));
	assert_false(asks_for_native(""));
}

/* A file over /proc/cpuinfo that only this process sees. */
static bool change_cpu(const char *file)
{
	return !unshare(CLONE_NEWNS) &&
	       !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount(file, "/proc/cpuinfo", NULL, MS_BIND, NULL);
}

/* Whether a build of @source with @flags is found in the cache. */
static bool is_kept(struct fixture *fixture, const char *source,
		    const char *flags)
{
	struct rt_cell cell = {
		.source = source,
		.toolchain = fixture_toolchain(fixture, "gcc"),
		.flags = flags,
	};
	struct rt_build build;
	bool kept;

	fixture_build(fixture, &build, &cell);
	kept = build.from_cache;
	rt_build_free(&build);
	return kept;
}

enum { cannot_mount = 77 };

static int build_elsewhere(struct fixture *fixture, const char *source,
			   const char *cpuinfo)
{
	if (!change_cpu(cpuinfo))
		return cannot_mount;
	if (!is_kept(fixture, source, "-O2"))
		return 1;
	return is_kept(fixture, source, "-mtune=native") ? 2 : 0;
}

static void native_code_of_another_cpu_is_built_again(void **state)
{
	struct fixture *fixture = *state;
	char *source = fixture_write(fixture, "native.c", "int native;\n");
	char *cpuinfo = fixture_write(fixture, "cpuinfo", "flags : none\n");
	int status;
	pid_t child;

	is_kept(fixture, source, "-O2");
	is_kept(fixture, source, "-mtune=native");
	assert_true(is_kept(fixture, source, "-mtune=native"));
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(build_elsewhere(fixture, source, cpuinfo));
	assert_int_equal(waitpid(child, &status, 0), child);
	free(cpuinfo);
	free(source);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == cannot_mount)
		machine_skip("the right to mount", __func__);
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_killed_left_is_swept),
		cmocka_unit_test(a_changed_header_beside_a_program_is_noticed),
		cmocka_unit_test(a_cpu_is_told_by_what_does_not_change),
		cmocka_unit_test(native_is_asked_by_some_flags),
		cmocka_unit_test(native_code_of_another_cpu_is_built_again),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

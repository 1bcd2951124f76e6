/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a file comes from: git trees and package managers made for the test. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/base/git.h"
#include "harness/run/origin.h"
#include "tests/record/folder.h"

static int setup(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	assert_non_null(folder);
	folder_make(folder);
	*state = folder;
	return 0;
}

static int teardown(void **state)
{
	folder_remove(*state);
	free(*state);
	return 0;
}

static void path_of(char path[512], const struct folder *folder,
		    const char *name)
{
	snprintf(path, 512, "%s/%s", folder->path.data, name);
}

static void put_file(const struct folder *folder, const char *name,
		     const char *content)
{
	char path[512];

	path_of(path, folder, name);
	assert_int_equal(rt_file_write(path, content, strlen(content), NULL),
			 0);
}

static void git(const struct folder *folder, const char *const *words)
{
	struct rt_error error = RT_ERROR_INIT;

	expect_ok(rt_git(folder->path.data, NULL, words, "work", NULL, &error),
		  &error);
}

/* One commit that has bswap.h, in the folder's own repository. */
static void make_tree(const struct folder *folder)
{
	const char *init[] = {"init", "-q", ".", NULL};
	const char *add[] = {"add", "bswap.h", NULL};
	const char *commit[] = {"-c",	  "user.name=A", "-c", "user.email=a@b",
				"commit", "-q",		 "-m", "bswap: loads",
				NULL};

	put_file(folder, "bswap.h", "one\n");
	git(folder, init);
	git(folder, add);
	git(folder, commit);
}

static void expect_origin(const struct folder *folder, const char *name,
			  const char *const *says)
{
	struct rt_text origin = RT_TEXT_INIT;
	char path[512];

	path_of(path, folder, name);
	rt_file_origin(&origin, path);
	for (; *says; says++)
		if (!strstr(rt_text_string(&origin), *says))
			fail_msg("no '%s' in '%s'", *says,
				 rt_text_string(&origin));
	rt_text_free(&origin);
}

static void a_tracked_file_has_its_commit(void **state)
{
	const char *const clean[] = {"bswap.h of ", ", commit ",
				     " \"bswap: loads\"", NULL};
	const char *const dirty[] = {"bswap.h of ", "-dirty \"bswap: loads\"",
				     NULL};
	struct rt_text origin = RT_TEXT_INIT;
	char path[512];

	make_tree(*state);
	expect_origin(*state, "bswap.h", clean);
	path_of(path, *state, "bswap.h");
	rt_file_origin(&origin, path);
	assert_null(strstr(rt_text_string(&origin), "dirty"));
	rt_text_free(&origin);
	put_file(*state, "bswap.h", "another\n");
	expect_origin(*state, "bswap.h", dirty);
}

static void a_tag_is_told_beside_it(void **state)
{
	const char *tag[] = {"tag", "v3.1.0", NULL};
	const char *const says[] = {" (v3.1.0)", NULL};

	make_tree(*state);
	git(*state, tag);
	expect_origin(*state, "bswap.h", says);
}

static void an_untracked_file_is_not_the_commits(void **state)
{
	const char *const says[] = {"x.o, which is not tracked, in ",
				    ", commit ", NULL};

	make_tree(*state);
	put_file(*state, "x.o", "");
	expect_origin(*state, "x.o", says);
}

/* Only what is in the folder is found, beside the programs that it needs. */
static void use_manager(const struct folder *folder, const char *name,
			const char *script)
{
	static char path[1024];
	char file[512];

	put_file(folder, name, script);
	path_of(file, folder, name);
	assert_int_equal(chmod(file, 0700), 0);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", folder->path.data);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

static void a_file_of_a_package_has_its_version(void **state)
{
	const char *const says[] = {"x.h of the package libx-dev:amd64 1.2-3",
				    NULL};

	put_file(*state, "x.h", "");
	use_manager(*state, "dpkg-query",
		    "#!/bin/sh\ncase $1 in\n"
		    "-S) echo \"libx-dev:amd64: $2\" ;;\n"
		    "-W) echo \"$4 1.2-3\" ;;\nesac\n");
	expect_origin(*state, "x.h", says);
}

static void apk_is_asked_where_dpkg_knows_nothing(void **state)
{
	const char *const says[] = {"x.h of the package libx-dev-1.2-r4", NULL};

	put_file(*state, "x.h", "");
	use_manager(*state, "dpkg-query", "#!/bin/sh\nexit 1\n");
	use_manager(*state, "apk",
		    "#!/bin/sh\necho \"$3 is owned by libx-dev-1.2-r4\"\n");
	expect_origin(*state, "x.h", says);
}

static void what_nobody_knows_has_none(void **state)
{
	struct rt_text origin = RT_TEXT_INIT;
	char path[512];

	use_manager(*state, "dpkg-query", "#!/bin/sh\nexit 1\n");
	use_manager(*state, "apk", "#!/bin/sh\nexit 1\n");
	use_manager(*state, "rpm", "#!/bin/sh\necho not owned\nexit 1\n");
	put_file(*state, "x.h", "");
	path_of(path, *state, "x.h");
	rt_file_origin(&origin, path);
	rt_file_origin(&origin, "/no/such/file");
	assert_int_equal(origin.length, 0);
	rt_text_free(&origin);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_tracked_file_has_its_commit),
		TEST(a_tag_is_told_beside_it),
		TEST(an_untracked_file_is_not_the_commits),
		TEST(a_file_of_a_package_has_its_version),
		TEST(apk_is_asked_where_dpkg_knows_nothing),
		TEST(what_nobody_knows_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

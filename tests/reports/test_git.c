/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Git's configuration without git. reports.bats asks git for the same. */
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "reports/git_config.h"
#include "reports/git_file.h"
#include "reports/git_match.h"
#include "reports/sender.h"

/* What a file says: "section.subsection.name=value;" for each variable. */
static const struct {
	const char *text, *said;
} files[] = {
	{"", ""},
	{"[user]\n\tname = A  B \n", "user..name=A  B;"},
	{"\xef\xbb\xbf[User] Name = a\r\nEMAIL=b\r\n",
	 "user..name=a;user..email=b;"},
	{"# a\n; b\n[a]x=1#2\ny = \"1#2\" ; 3\nz = \" 4 \"", "a..x=1;"
							     "a..y=1#2;"
							     "a..z= 4 ;"},
	{"[a]x = 1 \\\n  2\ny = \\\"\\\\\\t\nz = a\"b \"c", "a..x=1   2;"
							    "a..y=\"\\\t;"
							    "a..z=ab c;"},
	{"[a \"B\\\"c\\d\"]\nx\n[a.B]y=\n", "a.B\"cd.x=;a.b..y=;"},
	/* What is malformed ends the file; git refuses all of it. */
	{"[a]x=1\n[b\ny=1\n", "a..x=1;"},
	{"[a]x=1\n[b \"c\ny=1\n", "a..x=1;"},
	{"[a]x=1\ny=\"1\nz=2", "a..x=1;"},
	{"[a]x=1\ny=\\q\nz=2", "a..x=1;"},
	{"[a]x=1\ny 2\nz=2", "a..x=1;"},
	{"[a]x=1\n=2\nz=2", "a..x=1;"},
	{"x=1\n", ""},
	{"[]x=1\n", ""},
	{"[a", ""},
	{"[a]x=\\", ""},
};

static void files_are_read_as_git_reads_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct rt_text said = RT_TEXT_INIT;
		struct rt_git_file file;

		rt_git_file_open(&file, files[i].text);
		while (rt_git_file_next(&file))
			rt_text_format(
				&said, "%s.%s.%s=%s;",
				rt_text_string(&file.variable.section),
				rt_text_string(&file.variable.subsection),
				rt_text_string(&file.variable.name),
				rt_text_string(&file.variable.value));
		rt_git_file_close(&file);
		assert_string_equal(rt_text_string(&said), files[i].said);
		rt_text_free(&said);
	}
}

static void paths_match_by_components(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool matches;
	} all[] = {
		{"/a/b", "/a/b", true},	       {"/a/b", "/a/b/c", false},
		{"/a/*", "/a/.git", true},     {"/a/*", "/a/b/c", false},
		{"/a/**", "/a/b/c", true},     {"/a/**", "/a", false},
		{"**/b", "/b", true},	       {"**/b", "/a/a/b", true},
		{"**/b", "/b/a", false},       {"**/a/b", "/a/a/b", true},
		{"/**/c/**", "/a/c/d", true},  {"/**/c/**", "/c/d", true},
		{"/**/c/**", "/a/c", false},   {"**/a/*/c", "/a/b/a/b/c", true},
		{"/a[bc]/d?", "/ac/de", true}, {"/a[bc]/d", "/ad/d", false},
		{"/A", "/a", false},	       {"/**", "/a/b", true},
		{"/a/**/b", "/a/b", true},     {"/a**/b", "/a/c/b", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (rt_git_path_matches(all[i].pattern, all[i].path, 0) !=
		    all[i].matches)
			fail_msg("%s, %s", all[i].pattern, all[i].path);
	assert_true(rt_git_path_matches("/A/**", "/a/b", FNM_CASEFOLD));
}

/* A home of its own, with a repository in it: the working directory. */
struct home {
	struct rt_text path;
	char *before; /* the working directory of the test program */
};

static void write_file(const struct home *home, const char *name,
		       const char *text)
{
	struct rt_text path = RT_TEXT_INIT;
	char *slash;

	rt_text_format(&path, "%s/%s", home->path.data, name);
	slash = strrchr(path.data, '/');
	*slash = '\0';
	assert_int_equal(rt_folder_make(path.data, NULL), 0);
	*slash = '/';
	assert_int_equal(rt_file_write(path.data, text, strlen(text), NULL), 0);
	rt_text_free(&path);
}

static int setup(void **state)
{
	struct home *home = calloc(1, sizeof(*home));

	assert_non_null(home);
	home->before = getcwd(NULL, 0);
	assert_int_equal(rt_folder_make_temporary(&home->path, "/tmp", NULL),
			 0);
	setenv("HOME", home->path.data, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("PWD");
	write_file(home, "tree/.git/HEAD", "ref: refs/heads/x\n");
	write_file(home, "tree/.git/config", "[core]\n");
	assert_int_equal(chdir(home->path.data), 0);
	assert_int_equal(chdir("tree"), 0);
	*state = home;
	return 0;
}

static int teardown(void **state)
{
	struct home *home = *state;

	assert_int_equal(chdir(home->before), 0);
	rt_folder_remove(home->path.data);
	rt_text_free(&home->path);
	free(home->before);
	free(home);
	return 0;
}

static void assert_sender(const char *wanted)
{
	struct rt_text sender = RT_TEXT_INIT;

	rt_sender_find(&sender);
	assert_string_equal(rt_text_string(&sender), wanted);
	rt_text_free(&sender);
}

/* Each that includes itself and many more comes to an end. */
static void includes_are_bounded(void **state)
{
	struct rt_text many = RT_TEXT_INIT;

	rt_text_add(&many, "[user]\nemail = a@b\n[include]\n");
	for (int i = 0; i < 1000; i++)
		rt_text_add(&many, "path = .gitconfig\n");
	rt_text_add(&many, "[user]\nname = A\n");
	write_file(*state, ".gitconfig", many.data);
	assert_sender("A <a@b>");
	rt_text_free(&many);
}

static void what_is_no_file_is_left_out(void **state)
{
	write_file(*state, ".gitconfig",
		   "[include]\npath = /dev/zero\npath = .\npath\npath = ~x/y\n"
		   "[user]\nname = A\nemail = a@b\n");
	assert_sender("A <a@b>");
}

/* .git as a file, relative and broken ones too. */
static void a_worktree_has_the_common_configuration(void **state)
{
	write_file(*state, "tree/.git/config", "[user]\nemail = a@b\n");
	write_file(*state, "tree/.git/worktrees/w/HEAD", "0\n");
	write_file(*state, "tree/.git/worktrees/w/commondir", "../..\n");
	write_file(*state, "work/.git", "gitdir: ../tree/.git/worktrees/w\n");
	assert_int_equal(chdir("../work"), 0);
	assert_sender(" <a@b>");
	write_file(*state, "work/.git", "gitdir: ../tree/nowhere\n");
	assert_sender("");
	write_file(*state, "work/.git", "nonsense\n");
	assert_sender("");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read_as_git_reads_them),
		cmocka_unit_test(paths_match_by_components),
		TEST(includes_are_bounded),
		TEST(what_is_no_file_is_left_out),
		TEST(a_worktree_has_the_common_configuration),
	};

	return cmocka_run_group_tests_name("git", tests, NULL, NULL);
}

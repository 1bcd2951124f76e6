/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/accessor/list.h"
#include "harness/base/file.h"

static const char folder[] = "corpora/accessors";

static void reads_the_corpus(void **state)
{
	struct rt_accessors accessors;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	if (rt_accessors_load(&accessors, folder, &error))
		fail_msg("%s", error.message);
	assert_true(accessors.count >= 18);
	for (size_t i = 1; i < accessors.count; i++)
		assert_true(strcmp(accessors.list[i - 1].name.data,
				   accessors.list[i].name.data) < 0);
	rt_accessors_free(&accessors);
}

static void has_both_controls_and_null(void **state)
{
	struct rt_accessors accessors;
	const struct rt_accessor *found;

	(void)state;
	assert_int_equal(rt_accessors_load(&accessors, folder, NULL), RT_OK);
	found = rt_accessors_named(&accessors, "bytes-volatile", NULL);
	assert_non_null(found);
	assert_int_equal(found->expectation, RT_EXPECT_TORN);
	found = rt_accessors_named(&accessors, "atomic-relaxed", NULL);
	assert_non_null(found);
	assert_int_equal(found->expectation, RT_EXPECT_ATOMIC);
	assert_non_null(rt_accessors_named(&accessors, "null", NULL));
	found = rt_accessors_named(&accessors, "memcpy", NULL);
	assert_non_null(found);
	assert_string_equal(found->path.data, "corpora/accessors/memcpy.c");
	assert_string_equal(rt_expectation_name(found->expectation), "depends");
	rt_accessors_free(&accessors);
}

/* The index by question leaves none out. */
static void each_is_in_the_document(void **state)
{
	struct rt_accessors accessors;
	struct rt_text document = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(rt_accessors_load(&accessors, folder, NULL), RT_OK);
	assert_int_equal(rt_file_read(&document, "docs/accessors.md", NULL),
			 RT_OK);
	for (size_t i = 0; i < accessors.count; i++) {
		struct rt_text quoted = RT_TEXT_INIT;
		const char *name = rt_text_string(&accessors.list[i].name);
		const char *index = strstr(document.data, "| question |");

		rt_text_format(&quoted, "`%s`", name);
		index = strstr(index, quoted.data);
		if (!index || index > strstr(document.data, "\n## Admission"))
			fail_msg("%s is not in docs/accessors.md", name);
		rt_text_free(&quoted);
	}
	rt_text_free(&document);
	rt_accessors_free(&accessors);
}

static void assert_suggests(const struct rt_accessors *accessors,
			    const char *name, const char *wanted)
{
	struct rt_error error = RT_ERROR_INIT;

	assert_null(rt_accessors_named(accessors, name, &error));
	assert_int_equal(error.code, RT_USAGE);
	if (!strstr(error.message, wanted))
		fail_msg("\"%s\" is not in: %s", wanted, error.message);
	rt_error_clear(&error);
}

static void suggests_near_names(void **state)
{
	struct rt_accessors accessors;

	(void)state;
	assert_int_equal(rt_accessors_load(&accessors, folder, NULL), RT_OK);
	assert_suggests(&accessors, "memcopy", "did you mean memcpy");
	assert_suggests(&accessors, "memvoe", "memmove");
	assert_suggests(&accessors, "atomic", "atomic-");
	assert_suggests(&accessors, "zzzzzzzzzzz", "there are: atomic-acquire");
	assert_suggests(&accessors, "", "unknown accessor \"\"");
	assert_suggests(&accessors,
			"a-very-long-name-that-is-longer-than-all-the-names-"
			"that-there-are-and-than-the-row-of-the-distance",
			"unknown accessor");
	rt_accessors_free(&accessors);
}

static void unreadable_folder(void **state)
{
	struct rt_accessors accessors;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_accessors_load(&accessors, "/nowhere", &error),
			 RT_USAGE);
	assert_non_null(strstr(error.message, "/nowhere"));
	rt_accessors_free(&accessors);
	rt_error_clear(&error);
}

static void file_must_have_the_accessors_name(void **state)
{
	static const char source[] =
		"/*\n * accessor: other\n * summary: s\n * met: m\n"
		" * expect: torn\n */\n";
	struct rt_text here = RT_TEXT_INIT;
	struct rt_text path = RT_TEXT_INIT;
	struct rt_accessors accessors;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&here, "/tmp", NULL), RT_OK);
	rt_text_format(&path, "%s/one.c", here.data);
	assert_int_equal(rt_file_write(path.data, source, strlen(source), NULL),
			 RT_OK);
	assert_int_equal(rt_accessors_load(&accessors, here.data, &error),
			 RT_USAGE);
	assert_non_null(strstr(error.message, "other.c"));
	rt_accessors_free(&accessors);
	rt_folder_remove(here.data);
	rt_text_free(&here);
	rt_text_free(&path);
	rt_error_clear(&error);
}

static void wild_ones_come_behind_the_others(void **state)
{
	struct rt_accessors accessors;
	const struct rt_accessor *found;
	size_t tame;

	(void)state;
	assert_int_equal(rt_accessors_load_corpora(&accessors, "corpora", NULL),
			 RT_OK);
	tame = rt_accessors_tame(&accessors);
	assert_in_range(tame, 18, accessors.count - 18);
	for (size_t i = 0; i < accessors.count; i++)
		assert_int_equal(accessors.list[i].is_wild, i >= tame);
	found = rt_accessors_named(&accessors, "qemu-lduw-alias", NULL);
	assert_non_null(found);
	assert_string_equal(found->path.data, "corpora/wild/qemu-lduw-alias.c");
	rt_accessors_free(&accessors);
}

static void one_name_in_both_folders_is_refused(void **state)
{
	static const char source[] =
		"/*\n * accessor: one\n * summary: s\n * met: m\n"
		" * expect: torn\n */\n";
	static const char *const folders[] = {"accessors", "wild"};
	struct rt_text here = RT_TEXT_INIT;
	struct rt_accessors accessors;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&here, "/tmp", NULL), RT_OK);
	for (int i = 0; i < 2; i++) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%s", here.data, folders[i]);
		assert_int_equal(rt_folder_make(path.data, NULL), RT_OK);
		rt_text_add(&path, "/one.c");
		assert_int_equal(
			rt_file_write(path.data, source, strlen(source), NULL),
			RT_OK);
		rt_text_free(&path);
	}
	assert_int_equal(
		rt_accessors_load_corpora(&accessors, here.data, &error),
		RT_USAGE);
	assert_non_null(strstr(error.message, "one name"));
	rt_accessors_free(&accessors);
	rt_folder_remove(here.data);
	rt_text_free(&here);
	rt_error_clear(&error);
}

static void joins_lines_that_go_on(void **state)
{
	static const char source[] = "/* SPDX-License-Identifier: MIT */\n"
				     "\n"
				     "/*\n"
				     " * accessor: one\n"
				     " * summary:  first\n"
				     " *           second  \n"
				     " * met:      here: there\n"
				     " * expect:   depends: on flags\n"
				     " *           and libc\n"
				     " */\n"
				     "int x;\n";
	struct rt_accessor accessor;

	(void)state;
	assert_int_equal(rt_accessor_parse(&accessor, source, "one.c", NULL),
			 RT_OK);
	assert_string_equal(accessor.name.data, "one");
	assert_string_equal(accessor.summary.data, "first second");
	assert_string_equal(accessor.met.data, "here: there");
	assert_string_equal(accessor.expect.data, "depends: on flags and libc");
	assert_int_equal(accessor.expectation, RT_EXPECT_DEPENDS);
	rt_accessor_free(&accessor);
}

static void names_the_line_of_what_is_malformed(void **state)
{
#define NAME " * accessor: one\n"
#define SUMMARY " * summary: s\n"
#define MET " * met: m\n"
#define EXPECT " * expect: torn\n"
	static const struct {
		const char *source;
		const char *said;
	} cases[] = {
		{"", "one.c:0"},
		{"int x;\n", "one.c:1"},
		{"/* SPDX */\nint x;\n", "one.c:2"},
		{"/*\n", "before its last label"},
		{"/*\n */\n", "before its last label"},
		{"/*\n" NAME SUMMARY MET " */\n", "before its last label"},
		{"/*\n" SUMMARY NAME MET EXPECT " */\n", "one.c:2"},
		{"/*\n" NAME NAME MET EXPECT " */\n", "one.c:3"},
		{"/*\n" NAME SUMMARY MET EXPECT EXPECT " */\n", "one.c:6"},
		{"/*\n" NAME " * colour: red\n" SUMMARY MET EXPECT " */\n",
		 "one.c:3"},
		{"/*\n *     goes on\n" NAME SUMMARY MET EXPECT " */\n",
		 "one.c:2"},
		{"/*\n * accessor:\n" SUMMARY MET EXPECT " */\n", "no text"},
		{"/*\n" NAME SUMMARY MET " * expect:\n */\n", "expect begins"},
		{"/*\n" NAME SUMMARY MET " * expect: tornado\n */\n",
		 "expect begins"},
		{"/*\n" NAME SUMMARY MET " * expect: maybe\n */\n",
		 "expect begins"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_accessor accessor;
		struct rt_error error = RT_ERROR_INIT;

		assert_int_equal(rt_accessor_parse(&accessor, cases[i].source,
						   "one.c", &error),
				 RT_USAGE);
		if (!strstr(error.message, cases[i].said))
			fail_msg("case %zu: %s", i, error.message);
		rt_accessor_free(&accessor);
		rt_error_clear(&error);
	}
}

/* The end may be anywhere: never read past it, never take half for whole. */
static void every_cut_is_refused(void **state)
{
	static const char source[] =
		"/* SPDX */\n/*\n" NAME SUMMARY MET " * expect: torn";
	struct rt_accessor accessor;

	(void)state;
	for (size_t length = 0; length < sizeof(source); length++) {
		char *cut = strndup(source, length);

		assert_non_null(cut);
		assert_int_equal(rt_accessor_parse(&accessor, cut, "x.c", NULL),
				 RT_USAGE);
		rt_accessor_free(&accessor);
		free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_corpus),
		cmocka_unit_test(has_both_controls_and_null),
		cmocka_unit_test(each_is_in_the_document),
		cmocka_unit_test(suggests_near_names),
		cmocka_unit_test(unreadable_folder),
		cmocka_unit_test(file_must_have_the_accessors_name),
		cmocka_unit_test(wild_ones_come_behind_the_others),
		cmocka_unit_test(one_name_in_both_folders_is_refused),
		cmocka_unit_test(joins_lines_that_go_on),
		cmocka_unit_test(names_the_line_of_what_is_malformed),
		cmocka_unit_test(every_cut_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/module/scan.h"

/* The names that @text asks for, joined by blanks; "?" when that is not known.
 */
static void asks(const char *text, const char *wanted)
{
	struct rt_strings names = RT_STRINGS_INIT;
	struct rt_text all = RT_TEXT_INIT;

	if (!rt_scan_queries(&names, text))
		rt_text_add(&all, "?");
	for (size_t i = 0; i < names.count && rt_text_string(&all)[0] != '?';
	     i++)
		rt_text_format(&all, "%s%s", i ? " " : "", names.word[i]);
	assert_string_equal(rt_text_string(&all), wanted);
	rt_text_free(&all);
	rt_strings_free(&names);
}

static void names_of_queries_are_found(void **state)
{
	(void)state;
	asks("", "");
	asks("#if __has_include(<a/b.h>)", "a/b.h");
	asks("#if __has_include ( \"a b.h\" ) && __has_include_next(<c>)",
	     "a b.h c");
	asks("#if \\\n defined __has_include && \\\n __has_include \\\n (<a>)",
	     "a");
	asks("#ifdef __has_include\n#if defined(__has_include)\n#endif", "");
	asks("#define USE __has_include(<a>)\n", "a");
	asks("# define my_has_include(x) __has_include(x)\n"
	     "#if my_has_include(<a>)\n",
	     "a");
}

static void queries_without_a_name_are_told(void **state)
{
	(void)state;
	asks("#if __has_include(NAME)", "?");
	asks("#define ASK(x) __has_include(x)\n", "?");
	asks("#define ASK __has_include\n", "?");
	asks("#define ASK /* my_has_include */ __has_include\n", "?");
	asks("#if __has_include(<a\n>)", "?");
	asks("#if __has_include(<>)", "?");
	asks("#if __has_include(", "?");
	asks("char c[] = __TIME__;", "?");
	asks("#embed <x>", "?");
	asks("%: embed \"x\"", "?");
	asks("#if __has_embed(<x>)", "?");
	asks("/* embedded in a sentence */", "");
}

static bool reads(const char *text)
{
	return rt_scan_reads_in_assembly(text, strlen(text));
}

static void directives_that_read_are_found_in_pieces(void **state)
{
	(void)state;
	assert_true(reads("asm(\".incbin \\\"x\\\"\");"));
	assert_true(reads("asm(\".include \\\"x\\\"\");"));
	assert_true(reads("\".inc\" \"bin\""));
	assert_true(reads("\".inc\"\n\t\"lude\""));
	assert_true(reads(".inc##bin"));
	assert_true(reads(".inc\\()bin"));
	assert_false(reads(""));
	assert_false(reads("/* A sentence. */\n#include <x.h>\n"));
	assert_false(reads("// A sentence.\n#include <x.h>\n"));
	assert_false(reads("#include \"inc/bin.h\""));
	assert_true(rt_scan_reads_in_assembly("\0.incbin", 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_queries_are_found),
		cmocka_unit_test(queries_without_a_name_are_told),
		cmocka_unit_test(directives_that_read_are_found_in_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What drivers printed for -###, cut down, and what is read from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/build/plan.h"

static const char specs[] =
	"*asm:\n%{m16|m32:--32} %{mx32:--x32} %{msse2avx:%{!mavx:-msse2avx}}\n"
	"*cc1_options:\n%{m*} %{g*} %{O*} %{W*&pedantic*} %{std*&ansi} %{f*}\n"
	"*cpp:\n%{pthread:-D_REENTRANT} %{posix:-D_POSIX_SOURCE}\n"
	"*asm_debug:\n%{g*:-g} %{ffile-prefix-map=*:--debug-prefix-map %*}\n"
	"*x:\n%{a;fodd-one:b} %{!fno-odd:c}\n";

static const char compile[] =
	"Using built-in specs.\n"
	"COLLECT_GCC_OPTIONS='-fPIC' '-c'\n"
	" /usr/lib/gcc/cc1 -quiet -I \"/a b\" -MD ./module.d -MF ./module.d "
	"-MQ ./module.o -D RINGTEAR_MARK /ringtear-source.c -quiet "
	"\"-mtune-ctrl=ringtear\" -m32 \"-mtune-ctrl=ringtear1\" "
	"\"-mtune=generic\" -O80 \"-Wlarger-than=880\" \"-std=gnu17\" -fPIC "
	"\"-frandom-seed=ringtear\" \"--param=max-unroll-times=80\" "
	"-fasynchronous-unwind-tables -o /tmp/ccXYZ.s\n"
	" as --64 -o ./module.o /tmp/ccXYZ.s\n"
	"COMPILER_PATH=/usr/lib/\n";

static struct rt_driver_specs read_specs(void)
{
	struct rt_driver_specs read;

	rt_driver_specs_parse(&read, specs);
	return read;
}

static void words_of_conditions_are_the_driver_s(void **state)
{
	static const char *const acted_on[] = {
		"-m32",		 "-mx32",     "-mno-x32",
		"-mavx",	 "-mno-avx",  "-msse2avx",
		"-march=native", "-fodd-one", "-fno-odd-one",
		"-fno-odd",	 "-fodd",     "-ffile-prefix-map=a=b",
		"-flto=auto",	 "-fPIE",     "-fno-PIE",
		"-g3",		 "-pthread",
	};
	static const char *const handed_on[] = {
		"-mavx2",      "-fno-odder",	"-fno-builtin", "-fbuiltin",
		"-O2",	       "-DX",		"-Wall",	"-std=c99",
		"--param=x=1", "-mno-red-zone",
	};
	struct rt_driver_specs read = read_specs();

	(void)state;
	for (size_t i = 0; i < sizeof(acted_on) / sizeof(*acted_on); i++)
		if (!rt_driver_acts_on(&read, acted_on[i]))
			fail_msg("%s is handed on", acted_on[i]);
	for (size_t i = 0; i < sizeof(handed_on) / sizeof(*handed_on); i++)
		if (rt_driver_acts_on(&read, handed_on[i]))
			fail_msg("%s is acted on", handed_on[i]);
	rt_driver_specs_free(&read);
}

static void words_have_their_groups(void **state)
{
	static const struct {
		const char *word;
		enum rt_word_group group;
	} cases[] = {
		{"-mavx2", RT_WORD_MACHINE},
		{"-fno-builtin", RT_WORD_FEATURE},
		{"-O2", RT_WORD_OPTIMISE},
		{"-DX", RT_WORD_DEFINE},
		{"-UX", RT_WORD_DEFINE},
		{"-I/x", RT_WORD_DRIVER},
		{"-g", RT_WORD_DRIVER},
		{"-Wall", RT_WORD_WARN},
		{"-w", RT_WORD_WARN},
		{"-pedantic-errors", RT_WORD_WARN},
		{"-std=c99", RT_WORD_STANDARD},
		{"-ansi", RT_WORD_STANDARD},
		{"--param=x=1", RT_WORD_PARAMETER},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (rt_word_group(cases[i].word) != cases[i].group)
			fail_msg("%s is in group %d", cases[i].word,
				 rt_word_group(cases[i].word));
}

static void assert_words(const struct rt_words *found, const char *wanted)
{
	struct rt_text line = RT_TEXT_INIT;

	for (size_t i = 0; i < found->count; i++)
		rt_text_format(&line, "%s%s", i ? "|" : "", found->word[i]);
	assert_string_equal(rt_text_string(&line), wanted);
	rt_text_free(&line);
}

static void a_question_keeps_the_order(void **state)
{
	struct rt_driver_specs read = read_specs();
	struct rt_words flags = RT_WORDS_INIT;
	struct rt_words asked = RT_WORDS_INIT;

	(void)state;
	assert_true(rt_words_split(
		&flags, "-fno-builtin -fPIE -fwrapv -g -fpic -O2 -mavx -m32"));
	assert_true(rt_plan_ask(&asked, &read, &flags));
	assert_words(&asked,
		     "-DRINGTEAR_MARK|-mtune-ctrl=ringtear|-O80|"
		     "-Wlarger-than=880|-std=gnu17|-frandom-seed=ringtear|"
		     "--param=max-unroll-times=80|-fPIE|"
		     "-frandom-seed=ringtear1|-g|-fpic|"
		     "-frandom-seed=ringtear2|-mavx|-mtune-ctrl=ringtear1|"
		     "-m32|-mtune-ctrl=ringtear2");
	rt_words_free(&asked);
	/* More than there are marks for. */
	for (int i = 0; i < rt_plan_gaps; i++)
		rt_words_add(&flags, "-fpic");
	assert_false(rt_plan_ask(&asked, &read, &flags));
	rt_words_free(&asked);
	rt_words_free(&flags);
	rt_driver_specs_free(&read);
}

static void flags_go_where_the_marks_stood(void **state)
{
	struct rt_driver_specs read = read_specs();
	struct rt_words flags = RT_WORDS_INIT;
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_plan plan;

	(void)state;
	assert_true(rt_plan_parse(&plan, compile));
	assert_true(rt_words_split(&flags,
				   "-fno-builtin -O2 -mno-sse -m32 -DX=1 -UY "
				   "--param=a=1 -mavx2 "
				   "-fwrapv -std=c99 -Wextra -O3"));
	rt_plan_fill_compiler(&argv, &plan, &read, &flags, "in.c", "out.s");
	assert_words(
		&argv,
		"/usr/lib/gcc/cc1|-quiet|-I|/a b|-DX=1|-UY|in.c|"
		"-quiet|-mno-sse|-m32|-mavx2|-mtune=generic|-O2|-O3|-Wextra|"
		"-std=c99|-fPIC|-fno-builtin|-fwrapv|--param=a=1|"
		"-fasynchronous-unwind-tables|-o|out.s");
	rt_words_free(&argv);
	rt_plan_fill(&argv, &plan.assembler, "in.s", "out.o");
	assert_words(&argv, "as|--64|-o|out.o|in.s");
	rt_words_free(&argv);
	rt_words_free(&flags);
	rt_plan_free(&plan);
	rt_driver_specs_free(&read);
}

static void without_flags_no_mark_is_left(void **state)
{
	struct rt_driver_specs read = read_specs();
	struct rt_words none = RT_WORDS_INIT;
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_plan plan;

	(void)state;
	assert_true(rt_plan_parse(&plan, compile));
	rt_plan_fill_compiler(&argv, &plan, &read, &none, "in.c", "out.s");
	assert_words(&argv, "/usr/lib/gcc/cc1|-quiet|-I|/a b|in.c|-quiet|"
			    "-m32|-mtune=generic|-fPIC|"
			    "-fasynchronous-unwind-tables|-o|out.s");
	rt_words_free(&argv);
	rt_plan_free(&plan);
	rt_driver_specs_free(&read);
}

static void what_is_not_two_programs_is_no_plan(void **state)
{
	static const char *const said[] = {
		"",
		"\n",
		" \n",
		" \n \n",
		" cc1\n as\n",
		" cc1 /ringtear-source.c -o\n as -o ./module.o x\n",
		" cc1 /ringtear-source.c -o x.s\n",
		" cc1 /ringtear-source.c -o x.s\n as -o ./module.o y.s\n",
		" cc1 /ringtear-source.c -o x.s\n as -o other.o x.s\n",
		" cc1 /ringtear-source.c -o x.s\n as -o ./module.o x.s\n "
		"more\n",
		" cc1 /ringtear-source.c /ringtear-source.c -o x.s\n"
		" as -o ./module.o x.s\n",
		" cc1 /ringtear-source.c -o x.s \"\n as -o ./module.o x.s\n",
		" cc1 /ringtear-source.c -o /ringtear-source.c\n"
		" as -o ./module.o /ringtear-source.c\n",
	};
	struct rt_plan plan;

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		if (rt_plan_parse(&plan, said[i]))
			fail_msg("taken for a plan: %s", said[i]);
		rt_plan_free(&plan);
	}
}

static void the_linker_loses_its_plugin(void **state)
{
	static const char said[] =
		" /usr/lib/gcc/collect2 -plugin /x.so \"-plugin-opt=/wrap\" "
		"\"-plugin-opt=-fresolution=/tmp/a.res\" -shared -o "
		"./module.so -L/l -z now ./module.o -lgcc\n";
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_plan_line line;

	(void)state;
	assert_true(rt_plan_parse_link(&line, said));
	rt_plan_fill(&argv, &line, "in.o", "out.so");
	assert_words(&argv, "/usr/lib/gcc/collect2|-shared|-o|out.so|-L/l|-z|"
			    "now|in.o|-lgcc");
	rt_words_free(&argv);
	rt_words_free(&line.words);
}

static void libraries_go_where_none_is_needed(void **state)
{
	static const char needed[] = " ld -shared --as-needed -o ./module.so "
				     "-L/l ./module.o -lgcc --push-state "
				     "--as-needed -lgcc_s --pop-state -lc\n";
	static const char *const kept[] = {
		" ld -o ./module.so ./module.o -lc --as-needed\n",
		" ld --as-needed -o ./module.so ./module.o --no-as-needed "
		"-lc\n",
	};
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_plan_line line;

	(void)state;
	assert_true(rt_plan_parse_link(&line, needed));
	assert_true(rt_plan_drop_libraries(&line));
	rt_plan_fill(&argv, &line, "in.o", "out.so");
	assert_words(&argv, "ld|-shared|--as-needed|-o|out.so|-L/l|in.o|"
			    "--as-needed");
	rt_words_free(&argv);
	rt_words_free(&line.words);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		size_t count;

		assert_true(rt_plan_parse_link(&line, kept[i]));
		count = line.words.count;
		assert_false(rt_plan_drop_libraries(&line));
		assert_int_equal(line.words.count, count);
		rt_words_free(&line.words);
	}
}

static void clang_s_quotes_are_read(void **state)
{
	static const char said[] =
		"Debian clang version 14.0.6\n"
		" \"/usr/bin/ld\" \"-shared\" \"-o\" \"./module.so\" "
		"\"-L/a b\" \"./module.o\"\n";
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_plan_line line;

	(void)state;
	assert_true(rt_plan_parse_link(&line, said));
	rt_plan_fill(&argv, &line, "in.o", "out.so");
	assert_words(&argv, "/usr/bin/ld|-shared|-o|out.so|-L/a b|in.o");
	rt_words_free(&argv);
	rt_words_free(&line.words);
	assert_false(rt_plan_parse_link(&line, " ld ./module.o\n ld x\n"));
	rt_words_free(&line.words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_conditions_are_the_driver_s),
		cmocka_unit_test(words_have_their_groups),
		cmocka_unit_test(a_question_keeps_the_order),
		cmocka_unit_test(flags_go_where_the_marks_stood),
		cmocka_unit_test(without_flags_no_mark_is_left),
		cmocka_unit_test(what_is_not_two_programs_is_no_plan),
		cmocka_unit_test(the_linker_loses_its_plugin),
		cmocka_unit_test(libraries_go_where_none_is_needed),
		cmocka_unit_test(clang_s_quotes_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

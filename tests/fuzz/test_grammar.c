/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of flags, what compilers answer, and what they reject. */
#include <stdio.h>
#include <unistd.h>

#include "harness/fuzz/grammar.h"
#include "harness/fuzz/help.h"
#include "harness/toolchain/flags.h"
#include "tests/fuzz/refused.h"
#include "tests/module/fixture.h"

static int read_list(struct rt_flags *flags, const char *text,
		     struct rt_error *error)
{
	return rt_flags_read(flags, text, strlen(text), RT_GCC, "list", error);
}

/* The flags of @flags as lines, in their order. */
static void assert_flags(const struct rt_flags *flags, const char *lines)
{
	struct rt_text text = RT_TEXT_INIT;

	for (size_t i = 0; i < flags->count; i++)
		rt_flag_print(&flags->list[i], &text);
	assert_string_equal(rt_text_string(&text), lines);
	rt_text_free(&text);
}

static const char every_kind[] = "8 -ffreestanding\n"
				 "20 -f[no-]builtin\n"
				 "4 -mtune=[k8|haswell]\n"
				 "1 -mbranch-cost=<0,5>\n"
				 "1 --param=align-threshold=<1,65536>\n"
				 "2 -O[0|1|s]\n";

static void each_kind_reads_back_as_printed(void **state)
{
	struct rt_flags flags = RT_FLAGS_INIT;

	(void)state;
	assert_int_equal(read_list(&flags, every_kind, NULL), RT_OK);
	assert_flags(&flags, every_kind);
	assert_int_equal(flags.list[1].kind, RT_FLAG_TOGGLE);
	assert_string_equal(flags.list[1].word, "-fbuiltin");
	assert_int_equal(flags.list[4].most, 65536);
	rt_flags_free(&flags);
}

static void another_family_is_passed_over(void **state)
{
	struct rt_flags flags = RT_FLAGS_INIT;

	(void)state;
	assert_int_equal(read_list(&flags,
				   "# a comment\n\n1 -fa clang\n2 -fb gcc\n",
				   NULL),
			 RT_OK);
	assert_flags(&flags, "2 -fb\n");
	rt_flags_free(&flags);
}

static void bad_lines_are_named(void **state)
{
	static const char *const bad[] = {
		"-fx",	       "x -fx",		"1 -fx icc",  "1 -fx gcc y",
		"1 -fx=[",     "1 -fx=[a",	"1 -fx=[]",   "1 -fx=<1>",
		"1 -fx=<2,1>", "1 -fx=[a]b",	"1 fx",	      "1 -",
		"1001 -fx",    "1 -fx=<0,1e9>", "-1 -fx",     "1 'x",
		"1 -fx=<1,>",  "1 -fx=<,1>",	"1 -fx=<1,2", "1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct rt_flags flags = RT_FLAGS_INIT;
		struct rt_error error = RT_ERROR_INIT;
		struct rt_text text = RT_TEXT_INIT;

		rt_text_format(&text, "1 -fgood\n%s\n", bad[i]);
		if (read_list(&flags, text.data, &error) != RT_USAGE)
			fail_msg("taken: %s", bad[i]);
		assert_non_null(strstr(error.message, "list:2:"));
		rt_error_clear(&error);
		rt_text_free(&text);
		rt_flags_free(&flags);
	}
}

static void forms_of_one_flag_have_one_stem(void **state)
{
	static const char *const same[][2] = {
		{"-fno-builtin", "-fbuiltin"},
		{"-mno-sse", "-msse"},
		{"-O2", "-Os"},
		{"-O", "-O0"},
		{"-mtune=k8", "-mtune=haswell"},
		{"-DX", "-UX"},
		{"-DX=1", "-UX"},
		{"--param=a=1", "--param=a=2"},
	};
	static const char *const different[][2] = {
		{"-fno-builtin", "-fno-builtin-memcpy"},
		{"-mtune=k8", "-march=k8"},
		{"--param=a=1", "--param=b=1"},
		{"-DX", "-DY"},
		{"-fnon-call-exceptions", "-fn-call-exceptions"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		struct rt_text one = RT_TEXT_INIT, other = RT_TEXT_INIT;

		rt_flag_stem(&one, same[i][0]);
		rt_flag_stem(&other, same[i][1]);
		assert_string_equal(one.data, other.data);
		rt_text_free(&one);
		rt_text_free(&other);
	}
	for (size_t i = 0; i < sizeof(different) / sizeof(*different); i++) {
		struct rt_text one = RT_TEXT_INIT, other = RT_TEXT_INIT;

		rt_flag_stem(&one, different[i][0]);
		rt_flag_stem(&other, different[i][1]);
		assert_string_not_equal(one.data, other.data);
		rt_text_free(&one);
		rt_text_free(&other);
	}
}

/* As gcc 12 prints it, some of each kind, and what is to be left out. */
static const char gcc_answer[] =
	"The following options are target specific:\n"
	"  -m16                        \t\t[disabled]\n"
	"  -mcld                       \t\t[disabled]\n"
	"  -maddr=                     \t\tlow\n"
	"  -mabi=                      \t\tsysv\n"
	"  -mbranch-cost=<0,5>         \t\t3\n"
	"  -mcpu=                      \t\t\n"
	"  -malign-loops=              \t\t0\n"
	"  -march=                     \t\tx86-64\n"
	"  -fstack-reuse=[all|none]    \t\tall\n"
	"  -fpack-struct=<number>      \t\t\n"
	"  -fcf-protection             \t\t-fcf-protection=full\n"
	"  -fcse-skip-blocks           \t\t[ignored]\n"
	"  -fcheck-new                 \t\t[available in C++]\n"
	"  -fbuiltin-                  \t\t\n"
	"  -fdump-passes               \t\t[disabled]\n"
	"  -fplugin=                   \t\t\n"
	"  -mno-red-zone               \t\t[disabled]\n"
	"  -fexclude-list=name,...     \t\t\n"
	"  -fdiagnostics-show-caret    \t\t[enabled]\n"
	"  --param=lim-expensive=      \t\t20\n"
	"  -Wall                       \t\t[disabled]\n"
	"\n"
	"  Known ABIs (for use with the -mabi= option):\n"
	"    ms sysv\n"
	"\n"
	"  Known addresses (for use with the -maddr= option):\n"
	"    high low\n"
	"\n"
	"  Known valid arguments for -march= option:\n"
	"    k8 native\n"
	"    haswell\n"
	"\n";

static void gcc_is_understood(void **state)
{
	struct rt_flags flags = RT_FLAGS_INIT;

	(void)state;
	rt_help_gcc(&flags, gcc_answer, 4, "asked");
	assert_flags(&flags, "4 -m[no-]cld\n"
			     "4 -maddr=[high|low]\n"
			     "4 -mbranch-cost=<0,5>\n"
			     "4 -malign-loops=<0,64>\n"
			     "4 -march=[k8|haswell]\n"
			     "4 -fstack-reuse=[all|none]\n"
			     "4 -fpack-struct=<0,64>\n"
			     "4 -fcf-protection\n"
			     "4 -mno-red-zone\n"
			     "4 --param=lim-expensive=<0,160>\n");
	rt_flags_free(&flags);
}

static void clang_is_understood(void **state)
{
	static const char answer[] = "-fbuiltin\t\n"
				     "-fno-builtin\tNo builtins\n"
				     "-ffreestanding\tAssert it\n"
				     "-fno-elide-type\t\n"
				     "-fplugin=\tLoad\n"
				     "-fvisibility=\tSet\n";
	static const char values[] = "default\nhidden\tsome help\n<a>\nlist=\n";
	static const char cpus[] = "clang version 14\n\tk8\n\tnative\n\nUse\n";
	struct rt_strings valued = RT_STRINGS_INIT;
	struct rt_flags flags = RT_FLAGS_INIT;

	(void)state;
	rt_help_clang(&flags, &valued, answer, 3, "asked");
	assert_int_equal(valued.count, 1);
	rt_help_values(&flags, valued.word[0], values, 3, "asked");
	rt_help_cpus(&flags, "-mtune=", cpus, 3, "asked");
	assert_flags(&flags, "3 -f[no-]builtin\n"
			     "3 -ffreestanding\n"
			     "3 -fno-elide-type\n"
			     "3 -fvisibility=[default|hidden]\n"
			     "3 -mtune=[k8]\n");
	rt_strings_free(&valued);
	rt_flags_free(&flags);
}

/* Each family of refused words, from a list and from a compiler's answer. */
static void no_refused_word_becomes_a_flag(void **state)
{
	(void)state;
	for (size_t i = 0; i < REFUSED_COUNT; i++) {
		struct rt_flags flags = RT_FLAGS_INIT;
		struct rt_text list = RT_TEXT_INIT, help = RT_TEXT_INIT;

		rt_text_format(&list, "9 '%s'\n", refused[i]);
		rt_text_format(&help, "  %s  \t\t[disabled]\n", refused[i]);
		read_list(&flags, list.data, NULL);
		rt_help_gcc(&flags, help.data, 1, "asked");
		for (size_t j = 0; j < flags.count; j++)
			/* "-f[no-]NAME" may be fine where -fNAME is not. */
			assert_true(rt_flags_allow(flags.list[j].word));
		assert_false(rt_flags_add(&flags, refused[i], 1, "list"));
		rt_text_free(&list);
		rt_text_free(&help);
		rt_flags_free(&flags);
	}
}

/* A folder of lists with one list of the text @list, and its grammar. */
static struct rt_grammar *open_with(struct fixture *fixture, const char *list,
				    const char *compiler)
{
	const struct rt_compiler *found =
		rt_compilers_named(&fixture->toolchains.compilers, compiler);
	struct rt_text folder = RT_TEXT_INIT, grammars = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_grammar *grammar;

	rt_text_format(&folder, "%s/lists", fixture->folder.data);
	rt_text_format(&grammars, "%s/grammars", fixture->folder.data);
	assert_int_equal(rt_folder_make(folder.data, NULL), 0);
	free(fixture_write(fixture, "lists/one.flags", list));
	assert_non_null(found);
	if (rt_grammar_open(&grammar, found, folder.data, grammars.data,
			    &error))
		fail_msg("%s", error.message);
	rt_text_free(&folder);
	rt_text_free(&grammars);
	return grammar;
}

static void what_gcc_rejects_is_learned_and_kept(void **state)
{
	static const char list[] = "5 -mno-such-flag\n5 -fbuiltin\n";
	struct rt_grammar *grammar = open_with(*state, list, "gcc");
	bool learned = false;

	assert_int_equal(
		rt_grammar_learn(grammar, "-mno-such-flag", &learned, NULL),
		RT_OK);
	assert_true(learned);
	assert_int_equal(rt_grammar_learn(grammar, "-fbuiltin", &learned, NULL),
			 RT_OK);
	assert_false(learned);
	rt_grammar_free(grammar);
	grammar = open_with(*state, list, "gcc");
	assert_true(rt_grammar_rejects(grammar, "-mno-such-flag"));
	assert_false(rt_grammar_rejects(grammar, "-fbuiltin"));
	rt_grammar_free(grammar);
}

static void what_is_rejected_is_not_drawn_again(void **state)
{
	struct rt_grammar *grammar = open_with(
		*state, "9 -mno-such-flag\n9 -std=[c99|c00]\n", "gcc");
	struct rt_random random = {.state = 1};

	assert_int_equal(
		rt_grammar_learn(grammar, "-mno-such-flag", NULL, NULL), 0);
	assert_int_equal(rt_grammar_learn(grammar, "-std=c00", NULL, NULL), 0);
	for (int i = 0; i < 5000; i++) {
		struct rt_text word = RT_TEXT_INIT;

		assert_true(rt_grammar_draw(grammar, &random, &word));
		assert_string_not_equal(word.data, "-mno-such-flag");
		assert_string_not_equal(word.data, "-std=c00");
		rt_text_free(&word);
	}
	rt_grammar_free(grammar);
}

static void a_compiler_that_says_nothing_has_the_lists(void **state)
{
	struct rt_grammar *grammar =
		open_with(*state, "9 -fa tcc\n9 -fb\n", "tcc");
	struct rt_random random = {.state = 1};
	struct rt_text word = RT_TEXT_INIT;

	/* Without a family a flag is for gcc and clang. */
	assert_flags(rt_grammar_flags(grammar), "9 -fa\n");
	assert_true(rt_grammar_draw(grammar, &random, &word));
	assert_string_equal(word.data, "-fa");
	rt_text_free(&word);
	rt_grammar_free(grammar);
}

static void a_missing_folder_of_lists_is_named(void **state)
{
	struct fixture *fixture = *state;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_grammar *grammar;

	assert_int_equal(rt_grammar_open(&grammar,
					 &fixture->toolchains.compilers.list[0],
					 "/nowhere", fixture->folder.data,
					 &error),
			 RT_USAGE);
	assert_null(grammar);
	assert_non_null(strstr(error.message, "/nowhere"));
	rt_error_clear(&error);
}

/* Whether the flag is from a list and not from what was answered. */
static bool is_listed(const struct rt_flag *flag)
{
	return strcmp(flag->origin, "asked") != 0;
}

/* A flag in two lists: its weight would count twice. */
static void no_flag_is_in_two_lists(void **state)
{
	static const char *const compilers[] = {"gcc", "clang", "tcc"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < 3; i++) {
		struct rt_grammar *grammar;
		const struct rt_flags *flags;

		assert_int_equal(
			rt_grammar_open(&grammar,
					rt_compilers_named(
						&fixture->toolchains.compilers,
						compilers[i]),
					"corpora/flags", "build/grammars",
					NULL),
			RT_OK);
		flags = rt_grammar_flags(grammar);
		for (size_t j = 0; j < flags->count; j++)
			for (size_t k = 0; k < j; k++)
				if (is_listed(&flags->list[j]) &&
				    !strcmp(flags->list[j].word,
					    flags->list[k].word) &&
				    flags->list[j].kind != RT_FLAG_CHOICE)
					fail_msg("%s: in %s and in %s",
						 flags->list[j].word,
						 flags->list[j].origin,
						 flags->list[k].origin);
		rt_grammar_free(grammar);
	}
}

/* Flags whose findings would be those of the flag, or of the harness. */
static void what_changes_the_abi_or_needs_a_runtime_is_left_out(void **state)
{
	static const char *const left_out[] = {
		"-m32",
		"-mabi=[sysv|ms]",
		"-mregparm=<0,3>",
		"-m[no-]rtd",
		"-mfloat-abi=[soft|hard]",
		"-fsanitize=[address|undefined]",
		"-fno-sanitize-recover=all",
		"-fsanitize-coverage=trace-pc",
		"-f[no-]split-stack",
		"-mstack-protector-guard-reg=fs",
		"-fexperimental-new-constant-interpreter",
		"-fcall-used-rbx",
		"-ffixed-rax",
	};
	static const char *const kept[] = {
		"-m[no-]red-zone",	   "-m[no-]stackrealign",
		"-fcf-protection=[full]",  "-mindirect-branch=[keep|thunk]",
		"-fpack-struct=[1|2]",	   "-mno-sse",
		"-mcmodel=[medium|large]", "-f[no-]stack-protector",
	};
	struct rt_flags flags = RT_FLAGS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		if (rt_flags_add(&flags, left_out[i], 1, "list"))
			fail_msg("%s may be drawn", left_out[i]);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (!rt_flags_add(&flags, kept[i], 1, "list"))
			fail_msg("%s is left out", kept[i]);
	rt_flags_free(&flags);
}

/* Of a flag's values only those that are left out are missing. */
static void one_value_that_is_left_out_leaves_the_others(void **state)
{
	static const char help[] =
		"  -mindirect-branch=          \t\t[default]\n"
		"  -mcmodel=                   \t\t[default]\n\n"
		"  Known indirect branch choices (for use with the "
		"-mindirect-branch= option):\n"
		"    keep thunk thunk-extern\n\n"
		"  Known code models (for use with the -mcmodel= option):\n"
		"    kernel large\n\n";
	struct rt_flags flags = RT_FLAGS_INIT;
	size_t found = 0;

	(void)state;
	rt_help_gcc(&flags, help, 1, "asked");
	for (size_t i = 0; i < flags.count; i++) {
		const struct rt_strings *values = &flags.list[i].values;

		for (size_t j = 0; j < values->count; j++) {
			assert_string_not_equal(values->word[j],
						"thunk-extern");
			assert_string_not_equal(values->word[j], "kernel");
			found++;
		}
	}
	assert_int_equal(found, 3);
	rt_flags_free(&flags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_reads_back_as_printed),
		cmocka_unit_test(another_family_is_passed_over),
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(forms_of_one_flag_have_one_stem),
		cmocka_unit_test(gcc_is_understood),
		cmocka_unit_test(clang_is_understood),
		cmocka_unit_test(no_refused_word_becomes_a_flag),
		cmocka_unit_test(
			what_changes_the_abi_or_needs_a_runtime_is_left_out),
		cmocka_unit_test(one_value_that_is_left_out_leaves_the_others),
		cmocka_unit_test(what_gcc_rejects_is_learned_and_kept),
		cmocka_unit_test(what_is_rejected_is_not_drawn_again),
		cmocka_unit_test(a_compiler_that_says_nothing_has_the_lists),
		cmocka_unit_test(a_missing_folder_of_lists_is_named),
		cmocka_unit_test(no_flag_is_in_two_lists),
	};

	return cmocka_run_group_tests_name("grammar", tests, fixture_setup,
					   fixture_teardown);
}

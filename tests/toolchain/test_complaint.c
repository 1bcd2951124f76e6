/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What compilers say, as they said it, and what is to be made of it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/toolchain/complaint.h"

static const struct {
	const char *said, *flags;
	const char *word; /* NULL: none is to blame alone */
} blamed[] = {
	/* gcc 12 */
	{"gcc-12: error: unrecognized command-line option '-fno-such'\n",
	 "-O2 -fno-such -g", "-fno-such"},
	{"gcc-12: error: unrecognized command-line option "
	 "\u2018-fno-such\u2019\n",
	 "-O2 -fno-such -g", "-fno-such"},
	{"gcc-12: error: unrecognized command-line option '-std=c42'; did "
	 "you mean '-std=c11'?\n",
	 "-std=c42 -std=c99", "-std=c42"},
	{"cc1: error: bad value 'nosuch' for '-march=' switch\n"
	 "cc1: note: valid arguments to '-march=' switch are: nocona core2\n",
	 "-O2 -march=nosuch -mtune=core2", "-march=nosuch"},
	{"gcc-12: error: unrecognized argument in option '-mcmodel=foo'\n"
	 "gcc-12: note: valid arguments to '-mcmodel=' are: 32 kernel\n",
	 "-mcmodel=foo", "-mcmodel=foo"},
	{"cc1: error: unrecognized register name 'foo'\n",
	 "-O1 -fstack-limit-register=foo", "-fstack-limit-register=foo"},
	{"cc1: error: '-fsanitize=thread' is incompatible with "
	 "'-fsanitize=address'\n",
	 "-fsanitize=address -fsanitize=thread", NULL},
	{"cc1: sorry, unimplemented: '-fsplit-stack' is not here\n",
	 "-fsplit-stack", "-fsplit-stack"},
	/* clang 14 */
	{"clang: error: unknown argument: '-fno-such'\n", "-fno-such",
	 "-fno-such"},
	{"error: unknown target CPU 'foo'\nnote: valid target CPU values "
	 "are: nocona, core2\n",
	 "-mtune=core2 -march=foo", "-march=foo"},
	{"clang: error: unsupported option '-msuch' for target 'x86_64'\n",
	 "-msuch", "-msuch"},
	{"error: invalid value 'zzz' in '-fcf-protection=zzz'\n",
	 "-fcf-protection=zzz", "-fcf-protection=zzz"},
	{"clang: error: invalid argument '-fsanitize=thread' not allowed "
	 "with '-fsanitize=memory'\n",
	 "-fsanitize=memory -fsanitize=thread", NULL},
	/* tcc 0.9.27 */
	{"tcc: error: unsupported option '-mfoo'\n", "-mfoo", "-mfoo"},
	/* No failure at all, or none of a flag. */
	{"cc1: warning: '-fsuch' is deprecated\n", "-fsuch", NULL},
	{"x.c:1:1: error: unknown type name 'foo'\n", "-O2", NULL},
	{"", "-O2", NULL},
	{"error: 'unfinished\nerror: ''\nerror: '\n", "-O2", NULL},
	/* The last of several, which is the one in force. */
	{"cc1: error: bad value for '-march='\n", "-march=a -march=b",
	 "-march=b"},
};

static void the_word_to_blame_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(blamed) / sizeof(*blamed); i++) {
		struct rt_strings flags = RT_STRINGS_INIT;
		const char *word;

		assert_true(rt_strings_split(&flags, blamed[i].flags));
		word = rt_complaint_word(blamed[i].said, &flags);
		if (!word != !blamed[i].word ||
		    (word && strcmp(word, blamed[i].word) != 0))
			fail_msg("%s: blamed %s instead of %s", blamed[i].said,
				 word ? word : "none",
				 blamed[i].word ? blamed[i].word : "none");
		rt_strings_free(&flags);
	}
}

static void only_words_that_were_given_are_named(void **state)
{
	struct rt_strings none = RT_STRINGS_INIT;

	(void)state;
	assert_null(rt_complaint_word("gcc: error: unrecognized option '-x'\n",
				      &none));
}

static struct rt_process ended(const char *said, int status, int signal)
{
	struct rt_process process = {.exit_status = status, .signal = signal};

	rt_text_add(&process.output, said);
	return process;
}

static void an_internal_error_is_no_rejection(void **state)
{
	static const struct {
		const char *said;
		int status, signal;
		bool is_internal;
	} cases[] = {
		{"x.c:9:1: internal compiler error: in emit, at x.cc:1\n", 1, 0,
		 true},
		{"gcc: internal compiler error: Segmentation fault signal "
		 "terminated program cc1\n",
		 4, 0, true},
		{"during RTL pass: expand\nx.c: In function 'f':\n"
		 "x.c:1:2: internal compiler error: Aborted\n",
		 1, 0, true},
		{"PLEASE submit a bug report to https://bugs and include\n", 70,
		 0, true},
		{"", -1, SIGSEGV, true},
		{"", -1, SIGABRT, true},
		{"", -1, SIGKILL, false},
		{"", -1, SIGTERM, false},
		{"x.c:1:2: error: #error internal compiler error: in x\n", 1, 0,
		 false},
		{"cc1: error: bad value\n", 1, 0, false},
		/* A success that warns of itself is no failure. */
		{"x.c: internal compiler error: in x\n", 0, 0, false},
		{"cc1: internal compiler error: out of memory allocating 1 "
		 "bytes\n",
		 1, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_process process =
			ended(cases[i].said, cases[i].status, cases[i].signal);

		if (rt_complaint_is_internal(&process) != cases[i].is_internal)
			fail_msg("case %zu: %s", i, cases[i].said);
		rt_process_free(&process);
	}
}

/* What gcc, collect2 and clang say of a program that was killed. */
static void a_kill_from_outside_is_no_answer(void **state)
{
	static const struct {
		const char *said;
		int status, signal;
		bool is_interrupted;
	} cases[] = {
		{"", -1, SIGKILL, true},
		{"", -1, SIGTERM, true},
		{"", -1, SIGSEGV, false},
		{"gcc: fatal error: Killed signal terminated program cc1\n", 1,
		 0, true},
		{"collect2: fatal error: ld terminated with signal 9 "
		 "[Killed]\n",
		 1, 0, true},
		{"clang: error: unable to execute command: Killed\n", 254, 0,
		 true},
		{"gcc: internal compiler error: Segmentation fault signal "
		 "terminated program cc1\n",
		 4, 0, false},
		{"gcc: internal compiler error: Killed (program cc1)\n", 4, 0,
		 true},
		{"Killed signal terminated program cc1\n", 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_process process =
			ended(cases[i].said, cases[i].status, cases[i].signal);

		if (rt_complaint_is_interrupted(&process) !=
			    cases[i].is_interrupted ||
		    (cases[i].is_interrupted &&
		     rt_complaint_is_internal(&process)))
			fail_msg("case %zu: %s", i, cases[i].said);
		rt_process_free(&process);
	}
}

static void limits_are_read_from_words_too(void **state)
{
	static const struct {
		const char *said;
		enum rt_limit limit;
	} cases[] = {
		{"gcc: fatal error: CPU time limit exceeded signal terminated "
		 "program cc1\n",
		 RT_LIMIT_CPU},
		{"as: module.o: File too large\n", RT_LIMIT_FILE},
		{"cc1: out of memory allocating 65536 bytes after a total of "
		 "0 bytes\n",
		 RT_LIMIT_MEMORY},
		{"virtual memory exhausted: Cannot allocate memory\n",
		 RT_LIMIT_MEMORY},
		{"LLVM ERROR: out of memory\nPLEASE submit a bug report\n",
		 RT_LIMIT_MEMORY},
		{"cc1: error: bad value\n", RT_LIMIT_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_process process = ended(cases[i].said, 1, 0);

		assert_string_equal(rt_limit_name(rt_complaint_limit(&process)),
				    rt_limit_name(cases[i].limit));
		rt_process_free(&process);
	}
}

/* @count errors, the second of which is explained by 40 lines. */
static void make_errors(struct rt_text *text, int count)
{
	for (int i = 1; i <= count; i++) {
		rt_text_format(text,
			       "In file included from b.h:%d:\n"
			       "a.h:%d:1: error: no type E%d.\n",
			       i, i, i);
		for (int j = 0; i == 2 && j < 40; j++)
			rt_text_add(text, "      | ^~~\n");
		rt_text_add(text, "a.h:1: note: see there\n"
				  "a.h:1: warning: mind\n");
	}
}

static void of_many_errors_the_first_and_the_last_are_left(void **state)
{
	struct rt_text said = RT_TEXT_INIT, left = RT_TEXT_INIT;

	(void)state;
	make_errors(&said, 4);
	rt_complaint_shorten(&left, rt_text_string(&said));
	assert_string_equal(left.data, said.data);
	make_errors(&said, 96);
	rt_text_free(&left);
	rt_complaint_shorten(&left, rt_text_string(&said));
	assert_non_null(strstr(left.data, "In file included from b.h:1:\n"
					  "a.h:1:1: error: no type E1.\n"
					  "a.h:1: note: see there\n"
					  "[100 errors in all; the last 3:]\n"
					  "In file included from b.h:94:\n"
					  "a.h:94:1: error: no type E94.\n"));
	assert_non_null(strstr(left.data, "no type E96."));
	assert_null(strstr(left.data, "no type E2."));
	assert_null(strstr(left.data, "warning"));
	rt_text_free(&said);
	rt_text_free(&left);
	/* Nothing, and what is no message at all. */
	rt_complaint_shorten(&left, "");
	rt_complaint_shorten(&left, "\n\nerror: \n");
	assert_string_equal(left.data, "\n\nerror: \n");
	rt_text_free(&left);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_word_to_blame_is_named),
		cmocka_unit_test(only_words_that_were_given_are_named),
		cmocka_unit_test(an_internal_error_is_no_rejection),
		cmocka_unit_test(a_kill_from_outside_is_no_answer),
		cmocka_unit_test(limits_are_read_from_words_too),
		cmocka_unit_test(
			of_many_errors_the_first_and_the_last_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

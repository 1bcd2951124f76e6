/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever tools print, it is cleaned and it fits. */
#include "harness/base/clock.h"
#include "reports/layout.h"
#include "tests/reports/sample.h"

static void expect_clean(const char *text, const char *expected)
{
	struct rt_text out = RT_TEXT_INIT;
	struct rt_layout layout;

	rt_layout_begin(&layout);
	rt_layout_clean(&out, text);
	rt_layout_end(&layout);
	assert_string_equal(rt_text_string(&out), expected);
	rt_text_free(&out);
}

static void control_characters_go(void **state)
{
	(void)state;
	expect_clean("a\x01\x7f\r\x0b"
		     "b\n",
		     "ab\n");
	expect_clean("\033[01;31mred\033[0m\033[K end", "red end");
	expect_clean("\033]8;;http://x\033\\link\033]8;;\a end", "link end");
	expect_clean("cut\033[", "cut");
	expect_clean("cut\033]8;", "cut");
	expect_clean("cut\033", "cut");
	expect_clean("a\tb", "a       b");
	expect_clean("\xe2\x80\xaeturned", "turned");
	expect_clean("\xc2\x9b"
		     "31mC1",
		     "31mC1");
}

static void utf8_stays_and_other_bytes_show(void **state)
{
	(void)state;
	expect_clean("\xe2\x80\x98x\xe2\x80\x99", "\xe2\x80\x98x\xe2\x80\x99");
	expect_clean("\xff\xe2\x80", "???");
}

static void width_counts_columns(void **state)
{
	struct rt_layout layout;

	(void)state;
	rt_layout_begin(&layout);
	assert_int_equal(rt_layout_width("abc", 3), 3);
	assert_int_equal(rt_layout_width("\xc3\xa4", 2), 1);
	assert_int_equal(rt_layout_width("a\xcc\x88", 3), 1);
	assert_int_equal(rt_layout_width("\xe6\xbc\xa2", 3), 2);
	rt_layout_end(&layout);
}

static void expect_wrapped(const struct rt_wrap *how, const char *text,
			   const char *expected)
{
	struct rt_text out = RT_TEXT_INIT;
	struct rt_layout layout;

	rt_layout_begin(&layout);
	rt_layout_wrap(&out, how, text);
	rt_layout_end(&layout);
	assert_string_equal(rt_text_string(&out), expected);
	rt_text_free(&out);
}

static void lines_are_wrapped(void **state)
{
	const struct rt_wrap how = {10, "- ", "* ", "  ", "", false, false};

	(void)state;
	expect_wrapped(&how, "one two three", "- one two\n  three\n");
	expect_wrapped(&how, "one\ntwo\n", "- one\n* two\n");
	expect_wrapped(&how, "12345678", "- 12345678\n");
	expect_wrapped(&how, "12345678 9", "- 12345678\n  9\n");
	expect_wrapped(&how, "123456789 x", "- 123456789\n  x\n");
	expect_wrapped(&how, "x 1234567890", "- x\n  1234567890\n");
	expect_wrapped(&how, "a   b     ", "- a   b\n");
	expect_wrapped(&how,
		       "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4"
		       "\xc3\xa4",
		       "- \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4"
		       "\xc3\xa4\n");
}

static void long_words_are_cut_on_demand(void **state)
{
	const struct rt_wrap how = {5, "", "", "", "", false, true};

	(void)state;
	expect_wrapped(&how, "123456789012", "12345\n67890\n12\n");
	expect_wrapped(&how, "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2",
		       "\xe6\xbc\xa2\xe6\xbc\xa2\n\xe6\xbc\xa2\n");
}

static void commands_break_between_words_only(void **state)
{
	const struct rt_wrap how = {12, "", "", "  ", " \\", true, false};

	(void)state;
	expect_wrapped(&how, "run 'a b c d' e",
		       "run \\\n  'a b c d' \\\n"
		       "  e\n");
	expect_wrapped(&how, "run a\\ b\\ c\\ d e",
		       "run \\\n  a\\ b\\ c\\ d \\\n  e\n");
	expect_wrapped(&how, "run \"a \\\" bb\" e",
		       "run \\\n  \"a \\\" bb\" \\\n  e\n");
	expect_wrapped(&how, "run one two", "run one two\n");
}

static void cut_says_that_it_cut(void **state)
{
	struct rt_text out = RT_TEXT_INIT;
	struct rt_layout layout;

	(void)state;
	rt_layout_begin(&layout);
	rt_layout_cut(&out, "1234567890", 10);
	rt_text_add(&out, "|");
	rt_layout_cut(&out, "12345678901", 10);
	rt_text_add(&out, "|");
	rt_layout_cut(&out, "a\nb", 10);
	rt_layout_end(&layout);
	assert_string_equal(out.data, "1234567890|1234567...|a b");
	rt_text_free(&out);
}

/* With cut no line is wider than asked, for any bytes at all. */
static void any_bytes_fit(void **state)
{
	struct rt_random random = {.state = rt_random_seed()};
	struct rt_layout layout;

	(void)state;
	print_message("seed %#llx\n", (unsigned long long)random.state);
	rt_layout_begin(&layout);
	for (int i = 0; i < 2000; i++) {
		struct rt_text out = RT_TEXT_INIT;
		const struct rt_wrap how = {
			12,	    "- ", "", " ", i % 2 ? " \\" : "",
			i % 3 == 0, true};
		char text[120] = "";

		for (size_t at = 0; at + 1 < sizeof(text); at++)
			text[at] = (char)(1 + rt_random_below(&random, 255));
		rt_layout_wrap(&out, &how, text);
		for (const char *line = rt_text_string(&out); *line;) {
			size_t length = strcspn(line, "\n");

			if (rt_layout_width(line, length) > 12)
				fail_msg("too wide: \"%.*s\"", (int)length,
					 line);
			line += length + 1;
		}
		rt_text_free(&out);
	}
	rt_layout_end(&layout);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_go),
		cmocka_unit_test(utf8_stays_and_other_bytes_show),
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(lines_are_wrapped),
		cmocka_unit_test(long_words_are_cut_on_demand),
		cmocka_unit_test(commands_break_between_words_only),
		cmocka_unit_test(cut_says_that_it_cut),
		cmocka_unit_test(any_bytes_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

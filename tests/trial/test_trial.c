/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/trial/trial.h"

static const char example[] = "# the trial of the design\n"
			      "\n"
			      "accessor  = memcpy\n"
			      "toolchain = gcc+musl\r\n"
			      "flags     = -O2 -D_FORTIFY_SOURCE=2\n"
			      "width     = 16\n"
			      "ring_size = 64\n"
			      "start     = 0x00fe\n"
			      "burst     = 2";

static int parse(struct rt_trial *trial, const char *text,
		 struct rt_error *error)
{
	return rt_trial_parse(trial, text, strlen(text), "x.trial", error);
}

static void design_example_is_read(void **state)
{
	struct rt_trial trial;

	(void)state;
	assert_int_equal(parse(&trial, example, NULL), RT_OK);
	assert_string_equal(trial.toolchain, "gcc+musl");
	assert_string_equal(trial.flags, "-O2 -D_FORTIFY_SOURCE=2");
	assert_int_equal(trial.ring_size, 64);
	assert_int_equal(trial.start, 0xfe);
	assert_int_equal(trial.burst, 2);
	assert_string_equal(trial.device, "qemu");
}

static void what_is_printed_reads_back_the_same(void **state)
{
	struct rt_trial trial, again;
	struct rt_text text = RT_TEXT_INIT, twice = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(parse(&trial, example, NULL), RT_OK);
	assert_int_equal(
		rt_trial_set(&trial, "seed", "0xffffffffffffffff", NULL),
		RT_OK);
	rt_trial_print(&trial, &text);
	assert_int_equal(parse(&again, rt_text_string(&text), NULL), RT_OK);
	rt_trial_print(&again, &twice);
	assert_string_equal(rt_text_string(&text), rt_text_string(&twice));
	assert_true(again.seed == UINT64_MAX);
	assert_non_null(strstr(rt_text_string(&text), "start"));
	assert_null(strstr(rt_text_string(&text), "completion"));
	rt_text_free(&text);
	rt_text_free(&twice);
}

static void values_have_as_many_bits_as_the_field(void **state)
{
	static const char wide[] = "0x9123456789abcdef0011223344556677";
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	assert_int_equal(rt_trial_set(&trial, "width", "128", NULL), RT_OK);
	assert_int_equal(rt_trial_set(&trial, "width", "256", NULL), RT_USAGE);
	assert_int_equal(rt_trial_set(&trial, "old_value", wide, NULL), RT_OK);
	assert_true(trial.old_value ==
		    rt_value_of(0x9123456789abcdef, 0x0011223344556677));
	assert_int_equal(rt_trial_set(&trial, "new-value", "0x", NULL),
			 RT_USAGE);
	rt_trial_print(&trial, &text);
	assert_non_null(strstr(rt_text_string(&text), wide));
	assert_null(strstr(rt_text_string(&text), "new_value"));
	rt_text_free(&text);
}

static void a_leading_zero_means_nothing(void **state)
{
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	assert_int_equal(rt_trial_set(&trial, "requests", "0100", NULL), RT_OK);
	assert_int_equal(trial.requests, 100);
	assert_int_equal(rt_trial_set(&trial, "requests", "08", NULL), RT_OK);
	assert_int_equal(trial.requests, 8);
	assert_int_equal(rt_trial_set(&trial, "start", "0X00fe", NULL), RT_OK);
	assert_int_equal(trial.start, 0xfe);
	assert_int_equal(rt_trial_set(&trial, "start", "0x", NULL), RT_USAGE);
	assert_int_equal(rt_trial_set(&trial, "start", "fe", NULL), RT_USAGE);
}

static void a_shorter_value_equal_to_the_default_is_not_told(void **state)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	assert_int_equal(rt_trial_set(&trial, "device", "rust-vmm", NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "device", "qemu", NULL), 0);
	rt_trial_print(&trial, &text);
	assert_null(strstr(rt_text_string(&text), "device"));
	rt_text_free(&text);
}

static void the_field_lies_aligned_unless_the_trial_says(void **state)
{
	static const struct {
		const char *text;
		uint64_t place;
	} cases[] = {
		{"width = 16", 2},   {"width = 32", 4},
		{"width = 64", 0},   {"width = 64\noffset = natural", 0},
		{"width = 128", 0},  {"width = 32\noffset = 2", 2},
		{"offset = 63", 63},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_trial trial;

		assert_int_equal(rt_trial_parse(&trial, cases[i].text,
						strlen(cases[i].text), "x",
						NULL),
				 RT_OK);
		assert_int_equal(rt_trial_place(&trial), cases[i].place);
	}
}

static void rejected(const char *text, const char *line, const char *names)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_trial trial;

	assert_int_equal(parse(&trial, text, &error), RT_USAGE);
	if (!strstr(error.message, line) || !strstr(error.message, names))
		fail_msg("'%s' lacks '%s' or '%s'", error.message, line, names);
	rt_error_clear(&error);
}

static void bad_lines_are_named_with_their_number(void **state)
{
	char longest[700];

	(void)state;
	rejected("burst = 1\nbrust = 1\n", "x.trial:2:", "brust");
	rejected("ring_size = 100", "x.trial:1:", "power of two");
	rejected("ring_size = 65536", "x.trial:1:", "32768");
	rejected("ring_size = -2", "x.trial:1:", "-2");
	rejected("ring_size = 0x", "x.trial:1:", "0x");
	rejected("start = 0x10000", "x.trial:1:", "65535");
	rejected("seed = 99999999999999999999999", "x.trial:1:", "seed");
	rejected("width = 24", "x.trial:1:", "width");
	rejected("completion = lifo", "x.trial:1:", "in-order|reverse|random");
	rejected("device = qem", "x.trial:1:", "qem");
	rejected("device = qemu|vhost", "x.trial:1:", "vhost");
	rejected("burst = 1\n\nburst = 1", "x.trial:3:", "second time");
	rejected("just words", "x.trial:1:", "key = value");
	rejected("flags = a\tb", "x.trial:1:", "control");
	memset(longest, 'x', sizeof(longest) - 1);
	memcpy(longest, "flags = ", 8);
	longest[sizeof(longest) - 1] = '\0';
	rejected(longest, "x.trial:1:", "flags");
}

static void a_nul_byte_is_refused(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_trial trial;

	(void)state;
	assert_int_equal(
		rt_trial_parse(&trial, "burst = 1\0zzz", 13, "x", &error),
		RT_USAGE);
	assert_non_null(strstr(error.message, "NUL"));
	rt_error_clear(&error);
}

static void a_failed_set_changes_nothing(void **state)
{
	struct rt_trial trial, before;

	(void)state;
	rt_trial_init(&trial);
	before = trial;
	assert_int_equal(rt_trial_set(&trial, "ring-size", "3", NULL),
			 RT_USAGE);
	assert_int_equal(rt_trial_set(&trial, "ring-sizes", "4", NULL),
			 RT_USAGE);
	assert_memory_equal(&trial, &before, sizeof(trial));
	assert_int_equal(rt_trial_set(&trial, "ring-size", "4", NULL), RT_OK);
	assert_int_equal(trial.ring_size, 4);
}

static void options_survive_a_shell(void **state)
{
	struct rt_strings words = RT_STRINGS_INIT;
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial, again;

	(void)state;
	rt_trial_init(&trial);
	rt_trial_init(&again);
	rt_trial_set(&trial, "flags", "-O2 -DX='a b' -DY=\"q\"", NULL);
	rt_trial_set(&trial, "in-flight", "7", NULL);
	rt_trial_options(&trial, true, &text);
	assert_true(rt_strings_split(&words, rt_text_string(&text)));
	for (size_t i = 0; i + 1 < words.count; i += 2)
		assert_int_equal(rt_trial_set(&again, words.word[i] + 2,
					      words.word[i + 1], NULL),
				 RT_OK);
	assert_string_equal(again.flags, trial.flags);
	assert_int_equal(again.in_flight, 7);
	rt_strings_free(&words);
	rt_text_free(&text);
}

/* Cut, flipped and shuffled text: an error or a trial, never a crash. */
static void damaged_text_is_survived(void **state)
{
	struct rt_random random = {.state = 20190222};
	char text[sizeof(example)];
	struct rt_trial trial;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t length = rt_random_below(&random, sizeof(text));

		memcpy(text, example, sizeof(text));
		for (int flips = 0; flips < 3; flips++)
			text[rt_random_below(&random, sizeof(text))] =
				(char)rt_random_next(&random);
		rt_trial_parse(&trial, text, length, "damaged", NULL);
		assert_non_null(memchr(trial.flags, 0, sizeof(trial.flags)));
		assert_true(trial.ring_size >= 2 && trial.ring_size <= 32768);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(design_example_is_read),
		cmocka_unit_test(values_have_as_many_bits_as_the_field),
		cmocka_unit_test(a_leading_zero_means_nothing),
		cmocka_unit_test(what_is_printed_reads_back_the_same),
		cmocka_unit_test(
			a_shorter_value_equal_to_the_default_is_not_told),
		cmocka_unit_test(the_field_lies_aligned_unless_the_trial_says),
		cmocka_unit_test(bad_lines_are_named_with_their_number),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(a_failed_set_changes_nothing),
		cmocka_unit_test(options_survive_a_shell),
		cmocka_unit_test(damaged_text_is_survived),
	};

	return cmocka_run_group_tests_name("trial", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessors built with ThreadSanitizer by gcc and by clang, and what it says.
 * A race is asserted as "in at least one of the runs"; that none is seen in
 * an atomic access holds on every machine.
 */
#include "tests/base/spread.h"
#include "tests/engine/tsan.h"

/* What is expected of one accessor of the corpora. */
struct expectation {
	const char *accessor;
	const char *flags;
	enum rt_race race;
	bool is_visible;
	const char *through;
	unsigned int width;
	bool is_store;
};

static const struct expectation expectations[] = {
	{"plain", "-O2", RT_RACE_SEEN, true, "", 16, false},
	{"plain", "-O0", RT_RACE_SEEN, true, "", 32, true},
	{"volatile", "-O2", RT_RACE_SEEN, true, "", 64, false},
	{"bytes-volatile", "-O2", RT_RACE_SEEN, true, "", 16, true},
	{"memcpy", "-O2 -fno-builtin", RT_RACE_SEEN, true, "memcpy", 16, false},
	{"atomic-relaxed", "-O2", RT_RACE_NONE, true, "", 16, false},
	{"atomic-acquire", "-O2", RT_RACE_NONE, true, "", 32, true},
	{"c11-atomic", "-O0", RT_RACE_NONE, true, "", 64, false},
	{"inline-mov", "-O2", RT_RACE_NONE, false, "", 16, false},
	{"null", "-O2", RT_RACE_NONE, false, "", 16, false},
};

/* The accessor's line is in its own source, and what it does is right. */
static void check_place(const struct rt_tsan *tsan,
			const struct expectation *expected, const char *source)
{
	const char *slash = strrchr(tsan->subject.file, '/');

	assert_non_null(slash);
	assert_string_equal(slash, strrchr(source, '/'));
	assert_int_not_equal(tsan->subject.line, 0);
	assert_int_equal(strncmp(tsan->subject.function, "ringtear_", 9), 0);
	assert_string_equal(tsan->subject.through, expected->through);
	assert_int_equal(tsan->subject.is_write, expected->is_store);
	assert_int_equal(tsan->other.is_write, !expected->is_store);
	assert_int_equal(tsan->other.is_atomic, expected->race == RT_RACE_SEEN);
	assert_int_equal(tsan->subject.is_atomic,
			 expected->race == RT_RACE_NONE);
	assert_non_null(strstr(rt_text_string(&tsan->output), "data race"));
}

static void check_one(struct fixture *fixture, const char *compiler,
		      const struct expectation *expected)
{
	struct rt_tsan_options options = options_make(fixture);
	struct rt_cell cell;
	struct answer answer;
	char source[128];

	snprintf(source, sizeof(source), "corpora/accessors/%s.c",
		 expected->accessor);
	cell = cell_make(fixture, source, compiler, expected->flags);
	options.width = expected->width;
	options.offset = expected->width / 8;
	options.is_store = expected->is_store;
	options.runs = 3;
	answer = ask(&cell, &options);
	must_run(&answer);
	print_message("%s %s: %s\n", compiler, expected->accessor,
		      answer.observation.reason);
	assert_int_equal(answer.tsan.race, expected->race);
	assert_int_equal(answer.tsan.runs, 3);
	assert_int_equal(answer.tsan.races > 0, expected->race == RT_RACE_SEEN);
	assert_int_equal(answer.tsan.is_visible, expected->is_visible);
	assert_int_equal(answer.observation.race, expected->is_visible
							  ? expected->race
							  : RT_RACE_UNKNOWN);
	if (expected->is_visible)
		check_place(&answer.tsan, expected, source);
	else
		assert_non_null(strstr(answer.observation.reason, "invisible"));
	answer_free(&answer);
}

/* Each compiler has every other of them. */
static void check_all(void **state, const char *compiler, size_t first)
{
	struct fixture *fixture = *state;

	const size_t count = sizeof(expectations) / sizeof(*expectations);

	for (size_t i = sample(first + 1) - 1; i < count; i += sample(2))
		check_one(fixture, compiler, &expectations[i]);
}

static void gcc_says_what_is_a_race(void **state)
{
	check_all(state, "gcc", 0);
}

static void clang_says_what_is_a_race(void **state)
{
	check_all(state, "clang", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gcc_says_what_is_a_race),
		cmocka_unit_test(clang_says_what_is_a_race),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

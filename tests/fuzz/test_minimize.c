/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Minimisation, of trials whose cause is known by construction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/fuzz/known.h"
#include "harness/fuzz/minimize.h"

/* What must all be there, or the trial does not show it. */
struct cause {
	const char *flag[4];
	uint64_t width; /* 0: any */
	unsigned asked;
};

static bool has_word(const char *flags, const char *word)
{
	struct rt_strings words = RT_STRINGS_INIT;
	bool found = false;

	assert_true(rt_strings_split(&words, flags));
	for (size_t i = 0; i < words.count; i++)
		found |= !strcmp(words.word[i], word);
	rt_strings_free(&words);
	return found;
}

static int needs_all(void *data, const struct rt_trial *trial, bool *shows,
		     struct rt_error *error)
{
	struct cause *cause = data;

	(void)error;
	cause->asked++;
	*shows = !cause->width || trial->width == cause->width;
	for (int i = 0; cause->flag[i]; i++)
		*shows &= has_word(trial->flags, cause->flag[i]);
	return RT_OK;
}

static void set(struct rt_trial *trial, const char *key, const char *value)
{
	assert_int_equal(rt_trial_set(trial, key, value, NULL), RT_OK);
}

static void minimize(struct rt_minimized *minimized, struct cause *cause,
		     const struct rt_trial *trial)
{
	assert_int_equal(rt_minimize(minimized, trial, needs_all, cause, NULL),
			 RT_OK);
}

/* One flag of many, wherever it stands. */
static void one_flag_of_many(void **state)
{
	static const char *const places[] = {
		"-fa -fb -fc -fd -fe -ff -fg",
		"-fb -fa -fc -fd -fe -ff -fg",
		"-fb -fc -fd -fe -ff -fg -fa",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct cause cause = {.flag = {"-fa"}};
		struct rt_minimized minimized;
		struct rt_trial trial;

		rt_trial_init(&trial);
		set(&trial, "flags", places[i]);
		minimize(&minimized, &cause, &trial);
		assert_string_equal(minimized.trial.flags, "-fa");
		assert_int_equal(minimized.dropped.count, 6);
		assert_int_equal(minimized.tries, cause.asked);
		rt_minimized_free(&minimized);
	}
}

/* Three that only matter together, in one order. */
static void three_together(void **state)
{
	struct cause cause = {.flag = {"-fz", "-fa", "-fm"}};
	struct rt_minimized minimized;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	set(&trial, "flags", "-f1 -fz -f2 -f3 -fm -f4 -f5 -fa -f6");
	minimize(&minimized, &cause, &trial);
	assert_string_equal(minimized.trial.flags, "-fa -fm -fz");
	rt_minimized_free(&minimized);
}

/* Without a cause in the flags none is left. */
static void no_flag(void **state)
{
	struct cause cause = {.flag = {NULL}};
	struct rt_minimized minimized;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	set(&trial, "flags", "-O2 -fa -fb");
	set(&trial, "ring_size", "64");
	set(&trial, "width", "64");
	set(&trial, "pair", "0,1");
	minimize(&minimized, &cause, &trial);
	assert_string_equal(minimized.trial.flags, "");
	assert_int_equal(minimized.trial.ring_size, 256);
	assert_int_equal(minimized.trial.width, 16);
	assert_string_equal(minimized.trial.pair, "auto");
	rt_minimized_free(&minimized);
}

/* A parameter that matters stays, and what is no parameter too. */
static void parameter_stays(void **state)
{
	struct cause cause = {.flag = {"-fa"}, .width = 32};
	struct rt_minimized minimized;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	set(&trial, "flags", "-fb -fa");
	set(&trial, "width", "32");
	set(&trial, "direction", "store");
	set(&trial, "burst", "7");
	minimize(&minimized, &cause, &trial);
	assert_string_equal(minimized.trial.flags, "-fa");
	assert_int_equal(minimized.trial.width, 32);
	assert_int_equal(minimized.trial.burst, 1);
	assert_string_equal(minimized.trial.direction, "store");
	rt_minimized_free(&minimized);
}

/* Any -O level but none: the least is taken, and the same for fortify. */
static int optimised(void *data, const struct rt_trial *trial, bool *shows,
		     struct rt_error *error)
{
	(void)data;
	(void)error;
	*shows = strstr(trial->flags, "-O") && !strstr(trial->flags, "-O1") &&
		 strstr(trial->flags, "-D_FORTIFY_SOURCE=");
	return RT_OK;
}

static void least_of_a_family(void **state)
{
	struct rt_minimized minimized;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	set(&trial, "flags", "-D_FORTIFY_SOURCE=3 -fx -Ofast");
	assert_int_equal(rt_minimize(&minimized, &trial, optimised, NULL, NULL),
			 RT_OK);
	assert_string_equal(minimized.trial.flags, "-O2 -D_FORTIFY_SOURCE=1");
	rt_minimized_free(&minimized);
}

/* The last of two wins: putting them in order would lose it. */
static int last_wins(void *data, const struct rt_trial *trial, bool *shows,
		     struct rt_error *error)
{
	const char *one = strstr(trial->flags, "-fa");
	const char *other = strstr(trial->flags, "-fz");

	(void)data;
	(void)error;
	*shows = one && other && one > other;
	return RT_OK;
}

static void order_that_matters_stays(void **state)
{
	struct rt_minimized minimized;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	set(&trial, "flags", "-fz -fb -fa");
	assert_int_equal(rt_minimize(&minimized, &trial, last_wins, NULL, NULL),
			 RT_OK);
	assert_string_equal(minimized.trial.flags, "-fz -fa");
	rt_minimized_free(&minimized);
}

static int fails(void *data, const struct rt_trial *trial, bool *shows,
		 struct rt_error *error)
{
	(void)data;
	(void)trial;
	(void)shows;
	return rt_fail(error, RT_SETUP, "no more");
}

static void failure_comes_back(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_minimized minimized;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	assert_int_equal(rt_minimize(&minimized, &trial, fails, NULL, &error),
			 RT_SETUP);
	assert_string_equal(error.message, "no more");
	rt_minimized_free(&minimized);
	rt_error_clear(&error);
}

static void add_finding(struct rt_known *known, const char *accessor,
			const char *flags)
{
	struct rt_finding finding = {.kind = "tear"};
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;

	rt_trial_init(&trial);
	set(&trial, "accessor", accessor);
	set(&trial, "flags", flags);
	rt_trial_print(&trial, &text);
	finding.trial = text.data;
	assert_int_equal(rt_known_add(known, &finding, NULL), 0);
	rt_text_free(&text);
}

/* What tore two accessors by few flags is tried first for the third. */
static void most_common_flags_are_guessed(void **state)
{
	struct rt_known known = {.count = 0};
	struct rt_trial trial, guess;

	(void)state;
	rt_trial_init(&trial);
	set(&trial, "toolchain", "clang");
	set(&trial, "flags", "-O2 -fno-builtin -m64 -fwrapv");
	assert_false(rt_known_guess(&known, &trial, &guess));
	add_finding(&known, "fortify-memcpy", "");
	add_finding(&known, "fortify-memcpy", "-ffreestanding");
	assert_false(rt_known_guess(&known, &trial, &guess));
	add_finding(&known, "memmove", "-m64");
	add_finding(&known, "memmove", "-fno-builtin");
	add_finding(&known, "bitfield", "-fno-builtin");
	assert_true(rt_known_guess(&known, &trial, &guess));
	assert_string_equal(guess.flags, "-fno-builtin");
	assert_string_equal(guess.toolchain, "clang");
	/* What is as small already needs no guess. */
	set(&trial, "flags", "-fno-builtin");
	assert_false(rt_known_guess(&known, &trial, &guess));
	rt_known_free(&known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_flag_of_many),
		cmocka_unit_test(three_together),
		cmocka_unit_test(no_flag),
		cmocka_unit_test(parameter_stays),
		cmocka_unit_test(least_of_a_family),
		cmocka_unit_test(order_that_matters_stays),
		cmocka_unit_test(failure_comes_back),
		cmocka_unit_test(most_common_flags_are_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

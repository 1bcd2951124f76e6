/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/fuzz/mutate_property.h"
#include "tests/fuzz/refused.h"
#include "tests/base/spread.h"

/* Of refused words, each made twice, and a child of each. */
enum { CHANGES = 50000 };

/* By alias: one of each family, where it is installed. */
static const char *const families[] = {"gcc", "clang", "tcc"};

enum { FAMILIES = sizeof(families) / sizeof(*families) };

struct machine {
	struct rt_compilers compilers;
	struct rt_grammar *grammar[FAMILIES];
	struct rt_space_name toolchains[FAMILIES];
	struct rt_space space;
};

static const struct rt_space_name accessors[] = {
	{"memcpy", 3, NULL},
	{"fortify-memcpy", 3, NULL},
	{"movsb", 1, NULL},
};
static const struct rt_space_name pairs[] = {{"auto", 1, NULL},
					     {"0,1", 1, NULL}};

static void add_compiler(struct machine *machine, const char *name)
{
	const struct rt_compiler *compiler =
		rt_compilers_named(&machine->compilers, name);
	size_t place = machine->space.toolchains.count;
	struct rt_error error = RT_ERROR_INIT;

	assert_non_null(compiler);
	if (rt_grammar_open(&machine->grammar[place], compiler, "corpora/flags",
			    "build/grammars", &error))
		fail_msg("%s", error.message);
	machine->toolchains[place] =
		(struct rt_space_name){name, 1, machine->grammar[place]};
	machine->space.toolchains.count++;
}

static int setup(void **state)
{
	struct machine *machine = calloc(1, sizeof(*machine));

	assert_non_null(machine);
	assert_int_equal(rt_compilers_find(&machine->compilers, NULL, NULL), 0);
	for (int i = 0; i < FAMILIES; i++)
		add_compiler(machine, families[i]);
	machine->space.toolchains.list = machine->toolchains;
	machine->space.accessors = (struct rt_space_names){accessors, 3};
	machine->space.pairs = (struct rt_space_names){pairs, 2};
	rt_trial_init(&machine->space.base);
	*state = machine;
	return 0;
}

static int teardown(void **state)
{
	struct machine *machine = *state;

	for (int i = 0; i < FAMILIES; i++)
		rt_grammar_free(machine->grammar[i]);
	rt_compilers_free(&machine->compilers);
	free(machine);
	return 0;
}

static void hold(const struct rt_space *space, const char *text, size_t length,
		 size_t most, uint64_t seed)
{
	const char *broken = property_mutate(space, text, length, most, seed);

	if (broken)
		fail_msg("%s: seed %ju, most %zu, of\n%.*s", broken,
			 (uintmax_t)seed, most, (int)length, text);
}

/* A walk of @rounds changes that begins at @text, every step checked. */
static void walk(const struct rt_space *space, const char *start, int rounds)
{
	char text[PROPERTY_MOST];
	size_t length = strlen(start);

	memcpy(text, start, length);
	for (int i = 0; i < rounds; i++) {
		uint64_t seed = (uint64_t)i;

		hold(space, text, length, PROPERTY_MOST, seed);
		length = rt_mutate_text(space, text, length, PROPERTY_MOST,
					seed);
		assert_true(length > 0);
	}
}

static void promises_hold_from_every_start(void **state)
{
	static const char *const starts[] = {
		"",
		"accessor = memcpy\n",
		"no trial at all",
		"flags = -O2 -O3 -fbuiltin -fno-builtin\n",
		"flags = -DX='a b' -O2\n",
		"ring_size = 2\nburst = 32768\nin_flight = 32768\n",
		"accessor = nowhere\ntoolchain = nothing+no\npair = none\n",
		"width = 64\noffset = 63\nstart = 0xffff\n",
		"expect = torn\nold_value = 1\nnew_value = 2\ngap = 3\n",
	};
	const struct machine *machine = *state;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		walk(&machine->space, starts[i], (int)(200 / spread(4)));
	walk(&machine->space, "", (int)(5000 / spread(5)));
}

static void promises_hold_in_little_room(void **state)
{
	static const char start[] =
		"accessor = fortify-memcpy\ntoolchain = gcc\n"
		"flags = -O2 -D_FORTIFY_SOURCE=2 -fno-builtin -ffreestanding\n"
		"width = 32\noffset = 8\n";
	const struct machine *machine = *state;

	for (size_t most = 0; most < 160; most += spread(3))
		for (uint64_t seed = 0; seed < 8; seed++)
			hold(&machine->space, start, sizeof(start) - 1, most,
			     seed);
}

/*
 * 150,000 changes and children of trials whose flags are refused words:
 * none of them comes out, property_holds() sees to that. Such a trial itself
 * is refused.
 */
static void refused_words_never_come_out(void **state)
{
	const struct machine *machine = *state;
	size_t per_word = CHANGES / REFUSED_COUNT / spread(20) + 1;

	for (size_t i = 0; i < REFUSED_COUNT; i++) {
		struct rt_strings words = RT_STRINGS_INIT;
		char text[PROPERTY_MOST];
		struct rt_trial trial;
		int length =
			snprintf(text, sizeof(text),
				 "flags = -O2 %s -fno-builtin\n", refused[i]);

		assert_int_equal(
			rt_trial_parse(&trial, text, (size_t)length, "x", NULL),
			RT_OK);
		if (rt_flags_parse(&words, trial.flags, NULL) != RT_USAGE)
			fail_msg("%s is not refused", refused[i]);
		rt_strings_free(&words);
		for (uint64_t seed = 0; seed < per_word; seed++)
			hold(&machine->space, text, (size_t)length,
			     PROPERTY_MOST, seed);
	}
}

static void what_is_fixed_stays(void **state)
{
	const struct machine *machine = *state;
	struct rt_space space = machine->space;

	space.fixed = rt_space_bit("flags") | rt_space_bit("width") |
		      rt_space_bit("burst") | rt_space_bit("direction");
	rt_trial_set(&space.base, "flags", "-O1 -ffreestanding", NULL);
	rt_trial_set(&space.base, "width", "32", NULL);
	rt_trial_set(&space.base, "burst", "9", NULL);
	rt_trial_set(&space.base, "direction", "store", NULL);
	space.accessors.count = 1;
	walk(&space, "width = 64\nflags = -O3\n", (int)(1000 / spread(4)));
	assert_int_equal(rt_space_bit("nothing"), 0);
}

static void what_is_to_be_aligned_is(void **state)
{
	const struct machine *machine = *state;
	struct rt_space space = machine->space;

	space.is_aligned = true;
	walk(&space, "width = 16\noffset = 63\n", (int)(1000 / spread(4)));
	/* A width that moves an offset off its place is as bad as an offset. */
	space.fixed = rt_space_bit("width");
	rt_trial_set(&space.base, "width", "64", NULL);
	walk(&space, "width = 16\noffset = 2\n", (int)(1000 / spread(4)));
}

/* What a search must be able to reach, and by which key it is seen. */
static void every_key_is_searched(void **state)
{
	static const char *const keys[] = {
		"accessor",   "toolchain",   "flags",  "width",	    "direction",
		"offset",     "start",	     "burst",  "in_flight", "ring_size",
		"completion", "event_index", "device", "service",   "pair",
	};
	const struct machine *machine = *state;
	struct rt_random random = {.state = 7};
	struct rt_trial trial = machine->space.base;
	uint64_t changed = 0;

	for (int i = 0; i < 3000; i++) {
		struct rt_trial before = trial;

		rt_mutate(&machine->space, &random, &trial);
		for (const struct rt_trial_field *field = rt_trial_fields;
		     field->name; field++)
			if (memcmp((char *)&before + field->offset,
				   (char *)&trial + field->offset, field->size))
				changed |= rt_space_bit(field->name);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!(changed & rt_space_bit(keys[i])))
			fail_msg("%s was never changed", keys[i]);
		changed &= ~rt_space_bit(keys[i]);
	}
	assert_true(changed == 0);
}

/* One level each, mostly what ships, and few flags beside it. */
static void fresh_trials_are_plausible(void **state)
{
	enum { trials = 2000 };
	const struct machine *machine = *state;
	struct rt_random random = {.state = 3};
	unsigned flags = 0, bare = 0, fortified = 0;

	for (int i = 0; i < trials; i++) {
		struct rt_strings words = RT_STRINGS_INIT;
		struct rt_trial trial;

		rt_fresh(&machine->space, &random, &trial);
		assert_true(rt_strings_split(&words, trial.flags));
		assert_true(words.count >= 1);
		assert_int_equal(strncmp(words.word[0], "-O", 2), 0);
		for (size_t j = 1; j < words.count; j++)
			assert_int_not_equal(strncmp(words.word[j], "-O", 2),
					     0);
		flags += (unsigned)words.count - 1;
		bare += words.count == 1;
		fortified += strstr(trial.flags, "-D_FORTIFY_SOURCE") != NULL;
		rt_strings_free(&words);
	}
	assert_in_range(flags, trials, 5 * trials);
	assert_in_range(bare, trials / 10, trials / 2);
	/* What matters is tried sooner than -fno-ivopts. */
	assert_in_range(fortified, trials / 50, trials / 2);
}

static void a_child_has_what_both_parents_have(void **state)
{
	const struct machine *machine = *state;
	struct rt_random random = {.state = 5};
	struct rt_trial one = machine->space.base, other = one, child;
	unsigned first = 0, second = 0;

	rt_trial_set(&one, "flags", "-O2 -fno-builtin -ffreestanding", NULL);
	rt_trial_set(&other, "flags", "-O2 -fno-builtin -fno-plt", NULL);
	for (int i = 0; i < 200; i++) {
		rt_cross(&machine->space, &random, &one, &other, &child);
		assert_non_null(strstr(child.flags, "-O2"));
		assert_non_null(strstr(child.flags, "-fno-builtin"));
		first += strstr(child.flags, "-ffreestanding") != NULL;
		second += strstr(child.flags, "-fno-plt") != NULL;
	}
	assert_in_range(first, 50, 150);
	assert_in_range(second, 50, 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promises_hold_from_every_start),
		cmocka_unit_test(promises_hold_in_little_room),
		cmocka_unit_test(refused_words_never_come_out),
		cmocka_unit_test(what_is_fixed_stays),
		cmocka_unit_test(what_is_to_be_aligned_is),
		cmocka_unit_test(every_key_is_searched),
		cmocka_unit_test(fresh_trials_are_plausible),
		cmocka_unit_test(a_child_has_what_both_parents_have),
	};

	return cmocka_run_group_tests_name("mutate", tests, setup, teardown);
}

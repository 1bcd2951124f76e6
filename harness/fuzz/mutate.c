/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/mutate.h"

#include <string.h>

#include "harness/fuzz/flag_words.h"
#include "harness/fuzz/keys.h"

enum {
	most_flags = 16,  /* per trial: more find nothing more */
	most_changes = 4, /* changes of flags at once */
	most_fresh = 8,	  /* flags in a random trial */
};

/* A trial being changed, with its flags as words. */
struct change {
	const struct rt_space *space;
	struct rt_random *random;
	struct rt_trial *trial;
	struct rt_strings words;
};

static uint64_t below(struct change *change, uint64_t limit)
{
	return rt_random_below(change->random, limit);
}

static const struct rt_grammar *grammar_of(const struct change *change)
{
	return rt_space_grammar(change->space, change->trial->toolchain);
}

static bool are_flags_fixed(const struct change *change)
{
	return change->space->fixed & rt_space_bit("flags");
}

/* The level matters more than any other flag, and -O2 is what ships. */
static void put_level(struct change *change)
{
	static const char *const levels[] = {
		"-O2", "-O2", "-O2", "-O2", "-O0", "-O0",    "-O1",
		"-O1", "-O3", "-O3", "-Os", "-Os", "-Ofast", "-Og",
	};

	rt_flag_words_put(
		&change->words,
		levels[below(change, sizeof(levels) / sizeof(*levels))]);
}

/* Appends a flag to @word: any, or one from the list that has @like. */
static bool draw_word(struct change *change, const char *like,
		      struct rt_text *word)
{
	const struct rt_grammar *grammar = grammar_of(change);

	if (!grammar)
		return false;
	if (like)
		return rt_grammar_draw_beside(grammar, like, change->random,
					      word);
	return rt_grammar_draw(grammar, change->random, word);
}

static void put_flag(struct change *change, const char *like)
{
	struct rt_text word = RT_TEXT_INIT;

	if (draw_word(change, like, &word))
		rt_flag_words_put(&change->words, rt_text_string(&word));
	rt_text_free(&word);
}

/* Draws an index, but not that of the level, 0; 0 if there are no others. */
static size_t any_place(struct change *change)
{
	size_t count = change->words.count;

	return count > 1 ? 1 + below(change, count - 1) : 0;
}

static void add_flag(struct change *change)
{
	put_flag(change, NULL);
}

static void drop_flag(struct change *change)
{
	size_t place = any_place(change);

	if (place)
		rt_flag_words_drop(&change->words, place);
}

static void swap_flag(struct change *change)
{
	drop_flag(change);
	add_flag(change);
}

static void vary_flag(struct change *change)
{
	const struct rt_grammar *grammar = grammar_of(change);
	struct rt_text other = RT_TEXT_INIT;
	size_t place = any_place(change);

	if (grammar && place &&
	    rt_grammar_vary(grammar, change->words.word[place], change->random,
			    &other))
		rt_flag_words_put(&change->words, rt_text_string(&other));
	rt_text_free(&other);
}

/* Flags of one list interact: fortify, alignment, tuning. */
static void add_group(struct change *change)
{
	struct rt_text word = RT_TEXT_INIT;

	if (draw_word(change, NULL, &word)) {
		rt_flag_words_put(&change->words, rt_text_string(&word));
		put_flag(change, rt_text_string(&word));
		put_flag(change, rt_text_string(&word));
	}
	rt_text_free(&word);
}

static void drop_half(struct change *change)
{
	for (size_t i = change->words.count; i > 1; i--)
		if (below(change, 2))
			rt_flag_words_drop(&change->words, i - 1);
}

static void drop_all(struct change *change)
{
	while (change->words.count > 1)
		rt_flag_words_drop(&change->words, change->words.count - 1);
}

/* The last of two contradicting flags wins, so an order is a change. */
static void reorder(struct change *change)
{
	size_t one = any_place(change), other = any_place(change);
	char *word;

	if (!one)
		return;
	word = change->words.word[one];
	change->words.word[one] = change->words.word[other];
	change->words.word[other] = word;
}

static const struct flag_change {
	void (*make)(struct change *change);
	unsigned weight;
} flag_changes[] = {
	{add_flag, 8},	{drop_flag, 3}, {swap_flag, 3},
	{vary_flag, 4}, {put_level, 5}, {add_group, 2},
	{drop_half, 1}, {drop_all, 1},	{reorder, 1},
};

static void change_flags(struct change *change)
{
	enum { count = sizeof(flag_changes) / sizeof(*flag_changes) };
	uint64_t sum = 0, at;
	int i = 0;

	for (i = 0; i < count; i++)
		sum += flag_changes[i].weight;
	at = below(change, sum);
	for (i = 0; at >= flag_changes[i].weight; i++)
		at -= flag_changes[i].weight;
	flag_changes[i].make(change);
}

static void draw_key(struct change *change, const char *name)
{
	for (const struct rt_key *key = rt_keys; key->name; key++)
		if (!strcmp(key->name, name))
			rt_key_draw(change->space, change->random, key,
				    change->trial);
}

/*
 * A build costs the same for one change and for many. Flags that change the
 * code of one accessor often change the code of another one.
 */
static void change_cell(struct change *change)
{
	uint64_t changes = 1 + below(change, most_changes);

	if (below(change, 3))
		draw_key(change, "accessor");
	if (!below(change, 4))
		draw_key(change, "toolchain");
	if (!below(change, 3))
		rt_key_draw(change->space, change->random,
			    rt_key_choose(change->random), change->trial);
	while (changes-- && !are_flags_fixed(change))
		change_flags(change);
}

/*
 * All functions are in one module: another function compiles nothing. False
 * when the space allows no other function, or none was drawn.
 */
static bool change_function(struct change *change)
{
	struct rt_trial *trial = change->trial;
	const struct rt_trial before = *trial;

	draw_key(change, "width");
	draw_key(change, "direction");
	return trial->width != before.width ||
	       strcmp(trial->direction, before.direction) != 0;
}

/* Leaves one level, few flags, and no flag that the compiler rejects. */
static void tidy_flags(struct change *change)
{
	const struct rt_grammar *grammar = grammar_of(change);
	struct rt_strings *words = &change->words;

	if (rt_flag_words_find(words, "-O") == words->count)
		put_level(change);
	for (size_t i = words->count; grammar && i > 1; i--)
		if (rt_grammar_rejects(grammar, words->word[i - 1]))
			rt_flag_words_drop(words, i - 1);
	while (words->count > most_flags)
		drop_flag(change);
}

static void begin(struct change *change, const struct rt_space *space,
		  struct rt_random *random, struct rt_trial *trial)
{
	*change = (struct change){space, random, trial, RT_STRINGS_INIT};
	rt_keys_confine(space, random, trial);
	rt_flag_words_read(&change->words, trial->flags);
	if (!are_flags_fixed(change))
		tidy_flags(change);
}

static void finish(struct change *change)
{
	rt_keys_confine(change->space, change->random, change->trial);
	if (!are_flags_fixed(change)) {
		tidy_flags(change);
		rt_flag_words_write(&change->words, change->trial->flags,
				    sizeof(change->trial->flags));
	}
	rt_strings_free(&change->words);
}

void rt_mutate(const struct rt_space *space, struct rt_random *random,
	       struct rt_trial *trial)
{
	struct change change;

	begin(&change, space, random, trial);
	/* Sometimes change only the function, which compiles nothing. */
	if (rt_random_below(random, 4) || !change_function(&change))
		change_cell(&change);
	finish(&change);
}

void rt_fresh(const struct rt_space *space, struct rt_random *random,
	      struct rt_trial *trial)
{
	struct change change;
	int flags = 0;

	*trial = space->base;
	begin(&change, space, random, trial);
	for (const struct rt_key *key = rt_keys; key->name; key++)
		/* Probability weight / 8: 1 for the keys of the cell. */
		if (key->weight > rt_random_below(random, 8))
			rt_key_draw(space, random, key, trial);
	if (!are_flags_fixed(&change)) {
		drop_all(&change);
		put_level(&change);
		while (flags < most_fresh && rt_random_below(random, 4))
			flags++;
		while (flags--)
			add_flag(&change);
	}
	finish(&change);
}

/* Takes the flags that both parents have, and half of the others. */
static void cross_flags(struct change *child, const char *first,
			const char *second)
{
	const char *const parents[] = {first, second};

	for (int i = 0; i < 2; i++) {
		struct rt_strings words = RT_STRINGS_INIT,
				  other = RT_STRINGS_INIT;

		rt_flag_words_read(&words, parents[i]);
		rt_flag_words_read(&other, parents[!i]);
		for (size_t j = 0; j < words.count; j++)
			if (rt_flag_words_find(&other, words.word[j]) <
				    other.count ||
			    below(child, 2))
				rt_flag_words_put(&child->words, words.word[j]);
		rt_strings_free(&words);
		rt_strings_free(&other);
	}
}

static bool is_of_cell(const char *key)
{
	return !strcmp(key, "accessor") || !strcmp(key, "toolchain");
}

static void cross_keys(struct rt_random *random, const struct rt_trial *other,
		       bool keeps_cell, struct rt_trial *child)
{
	for (const struct rt_key *key = rt_keys; key->name; key++) {
		const struct rt_trial_field *field = rt_trial_field(key->name);

		if (rt_random_below(random, 2) &&
		    !(keeps_cell && is_of_cell(key->name)))
			memcpy((char *)child + field->offset,
			       (const char *)other + field->offset,
			       field->size);
	}
}

void rt_cross(const struct rt_space *space, struct rt_random *random,
	      const struct rt_trial *one, const struct rt_trial *other,
	      struct rt_trial *child)
{
	struct rt_trial made = *one;
	struct change change = {space, random, &made, RT_STRINGS_INIT};
	/* Keeps the cell of @one, so that nothing has to be compiled. */
	bool keeps_cell = !rt_random_below(random, 4);

	cross_keys(random, other, keeps_cell, &made);
	cross_flags(&change, one->flags,
		    keeps_cell ? one->flags : other->flags);
	finish(&change);
	*child = made;
}

/* Writes @trial into @most bytes of @text; drops flags until it fits. */
static size_t print(const struct rt_space *space, struct rt_trial *trial,
		    char *text, size_t most)
{
	struct rt_strings words = RT_STRINGS_INIT;
	struct rt_text printed = RT_TEXT_INIT;
	bool is_plain = space->fixed & rt_space_bit("flags");
	size_t length = 0;

	rt_flag_words_read(&words, trial->flags);
	rt_trial_print(trial, &printed);
	while (printed.length > most && words.count && !is_plain) {
		rt_flag_words_drop(&words, words.count - 1);
		rt_flag_words_write(&words, trial->flags, sizeof(trial->flags));
		rt_text_free(&printed);
		printed = (struct rt_text)RT_TEXT_INIT;
		rt_trial_print(trial, &printed);
	}
	if (!printed.failed && printed.length <= most)
		length = printed.length;
	memcpy(text, rt_text_string(&printed), length);
	rt_text_free(&printed);
	rt_strings_free(&words);
	return length;
}

size_t rt_mutate_text(const struct rt_space *space, char *text, size_t length,
		      size_t most, uint64_t seed)
{
	struct rt_random random = {.state = seed};
	struct rt_trial trial;

	/* Sometimes start from a new random trial: a new corpus has few. */
	if (length && rt_random_below(&random, 8) &&
	    !rt_trial_parse(&trial, text, length, "", NULL))
		rt_mutate(space, &random, &trial);
	else
		rt_fresh(space, &random, &trial);
	return print(space, &trial, text, most);
}

size_t rt_cross_text(const struct rt_space *space, const char *one,
		     size_t one_length, const char *other, size_t other_length,
		     char *text, size_t most, uint64_t seed)
{
	struct rt_random random = {.state = seed};
	struct rt_trial first, second, child;

	if (rt_trial_parse(&first, one, one_length, "", NULL))
		rt_fresh(space, &random, &first);
	if (rt_trial_parse(&second, other, other_length, "", NULL))
		rt_fresh(space, &random, &second);
	rt_cross(space, &random, &first, &second, &child);
	return print(space, &child, text, most);
}

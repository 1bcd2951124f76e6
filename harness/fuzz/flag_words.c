/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/flag_words.h"

#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/flag.h"
#include "harness/fuzz/left_out.h"
#include "harness/module/command.h"

static bool same_stem(const char *one, const char *other)
{
	struct rt_text first = RT_TEXT_INIT, second = RT_TEXT_INIT;
	bool same;

	rt_flag_stem(&first, one);
	rt_flag_stem(&second, other);
	same = !strcmp(rt_text_string(&first), rt_text_string(&second));
	rt_text_free(&first);
	rt_text_free(&second);
	return same;
}

size_t rt_flag_words_find(const struct rt_strings *words, const char *word)
{
	size_t place = 0;

	while (place < words->count && !same_stem(words->word[place], word))
		place++;
	return place;
}

void rt_flag_words_drop(struct rt_strings *words, size_t place)
{
	free(words->word[place]);
	memmove(&words->word[place], &words->word[place + 1],
		(words->count - place) * sizeof(*words->word));
	words->count--;
}

void rt_flag_words_put(struct rt_strings *words, const char *word)
{
	size_t place = rt_flag_words_find(words, word);
	size_t last = words->count;
	char *added;

	rt_strings_add(words, word);
	if (words->count == last)
		return;
	added = words->word[last];
	if (place < last) {
		free(words->word[place]);
		words->word[place] = added;
		words->word[--words->count] = NULL;
	} else if (!strncmp(word, "-O", 2)) {
		memmove(&words->word[1], &words->word[0],
			last * sizeof(*words->word));
		words->word[0] = added;
	}
}

void rt_flag_words_read(struct rt_strings *words, const char *flags)
{
	struct rt_strings all = RT_STRINGS_INIT;

	rt_strings_split(&all, flags);
	for (size_t i = 0; i < all.count; i++)
		if (rt_flag_may_be_tried(all.word[i]))
			rt_flag_words_put(words, all.word[i]);
	rt_strings_free(&all);
}

void rt_flag_words_write(struct rt_strings *words, char *flags, size_t size)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_command_text(&text, words);
	while (text.length >= size && words->count) {
		rt_flag_words_drop(words, words->count - 1);
		rt_text_free(&text);
		text = (struct rt_text)RT_TEXT_INIT;
		rt_command_text(&text, words);
	}
	if (text.length < size)
		memcpy(flags, rt_text_string(&text), text.length + 1);
	rt_text_free(&text);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/flag.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/lines.h"
#include "harness/fuzz/left_out.h"

/* Without slash, quote or @, a flag names no file and needs no quoting. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789-_+=.,:";

static bool begins(const char *word, const char *prefix)
{
	return !strncmp(word, prefix, strlen(prefix));
}

/* The name after "-fno-" or "-mno-"; NULL if @word is no negative form. */
static const char *skip_no(const char *word)
{
	if (begins(word, "-fno-") || begins(word, "-mno-"))
		return word + 5;
	return NULL;
}

void rt_flag_stem(struct rt_text *stem, const char *word)
{
	const char *rest = skip_no(word);
	const char *value = begins(word, "--param=") ? word + 8 : word;

	value = strchr(value, '=');
	if (rest && !value)
		rt_text_format(stem, "%.2s%s", word, rest);
	else if (begins(word, "-O"))
		rt_text_add(stem, "-O");
	else if (value)
		rt_text_append(stem, word, (size_t)(value + 1 - word));
	else if (begins(word, "-D") || begins(word, "-U"))
		rt_text_format(stem, "-D%s=", word + 2);
	else
		rt_text_add(stem, word);
}

/* Appends the negative form of a toggle: "-fno-builtin" for "-fbuiltin". */
static void add_negative(struct rt_text *text, const char *word)
{
	rt_text_format(text, "%.2sno-%s", word, word + 2);
}

/* Splits "a|b|c", @length bytes. */
static void split_values(struct rt_strings *values, const char *text,
			 size_t length)
{
	while (length) {
		const char *bar = memchr(text, '|', length);
		size_t size = bar ? (size_t)(bar - text) : length;

		if (size)
			rt_strings_format(values, "%.*s", (int)size, text);
		size += bar ? 1 : 0;
		text += size;
		length -= size;
	}
}

static bool read_choice(struct rt_flag *flag, const char *open)
{
	const char *close = strchr(open, ']');

	if (!close || close[1])
		return false;
	flag->kind = RT_FLAG_CHOICE;
	split_values(&flag->values, open + 1, (size_t)(close - open - 1));
	return flag->values.count > 0;
}

static bool read_number(struct rt_flag *flag, const char *open)
{
	char *end;

	flag->kind = RT_FLAG_NUMBER;
	if (!isdigit((unsigned char)open[1]))
		return false;
	flag->least = strtoull(open + 1, &end, 10);
	if (*end != ',' || !isdigit((unsigned char)end[1]))
		return false;
	flag->most = strtoull(end + 1, &end, 10);
	return !strcmp(end, ">") && flag->least <= flag->most &&
	       flag->most <= INT32_MAX;
}

/* Parses @word; flag->word is the part before the value, or all of it. */
static bool read_word(struct rt_flag *flag, const char *word)
{
	const char *open = strpbrk(word, "[<");
	size_t length = open ? (size_t)(open - word) : strlen(word);

	if (!begins(word, "-") || !word[1])
		return false;
	if (length == 2 && open && begins(open, "[no-]") && open[5]) {
		struct rt_text whole = RT_TEXT_INIT;

		flag->kind = RT_FLAG_TOGGLE;
		rt_text_format(&whole, "%.2s%s", word, open + 5);
		flag->word = whole.data;
		return flag->word != NULL;
	}
	flag->word = strndup(word, length);
	if (!flag->word || !open)
		return flag->word != NULL;
	return *open == '[' ? read_choice(flag, open) : read_number(flag, open);
}

static bool is_safe(const char *word)
{
	return word[strspn(word, letters)] == '\0' &&
	       rt_flag_may_be_tried(word);
}

/* Whether a trial may have @flag, in every form. */
static bool is_allowed(const struct rt_flag *flag)
{
	struct rt_text form = RT_TEXT_INIT;
	bool allowed = true;

	if (flag->kind == RT_FLAG_TOGGLE)
		add_negative(&form, flag->word);
	else if (flag->kind == RT_FLAG_NUMBER)
		rt_text_format(&form, "%s%" PRIu64, flag->word, flag->least);
	for (size_t i = 0; allowed && i < flag->values.count; i++) {
		struct rt_text one = RT_TEXT_INIT;

		rt_text_format(&one, "%s%s", flag->word, flag->values.word[i]);
		allowed = is_safe(rt_text_string(&one));
		rt_text_free(&one);
	}
	if (form.length)
		allowed = is_safe(rt_text_string(&form));
	if (flag->kind == RT_FLAG_PLAIN || flag->kind == RT_FLAG_TOGGLE)
		allowed = allowed && is_safe(flag->word);
	allowed = allowed && !form.failed && !flag->values.failed;
	rt_text_free(&form);
	return allowed;
}

static void free_flag(struct rt_flag *flag)
{
	free(flag->word);
	rt_strings_free(&flag->values);
}

/* The list's own copy of @origin, which flags point to. */
static const char *keep_origin(struct rt_flags *flags, const char *origin)
{
	for (size_t i = 0; i < flags->origins.count; i++)
		if (!strcmp(flags->origins.word[i], origin))
			return flags->origins.word[i];
	rt_strings_add(&flags->origins, origin);
	return flags->origins.failed
		       ? ""
		       : flags->origins.word[flags->origins.count - 1];
}

bool rt_flags_add(struct rt_flags *flags, const char *word, unsigned weight,
		  const char *origin)
{
	struct rt_flag flag = {.weight = weight};
	struct rt_flag *list = NULL;

	if (read_word(&flag, word) && is_allowed(&flag)) {
		list = reallocarray(flags->list, flags->count + 1,
				    sizeof(*list));
		flags->failed |= !list;
	}
	if (!list) {
		free_flag(&flag);
		return false;
	}
	flag.origin = keep_origin(flags, origin);
	flags->list = list;
	list[flags->count++] = flag;
	return true;
}

static bool is_family(const char *word, enum rt_compiler_family *family)
{
	static const char *const names[] = {
		[RT_GCC] = "gcc",
		[RT_CLANG] = "clang",
		[RT_TCC] = "tcc",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(word, names[i])) {
			*family = (enum rt_compiler_family)i;
			return true;
		}
	return false;
}

static bool is_weight(const char *word, unsigned *weight)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	*weight = (unsigned)number;
	return isdigit((unsigned char)*word) && !*end && number <= 1000;
}

/* Whether @word is well-formed as a flag, allowed or not. */
static bool is_flag(const char *word)
{
	struct rt_flag flag = {.weight = 0};
	bool good = read_word(&flag, word);

	free_flag(&flag);
	return good;
}

struct reading {
	struct rt_flags *flags;
	enum rt_compiler_family family;
	const char *origin;
};

/* Adds the flag of one line, unless the line is for another family. */
static int read_line(void *data, char *line, unsigned number,
		     struct rt_error *error)
{
	const struct reading *reading = data;
	/* tcc has so few flags that its lines name the family. */
	enum rt_compiler_family only =
		reading->family == RT_TCC ? RT_GCC : reading->family;
	struct rt_strings words = RT_STRINGS_INIT;
	unsigned weight = 0;
	bool good;

	(void)number;
	good = rt_strings_split(&words, line) && words.count >= 2 &&
	       words.count <= 3 && is_weight(words.word[0], &weight) &&
	       is_flag(words.word[1]) &&
	       (words.count < 3 || is_family(words.word[2], &only));
	if (good && only == reading->family)
		rt_flags_add(reading->flags, words.word[1], weight,
			     reading->origin);
	rt_strings_free(&words);
	return good ? RT_OK
		    : rt_fail(error, RT_USAGE,
			      "'%.64s' is no `WEIGHT FLAG [gcc|clang|tcc]`, "
			      "such as `8 -f[no-]builtin`",
			      line);
}

int rt_flags_read(struct rt_flags *flags, const char *text, size_t length,
		  enum rt_compiler_family family, const char *origin,
		  struct rt_error *error)
{
	struct reading reading = {flags, family, origin};
	int code =
		rt_lines_read(text, length, origin, read_line, &reading, error);

	if (!code && flags->failed)
		return rt_no_memory(error);
	return code;
}

void rt_flag_print(const struct rt_flag *flag, struct rt_text *text)
{
	rt_text_format(text, "%u ", flag->weight);
	if (flag->kind == RT_FLAG_TOGGLE)
		rt_text_format(text, "%.2s[no-]%s", flag->word, flag->word + 2);
	else
		rt_text_add(text, flag->word);
	if (flag->kind == RT_FLAG_NUMBER)
		rt_text_format(text, "<%" PRIu64 ",%" PRIu64 ">", flag->least,
			       flag->most);
	for (size_t i = 0; i < flag->values.count; i++)
		rt_text_format(text, "%s%s", i ? "|" : "[",
			       flag->values.word[i]);
	rt_text_add(text, flag->values.count ? "]\n" : "\n");
}

/* An end of the range, any number, or most often a power of two. */
static uint64_t draw_number(const struct rt_flag *flag,
			    struct rt_random *random)
{
	uint64_t power = 1ull << rt_random_below(random, 31);

	switch (rt_random_below(random, 6)) {
	case 0:
		return flag->least;
	case 1:
		return flag->most;
	case 2:
		return flag->least +
		       rt_random_below(random, flag->most - flag->least + 1);
	default:
		/* Small numbers most often change what the compiler does. */
		while (power > flag->most && power > 1)
			power >>= 1 + rt_random_below(random, 4);
		if (power < flag->least || power > flag->most)
			return flag->least;
		return power;
	}
}

void rt_flag_draw(const struct rt_flag *flag, struct rt_random *random,
		  struct rt_text *word)
{
	switch (flag->kind) {
	case RT_FLAG_PLAIN:
		rt_text_add(word, flag->word);
		break;
	case RT_FLAG_TOGGLE:
		if (rt_random_below(random, 3))
			add_negative(word, flag->word);
		else
			rt_text_add(word, flag->word);
		break;
	case RT_FLAG_CHOICE:
		rt_text_format(word, "%s%s", flag->word,
			       flag->values.word[rt_random_below(
				       random, flag->values.count)]);
		break;
	case RT_FLAG_NUMBER:
		rt_text_format(word, "%s%" PRIu64, flag->word,
			       draw_number(flag, random));
		break;
	}
}

void rt_flags_free(struct rt_flags *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		free_flag(&flags->list[i]);
	free(flags->list);
	rt_strings_free(&flags->origins);
	*flags = (struct rt_flags)RT_FLAGS_INIT;
}

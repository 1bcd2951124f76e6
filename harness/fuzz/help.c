/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/help.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/left_out.h"

static bool begins(const char *word, const char *prefix)
{
	return !strncmp(word, prefix, strlen(prefix));
}

/* Flags that begin like this concern only messages, or another language. */
static const char *const pointless[] = {
	/* messages */
	"-fdiagnostics",
	"-fanalyzer",
	"--param=analyzer",
	"-fmessage",
	"-fcolor",
	"-fverbose",
	"-fchecking",
	"-mdump",
	"-fshow",
	"-fdebug",
	"-fmem-report",
	"-ftime-report",
	"-freport",
	"-fstack-report",
	"-fpre-ipa-mem",
	"-fpost-ipa",
	"-fansi-escape",
	"-fcaret",
	/* languages, and systems that are not this one */
	"-fobjc",
	"-fcuda",
	"-fhip",
	"-fgpu",
	"-fms-",
	"-fmsc",
	"-fswift",
	"-fopencl",
	"-fcoroutines",
	"-fcxx",
	"-fwasm",
	"-fborland",
	"-fdelayed-template",
	"-ffuchsia",
	"-fapple",
	"-fsycl",
	"-mios",
	"-miphone",
	"-mmacos",
	"-mtvos",
	"-mwatchos",
	/* registers and processors that this machine may not have */
	"-ffixed-",
	"-fcall-saved-",
	"-mips",
	"-m68",
	/* ignored for years */
	"-fchkp",
	"-mmpx",
};

static bool is_pointless(const char *word)
{
	for (size_t i = 0; i < sizeof(pointless) / sizeof(*pointless); i++)
		if (begins(word, pointless[i]))
			return true;
	return false;
}

static bool is_wanted(const char *word)
{
	size_t length = strlen(word);

	/* Other compilers' spellings, such as "-fp:fast", have a ':'. */
	return (begins(word, "-f") || begins(word, "-m") ||
		begins(word, "--param=")) &&
	       length > 2 && !strchr(word, ':') && word[length - 1] != '-' &&
	       !is_pointless(word);
}

static bool is_number(const char *word)
{
	return *word && word[strspn(word, "0123456789")] == '\0';
}

/* Adds -fNAME as -f[no-]NAME. */
static void add_toggle(struct rt_flags *flags, const char *word,
		       unsigned weight, const char *origin)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%.2s[no-]%s", word, word + 2);
	rt_flags_add(flags, rt_text_string(&text), weight, origin);
	rt_text_free(&text);
}

static bool is_left_out(const char *word, const char *value)
{
	struct rt_text whole = RT_TEXT_INIT;
	bool left_out;

	rt_text_format(&whole, "%s%s", word, value);
	left_out = rt_left_out(rt_text_string(&whole)) != NULL;
	rt_text_free(&whole);
	return left_out;
}

/* Refuses placeholders, prefixes of values, and machine-dependent values. */
static bool is_value(const char *word, const char *value)
{
	return !is_left_out(word, value) && strcmp(value, "native") &&
	       !strpbrk(value, "[]<>|") && value[strlen(value) - 1] != '=';
}

static void add_choice(struct rt_flags *flags, const char *word,
		       const struct rt_strings *values, unsigned weight,
		       const char *origin)
{
	struct rt_text text = RT_TEXT_INIT;
	bool any = false;

	rt_text_add(&text, word);
	for (size_t i = 0; i < values->count; i++) {
		if (!is_value(word, values->word[i]))
			continue;
		rt_text_format(&text, "%s%s", any ? "|" : "[", values->word[i]);
		any = true;
	}
	rt_text_add(&text, "]");
	if (any)
		rt_flags_add(flags, rt_text_string(&text), weight, origin);
	rt_text_free(&text);
}

/*
 * Splits the next line off *@text, without its newline; NULL at the end. The
 * caller frees it.
 */
static char *take_line(const char **text)
{
	size_t length = strcspn(*text, "\n");
	char *line;

	if (!**text)
		return NULL;
	line = strndup(*text, length);
	*text += length + ((*text)[length] == '\n');
	return line;
}

/* Whether @line is the heading of the values of @word, "-march=". */
static bool is_heading(const char *line, const char *word)
{
	size_t length = strlen(line);
	const char *at = strstr(line, word);
	char after = at ? at[strlen(word)] : '\0';

	return at && length && line[length - 1] == ':' && at > line &&
	       !isalnum((unsigned char)after);
}

/* Adds the words of the indented lines after the heading of @word. */
static void find_values(struct rt_strings *values, const char *text,
			const char *word)
{
	bool inside = false;
	char *line;

	while ((line = take_line(&text))) {
		if (inside && !begins(line, "    "))
			inside = false;
		if (inside)
			rt_strings_split(values, line);
		inside |= is_heading(line, word);
		free(line);
	}
}

/* Adds -fNAME=<0,max> for a flag whose range the compiler does not tell. */
static void add_number(struct rt_flags *flags, const char *word,
		       const char *usual, unsigned weight, const char *origin)
{
	unsigned long most = 8 * strtoul(usual, NULL, 10);
	struct rt_text text = RT_TEXT_INIT;

	if (most < 64)
		most = 64;
	rt_text_format(&text, "%s<0,%lu>", word,
		       most < INT32_MAX ? most : INT32_MAX);
	rt_flags_add(flags, rt_text_string(&text), weight, origin);
	rt_text_free(&text);
}

/* Adds -mNAME= or -fNAME= with the values in @text, else with a number. */
static void add_valued(struct rt_flags *flags, const char *word,
		       const char *state, const char *text, unsigned weight,
		       const char *origin)
{
	struct rt_strings values = RT_STRINGS_INIT;

	find_values(&values, text, word);
	if (values.count)
		add_choice(flags, word, &values, weight, origin);
	else if (is_number(state))
		add_number(flags, word, state, weight, origin);
	rt_strings_free(&values);
}

static bool is_unusable(const char *state)
{
	return begins(state, "[ignored]") || begins(state, "[available");
}

static void take_gcc_flag(struct rt_flags *flags, char *word, const char *state,
			  const char *text, unsigned weight, const char *origin)
{
	char *number = strstr(word, "=<number>");
	size_t length;

	if (!is_wanted(word) || is_unusable(state))
		return;
	if (number)
		number[1] = '\0';
	length = strlen(word);
	if (number && !*state)
		add_number(flags, word, "", weight, origin);
	else if (word[length - 1] == '=')
		add_valued(flags, word, state, text, weight, origin);
	else if (strpbrk(word, "[<") || begins(word, "--param="))
		rt_flags_add(flags, word, weight, origin);
	else if (*state == '-' || begins(word + 2, "no-"))
		rt_flags_add(flags, word, weight, origin);
	else if (!strchr(word, '='))
		add_toggle(flags, word, weight, origin);
}

void rt_help_gcc(struct rt_flags *flags, const char *text, unsigned weight,
		 const char *origin)
{
	const char *rest = text;
	char *line;

	while ((line = take_line(&rest))) {
		char *word = line + 2;
		char *state =
			word + (begins(line, "  -") ? strcspn(word, " \t") : 0);

		if (begins(line, "  -")) {
			if (*state)
				*state++ = '\0';
			state += strspn(state, " \t");
			take_gcc_flag(flags, word, state, text, weight, origin);
		}
		free(line);
	}
}

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static bool has(const struct rt_strings *words, const char *word)
{
	return words->count && bsearch(&word, words->word, words->count,
				       sizeof(*words->word), compare);
}

/* Reads the words before the tabs, sorted. */
static void read_column(struct rt_strings *words, const char *text)
{
	char *line;

	while ((line = take_line(&text))) {
		line[strcspn(line, "\t")] = '\0';
		rt_strings_split(words, line);
		free(line);
	}
	if (words->count)
		qsort(words->word, words->count, sizeof(*words->word), compare);
}

/* Adds -fNAME as a toggle if -fno-NAME exists, and -fno-NAME with -fNAME. */
static void take_clang_flag(struct rt_flags *flags,
			    const struct rt_strings *words, const char *word,
			    unsigned weight, const char *origin)
{
	struct rt_text other = RT_TEXT_INIT;
	bool is_negative = begins(word + 2, "no-");

	if (is_negative)
		rt_text_format(&other, "%.2s%s", word, word + 5);
	else
		rt_text_format(&other, "%.2sno-%s", word, word + 2);
	if (!has(words, rt_text_string(&other)))
		rt_flags_add(flags, word, weight, origin);
	else if (!is_negative)
		add_toggle(flags, word, weight, origin);
	rt_text_free(&other);
}

void rt_help_clang(struct rt_flags *flags, struct rt_strings *valued,
		   const char *text, unsigned weight, const char *origin)
{
	struct rt_strings words = RT_STRINGS_INIT;

	read_column(&words, text);
	for (size_t i = 0; i < words.count; i++) {
		const char *word = words.word[i];

		if (!is_wanted(word) || (i && !strcmp(word, words.word[i - 1])))
			continue;
		if (word[strlen(word) - 1] != '=')
			take_clang_flag(flags, &words, word, weight, origin);
		else if (rt_flag_may_be_tried(word))
			rt_strings_add(valued, word);
	}
	rt_strings_free(&words);
}

void rt_help_cpus(struct rt_flags *flags, const char *word, const char *text,
		  unsigned weight, const char *origin)
{
	struct rt_strings values = RT_STRINGS_INIT;
	char *line;

	while ((line = take_line(&text))) {
		if (*line == '\t')
			rt_strings_split(&values, line);
		free(line);
	}
	add_choice(flags, word, &values, weight, origin);
	rt_strings_free(&values);
}

void rt_help_values(struct rt_flags *flags, const char *word, const char *text,
		    unsigned weight, const char *origin)
{
	struct rt_strings values = RT_STRINGS_INIT;

	read_column(&values, text);
	add_choice(flags, word, &values, weight, origin);
	rt_strings_free(&values);
}

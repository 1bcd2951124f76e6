/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/plan.h"

#include <string.h>

/*
 * Words of x86's gcc that change nothing but themselves, are printed as they
 * are, and are not cancelled by another of their kind. A number makes each a
 * word of its own, where there may be several.
 */
static const struct marker {
	const char *word;   /* as the driver prints it */
	const char *before; /* "-D" is a word of its own in the plan */
	bool is_numbered;
} markers[RT_WORD_GROUPS] = {
	[RT_WORD_DEFINE] = {"RINGTEAR_MARK", "-D", false},
	[RT_WORD_MACHINE] = {"-mtune-ctrl=ringtear", NULL, true},
	[RT_WORD_OPTIMISE] = {"-O80", NULL, true},
	[RT_WORD_WARN] = {"-Wlarger-than=880", NULL, false},
	[RT_WORD_STANDARD] = {"-std=gnu17", NULL, false},
	[RT_WORD_FEATURE] = {"-frandom-seed=ringtear", NULL, true},
	[RT_WORD_PARAMETER] = {"--param=max-unroll-times=80", NULL, true},
};

/* The first mark has no number: "%.0zu" of 0 is nothing. */
static void add_mark(struct rt_words *words, int group, size_t gap)
{
	const struct marker *marker = &markers[group];

	rt_words_format(words, "%s%s%.0zu",
			marker->before ? marker->before : "", marker->word,
			gap);
}

bool rt_plan_ask(struct rt_words *words, const struct rt_driver_specs *specs,
		 const struct rt_words *flags)
{
	size_t gaps[RT_WORD_GROUPS] = {0};

	for (int group = 0; group < RT_WORD_GROUPS; group++)
		add_mark(words, group, gaps[group]++);
	for (size_t i = 0; i < flags->count; i++) {
		enum rt_word_group group = rt_word_group(flags->word[i]);

		if (group == RT_WORD_DRIVER) {
			rt_words_add(words, flags->word[i]);
			continue;
		}
		if (!rt_driver_acts_on(specs, flags->word[i]))
			continue;
		if (!markers[group].is_numbered || gaps[group] == rt_plan_gaps)
			return false;
		rt_words_add(words, flags->word[i]);
		add_mark(words, group, gaps[group]++);
	}
	return !words->failed;
}

enum { not_found = -1 };

/* Splits the lines that are commands: those that begin with a blank. */
static size_t take_commands(struct rt_words *commands, size_t most,
			    const char *said)
{
	size_t count = 0;

	for (const char *line = said; *line;) {
		size_t length = strcspn(line, "\n");
		struct rt_text copy = RT_TEXT_INIT;

		if (*line == ' ' && strncmp(line, " (in-process)", 13)) {
			rt_text_append(&copy, line, length);
			if (count == most || copy.failed ||
			    !rt_words_split(&commands[count], copy.data)) {
				rt_text_free(&copy);
				return 0;
			}
			count++;
		}
		rt_text_free(&copy);
		line += length + (line[length] == '\n');
	}
	return count;
}

/* The one place of @word; not_found also when it has several. */
static long place_of(const struct rt_words *words, const char *word)
{
	long found = not_found;

	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->word[i], word))
			continue;
		if (found != not_found)
			return not_found;
		found = (long)i;
	}
	return found;
}

/* Frees @count words at @at; the places behind them move. */
static void drop(struct rt_words *words, size_t at, size_t count)
{
	struct rt_words rest = RT_WORDS_INIT;

	for (size_t i = 0; i < words->count; i++)
		if (i < at || i >= at + count)
			rt_words_add(&rest, words->word[i]);
	rest.failed |= words->failed;
	rt_words_free(words);
	*words = rest;
}

/* Takes @word and what follows it out, wherever it is; -MD has a value here. */
static void drop_option(struct rt_words *words, const char *word)
{
	for (size_t i = 1; i + 1 < words->count;)
		if (!strcmp(words->word[i], word))
			drop(words, i, 2);
		else
			i++;
}

/* "-o FILE": the place of FILE. */
static long output_of(const struct rt_words *words)
{
	long option = place_of(words, "-o");

	if (option == not_found || (size_t)option + 1 >= words->count)
		return not_found;
	return option + 1;
}

static bool find_files(struct rt_plan_line *line, const char *input)
{
	long from = place_of(&line->words, input);
	long to = output_of(&line->words);

	if (from <= 0 || to <= 0 || from == to || line->words.failed)
		return false;
	line->input = (size_t)from;
	line->output = (size_t)to;
	return true;
}

static void move_slots(struct rt_plan *plan, size_t behind, size_t width)
{
	for (int group = 0; group < RT_WORD_GROUPS; group++)
		for (size_t gap = 0; gap < plan->gaps[group]; gap++)
			if (plan->slot[group][gap] > behind)
				plan->slot[group][gap] -= width;
}

/* Makes the place of the next mark of @group a gap; false without one. */
static bool take_mark(struct rt_plan *plan, int group)
{
	struct rt_words *words = &plan->compiler.words;
	const struct marker *marker = &markers[group];
	struct rt_words mark = RT_WORDS_INIT;
	size_t gap = plan->gaps[group];
	size_t width = marker->before ? 2 : 1;
	long at = not_found;

	if (gap == rt_plan_gaps || (gap && !marker->is_numbered))
		return false;
	rt_words_format(&mark, "%s%.0zu", marker->word, gap);
	if (!mark.failed)
		at = place_of(words, mark.word[0]);
	rt_words_free(&mark);
	if (at < (long)width || (marker->before && strcmp(words->word[at - 1],
							  marker->before) != 0))
		return false;
	at -= (long)width - 1;
	drop(words, (size_t)at, width);
	move_slots(plan, (size_t)at, width);
	plan->slot[group][gap] = (size_t)at;
	plan->gaps[group]++;
	return true;
}

static bool read_compiler(struct rt_plan *plan)
{
	drop_option(&plan->compiler.words, "-MD");
	drop_option(&plan->compiler.words, "-MF");
	drop_option(&plan->compiler.words, "-MQ");
	for (int group = 0; group < RT_WORD_GROUPS; group++) {
		while (take_mark(plan, group))
			;
		if (!plan->gaps[group])
			return false;
	}
	return find_files(&plan->compiler, RT_PLAN_SOURCE);
}

/* What the compiler writes is what the assembler reads. */
static bool read_assembler(struct rt_plan *plan)
{
	const struct rt_plan_line *compiler = &plan->compiler;
	struct rt_plan_line *line = &plan->assembler;

	return find_files(line, compiler->words.word[compiler->output]) &&
	       !strcmp(line->words.word[line->output], RT_PLAN_OBJECT);
}

bool rt_plan_parse(struct rt_plan *plan, const char *said)
{
	struct rt_words commands[2] = {RT_WORDS_INIT, RT_WORDS_INIT};
	size_t count = take_commands(commands, 2, said);

	*plan = (struct rt_plan){.compiler = {.words = commands[0]},
				 .assembler = {.words = commands[1]}};
	return count == 2 && plan->compiler.words.count &&
	       plan->assembler.words.count && read_compiler(plan) &&
	       read_assembler(plan);
}

void rt_plan_free(struct rt_plan *plan)
{
	rt_words_free(&plan->compiler.words);
	rt_words_free(&plan->assembler.words);
}

static void drop_plugin(struct rt_words *words)
{
	drop_option(words, "-plugin");
	for (size_t i = 1; i < words->count;)
		if (!strncmp(words->word[i], "-plugin-opt=", 12))
			drop(words, i, 1);
		else
			i++;
}

bool rt_plan_parse_link(struct rt_plan_line *line, const char *said)
{
	struct rt_words command = RT_WORDS_INIT;
	size_t count = take_commands(&command, 1, said);

	*line = (struct rt_plan_line){.words = command};
	if (count != 1 || !line->words.count)
		return false;
	drop_plugin(&line->words);
	return find_files(line, RT_PLAN_OBJECT) &&
	       !strcmp(line->words.word[line->output], RT_PLAN_MODULE);
}

static bool is_library(const char *word)
{
	return !strncmp(word, "-l", 2) || !strcmp(word, "--push-state") ||
	       !strcmp(word, "--pop-state");
}

bool rt_plan_drop_libraries(struct rt_plan_line *line)
{
	struct rt_words *words = &line->words;
	bool is_as_needed = false;

	for (size_t i = 0; i < words->count; i++) {
		is_as_needed |= !strcmp(words->word[i], "--as-needed");
		if (!strcmp(words->word[i], "--no-as-needed") ||
		    (!strncmp(words->word[i], "-l", 2) && !is_as_needed))
			return false;
	}
	for (size_t i = words->count; i-- > 1;)
		if (is_library(words->word[i])) {
			drop(words, i, 1);
			line->input -= line->input > i;
			line->output -= line->output > i;
		}
	return !words->failed;
}

static void add_word(struct rt_words *argv, const struct rt_plan_line *line,
		     size_t i, const char *input, const char *output)
{
	if (i == line->input)
		rt_words_add(argv, input);
	else if (i == line->output)
		rt_words_add(argv, output);
	else
		rt_words_add(argv, line->words.word[i]);
}

void rt_plan_fill(struct rt_words *argv, const struct rt_plan_line *line,
		  const char *input, const char *output)
{
	for (size_t i = 0; i < line->words.count; i++)
		add_word(argv, line, i, input, output);
}

/* Adds the words of @flags that are handed on and belong to @gap. */
static void add_gap(struct rt_words *argv, int group, size_t gap,
		    const struct rt_driver_specs *specs,
		    const struct rt_words *flags)
{
	size_t passed = 0;

	for (size_t i = 0; i < flags->count; i++) {
		if ((int)rt_word_group(flags->word[i]) != group)
			continue;
		if (rt_driver_acts_on(specs, flags->word[i]))
			passed++;
		else if (passed == gap)
			rt_words_add(argv, flags->word[i]);
	}
}

static void add_gaps_at(struct rt_words *argv, size_t place,
			const struct rt_plan *plan,
			const struct rt_driver_specs *specs,
			const struct rt_words *flags)
{
	for (int group = 0; group < RT_WORD_GROUPS; group++)
		for (size_t gap = 0; gap < plan->gaps[group]; gap++)
			if (plan->slot[group][gap] == place)
				add_gap(argv, group, gap, specs, flags);
}

void rt_plan_fill_compiler(struct rt_words *argv, const struct rt_plan *plan,
			   const struct rt_driver_specs *specs,
			   const struct rt_words *flags, const char *input,
			   const char *output)
{
	const struct rt_plan_line *line = &plan->compiler;

	for (size_t i = 0; i <= line->words.count; i++) {
		add_gaps_at(argv, i, plan, specs, flags);
		if (i < line->words.count)
			add_word(argv, line, i, input, output);
	}
}

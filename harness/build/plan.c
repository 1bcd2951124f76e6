/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/plan.h"

#include <string.h>

/* Words that every gcc takes and that change nothing but themselves. */
const char *const rt_plan_markers[RT_WORD_GROUPS] = {
	[RT_WORD_DEFINE] = "-DRINGTEAR_MARK",
	[RT_WORD_MACHINE] = "-mred-zone",
	[RT_WORD_OPTIMISE] = "-O1",
	[RT_WORD_WARN] = "-Wall",
	[RT_WORD_STANDARD] = "-std=gnu17",
	[RT_WORD_FEATURE] = "-frandom-seed=ringtear",
	[RT_WORD_PARAMETER] = "--param=max-unroll-times=8",
};

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

/*
 * The driver prints -DX as two words. Those after the marker move to its
 * place, and the slots already found behind it move with them.
 */
static bool take_marker(struct rt_plan *plan, enum rt_word_group group)
{
	struct rt_words *words = &plan->compiler.words;
	const char *marker = rt_plan_markers[group];
	size_t width = group == RT_WORD_DEFINE ? 2 : 1;
	long at = place_of(words, marker + (width == 2 ? 2 : 0));

	if (at == not_found)
		return false;
	at -= (long)width - 1;
	if (at < 1 || (width == 2 && strncmp(words->word[at], marker, 2)))
		return false;
	drop(words, (size_t)at, width);
	for (size_t i = 0; i < RT_WORD_GROUPS; i++)
		if (plan->has_slot[i] && plan->slot[i] > (size_t)at)
			plan->slot[i] -= width;
	plan->slot[group] = (size_t)at;
	plan->has_slot[group] = true;
	return true;
}

static bool read_compiler(struct rt_plan *plan)
{
	drop_option(&plan->compiler.words, "-MD");
	drop_option(&plan->compiler.words, "-MF");
	drop_option(&plan->compiler.words, "-MQ");
	for (int group = 0; group < RT_WORD_GROUPS; group++)
		take_marker(plan, (enum rt_word_group)group);
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

static void add_group(struct rt_words *argv, enum rt_word_group group,
		      const struct rt_driver_specs *specs,
		      const struct rt_words *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (rt_driver_group(specs, flags->word[i]) == group)
			rt_words_add(argv, flags->word[i]);
}

void rt_plan_fill_compiler(struct rt_words *argv, const struct rt_plan *plan,
			   const struct rt_driver_specs *specs,
			   const struct rt_words *flags, const char *input,
			   const char *output)
{
	const struct rt_plan_line *line = &plan->compiler;

	for (size_t i = 0; i <= line->words.count; i++) {
		for (int group = 0; group < RT_WORD_GROUPS; group++)
			if (plan->has_slot[group] && plan->slot[group] == i)
				add_group(argv, (enum rt_word_group)group,
					  specs, flags);
		if (i < line->words.count)
			add_word(argv, line, i, input, output);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which word of the flags a compiler or linker does not take. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/build/command.h"
#include "harness/build/complaint.h"
#include "harness/build/stages_private.h"

/* A word that one compiler was given alone, and whether it took it. */
struct tried {
	char *name; /* "TOOLCHAIN compile|link SOURCE WORD" */
	bool taken;
};

static int compare_tried(const void *a, const void *b)
{
	const struct tried *left = a;
	const struct tried *right = b;

	return strcmp(left->name, right->name);
}

static void free_tried(void *data)
{
	struct tried *tried = data;

	free(tried->name);
	free(tried);
}

void rt_stages_forget_words(struct rt_stages *stages)
{
	tdestroy(stages->words, free_tried);
	stages->words = NULL;
}

/* Runs @whole; doubt counts as taken. */
static bool is_taken(struct rt_staged_work *work,
		     const struct rt_compiler *compiler,
		     const struct rt_words *whole)
{
	struct rt_process process = {.exit_status = -1};
	bool taken = rt_stages_run_driver(work, compiler, whole, &process,
					  NULL) != RT_OK ||
		     process.exit_status == 0 || process.limit != RT_LIMIT_NONE;

	rt_process_free(&process);
	return taken;
}

/* Compiles @source with just @word, and links it too when asked to. */
static bool try_alone(struct rt_staged_work *work, const char *source,
		      const char *word, bool with_link)
{
	const struct rt_toolchain *toolchain = work->cell.toolchain;
	struct rt_cell cell = work->cell;
	struct rt_words compile = RT_WORDS_INIT;
	struct rt_words link = RT_WORDS_INIT;
	struct rt_words flags = RT_WORDS_INIT;
	bool taken;

	cell.source = source;
	rt_words_add(&flags, word);
	rt_command_compile(&compile, &cell, &flags, work->place.data);
	rt_command_link(&link, &cell, &flags, work->place.data);
	compile.failed |= flags.failed;
	taken = is_taken(work, toolchain->compiler, &compile);
	if (taken && with_link)
		taken = is_taken(work, toolchain->linker, &link);
	rt_words_free(&flags);
	rt_words_free(&compile);
	rt_words_free(&link);
	return taken;
}

static void remember(struct rt_stages *stages, char *name, bool taken)
{
	struct tried *one = malloc(sizeof(*one));

	if (!one) {
		free(name);
		return;
	}
	*one = (struct tried){.name = name, .taken = taken};
	if (!tsearch(one, &stages->words, compare_tried))
		free_tried(one);
}

static bool is_taken_alone(struct rt_staged_work *work, const char *source,
			   const char *word, bool with_link)
{
	struct rt_text name = RT_TEXT_INIT;
	struct tried wanted;
	bool taken;
	void *place;

	rt_text_format(&name, "%s %s %s %s",
		       rt_text_string(&work->cell.toolchain->name),
		       with_link ? "link" : "compile", source, word);
	if (rt_text_failed(&name))
		return true;
	wanted.name = name.data;
	place = tfind(&wanted, &work->stages->words, compare_tried);
	if (place) {
		taken = (*(struct tried **)place)->taken;
		rt_text_free(&name);
		return taken;
	}
	taken = try_alone(work, source, word, with_link);
	remember(work->stages, name.data, taken);
	return taken;
}

/*
 * Another machine's ABI, as -m32, is refused only where a header or library
 * for it is missing, and no message names the word.
 */
static const char *machine_word(struct rt_staged_work *work)
{
	for (size_t i = 0; i < work->flags.count; i++)
		if (!strncmp(work->flags.word[i], "-m", 2) &&
		    !is_taken_alone(work, work->source, work->flags.word[i],
				    false))
			return work->flags.word[i];
	return NULL;
}

/* The text proposes a word, and the compiler itself is asked about it. */
static const char *compiler_word(struct rt_staged_work *work, const char *said)
{
	const char *word = rt_complaint_word(said, &work->flags);

	if (word && !is_taken_alone(work, "/dev/null", word, false))
		return word;
	return machine_word(work);
}

/* The linker sees no words but a few: those are tried. */
static const char *linker_word(struct rt_staged_work *work)
{
	struct rt_words words = RT_WORDS_INIT;
	const char *found = NULL;

	rt_command_link_flags(&words, &work->flags);
	for (size_t i = 0; i < words.count && !found; i++)
		for (size_t j = 0; j < work->flags.count; j++)
			if (!strcmp(words.word[i], work->flags.word[j]) &&
			    !is_taken_alone(work, work->source, words.word[i],
					    true))
				found = work->flags.word[j];
	rt_words_free(&words);
	return found;
}

void rt_stages_name_rejected(struct rt_staged *staged, const char *said,
			     bool is_link)
{
	struct rt_staged_work *work = staged->work;
	const char *word =
		is_link ? linker_word(work) : compiler_word(work, said);

	if (word && strlen(word) < sizeof(staged->rejected))
		snprintf(staged->rejected, sizeof(staged->rejected), "%s",
			 word);
}

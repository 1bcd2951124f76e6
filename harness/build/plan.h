/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a driver would run, read from what it printed for -###: the programs,
 * word by word, with the places of the files and of the words that it only
 * hands on. Plain data, any thread.
 */
#ifndef RT_BUILD_PLAN_H
#define RT_BUILD_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"
#include "harness/build/driver_specs.h"

/* What the driver is asked with: no file is there or made. */
#define RT_PLAN_SOURCE "/ringtear-source.c"
#define RT_PLAN_OBJECT "./module.o"
#define RT_PLAN_MODULE "./module.so"

/* A command line with file names left open. */
struct rt_plan_line {
	struct rt_words words; /* word[0] is the program */
	size_t input, output;  /* which words are the files' names */
};

/* From source to object, by gcc. */
struct rt_plan {
	struct rt_plan_line compiler;
	struct rt_plan_line assembler;
	/* Before which word of the compiler's each group of words goes. */
	size_t slot[RT_WORD_GROUPS];
	bool has_slot[RT_WORD_GROUPS];
};

/* The word of each group that marks its place; -m's is x86's own. */
extern const char *const rt_plan_markers[RT_WORD_GROUPS];

/*
 * Reads what gcc -### said when it was asked to compile RT_PLAN_SOURCE to
 * RT_PLAN_OBJECT, with -MD and some of the markers. The lists of headers and
 * the markers are taken out. False when it is not just one compiler and one
 * assembler with each file named once: then the driver is to be run itself.
 * The text may be anything. Release with rt_plan_free() in every case.
 */
bool rt_plan_parse(struct rt_plan *plan, const char *said);
void rt_plan_free(struct rt_plan *plan);

/*
 * Reads what a driver said when asked to link RT_PLAN_OBJECT to
 * RT_PLAN_MODULE: one linker, for gcc behind collect2. The plugin for -flto is
 * left out, so this is for objects without. Else as rt_plan_parse(); release
 * @line's words.
 */
bool rt_plan_parse_link(struct rt_plan_line *line, const char *said);

/* Adds the words of @line with its files named. */
void rt_plan_fill(struct rt_words *argv, const struct rt_plan_line *line,
		  const char *input, const char *output);

/*
 * The same for the compiler of @plan, with @flags, those that the driver only
 * hands on, in their places; the others are in the plan already.
 */
void rt_plan_fill_compiler(struct rt_words *argv, const struct rt_plan *plan,
			   const struct rt_driver_specs *specs,
			   const struct rt_words *flags, const char *input,
			   const char *output);

#endif

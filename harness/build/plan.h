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
	bool has_worked;       /* once, whole: all that it names is there */
};

enum { rt_plan_gaps = 10 };

/*
 * From source to object, by gcc. Words that the driver acts on are in the
 * plan already. The others of their group go before the first, between two,
 * or behind the last of them, as the user had them: that is their gap.
 */
struct rt_plan {
	struct rt_plan_line compiler;
	struct rt_plan_line assembler;
	/* Before which word of the compiler's each gap is. */
	size_t slot[RT_WORD_GROUPS][rt_plan_gaps];
	size_t gaps[RT_WORD_GROUPS];
};

/*
 * Adds what a driver with @specs is asked about @flags: the words that it
 * acts on, in their order, and a mark for each gap. False when there are too
 * many for the marks, or a word whose group cannot have several.
 */
bool rt_plan_ask(struct rt_words *words, const struct rt_driver_specs *specs,
		 const struct rt_words *flags);

/*
 * Reads what gcc -### said when it was asked to compile RT_PLAN_SOURCE to
 * RT_PLAN_OBJECT, with -MD and the words of rt_plan_ask(). The lists of headers
 * and the marks are taken out. False when it is not just one compiler and one
 * assembler with each file named once, or a group has no mark: then the driver
 * is to be run itself. The text may be anything. Release with rt_plan_free() in
 * every case.
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

/*
 * Makes @line one for objects that refer to nothing outside: without the
 * libraries, which are opened and searched in vain. False, and @line as it
 * was, unless --as-needed (ld(1)) holds for all of them, for then not even a
 * name of theirs would be left in the module. A line with a library that is
 * missing would work now and did not before: see has_worked.
 */
bool rt_plan_drop_libraries(struct rt_plan_line *line);

/* Adds the words of @line with its files named. */
void rt_plan_fill(struct rt_words *argv, const struct rt_plan_line *line,
		  const char *input, const char *output);

/*
 * The same for the compiler of @plan with @flags, which are those it was asked
 * for or others that differ only in words that are handed on.
 */
void rt_plan_fill_compiler(struct rt_words *argv, const struct rt_plan *plan,
			   const struct rt_driver_specs *specs,
			   const struct rt_words *flags, const char *input,
			   const char *output);

#endif

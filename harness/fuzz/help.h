/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What compilers print about their own flags, read into a list.
 *
 * The text is not trusted: a line that is not understood gives no flag. Only
 * flags that begin with -f, -m and --param= are taken; warnings, diagnostics
 * and what a machine's own CPU is ("native") change no code or differ from
 * machine to machine. Any thread.
 */
#ifndef RT_FUZZ_HELP_H
#define RT_FUZZ_HELP_H

#include <stddef.h>

#include "harness/fuzz/flag.h"

/*
 * Adds what `gcc -Q --help=CLASS` printed: two blanks, the flag, its state.
 * The values of a flag come from its own brackets or from a later paragraph
 * that names it ("Known valid arguments for -march= option:"); a number
 * without bounds goes to eight times its default.
 */
void rt_help_gcc(struct rt_flags *flags, const char *text, unsigned weight,
		 const char *origin);

/*
 * Adds what `clang --autocomplete=PREFIX` printed: the flag, a tab, its help.
 * A flag and its form with "no-" become one. Those that end in '=' are added
 * to @valued instead: clang is to be asked about each.
 */
void rt_help_clang(struct rt_flags *flags, struct rt_strings *valued,
		   const char *text, unsigned weight, const char *origin);

/*
 * Adds @word, "-mtune=", with the CPUs that `clang --print-supported-cpus`
 * printed, each behind a tab.
 */
void rt_help_cpus(struct rt_flags *flags, const char *word, const char *text,
		  unsigned weight, const char *origin);

/*
 * Adds @word with the values in @text, a line each and a tab before any help,
 * as `clang --autocomplete=WORD` prints them.
 */
void rt_help_values(struct rt_flags *flags, const char *word, const char *text,
		    unsigned weight, const char *origin);

#endif

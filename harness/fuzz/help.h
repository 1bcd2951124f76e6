/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses what compilers print about their own flags.
 *
 * The text is not trusted: a line that is not understood gives no flag. Only
 * flags that begin with -f, -m and --param= are taken. Flags for warnings and
 * diagnostics are left out, as they do not change code, and so is "native", the
 * CPU of this machine. Thread-safe.
 */
#ifndef RT_FUZZ_HELP_H
#define RT_FUZZ_HELP_H

#include <stddef.h>

#include "harness/fuzz/flag.h"

/*
 * Adds the flags of the output of `gcc -Q --help=CLASS`: two blanks, the flag,
 * its state. The values of a flag come from its own brackets or from a later
 * paragraph that names the flag ("Known valid arguments for -march= option:").
 * A number without bounds goes up to eight times its default.
 */
void rt_help_gcc(struct rt_flags *flags, const char *text, unsigned weight,
		 const char *origin);

/*
 * Adds the flags of the output of `clang --autocomplete=PREFIX`: the flag, a
 * tab, its help. A flag and its form with "no-" become one flag. Flags that end
 * in '=' are added to @valued instead, for clang to be asked about each.
 */
void rt_help_clang(struct rt_flags *flags, struct rt_strings *valued,
		   const char *text, unsigned weight, const char *origin);

/*
 * Adds @word, "-mtune=", with the CPUs of the output of `clang
 * --print-supported-cpus`, each after a tab.
 */
void rt_help_cpus(struct rt_flags *flags, const char *word, const char *text,
		  unsigned weight, const char *origin);

/*
 * Adds @word with the values in @text, the output of `clang
 * --autocomplete=WORD`: one value per line, with a tab before any help.
 */
void rt_help_values(struct rt_flags *flags, const char *word, const char *text,
		    unsigned weight, const char *origin);

#endif

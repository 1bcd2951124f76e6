/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which words of a command line a driver acts on itself, and which it only
 * hands on to the compiler proper.
 *
 * gcc says so in its spec strings ("Spec Files" in its manual): a word that
 * stands in a condition, as in %{m32:--32}, is the driver's. Some conditions
 * are compiled in and not printed (DRIVER_SELF_SPECS, OPTION_DEFAULT_SPECS of
 * its internals manual); those are known by name here. A word too many costs
 * a question, a word too few would be wrong code, so doubt makes it the
 * driver's. Plain data, any thread.
 */
#ifndef RT_BUILD_DRIVER_SPECS_H
#define RT_BUILD_DRIVER_SPECS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"

struct rt_driver_specs {
	/* Names without the dash; one that ends in '*' is a beginning. */
	struct rt_words names;
};

/* Reads what `gcc -dumpspecs` printed, which may be anything. */
void rt_driver_specs_parse(struct rt_driver_specs *specs, const char *text);
void rt_driver_specs_free(struct rt_driver_specs *specs);

/* Groups of words that the driver hands on, each kept in its order. */
enum rt_word_group {
	RT_WORD_DEFINE,	   /* -D, -U */
	RT_WORD_MACHINE,   /* -m */
	RT_WORD_OPTIMISE,  /* -O */
	RT_WORD_WARN,	   /* -W, -w, -pedantic */
	RT_WORD_STANDARD,  /* -std=, -ansi */
	RT_WORD_FEATURE,   /* -f */
	RT_WORD_PARAMETER, /* --param= */
	RT_WORD_GROUPS,
	RT_WORD_DRIVER = RT_WORD_GROUPS, /* none of these */
};

/* The group of @word by its form; RT_WORD_DRIVER for one that has none. */
enum rt_word_group rt_word_group(const char *word);

/* True when a driver with @specs acts on @word, or on its negative, itself. */
bool rt_driver_acts_on(const struct rt_driver_specs *specs, const char *word);

#endif

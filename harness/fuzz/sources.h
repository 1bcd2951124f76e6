/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sources of a grammar's flags: the lists in a folder, and the answers of
 * the compiler, which are kept as one more list. Thread-safe; errors as from
 * rt_grammar_open().
 */
#ifndef RT_FUZZ_SOURCES_H
#define RT_FUZZ_SOURCES_H

#include "harness/base/error.h"
#include "harness/fuzz/flag.h"
#include "harness/toolchain/compiler.h"

/* Adds the flags for @compiler of the lists FOLDER/NAME.flags. */
int rt_lists_read(struct rt_flags *flags, const struct rt_compiler *compiler,
		  const char *folder, struct rt_error *error);

/*
 * Adds the flags in @folder/answers.flags. If that file is missing or empty,
 * first asks @compiler and writes the answers to it.
 */
int rt_answers_read(struct rt_flags *flags, const struct rt_compiler *compiler,
		    const char *folder, struct rt_error *error);

#endif

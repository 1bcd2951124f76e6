/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a grammar's flags come from: the lists in a folder, and the answers of
 * the compiler, which are kept as one more list. Any thread; errors as
 * rt_grammar_open() tells them.
 */
#ifndef RT_FUZZ_SOURCES_H
#define RT_FUZZ_SOURCES_H

#include "harness/base/error.h"
#include "harness/fuzz/flag.h"
#include "harness/toolchain/compiler.h"

/* Adds what the lists FOLDER/NAME.flags have for @compiler. */
int rt_lists_read(struct rt_flags *flags, const struct rt_compiler *compiler,
		  const char *folder, struct rt_error *error);

/*
 * Adds what @folder/answers.flags holds, after asking @compiler and writing it
 * when it is not there or empty.
 */
int rt_answers_read(struct rt_flags *flags, const struct rt_compiler *compiler,
		    const char *folder, struct rt_error *error);

#endif

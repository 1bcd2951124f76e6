/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags of a cell: compiler arguments that change the generated code and
 * nothing else.
 *
 * A flag that names a file to write or run, or that changes what the harness
 * asks of the compiler, is refused; so is a flag that would take the next word
 * as its value, as "-D X": write "-DX". A flag that the compiler does not know
 * is left to it to reject. Thread-safe.
 */
#ifndef RT_TOOLCHAIN_FLAGS_H
#define RT_TOOLCHAIN_FLAGS_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Splits @text as rt_strings_split() does and adds each word to @flags. NULL
 * means none. RT_USAGE names the first word that is refused, RT_SUBJECT one
 * under which functions are called otherwise than the machine's ABI says; the
 * caller frees @flags in every case.
 */
int rt_flags_parse(struct rt_strings *flags, const char *text,
		   struct rt_error *error);

/* True for a flag that rt_flags_parse() accepts. */
bool rt_flags_allow(const char *word);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags of a cell: words for the compiler that change the code it makes,
 * and nothing else.
 *
 * A flag that names a file to write or run, or that changes what the harness
 * asks of the compiler, is refused; so is a flag that would take the next
 * word as its value, as "-D X": write "-DX". What a compiler itself does not
 * know is for the compiler to reject. Any thread.
 */
#ifndef RT_TOOLCHAIN_FLAGS_H
#define RT_TOOLCHAIN_FLAGS_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Splits @text as rt_strings_split() does and adds each word to @flags. NULL
 * means none. RT_USAGE names the first word that is refused; the caller frees
 * @flags in every case.
 */
int rt_flags_parse(struct rt_strings *flags, const char *text,
		   struct rt_error *error);

/* True for a word that rt_flags_parse() takes. */
bool rt_flags_allow(const char *word);

#endif

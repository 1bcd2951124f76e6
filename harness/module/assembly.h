/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a compiler's assembly decides the machine code.
 *
 * Left out: debug information, unwind tables, names of files and of the
 * compiler, comments, and labels that only these refer to; the other local
 * labels go by their order. Read as gcc writes it for as(1), with # for
 * comments at the beginning of a line. Where a construct is not known the
 * answer is the careful one. Any thread; the text may be anything.
 */
#ifndef RT_MODULE_ASSEMBLY_H
#define RT_MODULE_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/hash.h"

struct rt_assembly {
	/* It may refer to what another object or library has. */
	bool calls_out;
	/* It reads other files, or has more than 4 MiB: @hash is not enough. */
	bool reads_files;
};

/*
 * Adds what decides the code in @length bytes of @text to @hash. With
 * @verbose the text is of -fverbose-asm, where a tab and a # begin a comment.
 * False when memory ran out.
 */
bool rt_assembly_hash(struct rt_hash *hash, struct rt_assembly *found,
		      const char *text, size_t length, bool verbose);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hashes the parts of a compiler's assembly that decide the machine code.
 *
 * Left out: debug information, unwind tables, names of files and of the
 * compiler, comments, and labels that only these refer to; other local labels
 * count by their order. The text is read as gcc writes it for as(1), with # for
 * comments at the beginning of a line, and unknown constructs are kept.
 * Thread-safe; the text may be anything.
 */
#ifndef RT_MODULE_ASSEMBLY_H
#define RT_MODULE_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/hash.h"

struct rt_assembly {
	/* It may refer to symbols of another object or library. */
	bool calls_out;
	/* It reads other files or is over 4 MiB: the hash is not enough. */
	bool reads_files;
};

/*
 * Adds to @hash the parts of the @length bytes of @text that decide the code.
 * With @verbose the text is of -fverbose-asm, where a tab and a # begin a
 * comment. False when memory ran out.
 */
bool rt_assembly_hash(struct rt_hash *hash, struct rt_assembly *found,
		      const char *text, size_t length, bool verbose);

#endif

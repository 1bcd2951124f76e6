/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks into a static library: what a symbol of one of its members holds.
 *
 * Read with libelf (elf(3)). Not for two threads at once, as libelf is not.
 */
#ifndef RT_TOOLCHAIN_ARCHIVE_H
#define RT_TOOLCHAIN_ARCHIVE_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Appends to @bytes what the symbol @name holds. RT_SETUP when the archive
 * cannot be read, RT_USAGE when it has no such symbol.
 */
int rt_archive_symbol(struct rt_text *bytes, const char *path, const char *name,
		      struct rt_error *error);

/*
 * Appends to @name the name of the function "__mem…" whose machine code
 * agrees with @length bytes at @code the longest. It must agree in 48 bytes,
 * or to its end where it is shorter, but never in less than 16; of x86-64 code
 * the displacement of a relative jump or call may differ. Of several
 * names for the same code the first by the alphabet that begins with
 * "__memmove" is taken, else the first. RT_SETUP when the archive cannot be
 * read, RT_USAGE without a match.
 */
int rt_archive_match(struct rt_text *name, const char *path,
		     const unsigned char *code, size_t length,
		     struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads symbols of the members of a static library.
 *
 * Uses libelf (elf(3)) and, like libelf, is not thread-safe.
 */
#ifndef RT_TOOLCHAIN_ARCHIVE_H
#define RT_TOOLCHAIN_ARCHIVE_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Appends the content of symbol @name to @bytes. RT_SETUP when the archive
 * cannot be read, RT_USAGE when it has no such symbol.
 */
int rt_archive_symbol(struct rt_text *bytes, const char *path, const char *name,
		      struct rt_error *error);

/*
 * Appends to @name the name of the function "__mem…" whose machine code has the
 * longest common prefix with the @length bytes at @code: at least 48 bytes, or
 * the whole function where it is shorter, but never less than 16. In x86-64
 * code the displacement of a relative jump or call may differ. Of several names
 * for the same code the alphabetically first that begins with "__memmove" is
 * taken, else the first. RT_SETUP when the archive cannot be read, RT_USAGE
 * without a match.
 */
int rt_archive_match(struct rt_text *name, const char *path,
		     const unsigned char *code, size_t length,
		     struct rt_error *error);

#endif

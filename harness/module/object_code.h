/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of an object decides the machine code that is linked from it: the
 * sections that are loaded, but for notes and unwind tables, what the linker
 * is to fill in there, and the names that others see.
 *
 * Read with libelf (elf(3)), one thread at a time; the file is not trusted.
 */
#ifndef RT_MODULE_OBJECT_CODE_H
#define RT_MODULE_OBJECT_CODE_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/hash.h"

/*
 * Adds what decides the code of the object or shared object @path to @hash;
 * @calls_out tells whether it may refer to what another object or library
 * has. RT_BUILD when it is no whole ELF file, as with -flto of clang.
 */
int rt_object_code_hash(struct rt_hash *hash, bool *calls_out, const char *path,
			struct rt_error *error);

#endif

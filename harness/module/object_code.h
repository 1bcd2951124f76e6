/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hashes the parts of an object that decide the machine code linked from it:
 * loaded sections, except notes and unwind tables, their relocations, and the
 * symbols that others see.
 *
 * Uses libelf (elf(3)) and, like libelf, is not thread-safe; the file is not
 * trusted.
 */
#ifndef RT_MODULE_OBJECT_CODE_H
#define RT_MODULE_OBJECT_CODE_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/hash.h"

/*
 * Adds to @hash the parts that decide the code of the object or shared object
 * @path; @calls_out receives whether it may refer to symbols of another object
 * or library. RT_BUILD when it is no whole ELF file, as with -flto of clang.
 */
int rt_object_code_hash(struct rt_hash *hash, bool *calls_out, const char *path,
			struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The versions of symbols, as GNU's linkers write them into shared objects
 * (Linux Standard Base, Core, "Symbol Versioning"): a reference may be bound to
 * one of several definitions of a name.
 *
 * Uses libelf and, like it, is not thread-safe; the file is not trusted.
 */
#ifndef RT_MODULE_VERSION_H
#define RT_MODULE_VERSION_H

#include <gelf.h>
#include <stdbool.h>

/*
 * The version that undefined symbol @number of the dynamic symbols of @elf is
 * to have; NULL when it names none. Owned by @elf.
 */
const char *rt_version_wanted(Elf *elf, unsigned number);

/*
 * The version of @elf's definition of @name that a reference without a version
 * is bound to, as the GNU dynamic linker does: the oldest, of the first version
 * that the file lists. NULL: there is none, and the default one is taken. Owned
 * by @elf.
 */
const char *rt_version_oldest(Elf *elf, const char *name);

/*
 * The dynamic symbol @name that @elf defines in @version, or by default if that
 * is NULL; false without one. @is_old: a program that is linked today gets
 * another version.
 */
bool rt_version_find(Elf *elf, const char *name, const char *version,
		     GElf_Sym *symbol, bool *is_old);

#endif

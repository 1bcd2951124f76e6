/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ELF file tells the dynamic linker (elf(5), .dynamic). Not thread-safe
 * (libelf). The file is not trusted.
 */
#ifndef RT_MODULE_DYNAMIC_H
#define RT_MODULE_DYNAMIC_H

#include <gelf.h>
#include <stdbool.h>

/* Whether @entry is one that is looked for; makes of it what is to be there. */
typedef bool rt_dynamic_change(GElf_Dyn *entry);

/* Whether the file @path has an entry that @changes takes. Writes nothing. */
bool rt_dynamic_has(const char *path, rt_dynamic_change *changes);

/*
 * Writes into the file @path what @changes makes of the entries that it takes,
 * of none as well. False when that fails, or the file is no ELF file.
 */
bool rt_dynamic_write(const char *path, rt_dynamic_change *changes);

#endif

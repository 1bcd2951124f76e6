/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the headers of an ELF file say of a module: its machine, and where it
 * was linked to. Thread-safe like the libelf handle that is read.
 */
#ifndef RT_MODULE_MACHINE_H
#define RT_MODULE_MACHINE_H

#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/arch/arch.h"

enum {
	/* The usual load address, to which a fixed image is linked. */
	RT_MODULE_BASE = 0x10000000,
	/*
	 * Where nothing is: the address of what is missing in a fixed image,
	 * with Thumb's bit.
	 */
	RT_MODULE_MISSING = 0x18000001,
};

/*
 * Whether a file with @header is a module: a shared object, which may be loaded
 * anywhere, or a fixed image, as bare-metal linkers make it.
 */
bool rt_module_is(const GElf_Ehdr *header);

/* RT_MODULE_BASE for a fixed image, 0 for a shared object. */
uint64_t rt_module_linked(const GElf_Ehdr *header);

/*
 * The machine by e_machine, class, byte order and build attributes; NULL: not
 * in the table.
 */
const struct rt_arch *rt_module_arch(Elf *elf, const GElf_Ehdr *header);

/*
 * The build attributes of ARM's objects, owned by @elf; NULL and @count 0
 * without any.
 */
const uint8_t *rt_module_attributes(Elf *elf, size_t *count);

#endif

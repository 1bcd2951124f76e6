/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module as a file: its symbols, its code and the targets of its stubs.
 *
 * Read with libelf (elf(3)); the file is not trusted: whatever its headers say,
 * only bytes of the file are returned. Addresses are distances from where a
 * shared object begins in memory, or a fixed image. One image is for one
 * thread, and libelf allows only one thread at a time to open an image.
 */
#ifndef RT_MODULE_IMAGE_H
#define RT_MODULE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"

struct rt_image; /* opaque */

struct rt_image_symbol {
	const char *name; /* owned by the image */
	uint64_t address;
	uint64_t size; /* as the file says, may be 0 */
	bool is_defined;
	bool is_function; /* else a label without a type, as in assembly */
	bool is_resolver; /* its code chooses the function: an ifunc */
	bool is_local;	  /* bound in the module, cannot be interposed */
};

/*
 * Any word size, byte order and machine. RT_BUILD when @path is not a whole
 * ELF shared object, or fixed image (harness/module/machine.h). NULL then; else
 * release with rt_image_close().
 */
int rt_image_open(struct rt_image **image, const char *path,
		  struct rt_error *error);
void rt_image_close(struct rt_image *image);

/* e_machine of elf(5). */
unsigned int rt_image_machine(const struct rt_image *image);

/* By e_machine, class and byte order; NULL: a machine not in the table. */
const struct rt_arch *rt_image_arch(const struct rt_image *image);

/*
 * The function @name, a defined one first, or the one at the address that @name
 * is, as "0x4a10", where @name is symbol->name; false when there is none.
 */
bool rt_image_find(const struct rt_image *image, const char *name,
		   struct rt_image_symbol *symbol);

/*
 * The symbol defined at @address, a function before a label; false without one.
 */
bool rt_image_function_at(const struct rt_image *image, uint64_t address,
			  struct rt_image_symbol *symbol);

/* The function that contains @address; false without one. */
bool rt_image_function_around(const struct rt_image *image, uint64_t address,
			      struct rt_image_symbol *symbol);

/*
 * The end of the function @symbol: by its size, or, without a size, as is
 * common in assembly, the begin of the next function or UINT64_MAX.
 */
uint64_t rt_image_function_end(const struct rt_image *image,
			       const struct rt_image_symbol *symbol);

/*
 * The bytes of the file that are loaded at @address; @length receives their
 * number. NULL when there are none. Owned by the image.
 */
const uint8_t *rt_image_bytes(const struct rt_image *image, uint64_t address,
			      size_t *length);

/*
 * The name of the symbol that the dynamic linker puts into the slot at
 * @address, such as a GOT entry; NULL when none. Owned by the image.
 */
const char *rt_image_slot(const struct rt_image *image, uint64_t address);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shim: the source of an accessor, made of C expressions that a user typed.
 *
 * The expressions are the user's own code and are compiled and run without
 * protection. The only check is that an expression does not swallow the
 * generated text after it, so that a typo is reported with its column, or by
 * the compiler as an error in "--load:1", and not in generated text.
 * Thread-safe.
 */
#ifndef RT_ACCESSOR_SHIM_H
#define RT_ACCESSOR_SHIM_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_shim {
	/*
	 * Headers in their order, "qemu/bswap.h" or <linux/types.h> with its
	 * brackets; ends with NULL. NULL, or none: <stdint.h>.
	 */
	const char *const *includes;
	/* A C file that is included before the expressions, or NULL. */
	const char *prelude;
	/*
	 * load: an expression of the field's value, with `const void *p`, such
	 * as "lduw_he_p(p)". store: a statement that stores `v`, with `void
	 * *p`, such as "stw_he_p(p, v)". Both without a final semicolon; one
	 * may be NULL.
	 */
	const char *load;
	const char *store;
	/*
	 * A statement that copies `len` bytes to `void *dst` from `const void
	 * *src`, such as "memcpy(dst, src, len)". It makes both load and store,
	 * which must be NULL. len is the field's size, read at run time so that
	 * the compiler does not know it.
	 */
	const char *copy;
	/*
	 * The field lies in an object, so many bytes behind its begin: load
	 * and store may name `object` too, of the type of p.
	 */
	bool has_object;
	unsigned int within;
	bool is_length_known; /* len is a compile-time constant */
	bool is_cxx;	      /* C++, and the source's name ends in .cc */
	/*
	 * In bits: v and the result are an unsigned short, int, long long or
	 * __int128, which need no header.
	 */
	unsigned int width;
	/* NAME, NAME=VALUE or NAME(A)=VALUE each; ended by NULL; or NULL. */
	const char *const *defines;
	/*
	 * Folders of headers that the source shall carry for those who build it
	 * by its name alone; ended by NULL; or NULL.
	 */
	const char *const *folders;
};

/*
 * Adds the folders, absolute, that the source at @path carries: none for what
 * is no shim. RT_SETUP without memory.
 */
int rt_shim_folders(struct rt_strings *folders, const char *path,
		    struct rt_error *error);

/*
 * Writes the source into @folder, which is made when missing, under a name
 * derived from its content, and appends the path to @path. RT_USAGE, with the
 * option and the column, when a part is malformed; RT_SETUP when the file
 * cannot be written.
 */
int rt_shim_write(const struct rt_shim *shim, const char *folder,
		  struct rt_text *path, struct rt_error *error);

#endif

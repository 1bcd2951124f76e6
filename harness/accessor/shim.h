/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shim: the source of an accessor, made of C expressions that a user typed.
 *
 * The expressions are the user's own code and are compiled and run as it:
 * nothing here keeps them from doing harm. What is checked is that each one
 * ends where it ends, so that a slip is told with its column, or by the
 * compiler as an error in "--load:1", and not as one of generated text. Any
 * thread.
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
	/* A file of C that comes before the expressions, or NULL. */
	const char *prelude;
	/*
	 * An expression whose value is the field's, over `const void *p`; a
	 * statement that stores `v`, over `void *p`, both without a final
	 * semicolon, such as "lduw_he_p(p)" and "stw_he_p(p, v)". One of them
	 * may be NULL.
	 */
	const char *load;
	const char *store;
	/*
	 * A statement that copies @len bytes to `void *dst` from `const void
	 * *src`, such as "memcpy(dst, src, len)": it makes both a load and a
	 * store. len is the field's size, which the compiler does not know: it
	 * is read when the accessor runs. Beside it there is no load or store.
	 */
	const char *copy;
	bool is_length_known; /* len is a constant after all */
	bool is_cxx;	      /* C++, and the source's name ends in .cc */
	/*
	 * 16, 32 or 64 bits: v and the result are an unsigned short, int or
	 * long long, which no header need declare.
	 */
	unsigned int width;
	/* NAME, NAME=VALUE or NAME(A)=VALUE each; ends with NULL, or NULL. */
	const char *const *defines;
};

/*
 * Writes the source into @folder, which is made when missing, under a name
 * that its content gives, and appends that name to @path. RT_USAGE when a
 * part is not what it is said to be above, with the option and the column;
 * RT_SETUP when it cannot be written.
 */
int rt_shim_write(const struct rt_shim *shim, const char *folder,
		  struct rt_text *path, struct rt_error *error);

#endif

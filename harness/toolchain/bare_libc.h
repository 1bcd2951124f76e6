/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C libraries of bare metal: newlib and picolibc. One of them has an
 * archive for each kind of CPU, below the folder of the one that is named here,
 * and the compiler's driver chooses (gcc(1), -print-multi-lib). Thread-safe.
 */
#ifndef RT_TOOLCHAIN_BARE_LIBC_H
#define RT_TOOLCHAIN_BARE_LIBC_H

#include <stddef.h>

#include "harness/arch/arch.h"
#include "harness/base/text.h"

struct rt_bare_libc {
	const char *name;
	/* Where it may be; %s is the triplet. */
	const char *archive;
	const char *include;
	/* The header with its version, and what stands before that. */
	const char *header, *label;
};

/* The place at @number, from 0, in the order of choice; NULL after the last. */
const struct rt_bare_libc *rt_bare_libc_at(size_t number);

/*
 * Appends the version that the headers in @include have of the libc @name, or
 * nothing.
 */
void rt_bare_libc_version(struct rt_text *version, const char *name,
			  const char *include);

/*
 * Appends the name of Debian's package of the libc @name for @target, or
 * nothing where there is no such libc.
 */
void rt_bare_libc_package(struct rt_text *package, const char *name,
			  const struct rt_target *target);

#endif

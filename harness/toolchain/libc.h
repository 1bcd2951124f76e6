/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C libraries that an accessor's memcpy may come from: the one of this
 * process, and static ones that are copied into the module.
 *
 * Not thread-safe (libelf); the result is constant.
 */
#ifndef RT_TOOLCHAIN_LIBC_H
#define RT_TOOLCHAIN_LIBC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_libc {
	/* "glibc", "musl", "dietlibc", "newlib", "picolibc", "none" */
	const char *name;	/* constant */
	bool is_host;		/* the one of this process */
	struct rt_text version; /* "2.36", or "unknown" */
	/* The archive to link and the headers; empty: host's, "none". */
	struct rt_text archive;
	struct rt_text include;
	/* Changes when the library does: path, size and time of its file. */
	struct rt_text identity;
	/*
	 * The host's: the functions that its memcpy and memmove are, as the
	 * dynamic linker chose them for this CPU, such as
	 * "__memmove_evex_unaligned_erms"; or "unknown variant at
	 * libc.so.6+0x…" without a libc.a to compare with. Empty for the others
	 * and for a host's musl, which has no variants.
	 */
	struct rt_text memcpy_variant;
	struct rt_text memmove_variant;
};

struct rt_libcs {
	struct rt_libc list[3]; /* the host's, if any, comes first */
	size_t count;
};

/*
 * Finds the libraries of @machine ("x86_64"), the first part of a compiler's
 * target; @memory is a folder of cached answers (answers.h), or NULL. RT_SETUP
 * without memory. Release with rt_libcs_free() in any case.
 */
int rt_libcs_find(struct rt_libcs *found, const char *machine,
		  const char *memory, struct rt_error *error);

/*
 * Finds the libraries for @target, another machine: they are all archives. The
 * libc "none" is no library: its symbols stay undefined in a module. RT_SETUP
 * as above; release as above.
 */
int rt_libcs_find_cross(struct rt_libcs *found, const struct rt_target *target,
			const char *memory, struct rt_error *error);

/* The libc @name; "host": the first. NULL when it is not installed. */
const struct rt_libc *rt_libcs_named(const struct rt_libcs *libcs,
				     const char *name);

/* The Debian package that holds libc @name, or NULL if there is none. */
const char *rt_libc_package(const char *name);

/* True when modules use the libc of the process instead of a copy. */
bool rt_libc_is_host(const struct rt_libc *libc);

/* Appends name and version of this process's libc, "glibc 2.36". */
void rt_libc_title(struct rt_text *title);

/*
 * Appends the name of the function that lies @offset bytes behind the begin of
 * this process's libc, as for memcpy_variant; @memory as above.
 */
void rt_libc_name_code(struct rt_text *name, uint64_t offset,
		       const char *memory);

void rt_libcs_free(struct rt_libcs *libcs);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libatomic, the functions that compilers call for atomic accesses that they
 * have no instructions for: gcc for those of 16 bytes. It is linked in from its
 * archive, as a libc that is not the host's is, so that all engines see its
 * code, and only where the accessor calls it.
 */
#ifndef RT_MODULE_LIBATOMIC_H
#define RT_MODULE_LIBATOMIC_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/* Whether a linker that @said this lacks a function of it. Thread-safe. */
bool rt_libatomic_is_wanted(const char *said);

/* Adds it to the command of a linker's driver. Thread-safe. */
void rt_libatomic_add(struct rt_strings *argv);

/*
 * Whether the module at @path has it; false also where it cannot be read. Not
 * thread-safe (libelf).
 */
bool rt_libatomic_is_in(const char *path);

/*
 * @error is that of linking @file with it: where there is none, says by name
 * what to install. Thread-safe.
 */
void rt_libatomic_explain(struct rt_error *error, const char *file);

#endif

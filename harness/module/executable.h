/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Executables, as far as they differ from shared objects, and functions that
 * have no name in them: those are named by their address in the file, as
 * "0x4a10", as disassemblers print it.
 *
 * Not thread-safe (libelf). The file is not trusted.
 */
#ifndef RT_MODULE_EXECUTABLE_H
#define RT_MODULE_EXECUTABLE_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"

/* Whether the file is a position-independent executable (DF_1_PIE). */
bool rt_executable_is_marked(const char *path);

/*
 * Whether the executable has thread-local data. They lie at a place that only
 * the program's own start gives them, and its code has the distance built in
 * (Drepper, "ELF Handling For Thread-Local Storage", 4.4).
 */
bool rt_executable_has_thread_data(const char *path);

/* Takes the mark out of the file. RT_SETUP when it cannot be written. */
int rt_executable_unmark(const char *path, struct rt_error *error);

/* Whether @name is an address, which is put into @address. */
bool rt_executable_address(const char *name, uint64_t *address);

/*
 * The function around @address by the table of .eh_frame_hdr (Linux Standard
 * Base 5.0, 10.6) and the entry of .eh_frame that it leads to: where it begins
 * and ends. False when they have none.
 */
bool rt_executable_around(Elf *elf, uint64_t address, uint64_t *begin,
			  uint64_t *end);

/*
 * Checks that a function begins at @address in the file @path: RT_SUBJECT with
 * the one around it where it does not. Without tables the user is believed.
 */
int rt_executable_check(const char *path, uint64_t address,
			struct rt_error *error);

#endif

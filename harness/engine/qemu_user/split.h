/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions that qemu-user may carry out as several accesses though the
 * emulated machine makes one. Pure, thread-safe.
 */
#ifndef RT_ENGINE_QEMU_USER_SPLIT_H
#define RT_ENGINE_QEMU_USER_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"

/* The instructions of one machine. */
struct rt_split {
	const struct rt_arch *arch;
	/*
	 * True when the instruction at @code, of which @length bytes can be
	 * read, may make several accesses where the architecture may make one,
	 * lets the kernel access memory, or is unknown. All others access no
	 * memory, or load or store at most one register, which the emulator
	 * does as one access.
	 */
	bool (*may_split)(const uint8_t *code, size_t length);
};

/* The entry of @arch; NULL when none is known: then no tear is believed. */
const struct rt_split *rt_split_of(const struct rt_arch *arch);

/*
 * Parses QEMU's log of "-d in_asm" (qemu(1)): @length bytes at @log, not
 * trusted. Calls @instruction with the address of each logged instruction;
 * returns true as soon as @instruction does, else false.
 */
typedef bool rt_split_instruction(void *data, uint64_t address);
bool rt_split_any(const char *log, size_t length,
		  rt_split_instruction *instruction, void *data);

#endif

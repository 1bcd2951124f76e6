/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which instructions may tear under qemu-user though they need not on the
 * machine that it emulates. Pure, any thread.
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
	 * read, may make several accesses of what the architecture may make
	 * one of, lets the kernel touch memory, or is not known. All others
	 * are loads and stores of at most a register, which the emulator
	 * carries out as one each, or touch no memory.
	 */
	bool (*may_split)(const uint8_t *code, size_t length);
};

/* The machine's; NULL when nothing is known of it, so nothing is believed. */
const struct rt_split *rt_split_of(const struct rt_arch *arch);

/*
 * Looks through what QEMU wrote for "-d in_asm" (qemu(1)): @length bytes of
 * @log, which may be anything. Each address that it names is handed to
 * @instruction; stops and returns true when that returns true.
 */
typedef bool rt_split_instruction(void *data, uint64_t address);
bool rt_split_any(const char *log, size_t length,
		  rt_split_instruction *instruction, void *data);

#endif

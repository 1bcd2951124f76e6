/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that a cross compiler may be here for, by the triplets that
 * Debian names them with (wiki.debian.org/Multiarch/Tuples). Constants, any
 * thread: another machine is a line in the table.
 */
#ifndef RT_TOOLCHAIN_TARGET_H
#define RT_TOOLCHAIN_TARGET_H

#include <stddef.h>

struct rt_target {
	const char *triplet;	  /* "aarch64-linux-gnu" */
	unsigned int machine;	  /* e_machine of elf(5) */
	const char *libc_package; /* Debian's, with the static glibc */
	const char *emulator;	  /* of qemu-user: "qemu-aarch64" */
};

/* The table, ended by an entry without a triplet. */
extern const struct rt_target rt_targets[];

/*
 * The target of the cross tool @name, such as "aarch64-linux-gnu-gcc-12":
 * @tool receives what is behind the triplet, "gcc-12". NULL when it begins
 * with none of them.
 */
const struct rt_target *rt_target_of_tool(const char *name, const char **tool);

/* The first of the table for machine @elf_machine; NULL when none is. */
const struct rt_target *rt_target_of_machine(unsigned int elf_machine);

/* The name of machine @elf_machine (e_machine of elf(5)); NULL: unknown. */
const char *rt_machine_word(unsigned int elf_machine);

/* The machine of this program, or EM_NONE where it is not known. */
unsigned int rt_own_machine(void);

#endif

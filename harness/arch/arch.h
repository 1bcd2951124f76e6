/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that a module may be for: what every engine, the compilers and
 * the reports need to know of each, as data. Constants, any thread.
 *
 * A machine is one file of this folder, with the manuals that its data is from
 * named at its top, and one row of the table in arch.c (docs/recipes.md has the
 * other places). The table of a machine's single-copy atomic instructions, each
 * with the section of the manual that promises it, belongs into the same file,
 * behind a member of struct rt_arch; @blocks is the list of those for which the
 * manual promises less.
 */
#ifndef RT_ARCH_ARCH_H
#define RT_ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rt_arch;
struct rt_arch_capstone; /* capstone.h */
struct rt_arch_unicorn;	 /* unicorn.h */

/* The header of elf(5). */
struct rt_arch_elf {
	unsigned int machine; /* e_machine */
	/* What messages call e_machine, whatever its class and byte order. */
	const char *title;
	bool is_64, is_big_endian; /* EI_CLASS, EI_DATA */
};

/* What a cross compiler makes code for (wiki.debian.org/Multiarch/Tuples). */
struct rt_target {
	const char *triplet;	  /* "aarch64-linux-gnu" */
	const char *libc_package; /* Debian's, with the static glibc */
	const struct rt_arch *arch;
};

/* Registers of struct rt_arch_call. */
enum {
	RT_ARCH_GENERAL = 40, /* the machine's own numbers are below */
	RT_ARCH_LINK = RT_ARCH_GENERAL, /* where it is no general one */
	RT_ARCH_NONE = 63,
};

/*
 * A call, from the machine's ABI: numbers of registers as its instructions
 * encode them. Behind the general ones those of floating point may follow, as
 * the file says.
 */
struct rt_arch_call {
	/* The first argument; RT_ARCH_NONE: above the return address. */
	unsigned int argument;
	unsigned int stack;
	/* The return address; RT_ARCH_NONE: at the stack pointer. */
	unsigned int link;
	/* Holds the function's address at its entry, or RT_ARCH_NONE. */
	unsigned int entry;
	uint64_t arguments; /* registers of arguments, as bits */
	uint64_t clobbered; /* those that a call may change, as bits */
	/* The stack pointer at entry is a multiple of the first plus this. */
	unsigned int stack_alignment, stack_residue;
};

/*
 * Instructions whose first 32 bits have @value under @mask, read in the
 * machine's byte order; a shorter one is followed by zeros.
 */
struct rt_arch_code {
	uint32_t mask, value;
};

struct rt_arch {
	const char *name; /* as verdicts print it: "AArch64" */
	struct rt_arch_elf elf;
	/* x86-64 or i386, of one manual, syntax and set of instructions. */
	bool is_x86;
	/*
	 * Stores are seen by others in program order, but for those that an
	 * instruction says are weak. The manual's chapter is in the file.
	 */
	bool orders_stores;
	/* First words of the GNU triplets for it, ended by NULL: config.sub. */
	const char *const *cpus;
	const struct rt_target *targets; /* ended by one without a triplet */
	const char *qemu_user;		 /* the program: "qemu-aarch64" */
	const struct rt_arch_call *call; /* NULL: no engine reads its code */
	const struct rt_arch_capstone *capstone; /* NULL: version 4 has none */
	const struct rt_arch_unicorn *unicorn;	 /* NULL: not emulated */
	/*
	 * Instructions whose accesses the architecture lets a CPU make in other
	 * pieces than one a register, ended by a mask of 0; NULL: none.
	 */
	const struct rt_arch_code *blocks;
	/* Herdtools' word for it, the first of a litmus test; NULL: none. */
	const char *litmus;
};

extern const struct rt_arch rt_arch_x86_64;
extern const struct rt_arch rt_arch_i386;
extern const struct rt_arch rt_arch_aarch64;
extern const struct rt_arch rt_arch_arm;
extern const struct rt_arch rt_arch_riscv64;
extern const struct rt_arch rt_arch_s390x;
extern const struct rt_arch rt_arch_ppc64le;
extern const struct rt_arch rt_arch_mips;
extern const struct rt_arch rt_arch_mipsel;

/* Those of the table, by number from 0; NULL behind the last. */
const struct rt_arch *rt_arch_at(size_t number);

/* The machine of this e_machine, class and byte order; NULL: not known. */
const struct rt_arch *rt_arch_of_elf(unsigned int elf_machine, bool is_64,
				     bool is_big_endian);

/* The first of this e_machine, where class and order are not known; or NULL. */
const struct rt_arch *rt_arch_of_machine(unsigned int elf_machine);

/*
 * By its GNU name: "aarch64", or a triplet or a tool's name that begins with
 * it, as "aarch64-linux-gnu-gcc-12" does. NULL: not known.
 */
const struct rt_arch *rt_arch_of_triplet(const char *triplet);

/* The machine that this program was built for; NULL: not of the table. */
const struct rt_arch *rt_arch_own(void);

/* What messages call @elf_machine; NULL: not known. */
const char *rt_arch_title(unsigned int elf_machine);

/*
 * True when @arch lists the instruction at @code, of @length bytes, among its
 * blocks; of an instruction that cannot be read, @length 0, nothing is known.
 */
bool rt_arch_is_block(const struct rt_arch *arch, const uint8_t *code,
		      size_t length);

/* The targets of all machines, by number from 0; NULL behind the last. */
const struct rt_target *rt_target_at(size_t number);

/*
 * The target of the cross tool @name, such as "aarch64-linux-gnu-gcc-12":
 * @tool receives what is behind the triplet, "gcc-12". NULL when it begins
 * with none of them.
 */
const struct rt_target *rt_target_of_tool(const char *name, const char **tool);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that a module may be compiled for: what engines, compilers and
 * reports need to know of each, as constant data. Thread-safe.
 *
 * A machine is one file of this folder, with the manuals that its data is from
 * named at its top, and one row of the table in arch.c (docs/recipes.md has the
 * other places).
 */
#ifndef RT_ARCH_ARCH_H
#define RT_ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/value.h"

struct rt_arch;
struct rt_arch_capstone; /* capstone.h */
struct rt_arch_atomic;	 /* atomic.h */
struct rt_arch_fallback; /* atomic.h */
struct rt_arch_unicorn;	 /* unicorn.h */

/* The header of elf(5). */
struct rt_arch_elf {
	unsigned int machine; /* e_machine */
	/* The name of e_machine in messages, for any class and byte order. */
	const char *title;
	bool is_64, is_big_endian; /* EI_CLASS, EI_DATA */
};

/* The target of a cross compiler (wiki.debian.org/Multiarch/Tuples). */
struct rt_target {
	const char *triplet;	  /* "aarch64-linux-gnu" */
	const char *libc_package; /* Debian's, with the static libc */
	/* Of several with one ELF header, the first in the table. */
	const struct rt_arch *arch;
	/*
	 * No operating system: a module is linked to a fixed address, nothing
	 * has threads, and what comes between two instructions is an interrupt.
	 */
	bool is_bare;
};

/* Registers of struct rt_arch_call. */
enum {
	RT_ARCH_GENERAL = 40, /* general registers have lower numbers */
	RT_ARCH_LINK = RT_ARCH_GENERAL, /* link register, not general */
	RT_ARCH_NONE = 63,
};

/*
 * A function call, from the machine's ABI. Registers have the numbers that
 * instructions encode; floating-point registers may follow the general ones, as
 * the machine's file says.
 */
struct rt_arch_call {
	/*
	 * The first argument; RT_ARCH_NONE: on the stack, by the return
	 * address.
	 */
	unsigned int argument;
	unsigned int stack;
	/* The return address; RT_ARCH_NONE: at the stack pointer. */
	unsigned int link;
	/* Holds the function's address at its entry, or RT_ARCH_NONE. */
	unsigned int entry;
	uint64_t arguments; /* argument registers, as bits */
	uint64_t clobbered; /* registers that a call may change, as bits */
	/* The stack pointer at entry modulo alignment is the residue. */
	unsigned int stack_alignment, stack_residue;
};

/*
 * Instructions whose first 32 bits have @value under @mask, read in the
 * machine's byte order; a shorter one is followed by zeros.
 */
struct rt_arch_code {
	uint32_t mask, value;
};

/* What a dynamic relocation writes. */
enum rt_relocation {
	RT_RELOCATE_NOTHING,
	RT_RELOCATE_BASE,   /* the load address plus the addend */
	RT_RELOCATE_SYMBOL, /* the symbol's address, plus the addend */
	RT_RELOCATE_SLOT,   /* the symbol's address */
	RT_RELOCATE_PC,	    /* the symbol's distance plus the addend */
	RT_RELOCATE_ASK,    /* the address that a resolver returns */
	RT_RELOCATE_THREAD, /* thread-local storage: not written */
	RT_RELOCATE_CALLED, /* TLS descriptor: a function that is missing */
	RT_RELOCATE_COPY,   /* of an executable: another object's variable */
	/* a symbol's address or the load address, plus the word */
	RT_RELOCATE_MIPS,
};

struct rt_arch_relocation {
	unsigned int type; /* R_AARCH64_RELATIVE and so on, from elf.h */
	enum rt_relocation what;
};

struct rt_arch {
	const char *name; /* as verdicts print it: "AArch64" */
	struct rt_arch_elf elf;
	/* x86-64 or i386: one manual, one syntax, one instruction set. */
	bool is_x86;
	/*
	 * Other CPUs see stores in program order, except those of weakly
	 * ordered instructions. The machine's file names the chapter of the
	 * manual.
	 */
	bool orders_stores;
	/*
	 * A value of two registers is passed, and returned, by its address: the
	 * result's is the first argument.
	 */
	bool is_wide_in_memory;
	/* An access that is not naturally aligned is a fault. */
	bool faults_unaligned;
	/* The CPU parts of its GNU triplets (config.sub), ended by NULL. */
	const char *const *cpus;
	const struct rt_target *targets; /* ended by a NULL triplet */
	const char *qemu_user;		 /* the program: "qemu-aarch64" */
	/* The dynamic relocations of its ABI, ended by type 0. */
	const struct rt_arch_relocation *relocations;
	const struct rt_arch_call *call; /* NULL: no engine reads its code */
	const struct rt_arch_capstone *capstone; /* NULL: version 4 has none */
	const struct rt_arch_unicorn *unicorn;	 /* NULL: not emulated */
	/*
	 * How an instruction that uses the thread pointer names it, as
	 * libcapstone or the account prints it; but for those that have what is
	 * the C library's own: the stack protector's word. NULL: not known,
	 * and so any may.
	 */
	const char *thread_pointer;
	const char *const *thread_own; /* ended by NULL; may be NULL */
	/*
	 * Instructions whose accesses a CPU may split into other pieces than
	 * one per register, ended by a mask of 0; NULL: none.
	 */
	const struct rt_arch_code *blocks;
	/*
	 * Instructions that may keep interrupts away from those that follow,
	 * ended by a mask of 0; NULL: none that a module's code can carry out.
	 */
	const struct rt_arch_code *masks;
	/*
	 * What its manual promises of single instructions, ended by NULL names;
	 * NULL: nothing is known.
	 */
	const struct rt_arch_atomic *atomic;
	/*
	 * What a resolver takes on CPUs that lack a facility, ended by NULL
	 * facilities; NULL: nothing is known.
	 */
	const struct rt_arch_fallback *fallbacks;
	/*
	 * The facilities that a CPU has for which code with these build
	 * attributes (SHT_LOPROC + 3) was built, as rt_arch_atomic.facility
	 * names them; NULL: its objects say nothing of that.
	 */
	const char *(*built_for)(const uint8_t *attributes, size_t count);
	/*
	 * Of several machines with this ELF header, the one that these build
	 * attributes name; NULL, also of the attributes: one that is not known.
	 * NULL: there is one machine only.
	 */
	const struct rt_arch *(*variant_of)(const uint8_t *attributes,
					    size_t count);
	/* herdtools' name, the first word of a litmus test; NULL: none. */
	const char *litmus;
};

extern const struct rt_arch rt_arch_x86_64;
extern const struct rt_arch rt_arch_i386;
extern const struct rt_arch rt_arch_aarch64;
extern const struct rt_arch rt_arch_arm;
extern const struct rt_arch rt_arch_armv6m;
extern const struct rt_arch rt_arch_armv7m;
extern const struct rt_arch rt_arch_riscv64;
extern const struct rt_arch rt_arch_riscv32;
extern const struct rt_arch rt_arch_s390x;
extern const struct rt_arch rt_arch_ppc64le;
extern const struct rt_arch rt_arch_mips;
extern const struct rt_arch rt_arch_mipsel;

/* The machine at @number in the table, from 0; NULL after the last. */
const struct rt_arch *rt_arch_at(size_t number);

/* The machine of this e_machine, class and byte order; NULL: not known. */
const struct rt_arch *rt_arch_of_elf(unsigned int elf_machine, bool is_64,
				     bool is_big_endian);

/*
 * The first machine of this e_machine, for an unknown class; NULL: not known.
 */
const struct rt_arch *rt_arch_of_machine(unsigned int elf_machine);

/*
 * The machine whose GNU name, such as "aarch64", begins @triplet: a triplet or
 * the name of a tool, "aarch64-linux-gnu-gcc-12". NULL: not known.
 */
const struct rt_arch *rt_arch_of_triplet(const char *triplet);

/* The machine that this program was built for; NULL: not in the table. */
const struct rt_arch *rt_arch_own(void);

/* The name of @elf_machine in messages; NULL: not known. */
const char *rt_arch_title(unsigned int elf_machine);

/*
 * True when @arch lists the instruction at @code, of @length bytes, among its
 * blocks. @length 0, an unreadable instruction, may be any: true if @arch has
 * blocks.
 */
bool rt_arch_is_block(const struct rt_arch *arch, const uint8_t *code,
		      size_t length);

/* The same of its masks, but for @length 0: false. */
bool rt_arch_is_mask(const struct rt_arch *arch, const uint8_t *code,
		     size_t length);

/* Read and write a word of @size bytes in the machine's byte order. */
uint64_t rt_arch_number(const struct rt_arch *arch, const uint8_t *bytes,
			unsigned int size);
void rt_arch_put(const struct rt_arch *arch, uint8_t *bytes, unsigned int size,
		 uint64_t value);

/* The same of a value of RT_VALUE_BYTES bytes. */
rt_value rt_arch_value(const struct rt_arch *arch, const uint8_t *bytes);
void rt_arch_put_value(const struct rt_arch *arch, uint8_t *bytes,
		       rt_value value);

/* Whether an accessor of this machine may have @width bits. */
bool rt_arch_has_width(const struct rt_arch *arch, unsigned int width);

/*
 * Who stores or loads between the instructions with the texts @before and
 * @after, in the words of those who write for @target, which may be NULL: "the
 * other side", or without an operating system "an interrupt". One instruction
 * that is interrupted begins again on some CPUs: between two accesses of it
 * "DMA or another core".
 */
const char *rt_target_other_side(const struct rt_target *target,
				 const char *before, const char *after);

/* Target @number, from 0, of all machines; NULL after the last. */
const struct rt_target *rt_target_at(size_t number);

/*
 * The target of the cross tool @name, such as "aarch64-linux-gnu-gcc-12": @tool
 * receives the part after the triplet, "gcc-12". NULL when @name begins with no
 * known triplet.
 */
const struct rt_target *rt_target_of_tool(const char *name, const char **tool);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that codegen reads: what libcapstone calls them, their ABI,
 * and how one instruction is turned into effects. Constants, any thread.
 */
#ifndef RT_ENGINE_CODEGEN_ARCHITECTURE_H
#define RT_ENGINE_CODEGEN_ARCHITECTURE_H

#include <capstone/capstone.h>

#include "harness/engine/codegen/effect.h"
#include "harness/module/image.h"

struct rt_architecture {
	const char *name;
	unsigned int elf_machine;
	bool is_64;
	bool is_big_endian;
	cs_arch arch;
	cs_mode mode;
	/* A function whose address is odd is in this mode: thumb. */
	cs_mode odd_mode;
	bool has_odd_mode;
	struct rt_address_facts facts; /* at a function's entry */
	/* RT_REGISTER_NONE: in the word above the return address. */
	unsigned int field_register;
	unsigned int stack_register;
	/* RT_REGISTER_NONE: at the stack pointer. */
	unsigned int link_register;
	/* Holds the function's address at its entry, or RT_REGISTER_NONE. */
	unsigned int entry_register;
	uint64_t arguments; /* registers of arguments, as bits */
	uint64_t clobbered; /* those that a call may change, as bits */
	/*
	 * The effects of @instruction, whose detail is there. What it does
	 * not know becomes RT_EFFECT_STRANGE.
	 */
	void (*decode)(struct rt_effects *effects, csh capstone,
		       const cs_insn *instruction);
};

/* The machine of @image; NULL when it is not among them. */
const struct rt_architecture *rt_architecture_of(const struct rt_image *image);

/* A name for e_machine, "machine 243" in @buffer when it is not known. */
const char *rt_machine_name(unsigned int elf_machine, char *buffer,
			    size_t size);

/* Opens libcapstone for it, with detail; false when it lacks it. */
bool rt_architecture_open(const struct rt_architecture *architecture,
			  csh *capstone);

extern const struct rt_architecture rt_x86_64;
extern const struct rt_architecture rt_i386;
extern const struct rt_architecture rt_aarch64;
extern const struct rt_architecture rt_arm;
extern const struct rt_architecture rt_ppc64le;
extern const struct rt_architecture rt_s390x;

#endif

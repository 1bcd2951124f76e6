/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that codegen can read, and the translation of one instruction of
 * each to effects. Constants, thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_ARCHITECTURE_H
#define RT_ENGINE_CODEGEN_ARCHITECTURE_H

#include <capstone/capstone.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/engine/codegen/effect.h"
#include "harness/module/image.h"

struct rt_architecture {
	const struct rt_arch *arch;
	/*
	 * Translates @instruction, decoded with detail. An instruction that is
	 * not modelled becomes RT_EFFECT_STRANGE.
	 */
	void (*decode)(struct rt_effects *effects, csh capstone,
		       const cs_insn *instruction);
};

/* The machine of @image; NULL when codegen cannot read it. */
const struct rt_architecture *rt_architecture_of(const struct rt_image *image);

/* A name for e_machine; "machine 243", written to @buffer, if unknown. */
const char *rt_machine_name(unsigned int elf_machine, char *buffer,
			    size_t size);

/*
 * Opens libcapstone for @architecture, with detail; false when libcapstone
 * lacks that machine.
 */
bool rt_architecture_open(const struct rt_architecture *architecture,
			  csh *capstone);

extern const struct rt_architecture rt_x86_64;
extern const struct rt_architecture rt_i386;
extern const struct rt_architecture rt_aarch64;
extern const struct rt_architecture rt_arm;
extern const struct rt_architecture rt_ppc64le;
extern const struct rt_architecture rt_s390x;

#endif

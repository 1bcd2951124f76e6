/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MIPS o32, in both byte orders. */
#include <elf.h>

#include "harness/engine/step/unicorn/machine.h"

static const struct rt_relocation_type relocations[] = {
	{R_MIPS_REL32, RT_RELOCATE_MIPS},
	{R_MIPS_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_MIPS_TLS_DTPMOD32, RT_RELOCATE_THREAD},
	{R_MIPS_TLS_DTPREL32, RT_RELOCATE_THREAD},
	{R_MIPS_TLS_TPREL32, RT_RELOCATE_THREAD},
	{0},
};

/*
 * lwl, lwr, swl, swr: what part of the word they access depends on the
 * address, and the emulator makes the whole word of it, or bytes.
 */
static bool may_split(const uint8_t *code, size_t length, unsigned int top)
{
	unsigned int opcode = length == 4 ? code[top] >> 2 : 0;

	return opcode == 0x22 || opcode == 0x26 || opcode == 0x2a ||
	       opcode == 0x2e;
}

static bool may_split_big(const uint8_t *code, size_t length)
{
	return may_split(code, length, 0);
}

static bool may_split_little(const uint8_t *code, size_t length)
{
	return may_split(code, length, 3);
}

const struct rt_emulated rt_emulated_mips = {
	.name = "mips",
	.elf_machine = EM_MIPS,
	.is_big_endian = true,
	.arch = UC_ARCH_MIPS,
	.mode = (uc_mode)(UC_MODE_MIPS32 | UC_MODE_BIG_ENDIAN),
	.model = UC_CPU_MIPS32_74KF,
	.has_text = true,
	.text_arch = CS_ARCH_MIPS,
	.text_mode = (cs_mode)(CS_MODE_MIPS32 | CS_MODE_BIG_ENDIAN),
	.address = UC_MIPS_REG_A0,
	.value = UC_MIPS_REG_A1,
	.wide = {UC_MIPS_REG_A3, UC_MIPS_REG_A2},
	.result = UC_MIPS_REG_V0,
	.wide_result = {UC_MIPS_REG_V1, UC_MIPS_REG_V0},
	.stack = UC_MIPS_REG_SP,
	.counter = UC_MIPS_REG_PC,
	.link = UC_MIPS_REG_RA,
	.entry = UC_MIPS_REG_T9,
	.thread = UC_MIPS_REG_CP0_USERLOCAL,
	.system_call = 17, /* QEMU's EXCP_SYSCALL and EXCP_RI */
	.undefined = 20,
	.relocations = relocations,
	.variants = rt_only_variant,
	.may_split = may_split_big,
};

const struct rt_emulated rt_emulated_mipsel = {
	.name = "mipsel",
	.elf_machine = EM_MIPS,
	.arch = UC_ARCH_MIPS,
	.mode = UC_MODE_MIPS32,
	.model = UC_CPU_MIPS32_74KF,
	.has_text = true,
	.text_arch = CS_ARCH_MIPS,
	.text_mode = CS_MODE_MIPS32,
	.address = UC_MIPS_REG_A0,
	.value = UC_MIPS_REG_A1,
	.wide = {UC_MIPS_REG_A2, UC_MIPS_REG_A3},
	.result = UC_MIPS_REG_V0,
	.wide_result = {UC_MIPS_REG_V0, UC_MIPS_REG_V1},
	.stack = UC_MIPS_REG_SP,
	.counter = UC_MIPS_REG_PC,
	.link = UC_MIPS_REG_RA,
	.entry = UC_MIPS_REG_T9,
	.thread = UC_MIPS_REG_CP0_USERLOCAL,
	.system_call = 17,
	.undefined = 20,
	.relocations = relocations,
	.variants = rt_only_variant,
	.may_split = may_split_little,
};

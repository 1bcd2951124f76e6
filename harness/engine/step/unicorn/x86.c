/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System V x86-64 and i386 psABI. */
#include <elf.h>

#include "harness/engine/step/unicorn/machine.h"

static const struct rt_relocation_type relocations_64[] = {
	{R_X86_64_RELATIVE, RT_RELOCATE_BASE},
	{R_X86_64_64, RT_RELOCATE_SYMBOL},
	{R_X86_64_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_X86_64_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_X86_64_IRELATIVE, RT_RELOCATE_ASK},
	{R_X86_64_DTPMOD64, RT_RELOCATE_THREAD},
	{R_X86_64_DTPOFF64, RT_RELOCATE_THREAD},
	{R_X86_64_TPOFF64, RT_RELOCATE_THREAD},
	{R_X86_64_TLSDESC, RT_RELOCATE_CALLED},
	{0},
};

static const struct rt_relocation_type relocations_32[] = {
	{R_386_RELATIVE, RT_RELOCATE_BASE},
	{R_386_32, RT_RELOCATE_SYMBOL},
	{R_386_PC32, RT_RELOCATE_PC},
	{R_386_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_386_JMP_SLOT, RT_RELOCATE_SLOT},
	{R_386_IRELATIVE, RT_RELOCATE_ASK},
	{R_386_TLS_TPOFF, RT_RELOCATE_THREAD},
	{R_386_TLS_DTPMOD32, RT_RELOCATE_THREAD},
	{R_386_TLS_DTPOFF32, RT_RELOCATE_THREAD},
	{R_386_TLS_TPOFF32, RT_RELOCATE_THREAD},
	{R_386_TLS_DESC, RT_RELOCATE_CALLED},
	{0},
};

const struct rt_emulated rt_emulated_x86_64 = {
	.name = "x86-64",
	.elf_machine = EM_X86_64,
	.is_64 = true,
	.arch = UC_ARCH_X86,
	.mode = UC_MODE_64,
	.model = -1,
	.has_text = true,
	.text_arch = CS_ARCH_X86,
	.text_mode = CS_MODE_64,
	.address = UC_X86_REG_RDI,
	.value = UC_X86_REG_RSI,
	.result = UC_X86_REG_RAX,
	.stack = UC_X86_REG_RSP,
	.counter = UC_X86_REG_RIP,
	.link = RT_NO_REGISTER,
	.entry = RT_NO_REGISTER,
	.thread = UC_X86_REG_FS_BASE,
	.system_call = 0x80,
	.undefined = 6, /* #UD: Intel SDM volume 3, 6.15 */
	.relocations = relocations_64,
	.variants = rt_only_variant,
};

const struct rt_emulated rt_emulated_i386 = {
	.name = "i386",
	.elf_machine = EM_386,
	.arch = UC_ARCH_X86,
	.mode = UC_MODE_32,
	.model = -1,
	.has_text = true,
	.text_arch = CS_ARCH_X86,
	.text_mode = CS_MODE_32,
	.address = RT_NO_REGISTER,
	.value = RT_NO_REGISTER,
	.result = UC_X86_REG_EAX,
	.wide_result = {UC_X86_REG_EAX, UC_X86_REG_EDX},
	.stack = UC_X86_REG_ESP,
	.counter = UC_X86_REG_EIP,
	.link = RT_NO_REGISTER,
	.entry = RT_NO_REGISTER,
	.thread = RT_NO_REGISTER,
	.system_call = 0x80,
	.undefined = 6,
	.relocations = relocations_32,
	.variants = rt_only_variant,
};

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
	.arch = &rt_arch_x86_64,
	.relocations = relocations_64,
};

const struct rt_emulated rt_emulated_i386 = {
	.arch = &rt_arch_i386,
	.relocations = relocations_32,
};

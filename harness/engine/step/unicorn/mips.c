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

const struct rt_emulated rt_emulated_mips = {
	.arch = &rt_arch_mips,
	.relocations = relocations,
};

const struct rt_emulated rt_emulated_mipsel = {
	.arch = &rt_arch_mipsel,
	.relocations = relocations,
};

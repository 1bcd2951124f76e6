/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RISC-V ELF psABI. libcapstone 4 lacks RISC-V: code is shown as bytes. */
#include <elf.h>

#include "harness/engine/step/unicorn/machine.h"

#ifndef R_RISCV_IRELATIVE
#define R_RISCV_IRELATIVE 58
#endif

static const struct rt_relocation_type relocations[] = {
	{R_RISCV_RELATIVE, RT_RELOCATE_BASE},
	{R_RISCV_64, RT_RELOCATE_SYMBOL},
	{R_RISCV_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_RISCV_IRELATIVE, RT_RELOCATE_ASK},
	{R_RISCV_TLS_DTPMOD64, RT_RELOCATE_THREAD},
	{R_RISCV_TLS_DTPREL64, RT_RELOCATE_THREAD},
	{R_RISCV_TLS_TPREL64, RT_RELOCATE_THREAD},
	{0},
};

const struct rt_emulated rt_emulated_riscv64 = {
	.arch = &rt_arch_riscv64,
	.relocations = relocations,
};

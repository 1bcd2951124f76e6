/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RISC-V ELF psABI. libcapstone 4 lacks RISC-V: code is shown as bytes. */
#include <elf.h>

#include "harness/engine/step/unicorn/machine.h"

#ifndef R_RISCV_IRELATIVE
#define R_RISCV_IRELATIVE 58
#endif

const struct rt_emulated rt_emulated_riscv64 = {
	.arch = &rt_arch_riscv64,
};

const struct rt_emulated rt_emulated_riscv32 = {
	.arch = &rt_arch_riscv32,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RISC-V ELF psABI. libcapstone 4 lacks RISC-V: its text is ours. */
#include "harness/engine/account/riscv_text.h"
#include "harness/engine/step/unicorn/machine.h"

/* mstatus.FS: floating-point instructions do not trap (Privileged, 3.1.6.6). */
static uc_err prepare(uc_engine *engine)
{
	uint64_t status = 3u << 13;

	return uc_reg_write(engine, UC_RISCV_REG_MSTATUS, &status);
}

const struct rt_emulated rt_emulated_riscv64 = {
	.arch = &rt_arch_riscv64,
	.prepare = prepare,
	.own_text = rt_riscv64_text,
};

const struct rt_emulated rt_emulated_riscv32 = {
	.arch = &rt_arch_riscv32,
	.prepare = prepare,
	.own_text = rt_riscv32_text,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The s390x ELF ABI. "PoP" is z/Architecture Principles of Operation. */
#include "harness/engine/step/unicorn/machine.h"

/* PSW bits 31 and 32: 64-bit addresses (PoP chapter 4), instead of 24-bit. */
static uc_err prepare(uc_engine *engine)
{
	uint64_t mask = 0;
	uc_err code = uc_reg_read(engine, UC_S390X_REG_PSWM, &mask);

	mask |= 0x180000000;
	return code ? code : uc_reg_write(engine, UC_S390X_REG_PSWM, &mask);
}

/* Access registers 0 and 1 hold the halves of the thread pointer. */
static uc_err set_thread(uc_engine *engine, uint64_t address)
{
	uint32_t high = (uint32_t)(address >> 32), low = (uint32_t)address;
	uc_err code = uc_reg_write(engine, UC_S390X_REG_A0, &high);

	return code ? code : uc_reg_write(engine, UC_S390X_REG_A1, &low);
}

const struct rt_emulated rt_emulated_s390x = {
	.arch = &rt_arch_s390x,
	.prepare = prepare,
	.set_thread = set_thread,
};

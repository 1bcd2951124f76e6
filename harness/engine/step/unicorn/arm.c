/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AAPCS32. "ARM" is the Arm Architecture Reference Manual, DDI 0406. */
#include "harness/engine/step/unicorn/machine.h"

/* HWCAP_VFP and HWCAP_NEON of Linux' asm/hwcap.h. */
static const struct rt_variant variants[] = {
	{.name = "", .hwcap = 1u << 6},
	{.name = "with NEON", .hwcap = 1u << 6 | 1u << 12},
	{.name = NULL},
};

/* CPACR.cp10 and cp11, and FPEXC.EN: VFP and NEON are on (ARM B1.11.3). */
static uc_err prepare(uc_engine *engine)
{
	uint32_t control = 0xf << 20, enable = 1u << 30;
	uc_err code = uc_reg_write(engine, UC_ARM_REG_C1_C0_2, &control);

	return code ? code : uc_reg_write(engine, UC_ARM_REG_FPEXC, &enable);
}

static bool is_thumb(uc_engine *engine)
{
	uint32_t status = 0;

	return !uc_reg_read(engine, UC_ARM_REG_CPSR, &status) &&
	       status & 1u << 5;
}

static cs_mode text_mode_now(uc_engine *engine)
{
	return is_thumb(engine) ? CS_MODE_THUMB : CS_MODE_ARM;
}

const struct rt_emulated rt_emulated_arm = {
	.arch = &rt_arch_arm,
	.variants = variants,
	.prepare = prepare,
	.text_mode_now = text_mode_now,
};

/* The M profile's libcs have no resolvers, and libunicorn's M4 has its FPU on.
 */
const struct rt_emulated rt_emulated_armv6m = {
	.arch = &rt_arch_armv6m,
};

const struct rt_emulated rt_emulated_armv7m = {
	.arch = &rt_arch_armv7m,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AAPCS32. "ARM" is the Arm Architecture Reference Manual, DDI 0406. */
#include <elf.h>

#include "harness/engine/step/unicorn/machine.h"

static const struct rt_relocation_type relocations[] = {
	{R_ARM_RELATIVE, RT_RELOCATE_BASE},
	{R_ARM_ABS32, RT_RELOCATE_SYMBOL},
	{R_ARM_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_ARM_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_ARM_IRELATIVE, RT_RELOCATE_ASK},
	{R_ARM_TLS_DTPMOD32, RT_RELOCATE_THREAD},
	{R_ARM_TLS_DTPOFF32, RT_RELOCATE_THREAD},
	{R_ARM_TLS_TPOFF32, RT_RELOCATE_THREAD},
	{R_ARM_TLS_DESC, RT_RELOCATE_CALLED},
	{0},
};

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

/*
 * Words in turn, as far as the architecture promises (ARM A3.5.3): loads and
 * stores of VFP and NEON registers, whole or by element. The two encodings
 * agree from bit 27 down, but for the elements' 0xf4 and 0xf9.
 */
static bool may_split(const uint8_t *code, size_t length)
{
	uint32_t arm, thumb;

	if (length != 4)
		return false;
	arm = (uint32_t)code[0] | (uint32_t)code[1] << 8 |
	      (uint32_t)code[2] << 16 | (uint32_t)code[3] << 24;
	thumb = arm << 16 | arm >> 16;
	return (arm & 0x0e000e00) == 0x0c000a00 ||
	       (thumb & 0xee000e00) == 0xec000a00 ||
	       (arm & 0xff000000) == 0xf4000000 ||
	       (thumb & 0xff000000) == 0xf9000000;
}

const struct rt_emulated rt_emulated_arm = {
	.name = "arm",
	.elf_machine = EM_ARM,
	.arch = UC_ARCH_ARM,
	.mode = UC_MODE_ARM,
	.model = UC_CPU_ARM_CORTEX_A15,
	.has_text = true,
	.text_arch = CS_ARCH_ARM,
	.text_mode = CS_MODE_ARM,
	.address = UC_ARM_REG_R0,
	.value = UC_ARM_REG_R1,
	.wide = {UC_ARM_REG_R2, UC_ARM_REG_R3},
	.result = UC_ARM_REG_R0,
	.wide_result = {UC_ARM_REG_R0, UC_ARM_REG_R1},
	.stack = UC_ARM_REG_SP,
	.counter = UC_ARM_REG_PC,
	.link = UC_ARM_REG_LR,
	.entry = RT_NO_REGISTER,
	.thread = UC_ARM_REG_C13_C0_3,
	.system_call = 2, /* QEMU's EXCP_SWI and EXCP_UDEF */
	.undefined = 1,
	.relocations = relocations,
	.variants = variants,
	.prepare = prepare,
	.may_split = may_split,
	.text_mode_now = text_mode_now,
};

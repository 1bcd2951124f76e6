/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers and memory operands of AArch64 instructions. */
#include "harness/engine/codegen/aarch64.h"

unsigned int rt_aarch64_number(arm64_reg reg)
{
	if (reg >= ARM64_REG_X0 && reg <= ARM64_REG_X28)
		return reg - ARM64_REG_X0;
	if (reg >= ARM64_REG_W0 && reg <= ARM64_REG_W30)
		return reg - ARM64_REG_W0;
	if (reg == ARM64_REG_X29)
		return 29;
	if (reg == ARM64_REG_X30)
		return RT_AARCH64_LINK;
	if (reg == ARM64_REG_SP || reg == ARM64_REG_WSP)
		return RT_AARCH64_STACK;
	if (reg == ARM64_REG_XZR || reg == ARM64_REG_WZR)
		return RT_REGISTER_ZERO;
	return reg == ARM64_REG_NZCV ? RT_REGISTER_OTHER : RT_REGISTER_VECTOR;
}

static bool is_between(arm64_reg reg, arm64_reg first, arm64_reg last)
{
	return reg >= first && reg <= last;
}

unsigned int rt_aarch64_bytes(arm64_reg reg)
{
	if (is_between(reg, ARM64_REG_W0, ARM64_REG_W30) ||
	    is_between(reg, ARM64_REG_S0, ARM64_REG_S31) ||
	    reg == ARM64_REG_WZR || reg == ARM64_REG_WSP)
		return 4;
	if (is_between(reg, ARM64_REG_H0, ARM64_REG_H31))
		return 2;
	if (is_between(reg, ARM64_REG_B0, ARM64_REG_B31))
		return 1;
	return is_between(reg, ARM64_REG_Q0, ARM64_REG_Q31) ? 16 : 8;
}

/* @reg extended and shifted as an operand says, in register @to. */
static struct rt_operand extended(const struct rt_aarch64 *decoder,
				  arm64_reg reg, const cs_arm64_op *how,
				  unsigned int to)
{
	struct rt_operand value = rt_operand_register(rt_aarch64_number(reg));
	struct rt_operand result = rt_operand_register(to);
	struct rt_effects *effects = decoder->effects;
	enum rt_arithmetic shift =
		how->shift.type == ARM64_SFT_LSL   ? RT_SHIFT_LEFT
		: how->shift.type == ARM64_SFT_LSR ? RT_SHIFT_RIGHT
		: how->shift.type == ARM64_SFT_ASR ? RT_SHIFT_RIGHT_SIGNED
						   : RT_MIX;

	if (how->ext == ARM64_EXT_INVALID && !how->shift.value)
		return value;
	rt_effects_copy(effects, to, value, rt_aarch64_bytes(reg));
	if (how->ext == ARM64_EXT_UXTW)
		rt_effects_copy(effects, to, value, 4);
	else if (how->ext == ARM64_EXT_SXTW)
		rt_effects_compute(effects, to, RT_SIGN_EXTEND, value,
				   rt_operand_number(4), 8);
	else if (how->ext != ARM64_EXT_INVALID && how->ext != ARM64_EXT_UXTX &&
		 how->ext != ARM64_EXT_SXTX)
		rt_effects_compute(effects, to, RT_MIX, value, value, 8);
	if (how->shift.value)
		rt_effects_compute(effects, to, shift, result,
				   rt_operand_number(how->shift.value),
				   rt_aarch64_bytes(reg) == 4 &&
						   how->ext == ARM64_EXT_INVALID
					   ? 4
					   : 8);
	return result;
}

struct rt_operand rt_aarch64_read(const struct rt_aarch64 *decoder,
				  unsigned int i)
{
	const cs_arm64_op *operand = &decoder->arm64->operands[i];

	if (operand->type == ARM64_OP_REG)
		return extended(decoder, operand->reg, operand,
				RT_REGISTER_SCRATCH);
	if (operand->shift.type == ARM64_SFT_LSL && operand->shift.value < 64)
		return rt_operand_number((int64_t)((uint64_t)operand->imm
						   << operand->shift.value));
	return rt_operand_number(operand->imm);
}

struct rt_effect_address rt_aarch64_address(const struct rt_aarch64 *decoder,
					    const cs_arm64_op *operand)
{
	const arm64_op_mem *mem = &operand->mem;
	struct rt_effect_address at =
		rt_effect_at(rt_aarch64_number(mem->base), mem->disp);

	if (mem->index != ARM64_REG_INVALID)
		at.index = extended(decoder, mem->index, operand,
				    RT_REGISTER_SCRATCH_2)
				   .reg;
	return at;
}

const cs_arm64_op *rt_aarch64_memory(const struct rt_aarch64 *decoder,
				     unsigned int *i)
{
	for (*i = 0; *i < decoder->arm64->op_count; ++*i)
		if (decoder->arm64->operands[*i].type == ARM64_OP_MEM)
			return &decoder->arm64->operands[*i];
	return NULL;
}

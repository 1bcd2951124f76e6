/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and stores of arm and thumb. */
#include <string.h>

#include "harness/engine/codegen/arm.h"

static struct rt_effect_address address_of(const struct rt_arm *decoder,
					   const cs_arm_op *operand)
{
	struct rt_effect_address at = rt_effect_at(
		rt_arm_number(operand->mem.base), operand->mem.disp);
	struct rt_operand second = rt_operand_register(RT_REGISTER_SCRATCH_2);

	if (operand->mem.base == ARM_REG_PC) {
		rt_effects_copy(
			decoder->effects, second.reg,
			rt_operand_code(rt_arm_counter(decoder) & ~3ULL), 4);
		at.base = second.reg;
	}
	if (operand->mem.index == ARM_REG_INVALID)
		return at;
	at.index = rt_arm_number(operand->mem.index);
	if (operand->mem.index == ARM_REG_PC || operand->mem.scale == -1 ||
	    operand->shift.type != ARM_SFT_INVALID || operand->mem.lshift) {
		rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH,
				   RT_MIX, rt_operand_register(at.index),
				   rt_operand_number(0), 4);
		at.index = RT_REGISTER_SCRATCH;
	}
	return at;
}

static unsigned int access_width(const struct rt_arm *decoder, bool *is_signed)
{
	const char *name = decoder->insn->mnemonic + 3;

	/* lda, stl and the exclusive ones have their size further on. */
	name += strspn(name, "ex");
	*is_signed = *name == 's';
	name += *is_signed;
	return *name == 'b' ? 1 : *name == 'h' ? 2 : 4;
}

/* One register and one operand of memory, with nothing odd about them. */
static bool is_plain_form(const cs_arm *arm, bool is_after)
{
	const cs_arm_op *last = &arm->operands[arm->op_count - 1];

	if (arm->op_count != 2U + is_after ||
	    arm->operands[1].type != ARM_OP_MEM)
		return false;
	if (is_after)
		return last->type == ARM_OP_IMM;
	return !arm->writeback || !arm->operands[1].mem.index;
}

static void move_base(const struct rt_arm *decoder, int64_t by)
{
	unsigned int base = rt_arm_number(decoder->arm->operands[1].mem.base);

	rt_effects_compute(decoder->effects, base, RT_ADD,
			   rt_operand_register(base), rt_operand_number(by), 4);
}

static void one_access(const struct rt_arm *decoder,
		       struct rt_effect_address at, unsigned int to)
{
	bool is_signed;
	unsigned int width = access_width(decoder, &is_signed);

	if (rt_mnemonic_starts(decoder->insn, "st"))
		rt_effects_store(decoder->effects, at, rt_operand_register(to),
				 width);
	else
		rt_effects_load(decoder->effects,
				to == RT_ARM_COUNTER ? RT_REGISTER_SCRATCH : to,
				at, width)
			->is_signed = is_signed;
}

/* ldr, str and their kin: one register; the base may move before or after. */
static void load_or_store(const struct rt_arm *decoder)
{
	const cs_arm *arm = decoder->arm;
	const cs_arm_op *last = &arm->operands[arm->op_count - 1];
	bool is_after = last->type != ARM_OP_MEM;
	unsigned int to = rt_arm_number((unsigned int)arm->operands[0].reg);
	struct rt_effect_address at;

	if (!is_plain_form(arm, is_after)) {
		rt_arm_strange(decoder);
		return;
	}
	at = address_of(decoder, &arm->operands[1]);
	if (arm->writeback && !is_after)
		move_base(decoder, at.offset);
	if (arm->writeback || is_after)
		at.offset = 0;
	one_access(decoder, at, to);
	if (is_after)
		move_base(decoder, last->imm);
	if (to == RT_ARM_COUNTER)
		rt_effects_jump(decoder->effects,
				rt_operand_register(RT_REGISTER_SCRATCH),
				false);
}

/* push and pop: the lowest register at the lowest address. */
static void push_or_pop(const struct rt_arm *decoder, bool is_pop)
{
	const cs_arm *arm = decoder->arm;
	struct rt_operand pointer = rt_operand_register(RT_ARM_STACK);
	struct rt_operand size = rt_operand_number(4 * arm->op_count);
	bool is_return = false;

	if (!is_pop)
		rt_effects_compute(decoder->effects, RT_ARM_STACK, RT_SUBTRACT,
				   pointer, size, 4);
	for (uint8_t i = 0; i < arm->op_count; i++) {
		unsigned int reg =
			rt_arm_number((unsigned int)arm->operands[i].reg);
		struct rt_effect_address at = rt_effect_at(RT_ARM_STACK, 4 * i);

		is_return |= is_pop && reg == RT_ARM_COUNTER;
		if (is_pop)
			rt_effects_load(decoder->effects,
					reg == RT_ARM_COUNTER
						? RT_REGISTER_SCRATCH
						: reg,
					at, 4);
		else
			rt_effects_store(decoder->effects, at,
					 rt_operand_register(reg), 4);
	}
	if (is_pop)
		rt_effects_compute(decoder->effects, RT_ARM_STACK, RT_ADD,
				   pointer, size, 4);
	if (is_return)
		rt_effects_jump(decoder->effects,
				rt_operand_register(RT_REGISTER_SCRATCH),
				false);
}

bool rt_arm_decode_memory(const struct rt_arm *decoder)
{
	if (decoder->insn->id == ARM_INS_PUSH ||
	    decoder->insn->id == ARM_INS_POP)
		push_or_pop(decoder, decoder->insn->id == ARM_INS_POP);
	else if (decoder->arm->op_count >= 2 &&
		 (decoder->insn->id == ARM_INS_LDR ||
		  decoder->insn->id == ARM_INS_LDRB ||
		  decoder->insn->id == ARM_INS_LDRH ||
		  decoder->insn->id == ARM_INS_LDRSB ||
		  decoder->insn->id == ARM_INS_LDRSH ||
		  decoder->insn->id == ARM_INS_STR ||
		  decoder->insn->id == ARM_INS_STRB ||
		  decoder->insn->id == ARM_INS_STRH))
		load_or_store(decoder);
	else
		return false;
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AArch64: the Arm Architecture Reference Manual (DDI 0487) for what
 * instructions do, AAPCS64 for what functions get and keep. A pair of
 * registers is two accesses: only LSE2 makes it one.
 */
#include "harness/engine/codegen/aarch64.h"
#include "harness/engine/codegen/architecture.h"

static void other(const struct rt_aarch64 *decoder)
{
	const cs_arm64 *arm64 = decoder->arm64;
	unsigned int at;

	if (rt_aarch64_memory(decoder, &at)) {
		rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_number(0), 8);
	for (uint8_t i = 0; i < arm64->op_count; i++)
		if (arm64->operands[i].type == ARM64_OP_REG)
			rt_effects_mix_in(decoder->effects, RT_REGISTER_SCRATCH,
					  rt_operand_register(rt_aarch64_number(
						  arm64->operands[i].reg)),
					  8);
	for (uint8_t i = 0; i < arm64->op_count; i++)
		if (arm64->operands[i].type == ARM64_OP_REG &&
		    arm64->operands[i].access != CS_AC_READ)
			rt_effects_copy(
				decoder->effects,
				rt_aarch64_number(arm64->operands[i].reg),
				rt_operand_register(RT_REGISTER_SCRATCH), 8);
	rt_effects_lose_flags(decoder->effects);
}

static void arithmetic(const struct rt_aarch64 *decoder, enum rt_arithmetic how)
{
	const cs_arm64 *arm64 = decoder->arm64;
	arm64_reg to = arm64->operands[0].reg;
	struct rt_operand left =
		rt_operand_register(rt_aarch64_number(arm64->operands[1].reg));
	struct rt_operand right = rt_aarch64_read(decoder, 2);
	unsigned int width = rt_aarch64_bytes(to);

	if (rt_aarch64_number(to) == RT_REGISTER_VECTOR) {
		other(decoder);
		return;
	}
	if (arm64->update_flags)
		rt_effects_compare(decoder->effects, how, left, right, width)
			->is_zero_only = how == RT_ADD;
	rt_effects_compute(decoder->effects, rt_aarch64_number(to), how, left,
			   right, width);
}

static void compare(const struct rt_aarch64 *decoder, enum rt_arithmetic how)
{
	arm64_reg reg = decoder->arm64->operands[0].reg;

	rt_effects_compare(decoder->effects, how,
			   rt_operand_register(rt_aarch64_number(reg)),
			   rt_aarch64_read(decoder, 1), rt_aarch64_bytes(reg))
		->is_zero_only = how == RT_ADD;
}

static enum rt_condition condition_of(arm64_cc cc)
{
	static const struct rt_condition_row table[] = {
		{ARM64_CC_EQ, RT_IF_EQUAL},
		{ARM64_CC_NE, RT_IF_NOT_EQUAL},
		{ARM64_CC_HS, RT_IF_NOT_BELOW},
		{ARM64_CC_LO, RT_IF_BELOW},
		{ARM64_CC_HI, RT_IF_ABOVE},
		{ARM64_CC_LS, RT_IF_NOT_ABOVE},
		{ARM64_CC_GE, RT_IF_NOT_LESS},
		{ARM64_CC_LT, RT_IF_LESS},
		{ARM64_CC_GT, RT_IF_GREATER},
		{ARM64_CC_LE, RT_IF_NOT_GREATER},
		{0, RT_IF_UNKNOWN},
	};

	return rt_find_condition(table, cc);
}

static struct rt_operand target(const struct rt_aarch64 *decoder,
				unsigned int i)
{
	return rt_operand_code((uint64_t)decoder->arm64->operands[i].imm);
}

static void branch(const struct rt_aarch64 *decoder)
{
	arm64_cc cc = decoder->arm64->cc;

	if (cc == ARM64_CC_INVALID || cc == ARM64_CC_AL || cc == ARM64_CC_NV)
		rt_effects_jump(decoder->effects, target(decoder, 0), false);
	else
		rt_effects_branch(decoder->effects, condition_of(cc),
				  target(decoder, 0));
}

/*
 * cbz, tbz and their opposites look at a register and leave the flags alone:
 * the last set of flags, which nothing else uses, is compared instead.
 */
static void test_and_branch(const struct rt_aarch64 *decoder, bool is_bit,
			    bool if_zero)
{
	const cs_arm64_op *operand = decoder->arm64->operands;
	struct rt_effects *effects = decoder->effects;
	struct rt_operand bit = rt_operand_number(
		is_bit ? (int64_t)(1ULL << (operand[1].imm & 63)) : -1);

	rt_effects_compare(
		effects, RT_AND,
		rt_operand_register(rt_aarch64_number(operand[0].reg)), bit,
		rt_aarch64_bytes(operand[0].reg))
		->to = RT_FLAGS_LAST;
	rt_effects_branch(effects, if_zero ? RT_IF_EQUAL : RT_IF_NOT_EQUAL,
			  target(decoder, is_bit ? 2 : 1));
	effects->list[effects->count - 1].to = RT_FLAGS_LAST;
}

static void call(const struct rt_aarch64 *decoder)
{
	const cs_arm64_op *operand = decoder->arm64->operands;
	struct rt_operand to = operand->type == ARM64_OP_REG
				       ? rt_aarch64_read(decoder, 0)
				       : target(decoder, 0);

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, to, 8);
	rt_effects_copy(decoder->effects, RT_AARCH64_LINK,
			rt_operand_code(decoder->insn->address + 4), 8);
	rt_effects_jump(decoder->effects,
			operand->type == ARM64_OP_REG
				? rt_operand_register(RT_REGISTER_SCRATCH)
				: to,
			true);
}

static void jump_register(const struct rt_aarch64 *decoder)
{
	unsigned int reg = RT_AARCH64_LINK;

	if (decoder->arm64->op_count)
		reg = rt_aarch64_number(decoder->arm64->operands[0].reg);
	rt_effects_jump(decoder->effects, rt_operand_register(reg), false);
}

static void move(const struct rt_aarch64 *decoder)
{
	arm64_reg to = decoder->arm64->operands[0].reg;

	if (rt_aarch64_number(to) == RT_REGISTER_VECTOR)
		other(decoder);
	else
		rt_effects_copy(decoder->effects, rt_aarch64_number(to),
				rt_aarch64_read(decoder, 1),
				rt_aarch64_bytes(to));
}

static void address(const struct rt_aarch64 *decoder)
{
	rt_effects_copy(decoder->effects,
			rt_aarch64_number(decoder->arm64->operands[0].reg),
			target(decoder, 1), 8);
}

static void extend(const struct rt_aarch64 *decoder, unsigned int width,
		   bool is_signed)
{
	const cs_arm64_op *operand = decoder->arm64->operands;

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_register(rt_aarch64_number(operand[1].reg)),
			width);
	rt_effects_compute(decoder->effects, rt_aarch64_number(operand[0].reg),
			   is_signed ? RT_SIGN_EXTEND : RT_COPY,
			   rt_operand_register(RT_REGISTER_SCRATCH),
			   rt_operand_number(width),
			   rt_aarch64_bytes(operand[0].reg));
}

/* uxtb and the like: from fewer bytes, with the sign or without. */
static bool decode_extension(const struct rt_aarch64 *decoder)
{
	static const struct {
		unsigned int id, width;
		bool is_signed;
	} table[] = {
		{ARM64_INS_UXTB, 1, false}, {ARM64_INS_UXTH, 2, false},
		{ARM64_INS_SXTB, 1, true},  {ARM64_INS_SXTH, 2, true},
		{ARM64_INS_SXTW, 4, true},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].id == decoder->insn->id) {
			extend(decoder, table[i].width, table[i].is_signed);
			return true;
		}
	return false;
}

static bool decode_move(const struct rt_aarch64 *decoder)
{
	switch (decoder->insn->id) {
	case ARM64_INS_MOV:
	case ARM64_INS_MOVZ:
		move(decoder);
		return true;
	case ARM64_INS_ADR:
	case ARM64_INS_ADRP:
		address(decoder);
		return true;
	case ARM64_INS_CMP:
		compare(decoder, RT_SUBTRACT);
		return true;
	case ARM64_INS_CMN:
		compare(decoder, RT_ADD);
		return true;
	case ARM64_INS_TST:
		compare(decoder, RT_AND);
		return true;
	default:
		return decode_extension(decoder);
	}
}

static bool decode_arithmetic(const struct rt_aarch64 *decoder)
{
	static const struct rt_arithmetic_row table[] = {
		{ARM64_INS_ADD, RT_ADD},
		{ARM64_INS_SUB, RT_SUBTRACT},
		{ARM64_INS_AND, RT_AND},
		{ARM64_INS_ORR, RT_OR},
		{ARM64_INS_EOR, RT_XOR},
		{ARM64_INS_LSL, RT_SHIFT_LEFT},
		{ARM64_INS_LSR, RT_SHIFT_RIGHT},
		{ARM64_INS_ASR, RT_SHIFT_RIGHT_SIGNED},
		{0, RT_COPY},
	};
	enum rt_arithmetic how;

	if (decoder->arm64->op_count != 3 ||
	    !rt_find_arithmetic(table, decoder->insn->id, &how))
		return false;
	arithmetic(decoder, how);
	return true;
}

static const char *const no_access[] = {
	"prf", "dmb", "dsb", "isb", "nop", "hint", "bti", "paci", "auti", NULL,
};

static bool decode_control(const struct rt_aarch64 *decoder)
{
	switch (decoder->insn->id) {
	case ARM64_INS_B:
		branch(decoder);
		return true;
	case ARM64_INS_BL:
	case ARM64_INS_BLR:
		call(decoder);
		return true;
	case ARM64_INS_BR:
	case ARM64_INS_RET:
		jump_register(decoder);
		return true;
	case ARM64_INS_CBZ:
	case ARM64_INS_CBNZ:
		test_and_branch(decoder, false,
				decoder->insn->id == ARM64_INS_CBZ);
		return true;
	case ARM64_INS_TBZ:
	case ARM64_INS_TBNZ:
		test_and_branch(decoder, true,
				decoder->insn->id == ARM64_INS_TBZ);
		return true;
	case ARM64_INS_SVC:
		rt_effects_add(decoder->effects, RT_EFFECT_KERNEL);
		return true;
	case ARM64_INS_BRK:
	case ARM64_INS_HLT:
		rt_effects_add(decoder->effects, RT_EFFECT_TRAP);
		return true;
	default:
		return rt_mnemonic_is_among(decoder->insn, no_access);
	}
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct rt_aarch64 decoder = {
		.effects = effects,
		.insn = insn,
		.arm64 = &insn->detail->arm64,
	};

	(void)capstone;
	if (!decode_control(&decoder) && !decode_move(&decoder) &&
	    !decode_arithmetic(&decoder) && !rt_aarch64_decode_memory(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_aarch64 = {
	.arch = &rt_arch_aarch64,
	.decode = decode,
};

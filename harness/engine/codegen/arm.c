/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm and thumb: the Arm Architecture Reference Manual (DDI 0406) for what
 * instructions do, AAPCS32 for what functions get and keep. ldrd and ldm are
 * one access a register: only LPAE makes the first one.
 */
#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/arm.h"

unsigned int rt_arm_number(unsigned int reg)
{
	if (reg >= ARM_REG_R0 && reg <= ARM_REG_R12)
		return reg - ARM_REG_R0;
	if (reg == ARM_REG_SP)
		return RT_ARM_STACK;
	if (reg == ARM_REG_LR)
		return RT_ARM_LINK;
	return reg == ARM_REG_PC ? RT_ARM_COUNTER : RT_REGISTER_VECTOR;
}

uint64_t rt_arm_counter(const struct rt_arm *decoder)
{
	return decoder->insn->address + (decoder->is_thumb ? 4 : 8);
}

void rt_arm_strange(const struct rt_arm *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
}

static struct rt_operand read_operand(const struct rt_arm *decoder,
				      unsigned int i)
{
	const cs_arm_op *operand = &decoder->arm->operands[i];
	struct rt_operand value;
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);

	if (operand->type == ARM_OP_IMM)
		return rt_operand_number(operand->imm);
	if (operand->type != ARM_OP_REG)
		return rt_operand_register(RT_REGISTER_NONE);
	value = rt_operand_register(rt_arm_number((unsigned int)operand->reg));
	if (operand->reg == ARM_REG_PC)
		return rt_operand_code(rt_arm_counter(decoder));
	if (operand->shift.type == ARM_SFT_INVALID)
		return value;
	rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH,
			   operand->shift.type == ARM_SFT_LSL	? RT_SHIFT_LEFT
			   : operand->shift.type == ARM_SFT_LSR ? RT_SHIFT_RIGHT
								: RT_MIX,
			   value, rt_operand_number(operand->shift.value), 4);
	return scratch;
}

/* Writing the program RT_ARM_COUNTER is a jump. */
static void write_register(const struct rt_arm *decoder, unsigned int to,
			   enum rt_arithmetic how, struct rt_operand a,
			   struct rt_operand b)
{
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);

	if (to != RT_ARM_COUNTER) {
		rt_effects_compute(decoder->effects, to, how, a, b, 4);
		return;
	}
	rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH, how, a, b, 4);
	rt_effects_jump(decoder->effects, scratch, false);
}

static void call(const struct rt_arm *decoder)
{
	const cs_arm_op *operand = &decoder->arm->operands[0];
	bool is_exchange = decoder->insn->id == ARM_INS_BLX;
	uint64_t odd = decoder->is_thumb != is_exchange;
	struct rt_operand to = read_operand(decoder, 0);

	if (operand->type == ARM_OP_IMM)
		to = rt_operand_code((uint32_t)operand->imm | odd);
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, to, 4);
	rt_effects_copy(
		decoder->effects, RT_ARM_LINK,
		rt_operand_code((decoder->insn->address + decoder->insn->size) |
				decoder->is_thumb),
		4);
	rt_effects_jump(decoder->effects,
			rt_operand_register(RT_REGISTER_SCRATCH), true);
}

static struct rt_operand target(const struct rt_arm *decoder, unsigned int i)
{
	return rt_operand_code((uint32_t)decoder->arm->operands[i].imm |
			       decoder->is_thumb);
}

static const char *const no_access[] = {"nop", "it", "dmb", "pld", NULL};

static bool decode_control(const struct rt_arm *decoder)
{
	switch (decoder->insn->id) {
	case ARM_INS_B:
		rt_effects_jump(decoder->effects, target(decoder, 0), false);
		return true;
	case ARM_INS_BL:
	case ARM_INS_BLX:
		call(decoder);
		return true;
	case ARM_INS_BX:
		rt_effects_jump(decoder->effects, read_operand(decoder, 0),
				false);
		return true;
	case ARM_INS_CBZ:
	case ARM_INS_CBNZ:
		rt_effects_branch(decoder->effects, RT_IF_UNKNOWN,
				  target(decoder, 1));
		return true;
	case ARM_INS_SVC:
		rt_effects_add(decoder->effects, RT_EFFECT_KERNEL);
		return true;
	case ARM_INS_UDF:
		rt_effects_add(decoder->effects, RT_EFFECT_TRAP);
		return true;
	default:
		return rt_mnemonic_is_among(decoder->insn, no_access);
	}
}

/* add to, from, number, rotation: as the linker's stubs write it. */
static bool add_rotated(const struct rt_arm *decoder)
{
	const cs_arm *arm = decoder->arm;
	uint32_t number = (uint32_t)arm->operands[2].imm;
	unsigned int by = (unsigned int)arm->operands[3].imm & 31;

	if (arm->op_count != 4 || decoder->insn->id != ARM_INS_ADD ||
	    arm->operands[2].type != ARM_OP_IMM ||
	    arm->operands[3].type != ARM_OP_IMM)
		return false;
	number = number >> by | number << (-by & 31);
	write_register(
		decoder, rt_arm_number((unsigned int)arm->operands[0].reg),
		RT_ADD, read_operand(decoder, 1), rt_operand_number(number));
	return true;
}

static bool decode_plain(const struct rt_arm *decoder)
{
	const cs_arm *arm = decoder->arm;
	unsigned int to = rt_arm_number((unsigned int)arm->operands[0].reg);
	unsigned int second = arm->op_count == 3 ? 1 : 0;
	bool is_add = rt_mnemonic_starts(decoder->insn, "add");

	if (arm->op_count < 2 || arm->operands[0].type != ARM_OP_REG ||
	    to == RT_REGISTER_VECTOR)
		return false;
	if (rt_mnemonic_starts(decoder->insn, "mov") &&
	    decoder->insn->id != ARM_INS_MOVT)
		write_register(decoder, to, RT_COPY, read_operand(decoder, 1),
			       rt_operand_number(0));
	else if ((is_add || rt_mnemonic_starts(decoder->insn, "sub")) &&
		 arm->op_count <= 3)
		write_register(decoder, to, is_add ? RT_ADD : RT_SUBTRACT,
			       read_operand(decoder, second),
			       read_operand(decoder, second + 1));
	else
		return false;
	return true;
}

/* Between general registers only, and the first is the one that changes. */
static void other(const struct rt_arm *decoder)
{
	static const char *const comparisons[] = {"cmp", "cmn", "tst", "teq",
						  NULL};
	static const char *const known[] = {
		"uxt", "sxt", "and",  "orr",  "eor", "lsl", "lsr",
		"asr", "mvn", "movt", "rev",  "mul", "bic", "orn",
		"ror", "rsb", "ubfx", "sbfx", "bfi", "cmp", "cmn",
		"tst", "teq", "add",  "sub",  "adc", "sbc", NULL,
	};
	const cs_arm *arm = decoder->arm;
	unsigned int to = rt_arm_number((unsigned int)arm->operands[0].reg);

	if (!rt_mnemonic_is_among(decoder->insn, known) || !arm->op_count ||
	    arm->operands[0].type != ARM_OP_REG || to == RT_ARM_COUNTER) {
		rt_arm_strange(decoder);
		return;
	}
	if (rt_mnemonic_is_among(decoder->insn, comparisons))
		return;
	for (uint8_t i = 0; i < arm->op_count; i++)
		rt_effects_mix_in(decoder->effects, to,
				  read_operand(decoder, i), 4);
}

/* A predicate that is not met leaves all as it was. */
static void predicate(const struct rt_arm *decoder)
{
	arm_cc cc = decoder->arm->cc;

	if (cc == ARM_CC_INVALID || cc == ARM_CC_AL ||
	    rt_mnemonic_starts(decoder->insn, "it"))
		return;
	rt_effects_branch(
		decoder->effects, RT_IF_UNKNOWN,
		rt_operand_code((decoder->insn->address + decoder->insn->size) |
				decoder->is_thumb));
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct rt_arm decoder = {
		.effects = effects,
		.insn = insn,
		.arm = &insn->detail->arm,
		.is_thumb = cs_insn_group(capstone, insn, ARM_GRP_THUMB) ||
			    cs_insn_group(capstone, insn, ARM_GRP_THUMB2) ||
			    cs_insn_group(capstone, insn, ARM_GRP_THUMB1ONLY),
	};

	predicate(&decoder);
	if (!decode_control(&decoder) && !add_rotated(&decoder) &&
	    !decode_plain(&decoder) && !rt_arm_decode_memory(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_arm = {
	.arch = &rt_arch_arm,
	.decode = decode,
};

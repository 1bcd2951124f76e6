/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AArch64: the Arm Architecture Reference Manual (DDI 0487) for what
 * instructions do, AAPCS64 for what functions get and keep. A pair of
 * registers is two accesses: only LSE2 makes it one.
 */
#include <elf.h>
#include <string.h>

#include "harness/engine/codegen/architecture.h"

enum { link = 30, stack = 31 };

struct decoder {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_arm64 *arm64;
};

static unsigned int number_of(arm64_reg reg)
{
	if (reg >= ARM64_REG_X0 && reg <= ARM64_REG_X28)
		return reg - ARM64_REG_X0;
	if (reg >= ARM64_REG_W0 && reg <= ARM64_REG_W30)
		return reg - ARM64_REG_W0;
	if (reg == ARM64_REG_X29)
		return 29;
	if (reg == ARM64_REG_X30)
		return link;
	if (reg == ARM64_REG_SP || reg == ARM64_REG_WSP)
		return stack;
	if (reg == ARM64_REG_XZR || reg == ARM64_REG_WZR)
		return RT_REGISTER_ZERO;
	return reg == ARM64_REG_NZCV ? RT_REGISTER_OTHER : RT_REGISTER_VECTOR;
}

static bool is_between(arm64_reg reg, arm64_reg first, arm64_reg last)
{
	return reg >= first && reg <= last;
}

static unsigned int bytes_of(arm64_reg reg)
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
static struct rt_operand extended(const struct decoder *decoder, arm64_reg reg,
				  const cs_arm64_op *how, unsigned int to)
{
	struct rt_operand value = rt_operand_register(number_of(reg));
	struct rt_operand result = rt_operand_register(to);
	struct rt_effects *effects = decoder->effects;
	enum rt_arithmetic shift =
		how->shift.type == ARM64_SFT_LSL   ? RT_SHIFT_LEFT
		: how->shift.type == ARM64_SFT_LSR ? RT_SHIFT_RIGHT
		: how->shift.type == ARM64_SFT_ASR ? RT_SHIFT_RIGHT_SIGNED
						   : RT_MIX;

	if (how->ext == ARM64_EXT_INVALID && !how->shift.value)
		return value;
	rt_effects_copy(effects, to, value, bytes_of(reg));
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
				   bytes_of(reg) == 4 &&
						   how->ext == ARM64_EXT_INVALID
					   ? 4
					   : 8);
	return result;
}

static struct rt_operand read_operand(const struct decoder *decoder,
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

static struct rt_effect_address address_of(const struct decoder *decoder,
					   const cs_arm64_op *operand)
{
	const arm64_op_mem *mem = &operand->mem;
	struct rt_effect_address at =
		rt_effect_at(number_of(mem->base), mem->disp);

	if (mem->index != ARM64_REG_INVALID)
		at.index = extended(decoder, mem->index, operand,
				    RT_REGISTER_SCRATCH_2)
				   .reg;
	return at;
}

static const cs_arm64_op *memory(const struct decoder *decoder, unsigned int *i)
{
	for (*i = 0; *i < decoder->arm64->op_count; ++*i)
		if (decoder->arm64->operands[*i].type == ARM64_OP_MEM)
			return &decoder->arm64->operands[*i];
	return NULL;
}

static bool starts(const struct decoder *decoder, const char *with)
{
	return !strncmp(decoder->insn->mnemonic, with, strlen(with));
}

static bool ends(const struct decoder *decoder, const char *with)
{
	size_t length = strlen(decoder->insn->mnemonic);
	size_t tail = strlen(with);

	return length >= tail &&
	       !strcmp(decoder->insn->mnemonic + length - tail, with);
}

static unsigned int access_width(const struct decoder *decoder, arm64_reg reg)
{
	if (ends(decoder, "b"))
		return 1;
	if (ends(decoder, "h"))
		return 2;
	return ends(decoder, "sw") ? 4 : bytes_of(reg);
}

/* The base moves before the access or after it. */
static void write_back(const struct decoder *decoder, unsigned int at,
		       bool is_before)
{
	const cs_arm64 *arm64 = decoder->arm64;
	unsigned int base = number_of(arm64->operands[at].mem.base);
	bool is_after = arm64->op_count > at + 1;
	int64_t by = is_after ? arm64->operands[at + 1].imm
			      : arm64->operands[at].mem.disp;

	if (!arm64->writeback || is_before == is_after)
		return;
	if (is_after && arm64->operands[at + 1].type != ARM64_OP_IMM)
		rt_effects_compute(decoder->effects, base, RT_MIX,
				   rt_operand_register(base),
				   rt_operand_number(0), 8);
	else
		rt_effects_compute(decoder->effects, base, RT_ADD,
				   rt_operand_register(base),
				   rt_operand_number(by), 8);
}

static void one_access(const struct decoder *decoder, arm64_reg reg,
		       struct rt_effect_address at, unsigned int width)
{
	struct rt_effect *one;

	if (starts(decoder, "ld")) {
		one = rt_effects_load(decoder->effects, number_of(reg), at,
				      width);
		one->is_signed = starts(decoder, "ldrs") ||
				 starts(decoder, "ldurs") ||
				 starts(decoder, "ldps");
	} else {
		rt_effects_store(decoder->effects, at,
				 rt_operand_register(number_of(reg)), width);
	}
}

static void spoil(const struct decoder *decoder, unsigned int reg)
{
	rt_effects_compute(decoder->effects, reg, RT_MIX, rt_operand_number(0),
			   rt_operand_number(0), 8);
}

/* ldr, str and all their kin: registers, then memory. */
static void load_or_store(const struct decoder *decoder)
{
	unsigned int last;
	const cs_arm64_op *operand = memory(decoder, &last);
	bool is_exclusive_store =
		starts(decoder, "stx") || starts(decoder, "stlx");
	unsigned int first = is_exclusive_store ? 1 : 0;
	struct rt_effect_address at;

	if (!operand) {
		/* A constant beside the code: its address is a number. */
		spoil(decoder, number_of(decoder->arm64->operands[0].reg));
		return;
	}
	write_back(decoder, last, true);
	at = address_of(decoder, operand);
	if (decoder->arm64->writeback)
		at.offset = 0;
	for (unsigned int i = first; i < last; i++) {
		arm64_reg reg = decoder->arm64->operands[i].reg;
		unsigned int width = access_width(decoder, reg);

		/* The first of a pair must not move the second's base. */
		if (i == first && last - first > 1)
			rt_effects_compute(decoder->effects,
					   RT_REGISTER_SCRATCH_2, RT_ADD,
					   rt_operand_register(at.base),
					   rt_operand_number(at.offset), 8);
		if (last - first > 1)
			at = rt_effect_at(RT_REGISTER_SCRATCH_2,
					  (i - first) * width);
		one_access(decoder, reg, at, width);
	}
	write_back(decoder, last, false);
	if (is_exclusive_store)
		spoil(decoder, number_of(decoder->arm64->operands[0].reg));
}

/* LSE's atomics: memory is read and written in one access. */
static void atomic(const struct decoder *decoder)
{
	unsigned int last;
	const cs_arm64_op *operand = memory(decoder, &last);
	struct rt_effect *one;

	if (!operand || ends(decoder, "p")) {
		rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
		return;
	}
	one = rt_effects_load(
		decoder->effects, RT_REGISTER_SCRATCH,
		address_of(decoder, operand),
		access_width(decoder, decoder->arm64->operands[0].reg));
	one->is_both = true;
	for (unsigned int i = 0; i < last; i++)
		rt_effects_compute(decoder->effects,
				   number_of(decoder->arm64->operands[i].reg),
				   RT_MIX,
				   rt_operand_register(number_of(
					   decoder->arm64->operands[i].reg)),
				   rt_operand_register(RT_REGISTER_SCRATCH), 8);
}

static void other(const struct decoder *decoder)
{
	const cs_arm64 *arm64 = decoder->arm64;
	unsigned int at;

	if (memory(decoder, &at)) {
		rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_number(0), 8);
	for (uint8_t i = 0; i < arm64->op_count; i++)
		if (arm64->operands[i].type == ARM64_OP_REG)
			rt_effects_compute(
				decoder->effects, RT_REGISTER_SCRATCH, RT_MIX,
				rt_operand_register(RT_REGISTER_SCRATCH),
				rt_operand_register(
					number_of(arm64->operands[i].reg)),
				8);
	for (uint8_t i = 0; i < arm64->op_count; i++)
		if (arm64->operands[i].type == ARM64_OP_REG &&
		    arm64->operands[i].access != CS_AC_READ)
			rt_effects_copy(
				decoder->effects,
				number_of(arm64->operands[i].reg),
				rt_operand_register(RT_REGISTER_SCRATCH), 8);
	rt_effects_compare(decoder->effects, RT_MIX, rt_operand_number(0),
			   rt_operand_number(0), 8);
}

static void arithmetic(const struct decoder *decoder, enum rt_arithmetic how)
{
	const cs_arm64 *arm64 = decoder->arm64;
	arm64_reg to = arm64->operands[0].reg;
	struct rt_operand left =
		rt_operand_register(number_of(arm64->operands[1].reg));
	struct rt_operand right = read_operand(decoder, 2);
	unsigned int width = bytes_of(to);

	if (number_of(to) == RT_REGISTER_VECTOR) {
		other(decoder);
		return;
	}
	if (arm64->update_flags)
		rt_effects_compare(decoder->effects, how, left, right, width)
			->is_zero_only = how == RT_ADD;
	rt_effects_compute(decoder->effects, number_of(to), how, left, right,
			   width);
}

static void compare(const struct decoder *decoder, enum rt_arithmetic how)
{
	arm64_reg reg = decoder->arm64->operands[0].reg;

	rt_effects_compare(decoder->effects, how,
			   rt_operand_register(number_of(reg)),
			   read_operand(decoder, 1), bytes_of(reg))
		->is_zero_only = how == RT_ADD;
}

static enum rt_condition condition_of(arm64_cc cc)
{
	switch (cc) {
	case ARM64_CC_EQ:
		return RT_IF_EQUAL;
	case ARM64_CC_NE:
		return RT_IF_NOT_EQUAL;
	case ARM64_CC_HS:
		return RT_IF_NOT_BELOW;
	case ARM64_CC_LO:
		return RT_IF_BELOW;
	case ARM64_CC_HI:
		return RT_IF_ABOVE;
	case ARM64_CC_LS:
		return RT_IF_NOT_ABOVE;
	case ARM64_CC_GE:
		return RT_IF_NOT_LESS;
	case ARM64_CC_LT:
		return RT_IF_LESS;
	case ARM64_CC_GT:
		return RT_IF_GREATER;
	case ARM64_CC_LE:
		return RT_IF_NOT_GREATER;
	default:
		return RT_IF_UNKNOWN;
	}
}

static struct rt_operand target(const struct decoder *decoder, unsigned int i)
{
	return rt_operand_code((uint64_t)decoder->arm64->operands[i].imm);
}

static void branch(const struct decoder *decoder)
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
static void test_and_branch(const struct decoder *decoder, bool is_bit,
			    bool if_zero)
{
	const cs_arm64_op *operand = decoder->arm64->operands;
	struct rt_effects *effects = decoder->effects;
	struct rt_operand bit = rt_operand_number(
		is_bit ? (int64_t)(1ULL << (operand[1].imm & 63)) : -1);

	rt_effects_compare(effects, RT_AND,
			   rt_operand_register(number_of(operand[0].reg)), bit,
			   bytes_of(operand[0].reg))
		->to = RT_FLAGS_LAST;
	rt_effects_branch(effects, if_zero ? RT_IF_EQUAL : RT_IF_NOT_EQUAL,
			  target(decoder, is_bit ? 2 : 1));
	effects->list[effects->count - 1].to = RT_FLAGS_LAST;
}

static void call(const struct decoder *decoder)
{
	const cs_arm64_op *operand = decoder->arm64->operands;
	struct rt_operand to = operand->type == ARM64_OP_REG
				       ? read_operand(decoder, 0)
				       : target(decoder, 0);

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, to, 8);
	rt_effects_copy(decoder->effects, link,
			rt_operand_code(decoder->insn->address + 4), 8);
	rt_effects_jump(decoder->effects,
			operand->type == ARM64_OP_REG
				? rt_operand_register(RT_REGISTER_SCRATCH)
				: to,
			true);
}

static void jump_register(const struct decoder *decoder)
{
	unsigned int reg = link;

	if (decoder->arm64->op_count)
		reg = number_of(decoder->arm64->operands[0].reg);
	rt_effects_jump(decoder->effects, rt_operand_register(reg), false);
}

static void move(const struct decoder *decoder)
{
	arm64_reg to = decoder->arm64->operands[0].reg;

	if (number_of(to) == RT_REGISTER_VECTOR)
		other(decoder);
	else
		rt_effects_copy(decoder->effects, number_of(to),
				read_operand(decoder, 1), bytes_of(to));
}

static void address(const struct decoder *decoder)
{
	rt_effects_copy(decoder->effects,
			number_of(decoder->arm64->operands[0].reg),
			target(decoder, 1), 8);
}

/* uxtb and the like: from fewer bytes, with the sign or without. */
static void extend(const struct decoder *decoder, unsigned int width,
		   bool is_signed)
{
	const cs_arm64_op *operand = decoder->arm64->operands;

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_register(number_of(operand[1].reg)), width);
	rt_effects_compute(decoder->effects, number_of(operand[0].reg),
			   is_signed ? RT_SIGN_EXTEND : RT_COPY,
			   rt_operand_register(RT_REGISTER_SCRATCH),
			   rt_operand_number(width), bytes_of(operand[0].reg));
}

static bool decode_control(const struct decoder *decoder)
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
		return starts(decoder, "prf") || starts(decoder, "dmb") ||
		       starts(decoder, "dsb") || starts(decoder, "isb") ||
		       starts(decoder, "nop") || starts(decoder, "hint") ||
		       starts(decoder, "bti") || starts(decoder, "paci") ||
		       starts(decoder, "auti");
	}
}

static bool decode_move(const struct decoder *decoder)
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
	case ARM64_INS_UXTB:
		extend(decoder, 1, false);
		return true;
	case ARM64_INS_UXTH:
		extend(decoder, 2, false);
		return true;
	case ARM64_INS_SXTB:
		extend(decoder, 1, true);
		return true;
	case ARM64_INS_SXTH:
		extend(decoder, 2, true);
		return true;
	case ARM64_INS_SXTW:
		extend(decoder, 4, true);
		return true;
	default:
		return false;
	}
}

static bool decode_arithmetic(const struct decoder *decoder)
{
	static const struct {
		unsigned int id;
		enum rt_arithmetic how;
	} table[] = {
		{ARM64_INS_ADD, RT_ADD},
		{ARM64_INS_SUB, RT_SUBTRACT},
		{ARM64_INS_AND, RT_AND},
		{ARM64_INS_ORR, RT_OR},
		{ARM64_INS_EOR, RT_XOR},
		{ARM64_INS_LSL, RT_SHIFT_LEFT},
		{ARM64_INS_LSR, RT_SHIFT_RIGHT},
		{ARM64_INS_ASR, RT_SHIFT_RIGHT_SIGNED},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].id == decoder->insn->id &&
		    decoder->arm64->op_count == 3) {
			arithmetic(decoder, table[i].how);
			return true;
		}
	return false;
}

static bool decode_memory(const struct decoder *decoder)
{
	if (starts(decoder, "cas") || starts(decoder, "swp") ||
	    starts(decoder, "ldadd") || starts(decoder, "ldclr") ||
	    starts(decoder, "ldset") || starts(decoder, "ldeor")) {
		atomic(decoder);
		return true;
	}
	if (strlen(decoder->insn->mnemonic) < 3 ||
	    strpbrk(decoder->insn->mnemonic, "1234") ||
	    starts(decoder, "ldsm") || starts(decoder, "ldum"))
		return false;
	if (!starts(decoder, "ld") && !starts(decoder, "st"))
		return false;
	load_or_store(decoder);
	return true;
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct decoder decoder = {
		.effects = effects,
		.insn = insn,
		.arm64 = &insn->detail->arm64,
	};

	(void)capstone;
	if (!decode_control(&decoder) && !decode_move(&decoder) &&
	    !decode_arithmetic(&decoder) && !decode_memory(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_aarch64 = {
	.name = "AArch64",
	.elf_machine = EM_AARCH64,
	.is_64 = true,
	.arch = CS_ARCH_ARM64,
	.mode = CS_MODE_ARM,
	.facts = {.pointer_bytes = 8, .stack_alignment = 16},
	.field_register = 0,
	.stack_register = stack,
	.link_register = link,
	.entry_register = RT_REGISTER_NONE,
	.arguments = 0x1ff,   /* x0 to x8 */
	.clobbered = 0x7ffff, /* x0 to x18 */
	.decode = decode,
};

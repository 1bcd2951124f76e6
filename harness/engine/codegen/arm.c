/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm and thumb: the Arm Architecture Reference Manual (DDI 0406) for what
 * instructions do, AAPCS32 for what functions get and keep. ldrd and ldm are
 * one access a register: only LPAE makes the first one.
 */
#include <elf.h>
#include <string.h>

#include "harness/engine/codegen/architecture.h"

enum { stack = 13, link = 14, counter = 15 };

struct decoder {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_arm *arm;
	bool is_thumb;
};

static unsigned int number_of(unsigned int reg)
{
	if (reg >= ARM_REG_R0 && reg <= ARM_REG_R12)
		return reg - ARM_REG_R0;
	if (reg == ARM_REG_SP)
		return stack;
	if (reg == ARM_REG_LR)
		return link;
	return reg == ARM_REG_PC ? counter : RT_REGISTER_VECTOR;
}

static uint64_t program_counter(const struct decoder *decoder)
{
	return decoder->insn->address + (decoder->is_thumb ? 4 : 8);
}

static bool starts(const struct decoder *decoder, const char *with)
{
	return !strncmp(decoder->insn->mnemonic, with, strlen(with));
}

static void strange(const struct decoder *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
}

static struct rt_operand read_operand(const struct decoder *decoder,
				      unsigned int i)
{
	const cs_arm_op *operand = &decoder->arm->operands[i];
	struct rt_operand value;
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);

	if (operand->type == ARM_OP_IMM)
		return rt_operand_number(operand->imm);
	if (operand->type != ARM_OP_REG)
		return rt_operand_register(RT_REGISTER_NONE);
	value = rt_operand_register(number_of((unsigned int)operand->reg));
	if (operand->reg == ARM_REG_PC)
		return rt_operand_code(program_counter(decoder));
	if (operand->shift.type == ARM_SFT_INVALID)
		return value;
	rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH,
			   operand->shift.type == ARM_SFT_LSL	? RT_SHIFT_LEFT
			   : operand->shift.type == ARM_SFT_LSR ? RT_SHIFT_RIGHT
								: RT_MIX,
			   value, rt_operand_number(operand->shift.value), 4);
	return scratch;
}

/* Writing the program counter is a jump. */
static void write_register(const struct decoder *decoder, unsigned int to,
			   enum rt_arithmetic how, struct rt_operand a,
			   struct rt_operand b)
{
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);

	if (to != counter) {
		rt_effects_compute(decoder->effects, to, how, a, b, 4);
		return;
	}
	rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH, how, a, b, 4);
	rt_effects_jump(decoder->effects, scratch, false);
}

static struct rt_effect_address address_of(const struct decoder *decoder,
					   const cs_arm_op *operand)
{
	struct rt_effect_address at =
		rt_effect_at(number_of(operand->mem.base), operand->mem.disp);
	struct rt_operand second = rt_operand_register(RT_REGISTER_SCRATCH_2);

	if (operand->mem.base == ARM_REG_PC) {
		rt_effects_copy(
			decoder->effects, second.reg,
			rt_operand_code(program_counter(decoder) & ~3ULL), 4);
		at.base = second.reg;
	}
	if (operand->mem.index == ARM_REG_INVALID)
		return at;
	at.index = number_of(operand->mem.index);
	if (operand->mem.index == ARM_REG_PC || operand->mem.scale == -1 ||
	    operand->shift.type != ARM_SFT_INVALID || operand->mem.lshift) {
		rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH,
				   RT_MIX, rt_operand_register(at.index),
				   rt_operand_number(0), 4);
		at.index = RT_REGISTER_SCRATCH;
	}
	return at;
}

static unsigned int access_width(const struct decoder *decoder, bool *is_signed)
{
	const char *name = decoder->insn->mnemonic + 3;

	/* lda, stl and the exclusive ones have their size further on. */
	name += strspn(name, "ex");
	*is_signed = *name == 's';
	name += *is_signed;
	return *name == 'b' ? 1 : *name == 'h' ? 2 : 4;
}

/* ldr, str and their kin: one register, or two when they end in d. */
static void load_or_store(const struct decoder *decoder)
{
	const cs_arm *arm = decoder->arm;
	const cs_arm_op *last = &arm->operands[arm->op_count - 1];
	unsigned int memory = last->type == ARM_OP_MEM ? arm->op_count - 1U
						       : arm->op_count - 2U;
	bool is_after = memory + 1U < arm->op_count;
	struct rt_effect_address at;
	bool is_signed;
	unsigned int width = access_width(decoder, &is_signed);
	unsigned int to = number_of((unsigned int)arm->operands[0].reg);
	unsigned int base;

	if (memory != 1 || arm->operands[1].type != ARM_OP_MEM ||
	    (is_after && last->type != ARM_OP_IMM)) {
		strange(decoder);
		return;
	}
	base = number_of(arm->operands[1].mem.base);
	if (arm->writeback && !is_after && arm->operands[1].mem.index) {
		strange(decoder);
		return;
	}
	at = address_of(decoder, &arm->operands[1]);
	if (is_after)
		at.offset = 0;
	if (arm->writeback && !is_after) {
		rt_effects_compute(decoder->effects, base, RT_ADD,
				   rt_operand_register(base),
				   rt_operand_number(at.offset), 4);
		at.offset = 0;
	}
	if (starts(decoder, "st"))
		rt_effects_store(decoder->effects, at, rt_operand_register(to),
				 width);
	else
		rt_effects_load(decoder->effects,
				to == counter ? RT_REGISTER_SCRATCH : to, at,
				width)
			->is_signed = is_signed;
	if (is_after)
		rt_effects_compute(decoder->effects, base, RT_ADD,
				   rt_operand_register(base),
				   rt_operand_number(last->imm), 4);
	if (to == counter)
		rt_effects_jump(decoder->effects,
				rt_operand_register(RT_REGISTER_SCRATCH),
				false);
}

/* push and pop: the lowest register at the lowest address. */
static void push_or_pop(const struct decoder *decoder, bool is_pop)
{
	const cs_arm *arm = decoder->arm;
	struct rt_operand pointer = rt_operand_register(stack);
	struct rt_operand size = rt_operand_number(4 * arm->op_count);
	bool is_return = false;

	if (!is_pop)
		rt_effects_compute(decoder->effects, stack, RT_SUBTRACT,
				   pointer, size, 4);
	for (uint8_t i = 0; i < arm->op_count; i++) {
		unsigned int reg =
			number_of((unsigned int)arm->operands[i].reg);
		struct rt_effect_address at = rt_effect_at(stack, 4 * i);

		is_return |= is_pop && reg == counter;
		if (is_pop)
			rt_effects_load(decoder->effects,
					reg == counter ? RT_REGISTER_SCRATCH
						       : reg,
					at, 4);
		else
			rt_effects_store(decoder->effects, at,
					 rt_operand_register(reg), 4);
	}
	if (is_pop)
		rt_effects_compute(decoder->effects, stack, RT_ADD, pointer,
				   size, 4);
	if (is_return)
		rt_effects_jump(decoder->effects,
				rt_operand_register(RT_REGISTER_SCRATCH),
				false);
}

static void call(const struct decoder *decoder)
{
	const cs_arm_op *operand = &decoder->arm->operands[0];
	bool is_exchange = decoder->insn->id == ARM_INS_BLX;
	uint64_t odd = decoder->is_thumb != is_exchange;
	struct rt_operand to = read_operand(decoder, 0);

	if (operand->type == ARM_OP_IMM)
		to = rt_operand_code((uint32_t)operand->imm | odd);
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, to, 4);
	rt_effects_copy(
		decoder->effects, link,
		rt_operand_code((decoder->insn->address + decoder->insn->size) |
				decoder->is_thumb),
		4);
	rt_effects_jump(decoder->effects,
			rt_operand_register(RT_REGISTER_SCRATCH), true);
}

static struct rt_operand target(const struct decoder *decoder, unsigned int i)
{
	return rt_operand_code((uint32_t)decoder->arm->operands[i].imm |
			       decoder->is_thumb);
}

static bool decode_control(const struct decoder *decoder)
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
		return starts(decoder, "nop") || starts(decoder, "it") ||
		       starts(decoder, "dmb") || starts(decoder, "pld");
	}
}

/* add to, from, number, rotation: as the linker's stubs write it. */
static bool add_rotated(const struct decoder *decoder)
{
	const cs_arm *arm = decoder->arm;
	uint32_t number = (uint32_t)arm->operands[2].imm;
	unsigned int by = (unsigned int)arm->operands[3].imm & 31;

	if (arm->op_count != 4 || decoder->insn->id != ARM_INS_ADD ||
	    arm->operands[2].type != ARM_OP_IMM ||
	    arm->operands[3].type != ARM_OP_IMM)
		return false;
	number = number >> by | number << (-by & 31);
	write_register(decoder, number_of((unsigned int)arm->operands[0].reg),
		       RT_ADD, read_operand(decoder, 1),
		       rt_operand_number(number));
	return true;
}

static bool decode_plain(const struct decoder *decoder)
{
	const cs_arm *arm = decoder->arm;
	unsigned int to = number_of((unsigned int)arm->operands[0].reg);
	unsigned int second = arm->op_count == 3 ? 1 : 0;
	bool is_add = starts(decoder, "add");

	if (arm->op_count < 2 || arm->operands[0].type != ARM_OP_REG ||
	    to == RT_REGISTER_VECTOR)
		return false;
	if (!strncmp(decoder->insn->mnemonic, "mov", 3) &&
	    decoder->insn->id != ARM_INS_MOVT)
		write_register(decoder, to, RT_COPY, read_operand(decoder, 1),
			       rt_operand_number(0));
	else if ((is_add || starts(decoder, "sub")) && arm->op_count <= 3)
		write_register(decoder, to, is_add ? RT_ADD : RT_SUBTRACT,
			       read_operand(decoder, second),
			       read_operand(decoder, second + 1));
	else
		return false;
	return true;
}

static bool decode_memory(const struct decoder *decoder)
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

/* Between general registers only, and the first is the one that changes. */
static void other(const struct decoder *decoder)
{
	static const char *const known[] = {
		"uxt", "sxt", "and",  "orr",  "eor", "lsl", "lsr",
		"asr", "mvn", "movt", "rev",  "mul", "bic", "orn",
		"ror", "rsb", "ubfx", "sbfx", "bfi", "cmp", "cmn",
		"tst", "teq", "add",  "sub",  "adc", "sbc",
	};
	const cs_arm *arm = decoder->arm;
	bool is_known = false;
	unsigned int to;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		is_known |= starts(decoder, known[i]);
	to = number_of((unsigned int)arm->operands[0].reg);
	if (!is_known || !arm->op_count ||
	    arm->operands[0].type != ARM_OP_REG || to == counter) {
		strange(decoder);
		return;
	}
	if (starts(decoder, "cmp") || starts(decoder, "cmn") ||
	    starts(decoder, "tst") || starts(decoder, "teq"))
		return;
	for (uint8_t i = 0; i < arm->op_count; i++)
		rt_effects_compute(decoder->effects, to, RT_MIX,
				   rt_operand_register(to),
				   read_operand(decoder, i), 4);
}

/* A predicate that is not met leaves all as it was. */
static void predicate(const struct decoder *decoder)
{
	arm_cc cc = decoder->arm->cc;

	if (cc == ARM_CC_INVALID || cc == ARM_CC_AL || starts(decoder, "it"))
		return;
	rt_effects_branch(
		decoder->effects, RT_IF_UNKNOWN,
		rt_operand_code((decoder->insn->address + decoder->insn->size) |
				decoder->is_thumb));
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct decoder decoder = {
		.effects = effects,
		.insn = insn,
		.arm = &insn->detail->arm,
		.is_thumb = cs_insn_group(capstone, insn, ARM_GRP_THUMB) ||
			    cs_insn_group(capstone, insn, ARM_GRP_THUMB2) ||
			    cs_insn_group(capstone, insn, ARM_GRP_THUMB1ONLY),
	};

	predicate(&decoder);
	if (!decode_control(&decoder) && !add_rotated(&decoder) &&
	    !decode_plain(&decoder) && !decode_memory(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_arm = {
	.name = "arm",
	.elf_machine = EM_ARM,
	.arch = CS_ARCH_ARM,
	.mode = CS_MODE_ARM,
	.odd_mode = CS_MODE_THUMB,
	.has_odd_mode = true,
	.facts = {.pointer_bytes = 4, .stack_alignment = 8},
	.field_register = 0,
	.stack_register = stack,
	.link_register = link,
	.entry_register = RT_REGISTER_NONE,
	.arguments = 0xf,    /* r0 to r3 */
	.clobbered = 0x100f, /* r0 to r3, r12 */
	.decode = decode,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moves, between registers, memory and the stack. */
#include "harness/engine/codegen/x86.h"

static void move(const struct rt_x86 *decoder)
{
	const cs_x86_op *to = &decoder->x86->operands[0];
	const cs_x86_op *from = &decoder->x86->operands[1];

	rt_x86_write(decoder, to, RT_COPY, rt_x86_read(decoder, from),
		     rt_operand_number(0));
}

/* movzx, movsx: the source is narrower. */
static void extend(const struct rt_x86 *decoder, bool is_signed)
{
	const cs_x86_op *to = &decoder->x86->operands[0];
	const cs_x86_op *from = &decoder->x86->operands[1];
	struct rt_operand value = rt_x86_read(decoder, from);

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, value,
			from->size);
	value = rt_operand_register(RT_REGISTER_SCRATCH);
	if (is_signed)
		rt_x86_write(decoder, to, RT_SIGN_EXTEND, value,
			     rt_operand_number(from->size));
	else
		rt_x86_write(decoder, to, RT_COPY, value, rt_operand_number(0));
}

static void extend_zero(const struct rt_x86 *decoder)
{
	extend(decoder, false);
}

static void extend_sign(const struct rt_x86 *decoder)
{
	extend(decoder, true);
}

static void lea(const struct rt_x86 *decoder)
{
	struct rt_effect_address at =
		rt_x86_address(decoder, &decoder->x86->operands[1]);

	rt_effects_address(decoder->effects, RT_REGISTER_SCRATCH, &at,
			   decoder->word);
	rt_x86_write(decoder, &decoder->x86->operands[0], RT_COPY,
		     rt_operand_register(RT_REGISTER_SCRATCH),
		     rt_operand_number(0));
}

void rt_x86_push(const struct rt_x86 *decoder, struct rt_operand value)
{
	rt_effects_compute(decoder->effects, RT_X86_SP, RT_SUBTRACT,
			   rt_operand_register(RT_X86_SP),
			   rt_operand_number(decoder->word), decoder->word);
	rt_effects_store(decoder->effects, rt_effect_at(RT_X86_SP, 0), value,
			 decoder->word);
}

static void push(const struct rt_x86 *decoder)
{
	struct rt_operand value =
		rt_x86_read(decoder, &decoder->x86->operands[0]);

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, value,
			decoder->word);
	rt_x86_push(decoder, rt_operand_register(RT_REGISTER_SCRATCH));
}

void rt_x86_pop(const struct rt_x86 *decoder)
{
	rt_effects_load(decoder->effects, RT_REGISTER_SCRATCH,
			rt_effect_at(RT_X86_SP, 0), decoder->word);
	rt_effects_compute(decoder->effects, RT_X86_SP, RT_ADD,
			   rt_operand_register(RT_X86_SP),
			   rt_operand_number(decoder->word), decoder->word);
}

static void pop(const struct rt_x86 *decoder)
{
	rt_x86_pop(decoder);
	rt_x86_write(decoder, &decoder->x86->operands[0], RT_COPY,
		     rt_operand_register(RT_REGISTER_SCRATCH),
		     rt_operand_number(0));
}

static void leave(const struct rt_x86 *decoder)
{
	rt_effects_copy(decoder->effects, RT_X86_SP,
			rt_operand_register(RT_X86_BP), decoder->word);
	rt_x86_pop(decoder);
	rt_effects_copy(decoder->effects, RT_X86_BP,
			rt_operand_register(RT_REGISTER_SCRATCH),
			decoder->word);
}

static void exchange(const struct rt_x86 *decoder)
{
	const cs_x86_op *operand = decoder->x86->operands;

	if (operand[0].type != X86_OP_REG || operand[1].type != X86_OP_REG) {
		rt_x86_other(decoder);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_LINK,
			rt_x86_read(decoder, &operand[1]), decoder->word);
	rt_x86_write(decoder, &operand[1], RT_COPY,
		     rt_x86_read(decoder, &operand[0]), rt_operand_number(0));
	rt_x86_write(decoder, &operand[0], RT_COPY,
		     rt_operand_register(RT_REGISTER_LINK),
		     rt_operand_number(0));
}

static enum rt_condition condition_of(unsigned int id)
{
	static const struct rt_condition_row table[] = {
		{X86_INS_CMOVE, RT_IF_EQUAL},
		{X86_INS_CMOVNE, RT_IF_NOT_EQUAL},
		{X86_INS_CMOVB, RT_IF_BELOW},
		{X86_INS_CMOVAE, RT_IF_NOT_BELOW},
		{X86_INS_CMOVA, RT_IF_ABOVE},
		{X86_INS_CMOVBE, RT_IF_NOT_ABOVE},
		{X86_INS_CMOVL, RT_IF_LESS},
		{X86_INS_CMOVGE, RT_IF_NOT_LESS},
		{X86_INS_CMOVG, RT_IF_GREATER},
		{X86_INS_CMOVLE, RT_IF_NOT_GREATER},
		{0, RT_IF_UNKNOWN},
	};

	return rt_find_condition(table, id);
}

/* cmov: both sides are walked, unless memory is read, as that always is. */
void rt_x86_conditional_move(const struct rt_x86 *decoder)
{
	const cs_x86_op *operand = decoder->x86->operands;
	uint64_t next = decoder->insn->address + decoder->insn->size;

	if (operand[1].type != X86_OP_REG) {
		rt_x86_other(decoder);
		return;
	}
	rt_effects_branch(decoder->effects,
			  rt_condition_not(condition_of(decoder->insn->id)),
			  rt_operand_code(next));
	rt_x86_write(decoder, &operand[0], RT_COPY,
		     rt_x86_read(decoder, &operand[1]), rt_operand_number(0));
}

const struct rt_x86_row rt_x86_moves[] = {
	{X86_INS_MOV, move},
	{X86_INS_MOVABS, move},
	{X86_INS_MOVZX, extend_zero},
	{X86_INS_MOVSX, extend_sign},
	{X86_INS_MOVSXD, extend_sign},
	{X86_INS_LEA, lea},
	{X86_INS_PUSH, push},
	{X86_INS_POP, pop},
	{X86_INS_LEAVE, leave},
	{X86_INS_XCHG, exchange},
	{0, NULL},
};

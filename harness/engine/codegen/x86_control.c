/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jumps, calls, and what leaves the code. */
#include "harness/engine/codegen/x86.h"

static void ret(const struct rt_x86 *decoder)
{
	rt_x86_pop(decoder);
	if (decoder->x86->op_count)
		rt_effects_compute(
			decoder->effects, RT_X86_SP, RT_ADD,
			rt_operand_register(RT_X86_SP),
			rt_operand_number(decoder->x86->operands[0].imm),
			decoder->word);
	rt_effects_jump(decoder->effects,
			rt_operand_register(RT_REGISTER_SCRATCH), false);
}

static struct rt_operand target(const struct rt_x86 *decoder)
{
	const cs_x86_op *operand = &decoder->x86->operands[0];

	if (operand->type == X86_OP_IMM)
		return rt_operand_code((uint64_t)operand->imm);
	return rt_x86_read(decoder, operand);
}

static void call(const struct rt_x86 *decoder)
{
	struct rt_operand to = target(decoder);

	rt_x86_push(decoder, rt_operand_code(decoder->insn->address +
					     decoder->insn->size));
	rt_effects_jump(decoder->effects, to, true);
}

static void jump(const struct rt_x86 *decoder)
{
	rt_effects_jump(decoder->effects, target(decoder), false);
}

static enum rt_condition condition_of(unsigned int id)
{
	static const struct rt_condition_row table[] = {
		{X86_INS_JE, RT_IF_EQUAL},   {X86_INS_JNE, RT_IF_NOT_EQUAL},
		{X86_INS_JB, RT_IF_BELOW},   {X86_INS_JAE, RT_IF_NOT_BELOW},
		{X86_INS_JA, RT_IF_ABOVE},   {X86_INS_JBE, RT_IF_NOT_ABOVE},
		{X86_INS_JL, RT_IF_LESS},    {X86_INS_JGE, RT_IF_NOT_LESS},
		{X86_INS_JG, RT_IF_GREATER}, {X86_INS_JLE, RT_IF_NOT_GREATER},
		{0, RT_IF_UNKNOWN},
	};

	return rt_find_condition(table, id);
}

void rt_x86_branch(const struct rt_x86 *decoder)
{
	rt_effects_branch(decoder->effects, condition_of(decoder->insn->id),
			  target(decoder));
}

static void strings_go_up(const struct rt_x86 *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_DIRECTION)->a =
		rt_operand_number(0);
}

static void strings_go_down(const struct rt_x86 *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_DIRECTION)->a =
		rt_operand_number(1);
}

static void enter_kernel(const struct rt_x86 *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_KERNEL);
}

static void trap(const struct rt_x86 *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_TRAP);
}

const struct rt_x86_row rt_x86_controls[] = {
	{X86_INS_CALL, call},
	{X86_INS_JMP, jump},
	{X86_INS_RET, ret},
	{X86_INS_CLD, strings_go_up},
	{X86_INS_STD, strings_go_down},
	{X86_INS_SYSCALL, enter_kernel},
	{X86_INS_SYSENTER, enter_kernel},
	{X86_INS_INT, enter_kernel},
	{X86_INS_UD2, trap},
	{X86_INS_HLT, trap},
	{X86_INS_INT3, trap},
	{0, NULL},
};

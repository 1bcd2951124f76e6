/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that are not modelled one by one. */
#include "harness/engine/x86_access.h"
#include "harness/engine/codegen/x86.h"

/* Everything read is mixed into the scratch register. */
static void mix_in(const struct rt_x86 *decoder, struct rt_operand value)
{
	rt_effects_mix_in(decoder->effects, RT_REGISTER_SCRATCH, value,
			  decoder->word);
}

static void write_unknown(const struct rt_x86 *decoder, unsigned int reg)
{
	rt_effects_compute(decoder->effects, reg, RT_COPY,
			   rt_operand_register(RT_REGISTER_SCRATCH),
			   rt_operand_number(0), decoder->word);
	decoder->effects->list[decoder->effects->count - 1].keeps_upper = true;
}

static void mix_memory(const struct rt_x86 *decoder, uint8_t number)
{
	const cs_x86_op *operand = &decoder->x86->operands[number];
	uint8_t access = rt_x86_access(decoder->insn, number);
	struct rt_effect_address at = rt_x86_address(decoder, operand);
	struct rt_effect *one;

	if (!access || !operand->size) {
		rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
		return;
	}
	if (access & CS_AC_READ) {
		rt_effects_copy(decoder->effects, RT_REGISTER_LINK,
				rt_operand_register(RT_REGISTER_SCRATCH),
				decoder->word);
		one = rt_effects_load(decoder->effects, RT_REGISTER_SCRATCH, at,
				      operand->size);
		one->is_both = access & CS_AC_WRITE;
		mix_in(decoder, rt_operand_register(RT_REGISTER_LINK));
	} else {
		rt_effects_store(decoder->effects, at,
				 rt_operand_register(RT_REGISTER_SCRATCH),
				 operand->size);
	}
}

static void mix_sources(const struct rt_x86 *decoder)
{
	const cs_detail *detail = decoder->insn->detail;
	const cs_x86 *x86 = decoder->x86;

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_number(0), decoder->word);
	mix_in(decoder, rt_operand_register(RT_REGISTER_OTHER));
	for (uint8_t i = 0; i < detail->regs_read_count; i++)
		if (rt_x86_number(detail->regs_read[i]) != RT_X86_SP)
			mix_in(decoder, rt_operand_register(rt_x86_number(
						detail->regs_read[i])));
	for (uint8_t i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_REG)
			mix_in(decoder, rt_operand_register(rt_x86_number(
						x86->operands[i].reg)));
}

void rt_x86_other(const struct rt_x86 *decoder)
{
	const cs_detail *detail = decoder->insn->detail;
	const cs_x86 *x86 = decoder->x86;

	mix_sources(decoder);
	for (uint8_t i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_MEM)
			mix_memory(decoder, i);
	for (uint8_t i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_REG &&
		    x86->operands[i].access != CS_AC_READ)
			write_unknown(decoder,
				      rt_x86_number(x86->operands[i].reg));
	for (uint8_t i = 0; i < detail->regs_write_count; i++)
		write_unknown(decoder, rt_x86_number(detail->regs_write[i]));
	rt_effects_lose_flags(decoder->effects);
}

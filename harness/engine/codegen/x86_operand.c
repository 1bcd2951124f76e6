/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers and memory of x86 instructions, read and written as effects. */
#include "harness/engine/codegen/x86.h"

static const struct {
	x86_reg eight, four, two, one;
} names[] = {
	{X86_REG_RAX, X86_REG_EAX, X86_REG_AX, X86_REG_AL},
	{X86_REG_RCX, X86_REG_ECX, X86_REG_CX, X86_REG_CL},
	{X86_REG_RDX, X86_REG_EDX, X86_REG_DX, X86_REG_DL},
	{X86_REG_RBX, X86_REG_EBX, X86_REG_BX, X86_REG_BL},
	{X86_REG_RSP, X86_REG_ESP, X86_REG_SP, X86_REG_SPL},
	{X86_REG_RBP, X86_REG_EBP, X86_REG_BP, X86_REG_BPL},
	{X86_REG_RSI, X86_REG_ESI, X86_REG_SI, X86_REG_SIL},
	{X86_REG_RDI, X86_REG_EDI, X86_REG_DI, X86_REG_DIL},
	{X86_REG_R8, X86_REG_R8D, X86_REG_R8W, X86_REG_R8B},
	{X86_REG_R9, X86_REG_R9D, X86_REG_R9W, X86_REG_R9B},
	{X86_REG_R10, X86_REG_R10D, X86_REG_R10W, X86_REG_R10B},
	{X86_REG_R11, X86_REG_R11D, X86_REG_R11W, X86_REG_R11B},
	{X86_REG_R12, X86_REG_R12D, X86_REG_R12W, X86_REG_R12B},
	{X86_REG_R13, X86_REG_R13D, X86_REG_R13W, X86_REG_R13B},
	{X86_REG_R14, X86_REG_R14D, X86_REG_R14W, X86_REG_R14B},
	{X86_REG_R15, X86_REG_R15D, X86_REG_R15W, X86_REG_R15B},
};

/* ah, ch, dh and bh: the second byte of the first four. */
static const x86_reg second_bytes[] = {X86_REG_AH, X86_REG_CH, X86_REG_DH,
				       X86_REG_BH};

static bool is_second_byte(x86_reg reg)
{
	for (size_t i = 0; i < 4; i++)
		if (second_bytes[i] == reg)
			return true;
	return false;
}

unsigned int rt_x86_number(x86_reg reg)
{
	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].eight == reg || names[i].four == reg ||
		    names[i].two == reg || names[i].one == reg)
			return i;
	for (unsigned int i = 0; i < 4; i++)
		if (second_bytes[i] == reg)
			return i;
	if (reg == X86_REG_EFLAGS || reg == X86_REG_RIP || reg == X86_REG_EIP ||
	    reg == X86_REG_FS || reg == X86_REG_GS || reg == X86_REG_FPSW)
		return RT_REGISTER_OTHER;
	return RT_REGISTER_VECTOR;
}

struct rt_effect_address rt_x86_address(const struct rt_x86 *decoder,
					const cs_x86_op *operand)
{
	const x86_op_mem *mem = &operand->mem;
	struct rt_effect_address at = rt_effect_at(RT_REGISTER_NONE, mem->disp);

	at.scale = (unsigned int)mem->scale;
	at.is_elsewhere =
		mem->segment == X86_REG_FS || mem->segment == X86_REG_GS;
	if (mem->base == X86_REG_RIP) {
		rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH_2,
				rt_operand_code(decoder->insn->address +
						decoder->insn->size),
				decoder->word);
		at.base = RT_REGISTER_SCRATCH_2;
	} else if (mem->base != X86_REG_INVALID) {
		at.base = rt_x86_number(mem->base);
	}
	if (mem->index != X86_REG_INVALID && mem->index != X86_REG_RIZ &&
	    mem->index != X86_REG_EIZ)
		at.index = rt_x86_number(mem->index);
	return at;
}

struct rt_operand rt_x86_read(const struct rt_x86 *decoder,
			      const cs_x86_op *operand)
{
	if (operand->type == X86_OP_IMM)
		return rt_operand_number(operand->imm);
	if (operand->type == X86_OP_REG) {
		/* Its number is not that of the whole register. */
		if (is_second_byte(operand->reg)) {
			rt_effects_compute(decoder->effects,
					   RT_REGISTER_SCRATCH, RT_MIX,
					   rt_operand_register(
						   rt_x86_number(operand->reg)),
					   rt_operand_number(0), 1);
			return rt_operand_register(RT_REGISTER_SCRATCH);
		}
		return rt_operand_register(rt_x86_number(operand->reg));
	}
	rt_effects_load(decoder->effects, RT_REGISTER_SCRATCH,
			rt_x86_address(decoder, operand), operand->size);
	return rt_operand_register(RT_REGISTER_SCRATCH);
}

void rt_x86_write(const struct rt_x86 *decoder, const cs_x86_op *operand,
		  enum rt_arithmetic how, struct rt_operand a,
		  struct rt_operand b)
{
	struct rt_effects *effects = decoder->effects;
	unsigned int to = RT_REGISTER_SCRATCH;

	if (operand->type == X86_OP_REG)
		to = rt_x86_number(operand->reg);
	if (operand->type == X86_OP_REG && is_second_byte(operand->reg))
		how = RT_MIX;
	rt_effects_compute(effects, to, how, a, b, operand->size);
	effects->list[effects->count - 1].keeps_upper =
		operand->type == X86_OP_REG && operand->size < 4;
	if (operand->type == X86_OP_MEM)
		rt_effects_store(effects, rt_x86_address(decoder, operand),
				 rt_operand_register(to), operand->size);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86-64 and i386: Intel's manual, volume 2, for what instructions do; the
 * System V psABIs for what functions get and keep.
 */
#include <string.h>

#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/x86.h"
#include "harness/engine/string.h"

static bool is_same_register(const cs_x86 *x86)
{
	return x86->operands[0].type == X86_OP_REG &&
	       x86->operands[1].type == X86_OP_REG &&
	       x86->operands[0].reg == x86->operands[1].reg;
}

/* Two operands, or one and the number 1: inc, dec, and shifts by one. */
static void arithmetic(const struct rt_x86 *decoder, enum rt_arithmetic how)
{
	struct rt_effects *effects = decoder->effects;
	const cs_x86 *x86 = decoder->x86;
	const cs_x86_op *to = &x86->operands[0];
	struct rt_operand right = rt_operand_number(1);
	struct rt_operand left;
	struct rt_effect *flags;

	if (x86->op_count > 1)
		right = rt_x86_read(decoder, &x86->operands[1]);
	if (x86->op_count > 1 && is_same_register(x86) &&
	    (how == RT_XOR || how == RT_SUBTRACT)) {
		left = right = rt_operand_number(0);
	} else {
		left = rt_x86_read(decoder, to);
		/* Memory is read and written by one instruction. */
		if (to->type == X86_OP_MEM)
			effects->list[effects->count - 1].is_both = true;
	}
	/* Before the result overwrites an operand. */
	flags = rt_effects_compare(effects, how, left, right, to->size);
	flags->is_zero_only = how == RT_ADD || how == RT_SHIFT_LEFT ||
			      how == RT_SHIFT_RIGHT ||
			      how == RT_SHIFT_RIGHT_SIGNED ||
			      decoder->insn->id == X86_INS_DEC;
	rt_x86_write(decoder, to, how, left, right);
	if (to->type == X86_OP_MEM)
		effects->list[effects->count - 1].is_noted = true;
}

static void compare_as(const struct rt_x86 *decoder, enum rt_arithmetic how)
{
	const cs_x86_op *operand = decoder->x86->operands;
	struct rt_operand left = rt_x86_read(decoder, &operand[0]);
	struct rt_operand right =
		operand[1].type == X86_OP_MEM && operand[0].type == X86_OP_MEM
			? left
			: rt_x86_read(decoder, &operand[1]);

	rt_effects_compare(decoder->effects, how, left, right, operand[0].size);
}

static void compare(const struct rt_x86 *decoder)
{
	compare_as(decoder, RT_SUBTRACT);
}

static void test(const struct rt_x86 *decoder)
{
	compare_as(decoder, RT_AND);
}

static void string(const struct rt_x86 *decoder, unsigned int width, bool reads,
		   bool writes)
{
	struct rt_effect *one =
		rt_effects_add(decoder->effects, RT_EFFECT_STRING);

	one->width = width;
	one->reads_source = reads;
	one->writes_target = writes;
	one->is_repeated = decoder->x86->prefix[0] == X86_PREFIX_REP ||
			   decoder->x86->prefix[0] == X86_PREFIX_REPNE;
	if (!reads || writes)
		return;
	rt_effects_compute(decoder->effects, RT_X86_AX, RT_MIX,
			   rt_operand_number(0), rt_operand_number(0),
			   decoder->word);
}

static bool is_no_access(const cs_insn *insn)
{
	return strstr(insn->mnemonic, "nop") || insn->id == X86_INS_PAUSE ||
	       rt_mnemonic_starts(insn, "prefetch") ||
	       rt_mnemonic_starts(insn, "endbr") ||
	       rt_mnemonic_ends(insn, "fence");
}

static bool decode_string(const struct rt_x86 *decoder)
{
	const cs_insn *insn = decoder->insn;
	unsigned int width = rt_string_round(insn->bytes, insn->size);

	switch (width ? insn->bytes[insn->size - 1] & 0xfe : 0) {
	case 0xa4: /* movs */
		string(decoder, width, true, true);
		return true;
	case 0xaa: /* stos */
		string(decoder, width, false, true);
		return true;
	case 0xac: /* lods */
		string(decoder, width, true, false);
		return true;
	default:
		return false;
	}
}

static bool decode_arithmetic(const struct rt_x86 *decoder)
{
	static const struct rt_arithmetic_row table[] = {
		{X86_INS_ADD, RT_ADD},
		{X86_INS_INC, RT_ADD},
		{X86_INS_SUB, RT_SUBTRACT},
		{X86_INS_DEC, RT_SUBTRACT},
		{X86_INS_AND, RT_AND},
		{X86_INS_OR, RT_OR},
		{X86_INS_XOR, RT_XOR},
		{X86_INS_SHL, RT_SHIFT_LEFT},
		{X86_INS_SAL, RT_SHIFT_LEFT},
		{X86_INS_SHR, RT_SHIFT_RIGHT},
		{X86_INS_SAR, RT_SHIFT_RIGHT_SIGNED},
		{0, RT_COPY},
	};
	enum rt_arithmetic how;

	if (!rt_find_arithmetic(table, decoder->insn->id, &how))
		return false;
	arithmetic(decoder, how);
	return true;
}

static const struct rt_x86_row comparisons[] = {
	{X86_INS_CMP, compare},
	{X86_INS_TEST, test},
	{0, NULL},
};

bool rt_x86_decode(const struct rt_x86 *decoder, const struct rt_x86_row *table)
{
	for (; table->id; table++)
		if (table->id == decoder->insn->id) {
			table->decode(decoder);
			return true;
		}
	return false;
}

static void decode(struct rt_effects *effects, const cs_insn *insn,
		   unsigned int word)
{
	const struct rt_x86 decoder = {
		.effects = effects,
		.insn = insn,
		.x86 = &insn->detail->x86,
		.word = word,
	};

	if (rt_x86_decode(&decoder, rt_x86_moves) ||
	    rt_x86_decode(&decoder, comparisons) ||
	    decode_arithmetic(&decoder) || decode_string(&decoder) ||
	    rt_x86_decode(&decoder, rt_x86_controls) || is_no_access(insn))
		return;
	if (insn->mnemonic[0] == 'j')
		rt_x86_branch(&decoder);
	else if (rt_mnemonic_starts(insn, "cmov"))
		rt_x86_conditional_move(&decoder);
	else
		rt_x86_other(&decoder);
}

static void decode_64(struct rt_effects *effects, csh capstone,
		      const cs_insn *insn)
{
	(void)capstone;
	decode(effects, insn, 8);
}

static void decode_32(struct rt_effects *effects, csh capstone,
		      const cs_insn *insn)
{
	(void)capstone;
	decode(effects, insn, 4);
}

const struct rt_architecture rt_x86_64 = {
	.arch = &rt_arch_x86_64,
	.decode = decode_64,
};

const struct rt_architecture rt_i386 = {
	.arch = &rt_arch_i386,
	.decode = decode_32,
};

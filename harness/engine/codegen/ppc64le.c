/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ppc64le: Power ISA 3.0 for what instructions do, the ELFv2 ABI for what
 * functions get and keep. libcapstone does not say what an instruction of
 * this machine reads or writes, so only those in the tables are known.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/ppc64le.h"

enum { stack = 1, entry = 12 };

unsigned int rt_ppc_number(unsigned int reg)
{
	if (reg >= PPC_REG_R0 && reg <= PPC_REG_R31)
		return reg - PPC_REG_R0;
	if (reg >= PPC_REG_F0 && reg <= PPC_REG_F31)
		return RT_REGISTER_VECTOR;
	return RT_REGISTER_OTHER;
}

unsigned int rt_ppc_register(const struct rt_ppc *decoder, unsigned int i)
{
	return rt_ppc_number((unsigned int)decoder->ppc->operands[i].reg);
}

static struct rt_operand read_operand(const struct rt_ppc *decoder,
				      unsigned int i)
{
	const cs_ppc_op *operand = &decoder->ppc->operands[i];

	if (operand->type == PPC_OP_REG)
		return rt_operand_register(rt_ppc_register(decoder, i));
	return rt_operand_number(operand->imm);
}

/* libcapstone gives the 16 bits of some signed numbers without the sign. */
static struct rt_operand read_signed(const struct rt_ppc *decoder,
				     unsigned int i)
{
	struct rt_operand operand = read_operand(decoder, i);

	if (operand.kind == RT_OPERAND_NUMBER)
		operand.number = (int16_t)operand.number;
	return operand;
}

void rt_ppc_strange(const struct rt_ppc *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
}

static struct rt_operand target(const struct rt_ppc *decoder, unsigned int i)
{
	return rt_operand_code((uint64_t)decoder->ppc->operands[i].imm);
}

static void set_link(const struct rt_ppc *decoder)
{
	rt_effects_copy(decoder->effects, RT_REGISTER_LINK,
			rt_operand_code(decoder->insn->address + 4), 8);
}

/* beq, bne and the rest, perhaps with a condition register before. */
static void conditional(const struct rt_ppc *decoder)
{
	static const struct {
		const char *name;
		enum rt_condition condition;
	} table[] = {
		{"beq", RT_IF_EQUAL},	 {"bne", RT_IF_NOT_EQUAL},
		{"blt", RT_IF_LESS},	 {"bge", RT_IF_NOT_LESS},
		{"bgt", RT_IF_GREATER},	 {"ble", RT_IF_NOT_GREATER},
		{"bdnz", RT_IF_UNKNOWN}, {"bdz", RT_IF_UNKNOWN},
	};
	const cs_ppc *ppc = decoder->ppc;
	unsigned int last = ppc->op_count ? ppc->op_count - 1U : 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		size_t length = strlen(table[i].name);

		if (strncmp(decoder->insn->mnemonic, table[i].name, length) ||
		    strspn(decoder->insn->mnemonic + length, "+-") !=
			    strlen(decoder->insn->mnemonic + length) ||
		    !ppc->op_count || ppc->operands[last].type != PPC_OP_IMM)
			continue;
		rt_effects_branch(decoder->effects, table[i].condition,
				  target(decoder, last));
		if (last && ppc->operands[0].type == PPC_OP_REG)
			decoder->effects->list[0].to =
				(unsigned int)(ppc->operands[0].reg -
					       PPC_REG_CR0);
		return;
	}
	rt_ppc_strange(decoder);
}

static bool decode_control(const struct rt_ppc *decoder)
{
	struct rt_effects *effects = decoder->effects;

	if (rt_mnemonic_is(decoder->insn, "b")) {
		rt_effects_jump(effects, target(decoder, 0), false);
	} else if (rt_mnemonic_is(decoder->insn, "bl")) {
		set_link(decoder);
		rt_effects_jump(effects, target(decoder, 0), true);
	} else if (rt_mnemonic_is(decoder->insn, "blr")) {
		rt_effects_jump(effects, rt_operand_register(RT_REGISTER_LINK),
				false);
	} else if (rt_mnemonic_is(decoder->insn, "bctr") ||
		   rt_mnemonic_is(decoder->insn, "bctrl")) {
		if (rt_mnemonic_is(decoder->insn, "bctrl"))
			set_link(decoder);
		rt_effects_jump(effects, rt_operand_register(RT_REGISTER_COUNT),
				rt_mnemonic_is(decoder->insn, "bctrl"));
	} else if (rt_mnemonic_is(decoder->insn, "sc")) {
		rt_effects_add(effects, RT_EFFECT_KERNEL);
	} else if (rt_mnemonic_is(decoder->insn, "trap")) {
		rt_effects_add(effects, RT_EFFECT_TRAP);
	} else if (decoder->insn->mnemonic[0] == 'b') {
		conditional(decoder);
	} else {
		return rt_mnemonic_is(decoder->insn, "nop") ||
		       rt_mnemonic_starts(decoder->insn, "sync") ||
		       rt_mnemonic_is(decoder->insn, "lwsync") ||
		       rt_mnemonic_is(decoder->insn, "isync") ||
		       rt_mnemonic_is(decoder->insn, "hwsync");
	}
	return true;
}

static bool decode_special(const struct rt_ppc *decoder)
{
	static const struct {
		const char *name;
		unsigned int to, from; /* NONE: the operand */
	} table[] = {
		{"mtctr", RT_REGISTER_COUNT, RT_REGISTER_NONE},
		{"mtlr", RT_REGISTER_LINK, RT_REGISTER_NONE},
		{"mfctr", RT_REGISTER_NONE, RT_REGISTER_COUNT},
		{"mflr", RT_REGISTER_NONE, RT_REGISTER_LINK},
	};
	unsigned int reg;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (!rt_mnemonic_is(decoder->insn, table[i].name))
			continue;
		reg = rt_ppc_register(decoder, 0);
		rt_effects_copy(
			decoder->effects,
			table[i].to == RT_REGISTER_NONE ? reg : table[i].to,
			rt_operand_register(table[i].from == RT_REGISTER_NONE
						    ? reg
						    : table[i].from),
			8);
		return true;
	}
	return false;
}

/* cmpdi and the rest: signed only; of the others, whether they are equal. */
static void compare(const struct rt_ppc *decoder)
{
	const cs_ppc *ppc = decoder->ppc;
	unsigned int first = ppc->op_count == 3 ? 1 : 0;
	const char *name = decoder->insn->mnemonic;
	struct rt_effect *one;

	one = rt_effects_compare(decoder->effects, RT_SUBTRACT,
				 read_signed(decoder, first),
				 rt_mnemonic_starts(decoder->insn, "cmpl")
					 ? read_operand(decoder, first + 1)
					 : read_signed(decoder, first + 1),
				 strchr(name, 'w') ? 4 : 8);
	one->is_zero_only = rt_mnemonic_starts(decoder->insn, "cmpl");
	if (first && ppc->operands[0].reg >= PPC_REG_CR0 &&
	    ppc->operands[0].reg <= PPC_REG_CR7)
		one->to = (unsigned int)(ppc->operands[0].reg - PPC_REG_CR0);
}

static void compute(const struct rt_ppc *decoder, enum rt_arithmetic how,
		    unsigned int a, unsigned int b)
{
	struct rt_operand left = read_signed(decoder, a);
	struct rt_operand right = how == RT_OR ? read_operand(decoder, b)
					       : read_signed(decoder, b);

	rt_effects_compute(decoder->effects, rt_ppc_register(decoder, 0), how,
			   left, right, 8);
}

static void add_shifted(const struct rt_ppc *decoder)
{
	int64_t high = (int16_t)decoder->ppc->operands[2].imm;

	rt_effects_compute(decoder->effects, rt_ppc_register(decoder, 0),
			   RT_ADD,
			   rt_operand_register(rt_ppc_register(decoder, 1)),
			   rt_operand_number(high * 65536), 8);
}

static bool decode_arithmetic(const struct rt_ppc *decoder)
{
	if (rt_mnemonic_is(decoder->insn, "addi") ||
	    rt_mnemonic_is(decoder->insn, "add"))
		compute(decoder, RT_ADD, 1, 2);
	else if (rt_mnemonic_is(decoder->insn, "addis"))
		add_shifted(decoder);
	else if (rt_mnemonic_is(decoder->insn, "sub"))
		compute(decoder, RT_SUBTRACT, 1, 2);
	else if (rt_mnemonic_is(decoder->insn, "subf"))
		compute(decoder, RT_SUBTRACT, 2, 1);
	else if (rt_mnemonic_is(decoder->insn, "or") ||
		 rt_mnemonic_is(decoder->insn, "ori"))
		compute(decoder, RT_OR, 1, 2);
	else if (rt_mnemonic_is(decoder->insn, "and"))
		compute(decoder, RT_AND, 1, 2);
	else if (rt_mnemonic_is(decoder->insn, "li"))
		compute(decoder, RT_COPY, 1, 1);
	else if (rt_mnemonic_is(decoder->insn, "mr"))
		compute(decoder, RT_COPY, 1, 1);
	else if (rt_mnemonic_starts(decoder->insn, "cmp") &&
		 decoder->ppc->op_count >= 2)
		compare(decoder);
	else
		return false;
	return true;
}

/* Between general registers only, and the first is the one that changes. */
static void other(const struct rt_ppc *decoder)
{
	static const char *const known[] = {
		"rl",  "clrl", "sl",  "sr",   "ext", "or",  "and", "xor",
		"nor", "nand", "eq",  "cntl", "mul", "div", "add", "sub",
		"neg", "lis",  "not", "isel", "rot", NULL,
	};
	const cs_ppc *ppc = decoder->ppc;
	struct rt_operand mixed = rt_operand_number(0);
	bool is_known = ppc->op_count && ppc->operands[0].type == PPC_OP_REG;

	for (uint8_t i = 0; i < ppc->op_count; i++)
		is_known &= ppc->operands[i].type != PPC_OP_MEM;
	if (!is_known || !rt_mnemonic_is_among(decoder->insn, known)) {
		rt_ppc_strange(decoder);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, mixed, 8);
	for (uint8_t i = 0; i < ppc->op_count; i++)
		rt_effects_mix_in(decoder->effects, RT_REGISTER_SCRATCH,
				  read_operand(decoder, i), 8);
	rt_effects_copy(decoder->effects, rt_ppc_register(decoder, 0),
			rt_operand_register(RT_REGISTER_SCRATCH), 8);
	rt_effects_lose_flags(decoder->effects);
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct rt_ppc decoder = {
		.effects = effects,
		.insn = insn,
		.ppc = &insn->detail->ppc,
	};

	(void)capstone;
	if (!rt_ppc_decode_access(&decoder) && !decode_control(&decoder) &&
	    !decode_special(&decoder) && !decode_arithmetic(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_ppc64le = {
	.arch = &rt_arch_ppc64le,
	.decode = decode,
};

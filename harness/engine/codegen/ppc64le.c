/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ppc64le: Power ISA 3.0 for what instructions do, the ELFv2 ABI for what
 * functions get and keep. libcapstone does not say what an instruction of
 * this machine reads or writes, so only those in the tables are known.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/codegen/architecture.h"

enum { stack = 1, entry = 12 };

struct decoder {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_ppc *ppc;
};

enum shape {
	shape_load,
	shape_store,
	shape_load_signed,
	shape_load_mixed, /* the bytes are swapped */
};

static const struct {
	const char *name;
	enum shape shape;
	unsigned int width;
	bool is_indexed;
} accesses[] = {
	{"lbz", shape_load, 1, false},
	{"lhz", shape_load, 2, false},
	{"lwz", shape_load, 4, false},
	{"ld", shape_load, 8, false},
	{"lha", shape_load_signed, 2, false},
	{"lwa", shape_load_signed, 4, false},
	{"lbzx", shape_load, 1, true},
	{"lhzx", shape_load, 2, true},
	{"lwzx", shape_load, 4, true},
	{"ldx", shape_load, 8, true},
	{"lhax", shape_load_signed, 2, true},
	{"lwax", shape_load_signed, 4, true},
	{"lbarx", shape_load, 1, true},
	{"lharx", shape_load, 2, true},
	{"lwarx", shape_load, 4, true},
	{"ldarx", shape_load, 8, true},
	{"lhbrx", shape_load_mixed, 2, true},
	{"lwbrx", shape_load_mixed, 4, true},
	{"ldbrx", shape_load_mixed, 8, true},
	{"stb", shape_store, 1, false},
	{"sth", shape_store, 2, false},
	{"stw", shape_store, 4, false},
	{"std", shape_store, 8, false},
	{"stbu", shape_store, 1, false},
	{"sthu", shape_store, 2, false},
	{"stwu", shape_store, 4, false},
	{"stdu", shape_store, 8, false},
	{"stbx", shape_store, 1, true},
	{"sthx", shape_store, 2, true},
	{"stwx", shape_store, 4, true},
	{"stdx", shape_store, 8, true},
	{"sthbrx", shape_store, 2, true},
	{"stwbrx", shape_store, 4, true},
	{"stdbrx", shape_store, 8, true},
};

static unsigned int number_of(unsigned int reg)
{
	if (reg >= PPC_REG_R0 && reg <= PPC_REG_R31)
		return reg - PPC_REG_R0;
	if (reg >= PPC_REG_F0 && reg <= PPC_REG_F31)
		return RT_REGISTER_VECTOR;
	return RT_REGISTER_OTHER;
}

static unsigned int operand_register(const struct decoder *decoder,
				     unsigned int i)
{
	return number_of((unsigned int)decoder->ppc->operands[i].reg);
}

static struct rt_operand read_operand(const struct decoder *decoder,
				      unsigned int i)
{
	const cs_ppc_op *operand = &decoder->ppc->operands[i];

	if (operand->type == PPC_OP_REG)
		return rt_operand_register(operand_register(decoder, i));
	return rt_operand_number(operand->imm);
}

/* libcapstone gives the 16 bits of some signed numbers without the sign. */
static struct rt_operand read_signed(const struct decoder *decoder,
				     unsigned int i)
{
	struct rt_operand operand = read_operand(decoder, i);

	if (operand.kind == RT_OPERAND_NUMBER)
		operand.number = (int16_t)operand.number;
	return operand;
}

static void strange(const struct decoder *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
}

/* As a base, register 0 is the number 0. */
static unsigned int base_of(unsigned int reg)
{
	return reg == 0 || reg >= RT_REGISTER_ZERO ? RT_REGISTER_NONE : reg;
}

static bool address_of(const struct decoder *decoder, bool is_indexed,
		       struct rt_effect_address *at)
{
	const cs_ppc *ppc = decoder->ppc;
	const cs_ppc_op *second = &ppc->operands[1];

	*at = rt_effect_at(RT_REGISTER_NONE, 0);
	if (!is_indexed && second->type == PPC_OP_MEM) {
		at->base = base_of(number_of(second->mem.base));
		at->offset = second->mem.disp;
		return true;
	}
	if (!is_indexed || ppc->op_count != 3 ||
	    ppc->operands[2].type != PPC_OP_REG)
		return false;
	if (second->type == PPC_OP_REG)
		at->base = base_of(operand_register(decoder, 1));
	at->index = operand_register(decoder, 2);
	return true;
}

static void one_access(const struct decoder *decoder, size_t i)
{
	enum shape shape = accesses[i].shape;
	unsigned int width = accesses[i].width;
	struct rt_effect_address at;
	struct rt_effect *one;
	unsigned int reg = operand_register(decoder, 0);

	if (!address_of(decoder, accesses[i].is_indexed, &at)) {
		strange(decoder);
		return;
	}
	if (shape == shape_store) {
		rt_effects_store(decoder->effects, at, rt_operand_register(reg),
				 width);
	} else {
		one = rt_effects_load(decoder->effects, reg, at, width);
		one->is_signed = shape == shape_load_signed;
	}
	if (shape == shape_load_mixed)
		rt_effects_compute(decoder->effects, reg, RT_MIX,
				   rt_operand_register(reg),
				   rt_operand_number(0), 8);
	if (shape == shape_store &&
	    decoder->insn->mnemonic[strlen(decoder->insn->mnemonic) - 1] == 'u')
		rt_effects_compute(decoder->effects, at.base, RT_ADD,
				   rt_operand_register(at.base),
				   rt_operand_number(at.offset), 8);
}

static bool is(const struct decoder *decoder, const char *mnemonic)
{
	return !strcmp(decoder->insn->mnemonic, mnemonic);
}

static bool starts(const struct decoder *decoder, const char *with)
{
	return !strncmp(decoder->insn->mnemonic, with, strlen(with));
}

static bool decode_access(const struct decoder *decoder)
{
	for (size_t i = 0; i < sizeof(accesses) / sizeof(*accesses); i++)
		if (is(decoder, accesses[i].name)) {
			one_access(decoder, i);
			return true;
		}
	return false;
}

static struct rt_operand target(const struct decoder *decoder, unsigned int i)
{
	return rt_operand_code((uint64_t)decoder->ppc->operands[i].imm);
}

static void set_link(const struct decoder *decoder)
{
	rt_effects_copy(decoder->effects, RT_REGISTER_LINK,
			rt_operand_code(decoder->insn->address + 4), 8);
}

/* beq, bne and the rest, perhaps with a condition register before. */
static void conditional(const struct decoder *decoder)
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
	strange(decoder);
}

static bool decode_control(const struct decoder *decoder)
{
	struct rt_effects *effects = decoder->effects;

	if (is(decoder, "b")) {
		rt_effects_jump(effects, target(decoder, 0), false);
	} else if (is(decoder, "bl")) {
		set_link(decoder);
		rt_effects_jump(effects, target(decoder, 0), true);
	} else if (is(decoder, "blr")) {
		rt_effects_jump(effects, rt_operand_register(RT_REGISTER_LINK),
				false);
	} else if (is(decoder, "bctr") || is(decoder, "bctrl")) {
		if (is(decoder, "bctrl"))
			set_link(decoder);
		rt_effects_jump(effects, rt_operand_register(RT_REGISTER_COUNT),
				is(decoder, "bctrl"));
	} else if (is(decoder, "sc")) {
		rt_effects_add(effects, RT_EFFECT_KERNEL);
	} else if (is(decoder, "trap")) {
		rt_effects_add(effects, RT_EFFECT_TRAP);
	} else if (decoder->insn->mnemonic[0] == 'b') {
		conditional(decoder);
	} else {
		return is(decoder, "nop") || starts(decoder, "sync") ||
		       is(decoder, "lwsync") || is(decoder, "isync") ||
		       is(decoder, "hwsync");
	}
	return true;
}

static bool decode_special(const struct decoder *decoder)
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
		if (!is(decoder, table[i].name))
			continue;
		reg = operand_register(decoder, 0);
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
static void compare(const struct decoder *decoder)
{
	const cs_ppc *ppc = decoder->ppc;
	unsigned int first = ppc->op_count == 3 ? 1 : 0;
	const char *name = decoder->insn->mnemonic;
	struct rt_effect *one;

	one = rt_effects_compare(
		decoder->effects, RT_SUBTRACT, read_signed(decoder, first),
		starts(decoder, "cmpl") ? read_operand(decoder, first + 1)
					: read_signed(decoder, first + 1),
		strchr(name, 'w') ? 4 : 8);
	one->is_zero_only = starts(decoder, "cmpl");
	if (first && ppc->operands[0].reg >= PPC_REG_CR0 &&
	    ppc->operands[0].reg <= PPC_REG_CR7)
		one->to = (unsigned int)(ppc->operands[0].reg - PPC_REG_CR0);
}

static void compute(const struct decoder *decoder, enum rt_arithmetic how,
		    unsigned int a, unsigned int b)
{
	struct rt_operand left = read_signed(decoder, a);
	struct rt_operand right = how == RT_OR ? read_operand(decoder, b)
					       : read_signed(decoder, b);

	rt_effects_compute(decoder->effects, operand_register(decoder, 0), how,
			   left, right, 8);
}

static void add_shifted(const struct decoder *decoder)
{
	int64_t high = (int16_t)decoder->ppc->operands[2].imm;

	rt_effects_compute(decoder->effects, operand_register(decoder, 0),
			   RT_ADD,
			   rt_operand_register(operand_register(decoder, 1)),
			   rt_operand_number(high * 65536), 8);
}

static bool decode_arithmetic(const struct decoder *decoder)
{
	if (is(decoder, "addi") || is(decoder, "add"))
		compute(decoder, RT_ADD, 1, 2);
	else if (is(decoder, "addis"))
		add_shifted(decoder);
	else if (is(decoder, "sub"))
		compute(decoder, RT_SUBTRACT, 1, 2);
	else if (is(decoder, "subf"))
		compute(decoder, RT_SUBTRACT, 2, 1);
	else if (is(decoder, "or") || is(decoder, "ori"))
		compute(decoder, RT_OR, 1, 2);
	else if (is(decoder, "and"))
		compute(decoder, RT_AND, 1, 2);
	else if (is(decoder, "li"))
		compute(decoder, RT_COPY, 1, 1);
	else if (is(decoder, "mr"))
		compute(decoder, RT_COPY, 1, 1);
	else if (starts(decoder, "cmp") && decoder->ppc->op_count >= 2)
		compare(decoder);
	else
		return false;
	return true;
}

/* Between general registers only, and the first is the one that changes. */
static void other(const struct decoder *decoder)
{
	static const char *const known[] = {
		"rl",  "clrl", "sl",   "sr",  "ext",  "or",   "and",
		"xor", "nor",  "nand", "eq",  "cntl", "mul",  "div",
		"add", "sub",  "neg",  "lis", "not",  "isel", "rot",
	};
	const cs_ppc *ppc = decoder->ppc;
	struct rt_operand mixed = rt_operand_number(0);
	bool is_known = ppc->op_count && ppc->operands[0].type == PPC_OP_REG;
	bool is_named = false;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		is_named |= starts(decoder, known[i]);
	for (uint8_t i = 0; i < ppc->op_count; i++)
		is_known &= ppc->operands[i].type != PPC_OP_MEM;
	if (!is_named || !is_known) {
		strange(decoder);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, mixed, 8);
	for (uint8_t i = 0; i < ppc->op_count; i++)
		rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH,
				   RT_MIX,
				   rt_operand_register(RT_REGISTER_SCRATCH),
				   read_operand(decoder, i), 8);
	rt_effects_copy(decoder->effects, operand_register(decoder, 0),
			rt_operand_register(RT_REGISTER_SCRATCH), 8);
	rt_effects_compare(decoder->effects, RT_MIX, mixed, mixed, 8);
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct decoder decoder = {
		.effects = effects,
		.insn = insn,
		.ppc = &insn->detail->ppc,
	};

	(void)capstone;
	if (!decode_access(&decoder) && !decode_control(&decoder) &&
	    !decode_special(&decoder) && !decode_arithmetic(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_ppc64le = {
	.name = "ppc64le",
	.elf_machine = EM_PPC64,
	.is_64 = true,
	.arch = CS_ARCH_PPC,
	.mode = CS_MODE_64,
	.facts = {.pointer_bytes = 8, .stack_alignment = 16},
	.field_register = 3,
	.stack_register = stack,
	.link_register = RT_REGISTER_LINK,
	.entry_register = entry,
	.arguments = 0x7f8,  /* r3 to r10 */
	.clobbered = 0x1ff9, /* r0, r3 to r12 */
	.decode = decode,
};

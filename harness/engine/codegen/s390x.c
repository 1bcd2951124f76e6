/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * s390x: z/Architecture Principles of Operation for what instructions do, the
 * s390x ELF ABI for what functions get and keep. libcapstone does not say
 * what an instruction of this machine reads or writes, so only those in the
 * tables are known.
 */
#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/decode.h"

enum { link = 14, stack = 15, first_float = 16 };

struct decoder {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_sysz *sysz;
};

enum shape {
	shape_load,
	shape_load_signed,
	shape_load_mixed, /* what comes is not followed */
	shape_store,
	shape_store_number,
};

static const struct {
	const char *name;
	enum shape shape;
	unsigned int width;  /* of memory */
	unsigned int result; /* of the register that changes */
} accesses[] = {
	{"lg", shape_load, 8, 8},	    {"l", shape_load, 4, 4},
	{"ly", shape_load, 4, 4},	    {"llgf", shape_load, 4, 8},
	{"lgf", shape_load_signed, 4, 8},   {"llgh", shape_load, 2, 8},
	{"llh", shape_load, 2, 4},	    {"lh", shape_load_signed, 2, 4},
	{"lhy", shape_load_signed, 2, 4},   {"lgh", shape_load_signed, 2, 8},
	{"llgc", shape_load, 1, 8},	    {"llc", shape_load, 1, 4},
	{"lb", shape_load_signed, 1, 4},    {"lgb", shape_load_signed, 1, 8},
	{"ic", shape_load_mixed, 1, 8},	    {"icy", shape_load_mixed, 1, 8},
	{"lrvh", shape_load_mixed, 2, 8},   {"lrv", shape_load_mixed, 4, 8},
	{"lrvg", shape_load_mixed, 8, 8},   {"ld", shape_load_mixed, 8, 8},
	{"ldy", shape_load_mixed, 8, 8},    {"n", shape_load_mixed, 4, 8},
	{"ng", shape_load_mixed, 8, 8},	    {"o", shape_load_mixed, 4, 8},
	{"og", shape_load_mixed, 8, 8},	    {"oy", shape_load_mixed, 4, 8},
	{"x", shape_load_mixed, 4, 8},	    {"xg", shape_load_mixed, 8, 8},
	{"stg", shape_store, 8, 8},	    {"st", shape_store, 4, 4},
	{"sty", shape_store, 4, 4},	    {"sth", shape_store, 2, 2},
	{"sthy", shape_store, 2, 2},	    {"stc", shape_store, 1, 1},
	{"stcy", shape_store, 1, 1},	    {"strvh", shape_store, 2, 2},
	{"strv", shape_store, 4, 4},	    {"strvg", shape_store, 8, 8},
	{"std", shape_store, 8, 8},	    {"mvi", shape_store_number, 1, 1},
	{"mviy", shape_store_number, 1, 1}, {"mvhhi", shape_store_number, 2, 2},
	{"mvhi", shape_store_number, 4, 4}, {"mvghi", shape_store_number, 8, 8},
};

static unsigned int number_of(unsigned int reg)
{
	if (reg >= SYSZ_REG_0 && reg <= SYSZ_REG_15)
		return reg - SYSZ_REG_0;
	/* gcc keeps general registers in them: each is one of its own. */
	if (reg >= SYSZ_REG_F0 && reg <= SYSZ_REG_F15)
		return first_float + (reg - SYSZ_REG_F0);
	return RT_REGISTER_OTHER;
}

static unsigned int operand_register(const struct decoder *decoder,
				     unsigned int i)
{
	return number_of(decoder->sysz->operands[i].reg);
}

static struct rt_operand read_operand(const struct decoder *decoder,
				      unsigned int i)
{
	const cs_sysz_op *operand = &decoder->sysz->operands[i];

	if (operand->type == SYSZ_OP_IMM)
		return rt_operand_number(operand->imm);
	return rt_operand_register(operand_register(decoder, i));
}

/* As base or index, register 0 is the number 0. */
static unsigned int in_address(unsigned int reg)
{
	unsigned int number = number_of(reg);

	return number == 0 || number >= RT_REGISTER_ZERO ? RT_REGISTER_NONE
							 : number;
}

static struct rt_effect_address address_of(const cs_sysz_op *operand)
{
	struct rt_effect_address at =
		rt_effect_at(in_address(operand->mem.base), operand->mem.disp);

	at.index = in_address(operand->mem.index);
	return at;
}

static const cs_sysz_op *memory(const struct decoder *decoder)
{
	for (uint8_t i = 0; i < decoder->sysz->op_count; i++)
		if (decoder->sysz->operands[i].type == SYSZ_OP_MEM)
			return &decoder->sysz->operands[i];
	return NULL;
}

static void strange(const struct decoder *decoder)
{
	rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
}

static void load(const struct decoder *decoder, size_t i,
		 struct rt_effect_address at)
{
	unsigned int reg = operand_register(decoder, 0);
	struct rt_effects *effects = decoder->effects;
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);
	bool is_mixed = accesses[i].shape == shape_load_mixed;

	rt_effects_load(effects, RT_REGISTER_SCRATCH, at, accesses[i].width)
		->is_signed = accesses[i].shape == shape_load_signed;
	rt_effects_compute(effects, reg, is_mixed ? RT_MIX : RT_COPY, scratch,
			   is_mixed ? rt_operand_register(reg) : scratch,
			   accesses[i].result);
	effects->list[effects->count - 1].keeps_upper = true;
}

static bool decode_access(const struct decoder *decoder)
{
	const cs_sysz_op *operand = memory(decoder);

	for (size_t i = 0; operand && i < sizeof(accesses) / sizeof(*accesses);
	     i++) {
		if (!rt_mnemonic_is(decoder->insn, accesses[i].name))
			continue;
		if (accesses[i].shape == shape_store)
			rt_effects_store(decoder->effects, address_of(operand),
					 rt_operand_register(
						 operand_register(decoder, 0)),
					 accesses[i].width);
		else if (accesses[i].shape == shape_store_number)
			rt_effects_store(decoder->effects, address_of(operand),
					 rt_operand_number(0),
					 accesses[i].width);
		else
			load(decoder, i, address_of(operand));
		return true;
	}
	return false;
}

/* stmg and lmg: from one register to another, past the last to the first. */
static void many(const struct decoder *decoder, bool is_load)
{
	unsigned int reg = operand_register(decoder, 0);
	unsigned int last = operand_register(decoder, 1);
	const cs_sysz_op *operand = memory(decoder);
	struct rt_effect_address at;

	if (!operand || reg > 15 || last > 15) {
		strange(decoder);
		return;
	}
	at = address_of(operand);
	/* The base may be among them. */
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_register(at.base), 8);
	at.base = RT_REGISTER_SCRATCH;
	for (;; reg = (reg + 1) % 16, at.offset += 8) {
		if (is_load)
			rt_effects_load(decoder->effects, reg, at, 8);
		else
			rt_effects_store(decoder->effects, at,
					 rt_operand_register(reg), 8);
		if (reg == last)
			return;
	}
}

/* mvc: bytes, of which the machine may move several at once. */
static void move_bytes(const struct decoder *decoder)
{
	const cs_sysz_op *to = &decoder->sysz->operands[0];
	const cs_sysz_op *from = &decoder->sysz->operands[1];
	unsigned int length = (unsigned int)to->mem.length;

	if (decoder->sysz->op_count != 2 || to->type != SYSZ_OP_MEM ||
	    from->type != SYSZ_OP_MEM || !length || length > 256) {
		strange(decoder);
		return;
	}
	rt_effects_load(decoder->effects, RT_REGISTER_SCRATCH, address_of(from),
			length)
		->is_block = true;
	rt_effects_store(decoder->effects, address_of(to),
			 rt_operand_register(RT_REGISTER_SCRATCH), length)
		->is_block = true;
}

static struct rt_operand target(const struct decoder *decoder)
{
	const cs_sysz *sysz = decoder->sysz;

	return rt_operand_code(
		(uint64_t)sysz->operands[sysz->op_count - 1].imm);
}

static void call(const struct decoder *decoder)
{
	const cs_insn *insn = decoder->insn;
	struct rt_effects *effects = decoder->effects;
	bool is_direct = rt_mnemonic_starts(decoder->insn, "bras");

	rt_effects_copy(effects, RT_REGISTER_SCRATCH,
			is_direct ? target(decoder) : read_operand(decoder, 1),
			8);
	rt_effects_copy(effects, operand_register(decoder, 0),
			rt_operand_code(insn->address + insn->size), 8);
	rt_effects_jump(effects, rt_operand_register(RT_REGISTER_SCRATCH),
			true);
}

static const char *const conditional[] = {
	"j",   "cgij", "clgij", "cgrj", "clgrj",
	"cij", "clij", "crj",	"clrj", NULL,
};

static bool decode_control(const struct decoder *decoder)
{
	const cs_sysz *sysz = decoder->sysz;
	bool ends_in_target =
		sysz->op_count &&
		sysz->operands[sysz->op_count - 1].type == SYSZ_OP_IMM;

	if (rt_mnemonic_is(decoder->insn, "br"))
		rt_effects_jump(decoder->effects, read_operand(decoder, 0),
				false);
	else if ((rt_mnemonic_is(decoder->insn, "j") ||
		  rt_mnemonic_is(decoder->insn, "jg")) &&
		 ends_in_target)
		rt_effects_jump(decoder->effects, target(decoder), false);
	else if (rt_mnemonic_is(decoder->insn, "brasl") ||
		 rt_mnemonic_is(decoder->insn, "bras") ||
		 rt_mnemonic_is(decoder->insn, "basr"))
		call(decoder);
	else if (rt_mnemonic_is(decoder->insn, "svc"))
		rt_effects_add(decoder->effects, RT_EFFECT_KERNEL);
	else if (ends_in_target &&
		 rt_mnemonic_is_among(decoder->insn, conditional))
		rt_effects_branch(decoder->effects, RT_IF_UNKNOWN,
				  target(decoder));
	else
		return rt_mnemonic_starts(decoder->insn, "nop") ||
		       rt_mnemonic_is(decoder->insn, "bcr") ||
		       rt_mnemonic_is(decoder->insn, "pfd");
	return true;
}

static void compute(const struct decoder *decoder, enum rt_arithmetic how,
		    struct rt_operand a, struct rt_operand b)
{
	rt_effects_compute(decoder->effects, operand_register(decoder, 0), how,
			   a, b, 8);
}

static void load_address(const struct decoder *decoder)
{
	const cs_sysz_op *operand = memory(decoder);
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);
	struct rt_effect_address at;

	if (!operand) {
		strange(decoder);
		return;
	}
	at = address_of(operand);
	rt_effects_address(decoder->effects, RT_REGISTER_SCRATCH, &at, 8);
	compute(decoder, RT_COPY, scratch, scratch);
}

static bool decode_plain(const struct decoder *decoder)
{
	if (rt_mnemonic_is(decoder->insn, "lgr") ||
	    rt_mnemonic_is(decoder->insn, "ldgr") ||
	    rt_mnemonic_is(decoder->insn, "lgdr"))
		compute(decoder, RT_COPY, read_operand(decoder, 1),
			read_operand(decoder, 1));
	else if (rt_mnemonic_is(decoder->insn, "lghi"))
		compute(decoder, RT_COPY, read_operand(decoder, 1),
			read_operand(decoder, 1));
	else if (rt_mnemonic_is(decoder->insn, "aghi") ||
		 rt_mnemonic_is(decoder->insn, "agfi") ||
		 rt_mnemonic_is(decoder->insn, "agr"))
		compute(decoder, RT_ADD, read_operand(decoder, 0),
			read_operand(decoder, 1));
	else if (rt_mnemonic_is(decoder->insn, "aghik") ||
		 rt_mnemonic_is(decoder->insn, "agrk"))
		compute(decoder, RT_ADD, read_operand(decoder, 1),
			read_operand(decoder, 2));
	else if (rt_mnemonic_is(decoder->insn, "la") ||
		 rt_mnemonic_is(decoder->insn, "lay"))
		load_address(decoder);
	else if (rt_mnemonic_is(decoder->insn, "larl"))
		compute(decoder, RT_COPY, target(decoder), target(decoder));
	else if (rt_mnemonic_is(decoder->insn, "stmg") ||
		 rt_mnemonic_is(decoder->insn, "lmg"))
		many(decoder, rt_mnemonic_is(decoder->insn, "lmg"));
	else if (rt_mnemonic_is(decoder->insn, "mvc"))
		move_bytes(decoder);
	else
		return false;
	return true;
}

/* Between registers, and the first is the one that changes, if any. */
static void other(const struct decoder *decoder)
{
	static const char *const known[] = {
		"ris", "ros", "rns", "sll", "sla", "srl", "sra", "o",
		"n",   "x",   "a",   "sg",  "sr",  "sl",  "l",	 "ipm",
		"c",   "t",   "msg", "msr", "ear", "ii",  NULL,
	};
	static const char *const two[] = {"srst", "cs",	 "cds",
					  "tr",	  "cus", NULL};
	const cs_sysz *sysz = decoder->sysz;
	bool is_known = rt_mnemonic_is_among(decoder->insn, known) &&
			!rt_mnemonic_is_among(decoder->insn, two);

	/* Shifts have their count in the form of an address. */
	if (!is_known || !sysz->op_count ||
	    (memory(decoder) && !rt_mnemonic_starts(decoder->insn, "sl") &&
	     !rt_mnemonic_starts(decoder->insn, "sr") &&
	     !rt_mnemonic_starts(decoder->insn, "rll")) ||
	    sysz->operands[0].type != SYSZ_OP_REG) {
		strange(decoder);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_number(0), 8);
	for (uint8_t i = 0; i < sysz->op_count; i++)
		if (sysz->operands[i].type == SYSZ_OP_REG)
			rt_effects_mix_in(decoder->effects, RT_REGISTER_SCRATCH,
					  read_operand(decoder, i), 8);
	if (!rt_mnemonic_starts(decoder->insn, "c") &&
	    !rt_mnemonic_starts(decoder->insn, "t"))
		rt_effects_copy(decoder->effects, operand_register(decoder, 0),
				rt_operand_register(RT_REGISTER_SCRATCH), 8);
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn)
{
	const struct decoder decoder = {
		.effects = effects,
		.insn = insn,
		.sysz = &insn->detail->sysz,
	};

	(void)capstone;
	if (!decode_access(&decoder) && !decode_plain(&decoder) &&
	    !decode_control(&decoder))
		other(&decoder);
}

const struct rt_architecture rt_s390x = {
	.arch = &rt_arch_s390x,
	.decode = decode,
};

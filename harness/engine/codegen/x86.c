/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86-64 and i386: Intel's manual, volume 2, for what instructions do; the
 * System V psABIs for what functions get and keep.
 */
#include <elf.h>
#include <string.h>

#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/x86_access.h"
#include "harness/engine/string.h"

enum { rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 = 8, r15 = 15 };

struct decoder {
	struct rt_effects *effects;
	csh capstone;
	const cs_insn *insn;
	const cs_x86 *x86;
	unsigned int word;
};

/* The names of one register, by the bytes that it names. */
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

static unsigned int number_of(x86_reg reg)
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

static struct rt_effect_address address_of(const struct decoder *decoder,
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
		at.base = number_of(mem->base);
	}
	if (mem->index != X86_REG_INVALID && mem->index != X86_REG_RIZ &&
	    mem->index != X86_REG_EIZ)
		at.index = number_of(mem->index);
	return at;
}

/* A number, a register, or memory, which is loaded into a scratch register. */
static struct rt_operand read_operand(const struct decoder *decoder,
				      const cs_x86_op *operand)
{
	if (operand->type == X86_OP_IMM)
		return rt_operand_number(operand->imm);
	if (operand->type == X86_OP_REG) {
		/* Its number is not that of the whole register. */
		if (is_second_byte(operand->reg)) {
			rt_effects_compute(
				decoder->effects, RT_REGISTER_SCRATCH, RT_MIX,
				rt_operand_register(number_of(operand->reg)),
				rt_operand_number(0), 1);
			return rt_operand_register(RT_REGISTER_SCRATCH);
		}
		return rt_operand_register(number_of(operand->reg));
	}
	rt_effects_load(decoder->effects, RT_REGISTER_SCRATCH,
			address_of(decoder, operand), operand->size);
	return rt_operand_register(RT_REGISTER_SCRATCH);
}

/* 32-bit results clear the upper half in 64-bit mode; shorter ones do not. */
static void write_operand(const struct decoder *decoder,
			  const cs_x86_op *operand, enum rt_arithmetic how,
			  struct rt_operand a, struct rt_operand b)
{
	struct rt_effects *effects = decoder->effects;
	unsigned int to = RT_REGISTER_SCRATCH;

	if (operand->type == X86_OP_REG)
		to = number_of(operand->reg);
	if (operand->type == X86_OP_REG && is_second_byte(operand->reg))
		how = RT_MIX;
	rt_effects_compute(effects, to, how, a, b, operand->size);
	effects->list[effects->count - 1].keeps_upper =
		operand->type == X86_OP_REG && operand->size < 4;
	if (operand->type == X86_OP_MEM)
		rt_effects_store(effects, address_of(decoder, operand),
				 rt_operand_register(to), operand->size);
}

static void move(const struct decoder *decoder)
{
	const cs_x86_op *to = &decoder->x86->operands[0];
	const cs_x86_op *from = &decoder->x86->operands[1];

	write_operand(decoder, to, RT_COPY, read_operand(decoder, from),
		      rt_operand_number(0));
}

/* movzx, movsx: the source is narrower. */
static void extend(const struct decoder *decoder, bool is_signed)
{
	const cs_x86_op *to = &decoder->x86->operands[0];
	const cs_x86_op *from = &decoder->x86->operands[1];
	struct rt_operand value = read_operand(decoder, from);

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, value,
			from->size);
	value = rt_operand_register(RT_REGISTER_SCRATCH);
	if (is_signed)
		write_operand(decoder, to, RT_SIGN_EXTEND, value,
			      rt_operand_number(from->size));
	else
		write_operand(decoder, to, RT_COPY, value,
			      rt_operand_number(0));
}

static void lea(const struct decoder *decoder)
{
	struct rt_effects *effects = decoder->effects;
	const cs_x86_op *to = &decoder->x86->operands[0];
	struct rt_effect_address at =
		address_of(decoder, &decoder->x86->operands[1]);
	struct rt_operand scratch = rt_operand_register(RT_REGISTER_SCRATCH);
	unsigned int word = decoder->word;

	rt_effects_copy(effects, RT_REGISTER_SCRATCH,
			rt_operand_number(at.offset), word);
	if (at.base != RT_REGISTER_NONE)
		rt_effects_compute(effects, RT_REGISTER_SCRATCH, RT_ADD,
				   rt_operand_register(at.base), scratch, word);
	for (unsigned int i = 0; at.index != RT_REGISTER_NONE && i < at.scale;
	     i++)
		rt_effects_compute(effects, RT_REGISTER_SCRATCH, RT_ADD,
				   scratch, rt_operand_register(at.index),
				   word);
	write_operand(decoder, to, RT_COPY, scratch, rt_operand_number(0));
}

static void unknown_flags(const struct decoder *decoder)
{
	rt_effects_compare(decoder->effects, RT_MIX, rt_operand_number(0),
			   rt_operand_number(0), 8);
}

static bool is_same_register(const cs_x86 *x86)
{
	return x86->operands[0].type == X86_OP_REG &&
	       x86->operands[1].type == X86_OP_REG &&
	       x86->operands[0].reg == x86->operands[1].reg;
}

/* Two operands, or one and the number 1: inc, dec, and shifts by one. */
static void arithmetic(const struct decoder *decoder, enum rt_arithmetic how)
{
	struct rt_effects *effects = decoder->effects;
	const cs_x86 *x86 = decoder->x86;
	const cs_x86_op *to = &x86->operands[0];
	struct rt_operand right = rt_operand_number(1);
	struct rt_operand left;
	struct rt_effect *flags;

	if (x86->op_count > 1)
		right = read_operand(decoder, &x86->operands[1]);
	if (x86->op_count > 1 && is_same_register(x86) &&
	    (how == RT_XOR || how == RT_SUBTRACT)) {
		left = right = rt_operand_number(0);
	} else {
		left = read_operand(decoder, to);
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
	write_operand(decoder, to, how, left, right);
	if (to->type == X86_OP_MEM)
		effects->list[effects->count - 1].is_noted = true;
}

static void compare(const struct decoder *decoder, enum rt_arithmetic how)
{
	const cs_x86_op *operand = decoder->x86->operands;
	struct rt_operand left = read_operand(decoder, &operand[0]);
	struct rt_operand right =
		operand[1].type == X86_OP_MEM && operand[0].type == X86_OP_MEM
			? left
			: read_operand(decoder, &operand[1]);

	rt_effects_compare(decoder->effects, how, left, right, operand[0].size);
}

static void push_operand(const struct decoder *decoder, struct rt_operand value)
{
	rt_effects_compute(decoder->effects, rsp, RT_SUBTRACT,
			   rt_operand_register(rsp),
			   rt_operand_number(decoder->word), decoder->word);
	rt_effects_store(decoder->effects, rt_effect_at(rsp, 0), value,
			 decoder->word);
}

static void push(const struct decoder *decoder)
{
	struct rt_operand value =
		read_operand(decoder, &decoder->x86->operands[0]);

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH, value,
			decoder->word);
	push_operand(decoder, rt_operand_register(RT_REGISTER_SCRATCH));
}

static void pop_scratch(const struct decoder *decoder)
{
	rt_effects_load(decoder->effects, RT_REGISTER_SCRATCH,
			rt_effect_at(rsp, 0), decoder->word);
	rt_effects_compute(decoder->effects, rsp, RT_ADD,
			   rt_operand_register(rsp),
			   rt_operand_number(decoder->word), decoder->word);
}

static void pop(const struct decoder *decoder)
{
	pop_scratch(decoder);
	write_operand(decoder, &decoder->x86->operands[0], RT_COPY,
		      rt_operand_register(RT_REGISTER_SCRATCH),
		      rt_operand_number(0));
}

static void leave(const struct decoder *decoder)
{
	rt_effects_copy(decoder->effects, rsp, rt_operand_register(rbp),
			decoder->word);
	pop_scratch(decoder);
	rt_effects_copy(decoder->effects, rbp,
			rt_operand_register(RT_REGISTER_SCRATCH),
			decoder->word);
}

static void ret(const struct decoder *decoder)
{
	pop_scratch(decoder);
	if (decoder->x86->op_count)
		rt_effects_compute(
			decoder->effects, rsp, RT_ADD, rt_operand_register(rsp),
			rt_operand_number(decoder->x86->operands[0].imm),
			decoder->word);
	rt_effects_jump(decoder->effects,
			rt_operand_register(RT_REGISTER_SCRATCH), false);
}

static struct rt_operand target(const struct decoder *decoder)
{
	const cs_x86_op *operand = &decoder->x86->operands[0];

	if (operand->type == X86_OP_IMM)
		return rt_operand_code((uint64_t)operand->imm);
	return read_operand(decoder, operand);
}

static void call(const struct decoder *decoder)
{
	struct rt_operand to = target(decoder);

	push_operand(decoder, rt_operand_code(decoder->insn->address +
					      decoder->insn->size));
	rt_effects_jump(decoder->effects, to, true);
}

static enum rt_condition condition_of(unsigned int id)
{
	static const struct {
		unsigned int jump, move;
		enum rt_condition condition;
	} table[] = {
		{X86_INS_JE, X86_INS_CMOVE, RT_IF_EQUAL},
		{X86_INS_JNE, X86_INS_CMOVNE, RT_IF_NOT_EQUAL},
		{X86_INS_JB, X86_INS_CMOVB, RT_IF_BELOW},
		{X86_INS_JAE, X86_INS_CMOVAE, RT_IF_NOT_BELOW},
		{X86_INS_JA, X86_INS_CMOVA, RT_IF_ABOVE},
		{X86_INS_JBE, X86_INS_CMOVBE, RT_IF_NOT_ABOVE},
		{X86_INS_JL, X86_INS_CMOVL, RT_IF_LESS},
		{X86_INS_JGE, X86_INS_CMOVGE, RT_IF_NOT_LESS},
		{X86_INS_JG, X86_INS_CMOVG, RT_IF_GREATER},
		{X86_INS_JLE, X86_INS_CMOVLE, RT_IF_NOT_GREATER},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].jump == id || table[i].move == id)
			return table[i].condition;
	return RT_IF_UNKNOWN;
}

static void string(const struct decoder *decoder, unsigned int width,
		   bool reads, bool writes)
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
	rt_effects_compute(decoder->effects, rax, RT_MIX, rt_operand_number(0),
			   rt_operand_number(0), decoder->word);
}

static void write_unknown(const struct decoder *decoder, unsigned int reg)
{
	rt_effects_compute(decoder->effects, reg, RT_COPY,
			   rt_operand_register(RT_REGISTER_SCRATCH),
			   rt_operand_number(0), decoder->word);
	decoder->effects->list[decoder->effects->count - 1].keeps_upper = true;
}

/* Everything read is mixed into the scratch register. */
static void mix_in(const struct decoder *decoder, struct rt_operand value)
{
	rt_effects_compute(decoder->effects, RT_REGISTER_SCRATCH, RT_MIX,
			   rt_operand_register(RT_REGISTER_SCRATCH), value,
			   decoder->word);
}

static void mix_memory(const struct decoder *decoder, uint8_t number)
{
	const cs_x86_op *operand = &decoder->x86->operands[number];
	uint8_t access = rt_x86_access(decoder->insn, number);
	struct rt_effect_address at = address_of(decoder, operand);
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

static void mix_sources(const struct decoder *decoder)
{
	const cs_detail *detail = decoder->insn->detail;
	const cs_x86 *x86 = decoder->x86;

	rt_effects_copy(decoder->effects, RT_REGISTER_SCRATCH,
			rt_operand_number(0), decoder->word);
	mix_in(decoder, rt_operand_register(RT_REGISTER_OTHER));
	for (uint8_t i = 0; i < detail->regs_read_count; i++)
		if (number_of(detail->regs_read[i]) != rsp)
			mix_in(decoder, rt_operand_register(number_of(
						detail->regs_read[i])));
	for (uint8_t i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_REG)
			mix_in(decoder, rt_operand_register(number_of(
						x86->operands[i].reg)));
}

/* What is not modelled: what it reads and writes is known, not what comes. */
static void other(const struct decoder *decoder)
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
			write_unknown(decoder, number_of(x86->operands[i].reg));
	for (uint8_t i = 0; i < detail->regs_write_count; i++)
		write_unknown(decoder, number_of(detail->regs_write[i]));
	unknown_flags(decoder);
}

/* cmov: both sides are walked, unless memory is read, as that always is. */
static void conditional_move(const struct decoder *decoder)
{
	const cs_x86_op *operand = decoder->x86->operands;
	uint64_t next = decoder->insn->address + decoder->insn->size;

	if (operand[1].type != X86_OP_REG) {
		other(decoder);
		return;
	}
	rt_effects_branch(decoder->effects,
			  rt_condition_not(condition_of(decoder->insn->id)),
			  rt_operand_code(next));
	write_operand(decoder, &operand[0], RT_COPY,
		      read_operand(decoder, &operand[1]), rt_operand_number(0));
}

static void exchange(const struct decoder *decoder)
{
	const cs_x86_op *operand = decoder->x86->operands;

	if (operand[0].type != X86_OP_REG || operand[1].type != X86_OP_REG) {
		other(decoder);
		return;
	}
	rt_effects_copy(decoder->effects, RT_REGISTER_LINK,
			read_operand(decoder, &operand[1]), decoder->word);
	write_operand(decoder, &operand[1], RT_COPY,
		      read_operand(decoder, &operand[0]), rt_operand_number(0));
	write_operand(decoder, &operand[0], RT_COPY,
		      rt_operand_register(RT_REGISTER_LINK),
		      rt_operand_number(0));
}

static bool is_no_access(const cs_insn *insn)
{
	return strstr(insn->mnemonic, "nop") || insn->id == X86_INS_PAUSE ||
	       !strncmp(insn->mnemonic, "prefetch", 8) ||
	       !strncmp(insn->mnemonic, "endbr", 5) ||
	       strstr(insn->mnemonic, "fence");
}

static void direction(const struct decoder *decoder, int64_t down)
{
	rt_effects_add(decoder->effects, RT_EFFECT_DIRECTION)->a =
		rt_operand_number(down);
}

static bool decode_string(const struct decoder *decoder)
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

static bool decode_arithmetic(const struct decoder *decoder)
{
	static const struct {
		unsigned int id;
		enum rt_arithmetic how;
	} table[] = {
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
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].id == decoder->insn->id) {
			arithmetic(decoder, table[i].how);
			return true;
		}
	return false;
}

static bool decode_move(const struct decoder *decoder)
{
	switch (decoder->insn->id) {
	case X86_INS_MOV:
	case X86_INS_MOVABS:
		move(decoder);
		return true;
	case X86_INS_MOVZX:
		extend(decoder, false);
		return true;
	case X86_INS_MOVSX:
	case X86_INS_MOVSXD:
		extend(decoder, true);
		return true;
	case X86_INS_LEA:
		lea(decoder);
		return true;
	case X86_INS_PUSH:
		push(decoder);
		return true;
	case X86_INS_POP:
		pop(decoder);
		return true;
	case X86_INS_LEAVE:
		leave(decoder);
		return true;
	case X86_INS_XCHG:
		exchange(decoder);
		return true;
	case X86_INS_CMP:
		compare(decoder, RT_SUBTRACT);
		return true;
	case X86_INS_TEST:
		compare(decoder, RT_AND);
		return true;
	default:
		return false;
	}
}

static bool decode_control(const struct decoder *decoder)
{
	switch (decoder->insn->id) {
	case X86_INS_CALL:
		call(decoder);
		return true;
	case X86_INS_JMP:
		rt_effects_jump(decoder->effects, target(decoder), false);
		return true;
	case X86_INS_RET:
		ret(decoder);
		return true;
	case X86_INS_CLD:
		direction(decoder, 0);
		return true;
	case X86_INS_STD:
		direction(decoder, 1);
		return true;
	case X86_INS_SYSCALL:
	case X86_INS_SYSENTER:
	case X86_INS_INT:
		rt_effects_add(decoder->effects, RT_EFFECT_KERNEL);
		return true;
	case X86_INS_UD2:
	case X86_INS_HLT:
	case X86_INS_INT3:
		rt_effects_add(decoder->effects, RT_EFFECT_TRAP);
		return true;
	default:
		return is_no_access(decoder->insn);
	}
}

static void decode(struct rt_effects *effects, csh capstone,
		   const cs_insn *insn, unsigned int word)
{
	const struct decoder decoder = {
		.effects = effects,
		.capstone = capstone,
		.insn = insn,
		.x86 = &insn->detail->x86,
		.word = word,
	};

	if (decode_move(&decoder) || decode_arithmetic(&decoder) ||
	    decode_string(&decoder) || decode_control(&decoder))
		return;
	if (insn->mnemonic[0] == 'j')
		rt_effects_branch(effects, condition_of(insn->id),
				  target(&decoder));
	else if (!strncmp(insn->mnemonic, "cmov", 4))
		conditional_move(&decoder);
	else
		other(&decoder);
}

static void decode_64(struct rt_effects *effects, csh capstone,
		      const cs_insn *insn)
{
	decode(effects, capstone, insn, 8);
}

static void decode_32(struct rt_effects *effects, csh capstone,
		      const cs_insn *insn)
{
	decode(effects, capstone, insn, 4);
}

const struct rt_architecture rt_x86_64 = {
	.name = "x86-64",
	.elf_machine = EM_X86_64,
	.is_64 = true,
	.arch = CS_ARCH_X86,
	.mode = CS_MODE_64,
	/* The call has pushed a return address below 16. */
	.facts = {.pointer_bytes = 8,
		  .stack_alignment = 16,
		  .stack_residue = 8},
	.field_register = rdi,
	.stack_register = rsp,
	.link_register = RT_REGISTER_NONE,
	.entry_register = RT_REGISTER_NONE,
	.arguments = 1 << rdi | 1 << rsi | 1 << rdx | 1 << rcx | 3 << r8 |
		     1 << rax | 1 << 10,
	.clobbered =
		1 << rax | 1 << rcx | 1 << rdx | 1 << rsi | 1 << rdi | 15 << r8,
	.decode = decode_64,
};

const struct rt_architecture rt_i386 = {
	.name = "i386",
	.elf_machine = EM_386,
	.arch = CS_ARCH_X86,
	.mode = CS_MODE_32,
	.facts = {.pointer_bytes = 4,
		  .stack_alignment = 16,
		  .stack_residue = 12},
	.field_register = RT_REGISTER_NONE,
	.stack_register = rsp,
	.link_register = RT_REGISTER_NONE,
	.entry_register = RT_REGISTER_NONE,
	/* regparm functions, as compilers make of static ones. */
	.arguments = 1 << rax | 1 << rdx | 1 << rcx,
	.clobbered = 1 << rax | 1 << rcx | 1 << rdx,
	.decode = decode_32,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/operands.h"

#include <capstone/capstone.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/string.h"

enum {
	slots = 4096,	   /* decoded instructions, a power of two */
	longest_code = 15, /* bytes: Intel SDM volume 2, 2.3.11 */
	page_size = 4096,
};

struct decoded {
	uint64_t pc; /* 0: free */
	bool known;
	cs_insn instruction;
	cs_detail detail;
};

struct rt_decoder {
	csh capstone;
	struct decoded slot[slots];
	struct decoded spare; /* for the one too many */
};

int rt_decoder_open(struct rt_decoder **decoder, struct rt_error *error)
{
	struct rt_decoder *made = calloc(1, sizeof(*made));

	if (!made)
		return rt_fail(error, RT_SETUP, "out of memory");
	if (cs_open(CS_ARCH_X86, CS_MODE_64, &made->capstone)) {
		free(made);
		return rt_fail(error, RT_SETUP,
			       "capstone knows no x86-64 here; install another "
			       "build of it");
	}
	cs_option(made->capstone, CS_OPT_DETAIL, CS_OPT_ON);
	cs_option(made->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	*decoder = made;
	return RT_OK;
}

void rt_decoder_close(struct rt_decoder *decoder)
{
	if (!decoder)
		return;
	cs_close(&decoder->capstone);
	free(decoder);
}

static struct decoded *slot_of(struct rt_decoder *decoder, uint64_t pc)
{
	uint64_t hash = pc * 0x9e3779b97f4a7c15u >> 40;

	for (unsigned i = 0; i < 64; i++) {
		struct decoded *slot = &decoder->slot[(hash + i) & (slots - 1)];

		if (slot->pc == pc || !slot->pc)
			return slot;
	}
	decoder->spare.pc = 0;
	return &decoder->spare;
}

static bool disassemble(struct rt_decoder *decoder, struct decoded *slot,
			size_t length)
{
	const uint8_t *code = (const uint8_t *)(uintptr_t)slot->pc;
	uint64_t address = slot->pc;

	return cs_disasm_iter(decoder->capstone, &code, &length, &address,
			      &slot->instruction);
}

static struct decoded *decode(struct rt_decoder *decoder, uint64_t pc)
{
	struct decoded *slot = slot_of(decoder, pc);
	size_t in_page = page_size - pc % page_size;

	if (slot->pc == pc)
		return slot;
	slot->pc = pc;
	slot->instruction.detail = &slot->detail;
	/* The next page is looked at only if the instruction goes into it. */
	slot->known =
		in_page < longest_code && disassemble(decoder, slot, in_page);
	if (!slot->known)
		slot->known = disassemble(decoder, slot, longest_code);
	return slot;
}

/* The general registers as capstone and the kernel's context name them. */
static const struct {
	x86_reg name;
	int number;
} registers[] = {
	{X86_REG_RAX, REG_RAX}, {X86_REG_RBX, REG_RBX}, {X86_REG_RCX, REG_RCX},
	{X86_REG_RDX, REG_RDX}, {X86_REG_RSI, REG_RSI}, {X86_REG_RDI, REG_RDI},
	{X86_REG_RBP, REG_RBP}, {X86_REG_RSP, REG_RSP}, {X86_REG_R8, REG_R8},
	{X86_REG_R9, REG_R9},	{X86_REG_R10, REG_R10}, {X86_REG_R11, REG_R11},
	{X86_REG_R12, REG_R12}, {X86_REG_R13, REG_R13}, {X86_REG_R14, REG_R14},
	{X86_REG_R15, REG_R15},
};

/* False for a register that is none of the general ones. */
static bool value_of(const ucontext_t *context, x86_reg name, uint64_t *value)
{
	*value = 0;
	if (name == X86_REG_INVALID)
		return true;
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		if (registers[i].name == name) {
			*value = (uint64_t)context->uc_mcontext
					 .gregs[registers[i].number];
			return true;
		}
	return false;
}

/* False when the address cannot be worked out from general registers. */
static bool address_of(const ucontext_t *context, const struct decoded *decoded,
		       const x86_op_mem *memory, uint64_t *address)
{
	uint64_t base, index;

	if (memory->segment == X86_REG_GS)
		return false;
	if (memory->base == X86_REG_RIP)
		base = decoded->pc + decoded->instruction.size;
	else if (!value_of(context, memory->base, &base))
		return false;
	if (!value_of(context, memory->index, &index))
		return false;
	*address =
		base + index * (uint64_t)memory->scale + (uint64_t)memory->disp;
	/* x86-64 ABI: %fs:0 holds its own address. */
	if (memory->segment == X86_REG_FS)
		*address += (uint64_t)(uintptr_t)pthread_self();
	return true;
}

static bool is_in_group(const struct decoded *decoded, uint8_t group)
{
	for (unsigned i = 0; i < decoded->detail.groups_count; i++)
		if (decoded->detail.groups[i] == group)
			return true;
	return false;
}

/* lea and multi-byte nop name memory that they do not touch. */
static bool only_names_memory(const struct decoded *decoded)
{
	unsigned id = decoded->instruction.id;

	return id == X86_INS_LEA || id == X86_INS_NOP ||
	       id == X86_INS_PREFETCH || id == X86_INS_PREFETCHT0 ||
	       id == X86_INS_PREFETCHT1 || id == X86_INS_PREFETCHT2 ||
	       id == X86_INS_PREFETCHNTA || id == X86_INS_PREFETCHW;
}

/* Memory without an operand that says so, or under a mask. */
static bool hides_memory(const struct decoded *decoded)
{
	switch (decoded->instruction.id) {
	case X86_INS_MASKMOVQ:
	case X86_INS_MASKMOVDQU:
	case X86_INS_VMASKMOVDQU:
	case X86_INS_XLATB:
	case X86_INS_ENTER:
		return true;
	default:
		return decoded->detail.x86.operands[0].avx_zero_opmask;
	}
}

static bool is_string(const struct decoded *decoded)
{
	switch (decoded->instruction.id) {
	case X86_INS_MOVSB:
	case X86_INS_MOVSW:
	case X86_INS_MOVSD:
	case X86_INS_MOVSQ:
	case X86_INS_LODSB:
	case X86_INS_LODSW:
	case X86_INS_LODSD:
	case X86_INS_LODSQ:
	case X86_INS_STOSB:
	case X86_INS_STOSW:
	case X86_INS_STOSD:
	case X86_INS_STOSQ:
	case X86_INS_CMPSB:
	case X86_INS_CMPSW:
	case X86_INS_CMPSD:
	case X86_INS_CMPSQ:
	case X86_INS_SCASB:
	case X86_INS_SCASW:
	case X86_INS_SCASD:
	case X86_INS_SCASQ:
		return true;
	default:
		return false;
	}
}

/* movsd and cmpsd are SSE instructions as well; those have an xmm operand. */
static bool has_rep(const struct decoded *decoded)
{
	const cs_x86 *x86 = &decoded->detail.x86;
	uint8_t prefix = x86->prefix[0];

	if (prefix != X86_PREFIX_REP && prefix != X86_PREFIX_REPNE)
		return false;
	for (unsigned i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_REG)
			if (x86->operands[i].size == 16)
				return false;
	return is_string(decoded);
}

static void add_memory(const ucontext_t *context, const struct decoded *decoded,
		       const cs_x86_op *operand, struct rt_operands *operands)
{
	struct rt_step_operand *memory = &operands->memory[operands->count];
	unsigned round = rt_string_round(decoded->instruction.bytes,
					 decoded->instruction.size);

	if (operands->count == RT_OPERANDS_MOST ||
	    !address_of(context, decoded, &operand->mem, &memory->address)) {
		operands->blind = RT_STEP_HIDDEN_OPERAND;
		return;
	}
	memory->size = round ? (uint16_t)round : operand->size;
	memory->reads = operand->access & CS_AC_READ;
	memory->writes = operand->access & CS_AC_WRITE;
	/* capstone 4 leaves some instructions without: take both. */
	if (!memory->reads && !memory->writes)
		memory->reads = memory->writes = true;
	memory->repeats = operands->repeats;
	memory->weak = strstr(decoded->instruction.mnemonic, "movnt");
	operands->count++;
}

void rt_operands_of(struct rt_decoder *decoder, const ucontext_t *context,
		    struct rt_operands *operands)
{
	uint64_t pc = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
	const struct decoded *decoded = decode(decoder, pc);
	const cs_x86 *x86 = &decoded->detail.x86;

	*operands = (struct rt_operands){.next = pc};
	if (!decoded->known) {
		operands->blind = RT_STEP_NO_INSTRUCTION;
		operands->jumps = true;
		return;
	}
	operands->next = pc + decoded->instruction.size;
	operands->jumps = is_in_group(decoded, CS_GRP_JUMP) ||
			  is_in_group(decoded, CS_GRP_CALL) ||
			  is_in_group(decoded, CS_GRP_RET);
	operands->repeats = has_rep(decoded);
	if (is_in_group(decoded, CS_GRP_INT) ||
	    decoded->instruction.id == X86_INS_SYSCALL ||
	    decoded->instruction.id == X86_INS_SYSENTER)
		operands->blind = RT_STEP_KERNEL;
	else if (hides_memory(decoded))
		operands->blind = RT_STEP_HIDDEN_OPERAND;
	/* A rep whose count has run out touches nothing. */
	if (only_names_memory(decoded) ||
	    (operands->repeats && !context->uc_mcontext.gregs[REG_RCX]))
		return;
	for (unsigned i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_MEM)
			add_memory(context, decoded, &x86->operands[i],
				   operands);
}

void rt_operands_text(struct rt_decoder *decoder, uint64_t pc,
		      char text[RT_STEP_TEXT])
{
	const struct decoded *decoded = decode(decoder, pc);

	if (!decoded->known)
		snprintf(text, RT_STEP_TEXT, "(unknown)");
	else
		snprintf(text, RT_STEP_TEXT, "%s %.60s",
			 decoded->instruction.mnemonic,
			 decoded->instruction.op_str);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/operands.h"

#include <capstone/capstone.h>
#include <pthread.h>
#include <string.h>

#include "harness/engine/step/widths.h"
#include "harness/engine/string.h"
#include "harness/engine/x86_access.h"

/* The general registers in capstone and in the kernel's context. */
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

/* False for a register that is not a general register. */
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

/* False when the address depends on a register that is not known here. */
static bool address_of(const ucontext_t *context,
		       const struct rt_decoded *decoded,
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
	/* x86-64 ABI: %fs:0 contains its own address. */
	if (memory->segment == X86_REG_FS)
		*address += (uint64_t)(uintptr_t)pthread_self();
	return true;
}

static bool is_in_group(const struct rt_decoded *decoded, uint8_t group)
{
	for (unsigned i = 0; i < decoded->detail.groups_count; i++)
		if (decoded->detail.groups[i] == group)
			return true;
	return false;
}

static bool has_rep(const struct rt_decoded *decoded)
{
	uint8_t prefix = decoded->detail.x86.prefix[0];

	return (prefix == X86_PREFIX_REP || prefix == X86_PREFIX_REPNE) &&
	       rt_string_round(decoded->instruction.bytes,
			       decoded->instruction.size);
}

static void add_memory(const ucontext_t *context,
		       const struct rt_decoded *decoded, uint8_t number,
		       struct rt_operands *operands)
{
	const cs_insn *insn = &decoded->instruction;
	const cs_x86_op *operand = &decoded->detail.x86.operands[number];
	struct rt_step_operand *memory = &operands->memory[operands->count];
	unsigned round = rt_string_round(insn->bytes, insn->size);
	uint8_t access = rt_x86_access(insn, number);

	if (operands->count == RT_OPERANDS_MOST ||
	    !address_of(context, decoded, &operand->mem, &memory->address)) {
		operands->blind = RT_STEP_HIDDEN_OPERAND;
		return;
	}
	memory->size = round ? (uint16_t)round : operand->size;
	/* Assume both if capstone is not certain. */
	memory->reads = !access || access & CS_AC_READ;
	memory->writes = !access || access & CS_AC_WRITE;
	memory->doubtful = !rt_width_is_known(insn);
	memory->repeats = operands->repeats;
	memory->weak = strstr(insn->mnemonic, "movnt") != NULL;
	if (rt_only_names_memory(insn))
		memory->reads = memory->writes = memory->doubtful = false;
	operands->count++;
}

static enum rt_step_blind why_blind(const struct rt_decoded *decoded)
{
	const cs_insn *insn = &decoded->instruction;

	if (is_in_group(decoded, CS_GRP_INT) || insn->id == X86_INS_SYSCALL ||
	    insn->id == X86_INS_SYSENTER)
		return RT_STEP_KERNEL;
	if (rt_hides_memory(insn))
		return RT_STEP_HIDDEN_OPERAND;
	return rt_can_tell(insn) ? RT_STEP_CAN_TELL : RT_STEP_SEEN_ALL;
}

void rt_operands_of(struct rt_decoder *decoder, const ucontext_t *context,
		    struct rt_operands *operands)
{
	uint64_t pc = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
	const struct rt_decoded *decoded = rt_decode(decoder, pc);
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
	operands->blind = why_blind(decoded);
	/* A rep with a count of 0 accesses nothing. */
	if (decoded->instruction.id == X86_INS_LEA ||
	    decoded->instruction.id == X86_INS_NOP ||
	    (operands->repeats && !context->uc_mcontext.gregs[REG_RCX]))
		return;
	for (uint8_t i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_MEM)
			add_memory(context, decoded, i, operands);
}

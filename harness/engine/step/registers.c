/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/registers.h"

#if defined(__x86_64__)

#include <stdio.h>
#include <string.h>

/* The parts of each register in capstone, and its index in the context. */
static const struct {
	const char *name;
	int number;
	x86_reg part[5];
} general[] = {
	{"rax",
	 REG_RAX,
	 {X86_REG_RAX, X86_REG_EAX, X86_REG_AX, X86_REG_AL, X86_REG_AH}},
	{"rbx",
	 REG_RBX,
	 {X86_REG_RBX, X86_REG_EBX, X86_REG_BX, X86_REG_BL, X86_REG_BH}},
	{"rcx",
	 REG_RCX,
	 {X86_REG_RCX, X86_REG_ECX, X86_REG_CX, X86_REG_CL, X86_REG_CH}},
	{"rdx",
	 REG_RDX,
	 {X86_REG_RDX, X86_REG_EDX, X86_REG_DX, X86_REG_DL, X86_REG_DH}},
	{"rsi", REG_RSI, {X86_REG_RSI, X86_REG_ESI, X86_REG_SI, X86_REG_SIL}},
	{"rdi", REG_RDI, {X86_REG_RDI, X86_REG_EDI, X86_REG_DI, X86_REG_DIL}},
	{"rbp", REG_RBP, {X86_REG_RBP, X86_REG_EBP, X86_REG_BP, X86_REG_BPL}},
	{"rsp", REG_RSP, {X86_REG_RSP, X86_REG_ESP, X86_REG_SP, X86_REG_SPL}},
	{"r8", REG_R8, {X86_REG_R8, X86_REG_R8D, X86_REG_R8W, X86_REG_R8B}},
	{"r9", REG_R9, {X86_REG_R9, X86_REG_R9D, X86_REG_R9W, X86_REG_R9B}},
	{"r10",
	 REG_R10,
	 {X86_REG_R10, X86_REG_R10D, X86_REG_R10W, X86_REG_R10B}},
	{"r11",
	 REG_R11,
	 {X86_REG_R11, X86_REG_R11D, X86_REG_R11W, X86_REG_R11B}},
	{"r12",
	 REG_R12,
	 {X86_REG_R12, X86_REG_R12D, X86_REG_R12W, X86_REG_R12B}},
	{"r13",
	 REG_R13,
	 {X86_REG_R13, X86_REG_R13D, X86_REG_R13W, X86_REG_R13B}},
	{"r14",
	 REG_R14,
	 {X86_REG_R14, X86_REG_R14D, X86_REG_R14W, X86_REG_R14B}},
	{"r15",
	 REG_R15,
	 {X86_REG_R15, X86_REG_R15D, X86_REG_R15W, X86_REG_R15B}},
};

static bool take_general(const ucontext_t *context, uint16_t named,
			 struct rt_step_register *taken)
{
	for (size_t i = 0; i < sizeof(general) / sizeof(*general); i++)
		for (int part = 0; part < 5; part++) {
			if (general[i].part[part] != named || !named)
				continue;
			snprintf(taken->name, sizeof(taken->name), "%s",
				 general[i].name);
			taken->value = (uint64_t)context->uc_mcontext
					       .gregs[general[i].number];
			return true;
		}
	return false;
}

/* The kernel's context has the low halves of the first sixteen. */
static bool take_vector(const ucontext_t *context, uint16_t named,
			struct rt_step_register *taken)
{
	const fpregset_t state = context->uc_mcontext.fpregs;
	unsigned number;

	if (named >= X86_REG_XMM0 && named <= X86_REG_XMM15)
		number = named - X86_REG_XMM0;
	else if (named >= X86_REG_YMM0 && named <= X86_REG_YMM15)
		number = named - X86_REG_YMM0;
	else
		return false;
	if (!state)
		return false;
	snprintf(taken->name, sizeof(taken->name), "xmm%u", number);
	memcpy(&taken->value, &state->_xmm[number], sizeof(taken->value));
	return true;
}

static unsigned add(const ucontext_t *context, uint16_t named,
		    struct rt_step_register *list, unsigned count)
{
	struct rt_step_register taken;

	if (count == RT_STEP_REGISTERS ||
	    (!take_general(context, named, &taken) &&
	     !take_vector(context, named, &taken)))
		return count;
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(list[i].name, taken.name))
			return count;
	list[count] = taken;
	return count + 1;
}

unsigned rt_registers_of(struct rt_decoder *decoder, const ucontext_t *context,
			 uint64_t pc,
			 struct rt_step_register list[RT_STEP_REGISTERS])
{
	cs_regs read, written;
	uint8_t reads, writes;
	unsigned count = 0;

	if (!rt_decode_registers(decoder, pc, read, &reads, written, &writes))
		return 0;
	for (uint8_t i = 0; i < reads; i++)
		count = add(context, read[i], list, count);
	for (uint8_t i = 0; i < writes; i++)
		count = add(context, written[i], list, count);
	return count;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/x86_access.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "harness/engine/string.h"

/* Instructions that only read operand 0, as capstone says. */
static const unsigned int readers[] = {
	X86_INS_CMP,	 X86_INS_TEST, X86_INS_BT,   X86_INS_PUSH,
	X86_INS_MUL,	 X86_INS_IMUL, X86_INS_DIV,  X86_INS_IDIV,
	X86_INS_FILD,	 X86_INS_FLD,  X86_INS_FADD, X86_INS_FMUL,
	X86_INS_FLDCW,	 X86_INS_FSUB, X86_INS_FDIV, X86_INS_FIADD,
	X86_INS_LDMXCSR,
};

static const unsigned int writers[] = {
	X86_INS_MOVNTI, X86_INS_MOVBE,	 X86_INS_FIST,	X86_INS_FISTP,
	X86_INS_FISTTP, X86_INS_FST,	 X86_INS_FSTP,	X86_INS_FNSTCW,
	X86_INS_FNSTSW, X86_INS_STMXCSR, X86_INS_KMOVB, X86_INS_KMOVW,
	X86_INS_KMOVD,	X86_INS_KMOVQ,
};

static const unsigned int both[] = {
	X86_INS_CMPXCHG,    X86_INS_CMPXCHG8B, X86_INS_ROL, X86_INS_ROR,
	X86_INS_CMPXCHG16B, X86_INS_RCL,       X86_INS_RCR,
};

static bool is_among(const unsigned int *list, size_t size, unsigned int id)
{
	for (size_t i = 0; i < size / sizeof(*list); i++)
		if (list[i] == id)
			return true;
	return false;
}

static bool is_vector(const cs_x86_op *operand)
{
	return operand->type == X86_OP_REG &&
	       ((operand->reg >= X86_REG_MM0 && operand->reg <= X86_REG_MM7) ||
		(operand->reg >= X86_REG_XMM0 &&
		 operand->reg <= X86_REG_ZMM31));
}

/* Operand 0 is memory; a vector register after it is stored there. */
static bool stores_vector(const cs_x86 *x86)
{
	for (uint8_t i = 1; i < x86->op_count; i++)
		if (is_vector(&x86->operands[i]))
			return true;
	return false;
}

/* cmps and scas only read; capstone 4 gives no access for one operand. */
static bool is_string_compare(const cs_insn *insn)
{
	uint8_t opcode = insn->bytes[insn->size - 1] & 0xfe;

	return rt_string_round(insn->bytes, insn->size) &&
	       (opcode == 0xa6 || opcode == 0xae);
}

uint8_t rt_x86_access(const cs_insn *insn, uint8_t number)
{
	const cs_x86 *x86 = &insn->detail->x86;
	uint8_t access = x86->operands[number].access;
	unsigned int id = insn->id;

	if (is_string_compare(insn))
		return CS_AC_READ;
	if (number || access != CS_AC_READ)
		return access & (CS_AC_READ | CS_AC_WRITE);
	if (is_among(both, sizeof(both), id))
		return CS_AC_READ | CS_AC_WRITE;
	if (is_among(writers, sizeof(writers), id) || stores_vector(x86) ||
	    !strncmp(insn->mnemonic, "set", 3))
		return CS_AC_WRITE;
	return is_among(readers, sizeof(readers), id) ? CS_AC_READ : 0;
}

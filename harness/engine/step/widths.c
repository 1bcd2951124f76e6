/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/widths.h"

#include <string.h>

#include "harness/engine/string.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const unsigned known[] = {
	/* Moves. */
	X86_INS_MOV,
	X86_INS_MOVABS,
	X86_INS_MOVBE,
	X86_INS_MOVNTI,
	X86_INS_MOVSX,
	X86_INS_MOVSXD,
	X86_INS_MOVZX,
	X86_INS_POP,
	X86_INS_PUSH,
	X86_INS_XADD,
	X86_INS_XCHG,
	X86_INS_CMPXCHG,
	X86_INS_CMPXCHG16B,
	X86_INS_CMPXCHG8B,
	/* Arithmetic of general registers. */
	X86_INS_ADC,
	X86_INS_ADD,
	X86_INS_AND,
	X86_INS_BSF,
	X86_INS_BSR,
	X86_INS_CMP,
	X86_INS_DEC,
	X86_INS_DIV,
	X86_INS_IDIV,
	X86_INS_IMUL,
	X86_INS_INC,
	X86_INS_LZCNT,
	X86_INS_MUL,
	X86_INS_NEG,
	X86_INS_NOT,
	X86_INS_OR,
	X86_INS_POPCNT,
	X86_INS_RCL,
	X86_INS_RCR,
	X86_INS_ROL,
	X86_INS_ROR,
	X86_INS_SAL,
	X86_INS_SAR,
	X86_INS_SBB,
	X86_INS_SHL,
	X86_INS_SHR,
	X86_INS_SUB,
	X86_INS_TEST,
	X86_INS_TZCNT,
	X86_INS_XOR,
	/* Moves of vector registers. */
	X86_INS_LDDQU,
	X86_INS_MOVAPD,
	X86_INS_MOVAPS,
	X86_INS_MOVD,
	X86_INS_MOVDQA,
	X86_INS_MOVDQU,
	X86_INS_MOVHPD,
	X86_INS_MOVHPS,
	X86_INS_MOVLPD,
	X86_INS_MOVLPS,
	X86_INS_MOVNTDQ,
	X86_INS_MOVNTDQA,
	X86_INS_MOVNTPD,
	X86_INS_MOVNTPS,
	X86_INS_MOVNTQ,
	X86_INS_MOVQ,
	X86_INS_MOVSS,
	X86_INS_MOVUPD,
	X86_INS_MOVUPS,
	X86_INS_PEXTRB,
	X86_INS_PEXTRD,
	X86_INS_PEXTRQ,
	X86_INS_PEXTRW,
	X86_INS_PINSRB,
	X86_INS_PINSRD,
	X86_INS_PINSRQ,
	X86_INS_PINSRW,
	X86_INS_VLDDQU,
	X86_INS_VMOVAPD,
	X86_INS_VMOVAPS,
	X86_INS_VMOVD,
	X86_INS_VMOVDQA,
	X86_INS_VMOVDQU,
	X86_INS_VMOVHPD,
	X86_INS_VMOVHPS,
	X86_INS_VMOVLPD,
	X86_INS_VMOVLPS,
	X86_INS_VMOVNTDQ,
	X86_INS_VMOVNTPD,
	X86_INS_VMOVNTPS,
	X86_INS_VMOVQ,
	X86_INS_VMOVSS,
	X86_INS_VMOVUPD,
	X86_INS_VMOVUPS,
	X86_INS_VPINSRB,
	X86_INS_VPINSRD,
	X86_INS_VPINSRQ,
	X86_INS_VPINSRW,
	/* x87. */
	X86_INS_FILD,
	X86_INS_FIST,
	X86_INS_FISTP,
	X86_INS_FISTTP,
	X86_INS_FLD,
	X86_INS_FST,
	X86_INS_FSTP,
};

static const unsigned names_only[] = {
	X86_INS_CLFLUSH,    X86_INS_CLFLUSHOPT,	 X86_INS_CLWB,
	X86_INS_LEA,	    X86_INS_NOP,	 X86_INS_PREFETCH,
	X86_INS_PREFETCHW,  X86_INS_PREFETCHT0,	 X86_INS_PREFETCHT1,
	X86_INS_PREFETCHT2, X86_INS_PREFETCHNTA,
};

static const unsigned hiding[] = {
	X86_INS_ENTER,	     X86_INS_MASKMOVDQU, X86_INS_MASKMOVQ,
	X86_INS_VMASKMOVDQU, X86_INS_XABORT,	 X86_INS_XBEGIN,
	X86_INS_XLATB,	     X86_INS_WRFSBASE,	 X86_INS_WRGSBASE,
};

static const unsigned telling[] = {
	X86_INS_PUSHF, X86_INS_PUSHFD, X86_INS_PUSHFQ,
	X86_INS_RDPMC, X86_INS_RDTSC,  X86_INS_RDTSCP,
};

static bool is_among(const unsigned *list, size_t count, unsigned id)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == id)
			return true;
	return false;
}

static bool is_mask(unsigned reg)
{
	return reg >= X86_REG_K0 && reg <= X86_REG_K7;
}

/* {%k1}: only the elements of the operand that the mask register selects. */
static bool has_mask(const cs_x86 *x86)
{
	for (uint8_t i = 0; i < x86->op_count; i++)
		if (x86->operands[i].avx_zero_opmask ||
		    (x86->operands[i].type == X86_OP_REG &&
		     is_mask(x86->operands[i].reg)))
			return true;
	return false;
}

/* setcc, cmovcc and the string instructions have many ids. */
static bool is_of_known_family(const cs_insn *insn)
{
	return !strncmp(insn->mnemonic, "set", 3) ||
	       !strncmp(insn->mnemonic, "cmov", 4) ||
	       rt_string_round(insn->bytes, insn->size);
}

/* bt and bts with the bit number in a register reach past the operand. */
static bool is_bit_of_operand(const cs_insn *insn)
{
	const cs_x86 *x86 = &insn->detail->x86;

	return (insn->id == X86_INS_BT || insn->id == X86_INS_BTS ||
		insn->id == X86_INS_BTR || insn->id == X86_INS_BTC) &&
	       x86->op_count == 2 &&
	       (x86->operands[0].type == X86_OP_IMM ||
		x86->operands[1].type == X86_OP_IMM);
}

bool rt_width_is_known(const cs_insn *insn)
{
	if (has_mask(&insn->detail->x86))
		return false;
	/* Both the SSE and the string instruction have this name and id. */
	if (insn->id == X86_INS_MOVSD || insn->id == X86_INS_VMOVSD)
		return true;
	return is_among(known, COUNT(known), insn->id) ||
	       is_of_known_family(insn) || is_bit_of_operand(insn);
}

bool rt_only_names_memory(const cs_insn *insn)
{
	return is_among(names_only, COUNT(names_only), insn->id);
}

bool rt_hides_memory(const cs_insn *insn)
{
	return is_among(hiding, COUNT(hiding), insn->id);
}

bool rt_can_tell(const cs_insn *insn)
{
	return is_among(telling, COUNT(telling), insn->id);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the x86 decoder: the instruction that is being translated to
 * struct rt_effects. Not thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_X86_H
#define RT_ENGINE_CODEGEN_X86_H

#include "harness/engine/codegen/decode.h"

/* Register numbers in the encoding: Intel SDM volume 2, table 2-2. */
enum {
	RT_X86_AX,
	RT_X86_CX,
	RT_X86_DX,
	RT_X86_BX,
	RT_X86_SP,
	RT_X86_BP,
	RT_X86_SI,
	RT_X86_DI,
	RT_X86_8,
};

struct rt_x86 {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_x86 *x86;
	unsigned int word; /* bytes of an address */
};

/* libcapstone's id of an instruction, and its decoder. */
struct rt_x86_row {
	unsigned int id; /* 0 ends a table */
	void (*decode)(const struct rt_x86 *decoder);
};

/* False when the instruction is not in @table. */
bool rt_x86_decode(const struct rt_x86 *decoder,
		   const struct rt_x86_row *table);

extern const struct rt_x86_row rt_x86_moves[];
extern const struct rt_x86_row rt_x86_controls[];

unsigned int rt_x86_number(x86_reg reg);
struct rt_effect_address rt_x86_address(const struct rt_x86 *decoder,
					const cs_x86_op *operand);

/* The value of an operand; memory is loaded into a scratch register. */
struct rt_operand rt_x86_read(const struct rt_x86 *decoder,
			      const cs_x86_op *operand);
/* 32-bit results clear the upper half in 64-bit mode; shorter ones do not. */
void rt_x86_write(const struct rt_x86 *decoder, const cs_x86_op *operand,
		  enum rt_arithmetic how, struct rt_operand a,
		  struct rt_operand b);

/* Push @value; pop into the scratch register. */
void rt_x86_push(const struct rt_x86 *decoder, struct rt_operand value);
void rt_x86_pop(const struct rt_x86 *decoder);

/* cmovcc and jcc: their condition is in the mnemonic. */
void rt_x86_conditional_move(const struct rt_x86 *decoder);
void rt_x86_branch(const struct rt_x86 *decoder);

/*
 * An instruction that is not modelled: its reads and writes are known, its
 * result is not.
 */
void rt_x86_other(const struct rt_x86 *decoder);

#endif

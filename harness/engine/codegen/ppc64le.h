/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the ppc64le decoder: the instruction that is being translated to
 * struct rt_effects. Not thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_PPC64LE_H
#define RT_ENGINE_CODEGEN_PPC64LE_H

#include "harness/engine/codegen/decode.h"

struct rt_ppc {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_ppc *ppc;
};

unsigned int rt_ppc_number(unsigned int reg);
/* The number of the register in operand @i. */
unsigned int rt_ppc_register(const struct rt_ppc *decoder, unsigned int i);
void rt_ppc_strange(const struct rt_ppc *decoder);

/* Loads and stores; false for any other instruction. */
bool rt_ppc_decode_access(const struct rt_ppc *decoder);

#endif

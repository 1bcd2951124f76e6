/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the AArch64 decoder: the instruction that is being translated to
 * struct rt_effects. Not thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_AARCH64_H
#define RT_ENGINE_CODEGEN_AARCH64_H

#include "harness/engine/codegen/decode.h"

enum { RT_AARCH64_LINK = 30, RT_AARCH64_STACK = 31 };

struct rt_aarch64 {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_arm64 *arm64;
};

/* codegen's number of @reg (effect.h), and the size of @reg in bytes. */
unsigned int rt_aarch64_number(arm64_reg reg);
unsigned int rt_aarch64_bytes(arm64_reg reg);

/*
 * The value of operand @i, with its extension and shift applied: an immediate,
 * or a register. May add effects that compute it in a scratch register.
 */
struct rt_operand rt_aarch64_read(const struct rt_aarch64 *decoder,
				  unsigned int i);
struct rt_effect_address rt_aarch64_address(const struct rt_aarch64 *decoder,
					    const cs_arm64_op *operand);
/* The memory operand, its index in @i; NULL when there is none. */
const cs_arm64_op *rt_aarch64_memory(const struct rt_aarch64 *decoder,
				     unsigned int *i);

/* Loads, stores and atomics; false for any other instruction. */
bool rt_aarch64_decode_memory(const struct rt_aarch64 *decoder);

#endif

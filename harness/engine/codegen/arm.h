/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the arm decoder: the arm or thumb instruction that is being
 * translated to struct rt_effects. Not thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_ARM_H
#define RT_ENGINE_CODEGEN_ARM_H

#include "harness/engine/codegen/decode.h"

enum { RT_ARM_STACK = 13, RT_ARM_LINK = 14, RT_ARM_COUNTER = 15 };

struct rt_arm {
	struct rt_effects *effects;
	const cs_insn *insn;
	const cs_arm *arm;
	bool is_thumb;
};

unsigned int rt_arm_number(unsigned int reg);
/* The value that this instruction reads from the program counter. */
uint64_t rt_arm_counter(const struct rt_arm *decoder);
void rt_arm_strange(const struct rt_arm *decoder);

/* Loads, stores, push and pop; false for any other instruction. */
bool rt_arm_decode_memory(const struct rt_arm *decoder);

#endif

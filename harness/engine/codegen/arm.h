/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One arm or thumb instruction on its way to effects, for the files of this
 * decoder alone. One thread.
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
/* What the program counter reads as, in this instruction. */
uint64_t rt_arm_counter(const struct rt_arm *decoder);
void rt_arm_strange(const struct rt_arm *decoder);

/* Loads, stores, push and pop; false for any other instruction. */
bool rt_arm_decode_memory(const struct rt_arm *decoder);

#endif

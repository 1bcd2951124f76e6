/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Computes the memory that an x86-64 instruction is about to read and write,
 * from its bytes and the registers. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_OPERANDS_H
#define RT_ENGINE_STEP_OPERANDS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "harness/engine/step/decoder.h"
#include "harness/engine/step/recorder.h"

enum { RT_OPERANDS_MOST = 4 };

struct rt_operands {
	enum rt_step_blind blind; /* why `memory` may be incomplete */
	unsigned count;
	struct rt_step_operand memory[RT_OPERANDS_MOST];
	uint64_t next; /* the address after the instruction */
	bool jumps;    /* it may continue elsewhere */
	bool repeats;  /* a string instruction under a rep prefix */
};

/* The memory operands of the instruction that @context is about to run. */
void rt_operands_of(struct rt_decoder *decoder, const ucontext_t *context,
		    struct rt_operands *operands);

#endif

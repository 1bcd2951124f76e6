/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an x86-64 instruction is about to read and write, from its bytes and
 * the registers. One thread.
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
	enum rt_step_blind blind; /* why `memory` may not be all */
	unsigned count;
	struct rt_step_operand memory[RT_OPERANDS_MOST];
	uint64_t next; /* the address behind the instruction */
	bool jumps;    /* and may go elsewhere */
	bool repeats;  /* a string instruction under a rep prefix */
};

/* The memory operands of the instruction that @context is about to run. */
void rt_operands_of(struct rt_decoder *decoder, const ucontext_t *context,
		    struct rt_operands *operands);

#endif

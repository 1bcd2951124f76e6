/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an x86-64 instruction is about to read and write, from its bytes and
 * the registers.
 *
 * The decoder remembers what it has decoded by address: code must not change
 * under it. It is used in the handler of a trap that our own thread has
 * raised; capstone may allocate there, so an accessor that is stepped into
 * malloc may hang the child, which the harness then ends.
 */
#ifndef RT_ENGINE_STEP_OPERANDS_H
#define RT_ENGINE_STEP_OPERANDS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "harness/base/error.h"
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

struct rt_decoder;

/* RT_SETUP without memory or disassembler. */
int rt_decoder_open(struct rt_decoder **decoder, struct rt_error *error);
void rt_decoder_close(struct rt_decoder *decoder);

/* The memory operands of the instruction that @context is about to run. */
void rt_operands_of(struct rt_decoder *decoder, const ucontext_t *context,
		    struct rt_operands *operands);

/* Writes the instruction at @pc, decoded before, as text. */
void rt_operands_text(struct rt_decoder *decoder, uint64_t pc,
		      char text[RT_STEP_TEXT]);

#endif

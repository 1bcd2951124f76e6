/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes x86-64 instructions in this process's memory, and caches them by
 * address as long as their bytes stay the same.
 *
 * Used in the handler of a trap that this thread has raised: decoding does not
 * allocate. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_DECODER_H
#define RT_ENGINE_STEP_DECODER_H

#include <capstone/capstone.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/step/cpu.h"

struct rt_decoded {
	uint64_t pc; /* 0: free slot */
	bool known;  /* otherwise the bytes are no instruction */
	cs_insn instruction;
	cs_detail detail;	 /* operands in Intel's order */
	char text[RT_STEP_TEXT]; /* in AT&T syntax; "" until first needed */
};

struct rt_decoder;

/* RT_SETUP without memory or disassembler. */
int rt_decoder_open(struct rt_decoder **decoder, struct rt_error *error);
void rt_decoder_close(struct rt_decoder *decoder);

/* The instruction at @pc; owned by @decoder, valid until the next call. */
const struct rt_decoded *rt_decode(struct rt_decoder *decoder, uint64_t pc);

/*
 * The registers that the instruction at @pc reads and writes; false if its
 * bytes are no instruction.
 */
bool rt_decode_registers(struct rt_decoder *decoder, uint64_t pc, cs_regs read,
			 uint8_t *reads, cs_regs written, uint8_t *writes);

/* Writes the instruction at @pc as text, in AT&T syntax. */
void rt_decode_text(struct rt_decoder *decoder, uint64_t pc,
		    char text[RT_STEP_TEXT]);

#endif

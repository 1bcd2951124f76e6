/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The x86-64 registers that an instruction names, and their values. */
#ifndef RT_ENGINE_STEP_REGISTERS_H
#define RT_ENGINE_STEP_REGISTERS_H

#include <ucontext.h>

#include "harness/engine/step/decoder.h"
#include "harness/engine/step/log.h"

/*
 * Lists the general and vector registers that the instruction at @pc reads or
 * writes, once each and in full, with their values in @context. Returns their
 * number. The same instruction always gives the same registers in the same
 * order.
 */
unsigned rt_registers_of(struct rt_decoder *decoder, const ucontext_t *context,
			 uint64_t pc,
			 struct rt_step_register list[RT_STEP_REGISTERS]);

#endif

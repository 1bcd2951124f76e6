/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every instruction of one run, for whoever replays a witness: its text, the
 * registers that it names and the field, before it ran and after. Plain data;
 * any CPU fills it, with names and values only. One thread.
 */
#ifndef RT_ENGINE_STEP_LOG_H
#define RT_ENGINE_STEP_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/engine/step/cpu.h"

enum {
	RT_STEP_LOGGED = 1024, /* instructions that are kept */
	RT_STEP_REGISTERS = 8, /* of one instruction */
};

struct rt_step_register {
	char name[8];	/* "rdi", "xmm0" */
	uint64_t value; /* of a wider one the low 64 bits */
};

struct rt_step_logged {
	uint64_t pc;
	char text[RT_STEP_TEXT];
	/* The same registers twice, in the same order. */
	unsigned registers;
	struct rt_step_register before[RT_STEP_REGISTERS];
	struct rt_step_register after[RT_STEP_REGISTERS];
	/*
	 * The field's value. Where it is not what the instruction before left,
	 * the other side has stored in between.
	 */
	uint64_t field_before, field_after;
};

struct rt_step_log {
	unsigned count;
	bool is_cut;  /* there were more than RT_STEP_LOGGED */
	bool is_open; /* the last has not run yet */
	struct rt_step_logged list[RT_STEP_LOGGED];
};

#endif

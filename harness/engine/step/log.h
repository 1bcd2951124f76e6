/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every instruction of one run, for the replay of a witness: its text, the
 * registers that it names, and the field, each before and after the
 * instruction. Plain data, independent of the CPU. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_LOG_H
#define RT_ENGINE_STEP_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/engine/step/cpu.h"

enum {
	RT_STEP_LOGGED = 1024, /* instructions per log */
	RT_STEP_REGISTERS = 8, /* per instruction */
};

struct rt_step_register {
	char name[8];	/* "rdi", "xmm0" */
	uint64_t value; /* the low 64 bits of a wider register */
};

struct rt_step_logged {
	uint64_t pc;
	char text[RT_STEP_TEXT];
	/* `before` and `after` have the same registers in the same order. */
	unsigned registers;
	struct rt_step_register before[RT_STEP_REGISTERS];
	struct rt_step_register after[RT_STEP_REGISTERS];
	/*
	 * The field's value. If field_before differs from field_after of the
	 * entry before, the other side has stored in between.
	 */
	rt_value field_before, field_after;
	/* It has parts, and between the last two the field had this value. */
	bool is_split;
	rt_value field_within;
};

struct rt_step_log {
	unsigned count;
	bool is_cut;  /* the run had more than RT_STEP_LOGGED */
	bool is_open; /* the last instruction has not run yet */
	struct rt_step_logged list[RT_STEP_LOGGED];
};

#endif

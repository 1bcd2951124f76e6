/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known at one point of the code: registers, flags and the stack. Plain
 * data, copied where paths fork. Not thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_MACHINE_H
#define RT_ENGINE_CODEGEN_MACHINE_H

#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/effect.h"

enum { RT_SPILLS = 64 };

struct rt_spill {
	int64_t offset; /* from the stack pointer at entry */
	unsigned int width;
	struct rt_value value; /* never RT_VALUE_UNKNOWN: those are left out */
};

struct rt_code_machine {
	struct rt_value reg[RT_REGISTERS];
	struct rt_spill spill[RT_SPILLS];
	size_t spills;
	bool lost_spills; /* more spills than fit */
	struct rt_flags_compared flags[RT_FLAGS];
	struct rt_value direction; /* x86: 0 when string instructions go up */
	/* The address was stored where unknown code may read it. */
	bool field_escaped;
	bool stack_escaped;
};

/* Sets the state that the ABI defines at the entry of the accessor, @entry. */
void rt_machine_enter(struct rt_code_machine *machine,
		      const struct rt_architecture *architecture,
		      uint64_t entry);

struct rt_value rt_machine_read(const struct rt_code_machine *machine,
				struct rt_operand operand);
/* @width is in bytes; with @keeps_upper the rest of @reg is unchanged. */
void rt_machine_write(struct rt_code_machine *machine,
		      const struct rt_address_facts *facts, unsigned int reg,
		      struct rt_value value, unsigned int width,
		      bool keeps_upper);

struct rt_value rt_machine_address(const struct rt_code_machine *machine,
				   const struct rt_address_facts *facts,
				   const struct rt_effect_address *at);

/* Stack slots are at @offset from the stack pointer at entry. */
struct rt_value rt_machine_load(const struct rt_code_machine *machine,
				int64_t offset, uint64_t width);
void rt_machine_store(struct rt_code_machine *machine, int64_t offset,
		      uint64_t width, struct rt_value value);
/*
 * Whether the stack from @offset up holds a value derived from the field's
 * address.
 */
bool rt_machine_has_field_above(const struct rt_code_machine *machine,
				int64_t offset);
/* Forgets all spills: unknown code may have written the stack. */
void rt_machine_forget_stack(struct rt_code_machine *machine);

/* Equal states have equal hashes. */
uint64_t rt_machine_hash(const struct rt_code_machine *machine);

#endif

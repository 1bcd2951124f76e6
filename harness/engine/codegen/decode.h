/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the decoders of several machines share: tables that are asked by
 * libcapstone's number of an instruction, or by its mnemonic, and what
 * becomes of an instruction that is not modelled. Pure, any thread.
 */
#ifndef RT_ENGINE_CODEGEN_DECODE_H
#define RT_ENGINE_CODEGEN_DECODE_H

#include <capstone/capstone.h>
#include <stdbool.h>

#include "harness/engine/codegen/effect.h"

struct rt_arithmetic_row {
	unsigned int id; /* 0 ends a table: libcapstone's "invalid" */
	enum rt_arithmetic how;
};

struct rt_condition_row {
	unsigned int id; /* of a jump, or a machine's condition code */
	enum rt_condition condition;
};

/* False when @id is not in @table; then @how is as it was. */
bool rt_find_arithmetic(const struct rt_arithmetic_row *table, unsigned int id,
			enum rt_arithmetic *how);

/* RT_IF_UNKNOWN when @id is not in @table. */
enum rt_condition rt_find_condition(const struct rt_condition_row *table,
				    unsigned int id);

bool rt_mnemonic_is(const cs_insn *insn, const char *name);
bool rt_mnemonic_starts(const cs_insn *insn, const char *with);
bool rt_mnemonic_ends(const cs_insn *insn, const char *with);
/* True when it starts with one of @list, ended by NULL. */
bool rt_mnemonic_is_among(const cs_insn *insn, const char *const *list);

/* The address itself, as lea and la give it, in register @to. */
void rt_effects_address(struct rt_effects *effects, unsigned int to,
			const struct rt_effect_address *at, unsigned int width);

/* Mixes @value, of @width bytes, into register @to. */
void rt_effects_mix_in(struct rt_effects *effects, unsigned int to,
		       struct rt_operand value, unsigned int width);

/* Nothing is known of the flags any more. */
void rt_effects_lose_flags(struct rt_effects *effects);

#endif

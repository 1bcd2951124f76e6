/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the decoders share: tables indexed by libcapstone's instruction id or by
 * mnemonic, and the effects of an instruction that is not modelled. Pure,
 * thread-safe.
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
	unsigned int id; /* of a jump, or the machine's condition code */
	enum rt_condition condition;
};

/* False, with @how unchanged, when @id is not in @table. */
bool rt_find_arithmetic(const struct rt_arithmetic_row *table, unsigned int id,
			enum rt_arithmetic *how);

/* RT_IF_UNKNOWN when @id is not in @table. */
enum rt_condition rt_find_condition(const struct rt_condition_row *table,
				    unsigned int id);

bool rt_mnemonic_is(const cs_insn *insn, const char *name);
bool rt_mnemonic_starts(const cs_insn *insn, const char *with);
bool rt_mnemonic_ends(const cs_insn *insn, const char *with);
/* Whether the mnemonic starts with a string of @list, NULL-terminated. */
bool rt_mnemonic_is_among(const cs_insn *insn, const char *const *list);

/* Puts the address @at itself, as lea and la do, into register @to. */
void rt_effects_address(struct rt_effects *effects, unsigned int to,
			const struct rt_effect_address *at, unsigned int width);

/* Mixes @value, of @width bytes, into register @to. */
void rt_effects_mix_in(struct rt_effects *effects, unsigned int to,
		       struct rt_operand value, unsigned int width);

/* Makes the flags unknown. */
void rt_effects_lose_flags(struct rt_effects *effects);

#endif

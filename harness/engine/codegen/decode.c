/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/decode.h"

#include <string.h>

bool rt_find_arithmetic(const struct rt_arithmetic_row *table, unsigned int id,
			enum rt_arithmetic *how)
{
	for (; table->id; table++)
		if (table->id == id) {
			*how = table->how;
			return true;
		}
	return false;
}

enum rt_condition rt_find_condition(const struct rt_condition_row *table,
				    unsigned int id)
{
	for (; table->id; table++)
		if (table->id == id)
			return table->condition;
	return RT_IF_UNKNOWN;
}

bool rt_mnemonic_is(const cs_insn *insn, const char *name)
{
	return !strcmp(insn->mnemonic, name);
}

bool rt_mnemonic_starts(const cs_insn *insn, const char *with)
{
	return !strncmp(insn->mnemonic, with, strlen(with));
}

bool rt_mnemonic_ends(const cs_insn *insn, const char *with)
{
	size_t length = strlen(insn->mnemonic);
	size_t tail = strlen(with);

	return length >= tail && !strcmp(insn->mnemonic + length - tail, with);
}

bool rt_mnemonic_is_among(const cs_insn *insn, const char *const *list)
{
	for (; *list; list++)
		if (rt_mnemonic_starts(insn, *list))
			return true;
	return false;
}

void rt_effects_mix_in(struct rt_effects *effects, unsigned int to,
		       struct rt_operand value, unsigned int width)
{
	rt_effects_compute(effects, to, RT_MIX, rt_operand_register(to), value,
			   width);
}

void rt_effects_lose_flags(struct rt_effects *effects)
{
	rt_effects_compare(effects, RT_MIX, rt_operand_number(0),
			   rt_operand_number(0), 8);
}

void rt_effects_address(struct rt_effects *effects, unsigned int to,
			const struct rt_effect_address *at, unsigned int width)
{
	struct rt_operand result = rt_operand_register(to);

	rt_effects_copy(effects, to, rt_operand_number(at->offset), width);
	if (at->base != RT_REGISTER_NONE)
		rt_effects_compute(effects, to, RT_ADD,
				   rt_operand_register(at->base), result,
				   width);
	for (unsigned int i = 0; at->index != RT_REGISTER_NONE && i < at->scale;
	     i++)
		rt_effects_compute(effects, to, RT_ADD, result,
				   rt_operand_register(at->index), width);
}

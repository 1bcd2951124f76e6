/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/effect.h"

struct rt_effect *rt_effects_add(struct rt_effects *effects,
				 enum rt_effect_kind kind)
{
	struct rt_effect *one;

	/* The last one is overwritten: what follows is not believed anyway. */
	if (effects->count == RT_EFFECTS) {
		effects->is_full = true;
		effects->count--;
	}
	one = &effects->list[effects->count++];
	*one = (struct rt_effect){
		.kind = kind,
		.condition = RT_IF_UNKNOWN,
		.at = {.base = RT_REGISTER_NONE, .index = RT_REGISTER_NONE},
	};
	return one;
}

struct rt_operand rt_operand_number(int64_t number)
{
	return (struct rt_operand){
		.kind = RT_OPERAND_NUMBER,
		.number = number,
	};
}

struct rt_operand rt_operand_code(uint64_t address)
{
	return (struct rt_operand){
		.kind = RT_OPERAND_CODE,
		.number = (int64_t)address,
	};
}

struct rt_operand rt_operand_register(unsigned int reg)
{
	return (struct rt_operand){.kind = RT_OPERAND_REGISTER, .reg = reg};
}

void rt_effects_compute(struct rt_effects *effects, unsigned int to,
			enum rt_arithmetic how, struct rt_operand a,
			struct rt_operand b, unsigned int width)
{
	struct rt_effect *one = rt_effects_add(effects, RT_EFFECT_COMPUTE);

	one->to = to;
	one->how = how;
	one->a = a;
	one->b = b;
	one->width = width;
}

void rt_effects_copy(struct rt_effects *effects, unsigned int to,
		     struct rt_operand from, unsigned int width)
{
	rt_effects_compute(effects, to, RT_COPY, from, rt_operand_number(0),
			   width);
}

struct rt_effect *rt_effects_load(struct rt_effects *effects, unsigned int to,
				  struct rt_effect_address at,
				  unsigned int width)
{
	struct rt_effect *one = rt_effects_add(effects, RT_EFFECT_LOAD);

	one->to = to;
	one->at = at;
	one->width = width;
	return one;
}

struct rt_effect *rt_effects_store(struct rt_effects *effects,
				   struct rt_effect_address at,
				   struct rt_operand from, unsigned int width)
{
	struct rt_effect *one = rt_effects_add(effects, RT_EFFECT_STORE);

	one->at = at;
	one->a = from;
	one->width = width;
	return one;
}

struct rt_effect *rt_effects_compare(struct rt_effects *effects,
				     enum rt_arithmetic how,
				     struct rt_operand a, struct rt_operand b,
				     unsigned int width)
{
	struct rt_effect *one = rt_effects_add(effects, RT_EFFECT_COMPARE);

	one->how = how;
	one->a = a;
	one->b = b;
	one->width = width;
	return one;
}

void rt_effects_branch(struct rt_effects *effects, enum rt_condition condition,
		       struct rt_operand target)
{
	struct rt_effect *one = rt_effects_add(effects, RT_EFFECT_BRANCH);

	one->condition = condition;
	one->a = target;
}

void rt_effects_jump(struct rt_effects *effects, struct rt_operand target,
		     bool is_call)
{
	struct rt_effect *one = rt_effects_add(effects, RT_EFFECT_JUMP);

	one->a = target;
	one->is_call = is_call;
}

struct rt_effect_address rt_effect_at(unsigned int base, int64_t offset)
{
	return (struct rt_effect_address){
		.base = base,
		.index = RT_REGISTER_NONE,
		.scale = 1,
		.offset = offset,
	};
}

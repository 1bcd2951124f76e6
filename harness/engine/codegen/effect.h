/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one instruction does, in terms that are the same on every machine: a
 * short list of effects in order. Plain data.
 */
#ifndef RT_ENGINE_CODEGEN_EFFECT_H
#define RT_ENGINE_CODEGEN_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/engine/codegen/value.h"

/*
 * Registers: the machine's general registers by its own numbers, then these.
 * All vector and floating-point registers are treated as one, which stays
 * tainted once it held a value derived from the field's address.
 */
enum {
	RT_REGISTER_LINK = RT_ARCH_LINK, /* ppc64's, not a general one */
	RT_REGISTER_ZERO,		 /* reads as 0, writes are dropped */
	RT_REGISTER_VECTOR,
	RT_REGISTER_OTHER,   /* flags and others that hold no address */
	RT_REGISTER_SCRATCH, /* temporary within one instruction */
	RT_REGISTER_SCRATCH_2,
	RT_REGISTER_COUNT, /* ppc64's CTR */
	RT_REGISTERS,
	RT_REGISTER_NONE = RT_ARCH_NONE,
	/* Sets of condition flags; most machines have one, the first. */
	RT_FLAGS = 9,
	RT_FLAGS_LAST = RT_FLAGS - 1,
};

struct rt_operand {
	enum {
		RT_OPERAND_NUMBER,
		RT_OPERAND_CODE, /* number: an address in the module */
		RT_OPERAND_REGISTER,
	} kind;
	unsigned int reg;
	int64_t number;
};

struct rt_effect_address {
	unsigned int base;  /* register or RT_REGISTER_NONE */
	unsigned int index; /* the same */
	unsigned int scale;
	int64_t offset;
	bool is_elsewhere; /* thread-local, so not field or stack */
};

enum rt_effect_kind {
	RT_EFFECT_COMPUTE,   /* to = a how b */
	RT_EFFECT_LOAD,	     /* to = memory, extended */
	RT_EFFECT_STORE,     /* memory = a */
	RT_EFFECT_COMPARE,   /* sets flags by a - b, or a & b */
	RT_EFFECT_BRANCH,    /* to address a if condition holds */
	RT_EFFECT_JUMP,	     /* to address a; a call if is_call */
	RT_EFFECT_STRING,    /* x86: from (%rsi) to (%rdi), see is_repeated */
	RT_EFFECT_DIRECTION, /* x86: string direction, down if a != 0 */
	RT_EFFECT_KERNEL,    /* a system call */
	RT_EFFECT_TRAP,	     /* execution ends here */
	RT_EFFECT_STRANGE,   /* not modelled */
};

struct rt_effect {
	enum rt_effect_kind kind;
	enum rt_arithmetic how;
	enum rt_condition condition;
	unsigned int to;
	struct rt_operand a, b;
	struct rt_effect_address at;
	unsigned int width; /* in bytes, of the access or of the result */
	bool is_signed;
	bool keeps_upper; /* the rest of the register stays as it was */
	bool is_both;  /* a load that writes memory too, a store that reads */
	bool is_noted; /* a store that an earlier effect has accounted for */
	bool is_call;
	bool is_repeated;
	bool reads_source;  /* a string instruction reads at (%rsi) */
	bool writes_target; /* it writes at (%rdi) */
	bool is_zero_only;  /* see rt_flags_compared */
	bool is_block;	    /* an access in parts without order: s390x mvc */
};

enum { RT_EFFECTS = 48 };

struct rt_effects {
	struct rt_effect list[RT_EFFECTS];
	size_t count;
	bool is_full; /* more effects than fit */
};

/*
 * Adds an effect; if the list is full, sets is_full and overwrites the last
 * effect.
 */
struct rt_effect *rt_effects_add(struct rt_effects *effects,
				 enum rt_effect_kind kind);

struct rt_operand rt_operand_number(int64_t number);
struct rt_operand rt_operand_code(uint64_t address);
struct rt_operand rt_operand_register(unsigned int reg);

void rt_effects_compute(struct rt_effects *effects, unsigned int to,
			enum rt_arithmetic how, struct rt_operand a,
			struct rt_operand b, unsigned int width);
void rt_effects_copy(struct rt_effects *effects, unsigned int to,
		     struct rt_operand from, unsigned int width);
struct rt_effect *rt_effects_load(struct rt_effects *effects, unsigned int to,
				  struct rt_effect_address at,
				  unsigned int width);
struct rt_effect *rt_effects_store(struct rt_effects *effects,
				   struct rt_effect_address at,
				   struct rt_operand from, unsigned int width);
struct rt_effect *rt_effects_compare(struct rt_effects *effects,
				     enum rt_arithmetic how,
				     struct rt_operand a, struct rt_operand b,
				     unsigned int width);
void rt_effects_branch(struct rt_effects *effects, enum rt_condition condition,
		       struct rt_operand target);
void rt_effects_jump(struct rt_effects *effects, struct rt_operand target,
		     bool is_call);
struct rt_effect_address rt_effect_at(unsigned int base, int64_t offset);

#endif

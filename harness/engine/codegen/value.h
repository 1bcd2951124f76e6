/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What codegen knows of a value in a register or on the stack, without
 * running anything: is it the field's address, and how far from it. Plain
 * data, pure functions, any thread.
 */
#ifndef RT_ENGINE_CODEGEN_VALUE_H
#define RT_ENGINE_CODEGEN_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum rt_value_kind {
	RT_VALUE_UNKNOWN,    /* anything, but not made from an address below */
	RT_VALUE_NUMBER,     /* number */
	RT_VALUE_FIELD,	     /* the field's address + number */
	RT_VALUE_LOST,	     /* made from the field's address, unknown how */
	RT_VALUE_STACK,	     /* the stack pointer at entry + number */
	RT_VALUE_STACK_LOST, /* somewhere on the stack */
	RT_VALUE_MODULE,     /* the address number of the module */
	RT_VALUE_EXTERN,     /* what is linked into the slot at number */
	RT_VALUE_EXIT,	     /* where the accessor returns to */
	RT_VALUE_APART, /* between field and stack: at least 8, both ways */
};

struct rt_value {
	enum rt_value_kind kind;
	int64_t number;
};

enum rt_arithmetic {
	RT_COPY, /* the second operand is not used */
	RT_ADD,
	RT_SUBTRACT,
	RT_AND,
	RT_OR,
	RT_XOR,
	RT_SHIFT_LEFT,
	RT_SHIFT_RIGHT,
	RT_SHIFT_RIGHT_SIGNED,
	RT_SIGN_EXTEND, /* from as many bytes as the second operand says */
	RT_MIX,		/* something that is not modelled */
};

/* What is known of every address on one machine; all in bytes. */
struct rt_address_facts {
	unsigned int pointer_bytes;
	unsigned int field_alignment; /* a power of 2; 1: nothing is known */
	unsigned int stack_alignment; /* of the stack pointer at entry, */
	unsigned int stack_residue;   /* which is this modulo that */
};

/* The flags that a comparison leaves: of a - b, at a width in bytes. */
struct rt_flags_compared {
	struct rt_value left, right;
	unsigned int width;
	bool is_known;
	bool is_zero_only; /* only equal and not equal can be asked */
};

enum rt_condition {
	RT_IF_EQUAL,
	RT_IF_NOT_EQUAL,
	RT_IF_BELOW, /* unsigned */
	RT_IF_NOT_BELOW,
	RT_IF_ABOVE,
	RT_IF_NOT_ABOVE,
	RT_IF_LESS, /* signed */
	RT_IF_NOT_LESS,
	RT_IF_GREATER,
	RT_IF_NOT_GREATER,
	RT_IF_UNKNOWN,
};

enum rt_answer {
	RT_NO,
	RT_YES,
	RT_PERHAPS,
};

/* True for the field's address and for all that was made from it. */
bool rt_value_is_field(struct rt_value value);

struct rt_value rt_value_number(int64_t number);
struct rt_value rt_value_of(enum rt_value_kind kind, int64_t number);

/*
 * @a and @b combined, and cut to @width bytes. Never more exact than what
 * holds for every value that @a and @b may stand for.
 */
struct rt_value rt_value_compute(const struct rt_address_facts *facts,
				 enum rt_arithmetic how, struct rt_value a,
				 struct rt_value b, unsigned int width);

enum rt_answer rt_value_ask(const struct rt_flags_compared *comparison,
			    enum rt_condition condition);

/* The opposite; of RT_IF_UNKNOWN itself. */
enum rt_condition rt_condition_not(enum rt_condition condition);

#endif

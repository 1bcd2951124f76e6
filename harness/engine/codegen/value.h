/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What codegen knows statically of a value in a register or on the stack:
 * whether it is a number or an address, and at which offset from the field's
 * address. Plain data, pure functions, thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_VALUE_H
#define RT_ENGINE_CODEGEN_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum rt_value_kind {
	RT_VALUE_UNKNOWN,    /* any value that holds no tracked address */
	RT_VALUE_NUMBER,     /* number */
	RT_VALUE_FIELD,	     /* the field's address + number */
	RT_VALUE_LOST,	     /* derived from the field's address, inexactly */
	RT_VALUE_STACK,	     /* the stack pointer at entry + number */
	RT_VALUE_STACK_LOST, /* somewhere on the stack */
	RT_VALUE_MODULE,     /* the address @number in the module */
	RT_VALUE_EXTERN,     /* the symbol of the GOT slot at address @number */
	RT_VALUE_EXIT,	     /* the accessor's return address */
	/* Field - stack or stack - field: unsigned, from 8 to 2^64 - 8. */
	RT_VALUE_APART,
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
	RT_MIX,		/* any operation that is not modelled */
};

/* What is known of addresses on one machine; all in bytes. */
struct rt_address_facts {
	unsigned int pointer_bytes;
	unsigned int field_alignment; /* a power of 2; 1: nothing is known */
	unsigned int stack_alignment; /* the stack pointer at entry modulo */
	unsigned int stack_residue;   /* stack_alignment is stack_residue */
};

/* The condition flags set by left - right; @width is in bytes. */
struct rt_flags_compared {
	struct rt_value left, right;
	unsigned int width;
	bool is_known;
	bool is_zero_only; /* only the zero flag is known: (not) equal */
};

/* In pairs: an even condition, then its negation. */
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

/* Whether @value is the field's address or derived from it. */
bool rt_value_is_field(struct rt_value value);

struct rt_value rt_value_number(int64_t number);
struct rt_value rt_value_of(enum rt_value_kind kind, int64_t number);

/*
 * The result of @how on @a and @b, truncated to @width bytes. Conservative: it
 * holds for every pair of values that @a and @b may stand for.
 */
struct rt_value rt_value_compute(const struct rt_address_facts *facts,
				 enum rt_arithmetic how, struct rt_value a,
				 struct rt_value b, unsigned int width);

enum rt_answer rt_value_ask(const struct rt_flags_compared *comparison,
			    enum rt_condition condition);

/* The negation; RT_IF_UNKNOWN for RT_IF_UNKNOWN. */
enum rt_condition rt_condition_not(enum rt_condition condition);

#endif

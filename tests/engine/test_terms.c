/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random programs on unknown values, built of VEX's operations. What the rules
 * make of them must have, for any numbers in place of the unknown values, the
 * result that the same program has on the numbers; and a byte that does not
 * derive from an input must not change when that input does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <valgrind/libvex_basictypes.h>
#include <valgrind/libvex_ir.h>

#include "harness/base/clock.h"
#include "harness/engine/account/operations.h"
#include "harness/engine/account/walk.h"

enum { inputs = 3, steps = 12, programs = 3000 };

/* Operations of 64 bits, by what they do here; others are made of them. */
enum what {
	ADD,
	SUBTRACT,
	MULTIPLY,
	AND,
	OR,
	XOR,
	SHIFT_LEFT,
	SHIFT_RIGHT,
	SHIFT_RIGHT_SIGNED,
	COMPLEMENT,
	LOW_BYTE,
	LOW_WORD_SIGNED,
	HIGH_HALF,
	SWAP_HALVES,
	IS_EQUAL,
	IS_LESS,
	IS_LESS_SIGNED,
	ORDER_OF,
	CHOICE,
	WHATS,
};

struct step {
	enum what what;
	unsigned a, b, c; /* earlier values */
	bool is_constant; /* @b is a number instead */
	uint64_t number;
};

struct program {
	struct step step[steps];
};

static uint64_t order_of(uint64_t a, uint64_t b)
{
	return a < b ? 8 : a > b ? 4 : 2;
}

/* What the operation does to numbers, without the code under test. */
static uint64_t compute(const struct step *step, uint64_t a, uint64_t b,
			uint64_t c)
{
	switch (step->what) {
	case ADD:
		return a + b;
	case SUBTRACT:
		return a - b;
	case MULTIPLY:
		return a * b;
	case AND:
		return a & b;
	case OR:
		return a | b;
	case XOR:
		return a ^ b;
	case SHIFT_LEFT:
		return a << (step->number & 63);
	case SHIFT_RIGHT:
		return a >> (step->number & 63);
	case SHIFT_RIGHT_SIGNED:
		return (uint64_t)((int64_t)a >> (step->number & 63));
	case COMPLEMENT:
		return ~a;
	case LOW_BYTE:
		return a & 0xff;
	case LOW_WORD_SIGNED:
		return (uint64_t)(int64_t)(int16_t)a;
	case HIGH_HALF:
		return a >> 32;
	case SWAP_HALVES:
		return a << 32 | a >> 32;
	case IS_EQUAL:
		return a == b;
	case IS_LESS:
		return a < b;
	case IS_LESS_SIGNED:
		return (int64_t)a < (int64_t)b;
	case ORDER_OF:
		return order_of(a, b);
	default:
		return a & 1 ? b : c;
	}
}

static rt_term one(struct rt_fold *fold, IROp operation, rt_term a,
		   unsigned size)
{
	return rt_operation(fold, operation, &a, 1, size);
}

static rt_term two(struct rt_fold *fold, IROp operation, rt_term a, rt_term b,
		   unsigned size)
{
	const rt_term operand[] = {a, b};

	return rt_operation(fold, operation, operand, 2, size);
}

static rt_term bit_to_number(struct rt_fold *fold, rt_term bit)
{
	return one(fold, Iop_1Uto64, bit, 8);
}

/* The same as compute(), by the code under test. */
static rt_term apply(struct rt_fold *fold, const struct step *step, rt_term a,
		     rt_term b, rt_term c)
{
	static const IROp plain[] = {
		[ADD] = Iop_Add64,
		[SUBTRACT] = Iop_Sub64,
		[MULTIPLY] = Iop_Mul64,
		[AND] = Iop_And64,
		[OR] = Iop_Or64,
		[XOR] = Iop_Xor64,
		[SHIFT_LEFT] = Iop_Shl64,
		[SHIFT_RIGHT] = Iop_Shr64,
		[SHIFT_RIGHT_SIGNED] = Iop_Sar64,
	};
	rt_term count = rt_term_number(fold->terms, step->number & 63, 1);

	switch (step->what) {
	case SHIFT_LEFT:
	case SHIFT_RIGHT:
	case SHIFT_RIGHT_SIGNED:
		return two(fold, plain[step->what], a, count, 8);
	case COMPLEMENT:
		return one(fold, Iop_Not64, a, 8);
	case LOW_BYTE:
		return one(fold, Iop_8Uto64, one(fold, Iop_64to8, a, 1), 8);
	case LOW_WORD_SIGNED:
		return one(fold, Iop_16Sto64, one(fold, Iop_64to16, a, 2), 8);
	case HIGH_HALF:
		return one(fold, Iop_32Uto64, one(fold, Iop_64HIto32, a, 4), 8);
	case SWAP_HALVES:
		return two(fold, Iop_32HLto64, one(fold, Iop_64to32, a, 4),
			   one(fold, Iop_64HIto32, a, 4), 8);
	case IS_EQUAL:
		return bit_to_number(fold, two(fold, Iop_CmpEQ64, a, b, 0));
	case IS_LESS:
		return bit_to_number(fold, two(fold, Iop_CmpLT64U, a, b, 0));
	case IS_LESS_SIGNED:
		return bit_to_number(fold, two(fold, Iop_CmpLT64S, a, b, 0));
	case ORDER_OF:
		return two(fold, Iop_CmpORD64U, a, b, 8);
	case CHOICE:
		return rt_fold_select(fold, one(fold, Iop_64to1, a, 0), b, c);
	default:
		return two(fold, plain[step->what], a, b, 8);
	}
}

static uint64_t interesting(struct rt_random *random)
{
	static const uint64_t numbers[] = {
		0,    1,	  2,	      7,
		0xff, 0x100,	  0xff00,     0xffff,
		0x80, 0xffffffff, UINT64_MAX, (uint64_t)1 << 63};

	if (rt_random_below(random, 2))
		return numbers[rt_random_below(
			random, sizeof(numbers) / sizeof(*numbers))];
	return rt_random_next(random);
}

static void make_program(struct program *program, struct rt_random *random)
{
	for (unsigned i = 0; i < steps; i++) {
		unsigned known = inputs + i;

		program->step[i] = (struct step){
			.what = (enum what)rt_random_below(random, WHATS),
			.a = (unsigned)rt_random_below(random, known),
			.b = (unsigned)rt_random_below(random, known),
			.c = (unsigned)rt_random_below(random, known),
			.is_constant = rt_random_below(random, 2),
			.number = interesting(random),
		};
	}
}

/* Fills in the values of a program on numbers. */
static void run_numbers(const struct program *program, uint64_t *value)
{
	for (unsigned i = 0; i < steps; i++) {
		const struct step *step = &program->step[i];

		value[inputs + i] = compute(step, value[step->a],
					    step->is_constant ? step->number
							      : value[step->b],
					    value[step->c]);
	}
}

static void run_terms(const struct program *program, struct rt_fold *fold,
		      rt_term *value)
{
	for (unsigned i = 0; i < steps; i++) {
		const struct step *step = &program->step[i];
		rt_term b = step->is_constant ? rt_term_number(fold->terms,
							       step->number, 8)
					      : value[step->b];

		value[inputs + i] =
			apply(fold, step, value[step->a], b, value[step->c]);
	}
}

static void check_values(struct rt_walk *walk, const rt_term *term,
			 const uint64_t *value, unsigned number)
{
	for (unsigned i = inputs; i < inputs + steps; i++) {
		rt_term result = term[i];
		uint64_t got;

		for (unsigned k = 0; k < inputs; k++)
			result = rt_substitute(
				walk, result, term[k],
				rt_term_number(&walk->terms, value[k], 8));
		/* What was too deep has become unknown, which is no error. */
		if (!rt_term_get_number(&walk->terms, result, &got))
			continue;
		if (got != value[i])
			fail_msg("program %u, step %u: 0x%llx, not 0x%llx",
				 number, i - inputs, (unsigned long long)got,
				 (unsigned long long)value[i]);
	}
}

/* Changes one input: what does not derive from it stays. */
static void check_origins(struct rt_walk *walk, const struct program *program,
			  const rt_term *term, const uint64_t *value,
			  struct rt_random *random, unsigned number)
{
	uint64_t changed[inputs + steps];
	unsigned input = (unsigned)rt_random_below(random, inputs);

	for (unsigned i = 0; i < inputs; i++)
		changed[i] = value[i];
	changed[input] = interesting(random);
	run_numbers(program, changed);
	for (unsigned i = inputs; i < inputs + steps; i++)
		for (unsigned byte = 0; byte < 8; byte++) {
			rt_origins from = rt_piece_from(
				&walk->terms, rt_piece_of(term[i], byte));
			uint64_t differ = (changed[i] ^ value[i]) >> 8 * byte;

			if (!(from & RT_FROM_ACCESS(input)) && differ & 0xff)
				fail_msg("program %u, step %u, byte %u does "
					 "derive from input %u",
					 number, i - inputs, byte, input);
		}
}

static void run_program(struct rt_random *random, unsigned number)
{
	struct rt_walk walk = {.depth = 0};
	struct program program;
	rt_term term[inputs + steps];
	uint64_t value[inputs + steps];

	assert_true(rt_terms_init(&walk.terms));
	walk.fold = (struct rt_fold){.terms = &walk.terms,
				     .pointer_bytes = 8,
				     .field_alignment = 2,
				     .stack_alignment = 16};
	make_program(&program, random);
	for (unsigned i = 0; i < inputs; i++)
		term[i] = rt_term_unknown(&walk.terms, RT_FROM_ACCESS(i), 8);
	run_terms(&program, &walk.fold, term);
	for (unsigned i = 0; i < 4; i++) {
		for (unsigned k = 0; k < inputs; k++)
			value[k] = interesting(random);
		run_numbers(&program, value);
		check_values(&walk, term, value, number);
		check_origins(&walk, &program, term, value, random, number);
	}
	assert_false(walk.terms.failed);
	rt_terms_free(&walk.terms);
}

static void random_programs(void **state)
{
	struct rt_random random = {.state = rt_random_seed()};

	(void)state;
	print_message("seed %llu\n", (unsigned long long)random.state);
	for (unsigned i = 0; i < programs; i++)
		run_program(&random, i);
}

static void equal_values_are_one_term(void **state)
{
	struct rt_walk walk = {.depth = 0};
	struct rt_fold *fold = &walk.fold;
	rt_term x, y, bit;

	(void)state;
	assert_true(rt_terms_init(&walk.terms));
	*fold = (struct rt_fold){.terms = &walk.terms, .pointer_bytes = 8};
	x = rt_term_unknown(&walk.terms, RT_FROM_ACCESS(0), 8);
	y = rt_term_unknown(&walk.terms, RT_FROM_ACCESS(1), 8);
	/* Neither x nor y is a number: the difference is the number alone. */
	assert_int_equal(two(fold, Iop_Sub64,
			     two(fold, Iop_Sub64, two(fold, Iop_Add64, x, y, 8),
				 rt_term_number(&walk.terms, 7, 8), 8),
			     two(fold, Iop_Add64, x, y, 8), 8),
			 rt_term_number(&walk.terms, (uint64_t)-7, 8));
	bit = two(fold, Iop_CmpEQ64, x, y, 0);
	assert_int_equal(bit, two(fold, Iop_CmpEQ64, y, x, 0));
	/* x - y == 0, x ^ y == 0, and bit 1 of POWER's comparison. */
	assert_int_equal(bit,
			 two(fold, Iop_CmpEQ64, two(fold, Iop_Sub64, x, y, 8),
			     rt_term_number(&walk.terms, 0, 8), 0));
	assert_int_equal(bit,
			 two(fold, Iop_CmpEQ64, two(fold, Iop_Xor64, x, y, 8),
			     rt_term_number(&walk.terms, 0, 8), 0));
	assert_int_equal(
		bit, one(fold, Iop_64to1,
			 two(fold, Iop_Shr64, two(fold, Iop_CmpORD64U, x, y, 8),
			     rt_term_number(&walk.terms, 1, 1), 8),
			 0));
	rt_terms_free(&walk.terms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_programs),
		cmocka_unit_test(equal_values_are_one_term),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

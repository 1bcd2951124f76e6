/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compressed instructions, by the tables of the manual's chapter "C". */
#include <stdbool.h>

#include "harness/engine/account/riscv_text.h"

enum {
	zero = 0,
	link = 1,
	stack = 2,
	/* Major opcodes. */
	op_load = 0x03,
	op_load_float = 0x07,
	op_immediate = 0x13,
	op_immediate_word = 0x1b,
	op_store = 0x23,
	op_store_float = 0x27,
	op_register = 0x33,
	op_upper = 0x37,
	op_register_word = 0x3b,
	op_branch = 0x63,
	op_jump_register = 0x67,
	op_jump = 0x6f,
	word = 2, /* funct3 of loads and stores */
	doubleword = 3,
};

/* Bits @high to @low of the instruction, moved to bit @to. */
static uint32_t bits(uint32_t instruction, unsigned high, unsigned low,
		     unsigned to)
{
	uint32_t mask = (2u << (high - low)) - 1;

	return (instruction >> low & mask) << to;
}

static int32_t extend(uint32_t value, unsigned width)
{
	return (int32_t)(value << (32 - width)) >> (32 - width);
}

/* The registers x8 to x15 that three bits name. */
static unsigned low_register(uint32_t instruction, unsigned at)
{
	return 8 + bits(instruction, at + 2, at, 0);
}

static uint32_t immediate(unsigned opcode, unsigned function, unsigned to,
			  unsigned from, int32_t number)
{
	return (uint32_t)number << 20 | from << 15 | function << 12 | to << 7 |
	       opcode;
}

static uint32_t store(unsigned opcode, unsigned function, unsigned base,
		      unsigned from, uint32_t number)
{
	return bits(number, 11, 5, 25) | from << 20 | base << 15 |
	       function << 12 | bits(number, 4, 0, 7) | opcode;
}

static uint32_t registers(unsigned opcode, unsigned upper, unsigned function,
			  unsigned to, unsigned left, unsigned right)
{
	return upper << 25 | right << 20 | left << 15 | function << 12 |
	       to << 7 | opcode;
}

static uint32_t branch(unsigned function, unsigned left, int32_t distance)
{
	uint32_t number = (uint32_t)distance;

	return bits(number, 12, 12, 31) | bits(number, 10, 5, 25) | left << 15 |
	       function << 12 | bits(number, 4, 1, 8) |
	       bits(number, 11, 11, 7) | op_branch;
}

static uint32_t jump(int32_t distance)
{
	uint32_t number = (uint32_t)distance;

	return bits(number, 20, 20, 31) | bits(number, 10, 1, 21) |
	       bits(number, 11, 11, 20) | bits(number, 19, 12, 12) | op_jump;
}

/* ld at distance @wide, or, of RV32, flw at @narrow. */
static uint32_t load_wide(bool is_64, unsigned to, unsigned base, uint32_t wide,
			  uint32_t narrow)
{
	return is_64 ? immediate(op_load, doubleword, to, base, (int)wide)
		     : immediate(op_load_float, word, to, base, (int)narrow);
}

/* sd, or fsw. */
static uint32_t store_wide(bool is_64, unsigned base, unsigned from,
			   uint32_t wide, uint32_t narrow)
{
	return is_64 ? store(op_store, doubleword, base, from, wide)
		     : store(op_store_float, word, base, from, narrow);
}

static uint32_t expand_0(uint32_t c, bool is_64)
{
	unsigned to = low_register(c, 2), base = low_register(c, 7);
	uint32_t wide = bits(c, 12, 10, 3) | bits(c, 6, 5, 6);
	uint32_t narrow =
		bits(c, 12, 10, 3) | bits(c, 6, 6, 2) | bits(c, 5, 5, 6);
	uint32_t add = bits(c, 12, 11, 4) | bits(c, 10, 7, 6) |
		       bits(c, 6, 6, 2) | bits(c, 5, 5, 3);

	switch (c >> 13) {
	case 0:
		return add ? immediate(op_immediate, 0, to, stack, (int)add)
			   : 0;
	case 1:
		return immediate(op_load_float, doubleword, to, base,
				 (int)wide);
	case 2:
		return immediate(op_load, word, to, base, (int)narrow);
	case 3:
		return load_wide(is_64, to, base, wide, narrow);
	case 5:
		return store(op_store_float, doubleword, base, to, wide);
	case 6:
		return store(op_store, word, base, to, narrow);
	case 7:
		return store_wide(is_64, base, to, wide, narrow);
	default:
		return 0;
	}
}

static uint32_t expand_arithmetic(uint32_t c, int32_t number, bool is_64)
{
	unsigned to = low_register(c, 7), other = low_register(c, 2);
	static const struct {
		unsigned opcode, upper, function;
	} rows[] = {
		{op_register, 0x20, 0},	     {op_register, 0, 4},
		{op_register, 0, 6},	     {op_register, 0, 7},
		{op_register_word, 0x20, 0}, {op_register_word, 0, 0},
	};
	unsigned row = bits(c, 6, 5, 0) + bits(c, 12, 12, 2);
	unsigned kind = bits(c, 11, 10, 0);

	/* No shift by 32 and more, and no words apart from registers. */
	if (!is_64 && bits(c, 12, 12, 0) && kind != 2)
		return 0;
	switch (kind) {
	case 0:
		return immediate(op_immediate, 5, to, to, number & 63);
	case 1:
		return immediate(op_immediate, 5, to, to,
				 0x400 | (number & 63));
	case 2:
		return immediate(op_immediate, 7, to, to, number);
	default:
		if (row >= sizeof(rows) / sizeof(*rows))
			return 0;
		return registers(rows[row].opcode, rows[row].upper,
				 rows[row].function, to, to, other);
	}
}

/* addi of the stack pointer, or lui. */
static uint32_t expand_upper(uint32_t c, unsigned to, int32_t number)
{
	int32_t distance = extend(bits(c, 12, 12, 9) | bits(c, 6, 6, 4) |
					  bits(c, 5, 5, 6) | bits(c, 4, 3, 7) |
					  bits(c, 2, 2, 5),
				  10);

	if (!number)
		return 0;
	if (to == stack)
		return immediate(op_immediate, 0, stack, stack, distance);
	return (uint32_t)number << 12 | to << 7 | op_upper;
}

static uint32_t expand_1(uint32_t c, bool is_64)
{
	unsigned to = bits(c, 11, 7, 0);
	int32_t number = extend(bits(c, 12, 12, 5) | bits(c, 6, 2, 0), 6);
	int32_t far = extend(bits(c, 12, 12, 11) | bits(c, 11, 11, 4) |
				     bits(c, 10, 9, 8) | bits(c, 8, 8, 10) |
				     bits(c, 7, 7, 6) | bits(c, 6, 6, 7) |
				     bits(c, 5, 3, 1) | bits(c, 2, 2, 5),
			     12);
	int32_t near = extend(bits(c, 12, 12, 8) | bits(c, 11, 10, 3) |
				      bits(c, 6, 5, 6) | bits(c, 4, 3, 1) |
				      bits(c, 2, 2, 5),
			      9);

	switch (c >> 13) {
	case 0:
		return immediate(op_immediate, 0, to, to, number);
	case 1:
		if (!is_64)
			return jump(far) | link << 7;
		return to ? immediate(op_immediate_word, 0, to, to, number) : 0;
	case 2:
		return immediate(op_immediate, 0, to, zero, number);
	case 3:
		return expand_upper(c, to, number);
	case 4:
		return expand_arithmetic(c, number, is_64);
	case 5:
		return jump(far);
	case 6:
		return branch(0, low_register(c, 7), near);
	default:
		return branch(1, low_register(c, 7), near);
	}
}

static uint32_t expand_move(uint32_t c)
{
	unsigned to = bits(c, 11, 7, 0), from = bits(c, 6, 2, 0);
	bool is_add = bits(c, 12, 12, 0);

	if (from)
		return registers(op_register, 0, 0, to, is_add ? to : zero,
				 from);
	if (to)
		return immediate(op_jump_register, 0, is_add ? link : zero, to,
				 0);
	return is_add ? 0x00100073 /* ebreak */ : 0;
}

static uint32_t expand_2(uint32_t c, bool is_64)
{
	unsigned to = bits(c, 11, 7, 0), from = bits(c, 6, 2, 0);
	uint32_t shift = bits(c, 12, 12, 5) | bits(c, 6, 2, 0);
	uint32_t far_load =
		bits(c, 12, 12, 5) | bits(c, 6, 5, 3) | bits(c, 4, 2, 6);
	uint32_t near_load =
		bits(c, 12, 12, 5) | bits(c, 6, 4, 2) | bits(c, 3, 2, 6);
	uint32_t far_store = bits(c, 12, 10, 3) | bits(c, 9, 7, 6);
	uint32_t near_store = bits(c, 12, 9, 2) | bits(c, 8, 7, 6);

	switch (c >> 13) {
	case 0:
		if (!is_64 && shift > 31)
			return 0;
		return immediate(op_immediate, 1, to, to, (int)shift);
	case 1:
		return immediate(op_load_float, doubleword, to, stack,
				 (int)far_load);
	case 2:
		return to ? immediate(op_load, word, to, stack, (int)near_load)
			  : 0;
	case 3:
		return to || !is_64 ? load_wide(is_64, to, stack, far_load,
						near_load)
				    : 0;
	case 4:
		return expand_move(c);
	case 5:
		return store(op_store_float, doubleword, stack, from,
			     far_store);
	case 6:
		return store(op_store, word, stack, from, near_store);
	default:
		return store_wide(is_64, stack, from, far_store, near_store);
	}
}

uint32_t rt_riscv_expand(uint16_t instruction, bool is_64)
{
	switch (instruction & 3) {
	case 0:
		return expand_0(instruction, is_64);
	case 1:
		return expand_1(instruction, is_64);
	case 2:
		return expand_2(instruction, is_64);
	default:
		return 0;
	}
}

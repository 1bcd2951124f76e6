/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RISC-V: integer arithmetic. */
#include "harness/engine/account/riscv_lifting.h"

static IRExpr *shift_count(const struct rt_riscv_lifting *lifting,
			   IRExpr *count, uint64_t most)
{
	return unary(sized(lifting, Iop_32to8, Iop_64to8),
		     binary(sized(lifting, Iop_And32, Iop_And64), count,
			    number(lifting, most)));
}

/* The operation that funct3 names; @is_other is bit 30: sub, sra. */
static IRExpr *arithmetic(const struct rt_riscv_lifting *lifting,
			  unsigned function, bool is_other, IRExpr *a,
			  IRExpr *b)
{
	switch (function) {
	case 0:
		return binary(is_other ? sized(lifting, Iop_Sub32, Iop_Sub64)
				       : sized(lifting, Iop_Add32, Iop_Add64),
			      a, b);
	case 1:
		return binary(
			sized(lifting, Iop_Shl32, Iop_Shl64), a,
			shift_count(lifting, b, 8 * lifting->xlen->bytes - 1));
	case 2:
		return from_bit(lifting, binary(sized(lifting, Iop_CmpLT32S,
						      Iop_CmpLT64S),
						a, b));
	case 3:
		return from_bit(lifting, binary(sized(lifting, Iop_CmpLT32U,
						      Iop_CmpLT64U),
						a, b));
	case 4:
		return binary(sized(lifting, Iop_Xor32, Iop_Xor64), a, b);
	case 5:
		return binary(
			is_other ? sized(lifting, Iop_Sar32, Iop_Sar64)
				 : sized(lifting, Iop_Shr32, Iop_Shr64),
			a,
			shift_count(lifting, b, 8 * lifting->xlen->bytes - 1));
	case 6:
		return binary(sized(lifting, Iop_Or32, Iop_Or64), a, b);
	default:
		return binary(sized(lifting, Iop_And32, Iop_And64), a, b);
	}
}

static IRExpr *arithmetic_word(const struct rt_riscv_lifting *lifting,
			       unsigned function, bool is_other, IRExpr *a,
			       IRExpr *b)
{
	switch (function) {
	case 0:
		return from_word(lifting,
				 binary(is_other ? Iop_Sub32 : Iop_Add32,
					low_word(lifting, a),
					low_word(lifting, b)));
	case 1:
		return from_word(lifting,
				 binary(Iop_Shl32, low_word(lifting, a),
					shift_count(lifting, b, 31)));
	case 5:
		return from_word(lifting,
				 binary(is_other ? Iop_Sar32 : Iop_Shr32,
					low_word(lifting, a),
					shift_count(lifting, b, 31)));
	default:
		return NULL;
	}
}

/* The upper half of the product, as @word or @quad makes all of it. */
static IRExpr *upper_product(const struct rt_riscv_lifting *lifting, IROp word,
			     IROp quad, IRExpr *a, IRExpr *b)
{
	return unary(sized(lifting, Iop_64HIto32, Iop_128HIto64),
		     binary(sized(lifting, word, quad), a, b));
}

/* What is left of @a when it is divided by @b. */
static IRExpr *remainder_of(const struct rt_riscv_lifting *lifting, IROp divide,
			    IRExpr *a, IRExpr *b)
{
	return binary(sized(lifting, Iop_Sub32, Iop_Sub64), a,
		      binary(sized(lifting, Iop_Mul32, Iop_Mul64),
			     binary(divide, a, b), b));
}

/* The manual, chapter "M"; NULL: an operation that is not known here. */
static IRExpr *multiply(const struct rt_riscv_lifting *lifting,
			unsigned function, IRExpr *a, IRExpr *b)
{
	IROp divide = sized(lifting, Iop_DivS32, Iop_DivS64);
	IROp divide_unsigned = sized(lifting, Iop_DivU32, Iop_DivU64);

	switch (function) {
	case 0:
		return binary(sized(lifting, Iop_Mul32, Iop_Mul64), a, b);
	case 1:
		return upper_product(lifting, Iop_MullS32, Iop_MullS64, a, b);
	case 3:
		return upper_product(lifting, Iop_MullU32, Iop_MullU64, a, b);
	case 4:
		return binary(divide, a, b);
	case 5:
		return binary(divide_unsigned, a, b);
	case 6:
		return remainder_of(lifting, divide, a, b);
	case 7:
		return remainder_of(lifting, divide_unsigned, a, b);
	default:
		return NULL;
	}
}

static IRExpr *multiply_word(const struct rt_riscv_lifting *lifting,
			     unsigned function, IRExpr *a, IRExpr *b)
{
	IRExpr *x = low_word(lifting, a), *y = low_word(lifting, b);
	IROp divide = function & 1 ? Iop_DivU32 : Iop_DivS32;

	if (!function)
		return from_word(lifting, binary(Iop_Mul32, x, y));
	if (function < 4)
		return NULL;
	if (function < 6)
		return from_word(lifting, binary(divide, x, y));
	return from_word(lifting,
			 binary(Iop_Sub32, x,
				binary(Iop_Mul32, binary(divide, x, y), y)));
}

bool rt_riscv_lift_registers(struct rt_riscv_lifting *lifting, bool is_word)
{
	uint32_t code = lifting->code;
	unsigned function = function_of(code), upper = upper_of(code);
	IRExpr *a = get(lifting, left_of(code)),
	       *b = get(lifting, right_of(code)), *value;

	if (upper == 1)
		value = is_word ? multiply_word(lifting, function, a, b)
				: multiply(lifting, function, a, b);
	else if (upper && upper != 0x20)
		return false;
	else
		value = is_word ? arithmetic_word(lifting, function, upper, a,
						  b)
				: arithmetic(lifting, function, upper, a, b);
	if (value)
		put(lifting, to_of(code), value);
	return value;
}

bool rt_riscv_lift_immediate(struct rt_riscv_lifting *lifting, bool is_word)
{
	uint32_t code = lifting->code;
	unsigned function = function_of(code);
	bool is_other = function == 5 && code >> 30 & 1;
	IRExpr *a = get(lifting, left_of(code));
	IRExpr *b = number(lifting, (uint64_t)immediate_of(code));
	IRExpr *value =
		is_word ? arithmetic_word(lifting, function, is_other, a, b)
			: arithmetic(lifting, function, is_other, a, b);

	/* Other bits above a shift's count are other instructions. */
	if ((function == 1 || function == 5) &&
	    code >> 25 & ~(lifting->xlen->is_64 ? 0x21u : 0x20u))
		return false;
	if (value)
		put(lifting, to_of(code), value);
	return value;
}

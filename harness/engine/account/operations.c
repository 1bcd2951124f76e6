/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/operations.h"

#include <valgrind/libvex_basictypes.h>
#include <valgrind/libvex_ir.h>

/* What an IROp does, whatever the width of its operands. */
enum rule {
	NO_RULE,
	ADD,
	SUBTRACT,
	MULTIPLY,
	AND,
	OR,
	XOR,
	COMPLEMENT,
	SHIFT_LEFT,
	SHIFT_RIGHT,
	SHIFT_RIGHT_SIGNED,
	EQUAL,
	NOT_EQUAL,
	LESS,
	LESS_SIGNED,
	LESS_OR_EQUAL,
	LESS_OR_EQUAL_SIGNED,
	ORDER,
	ORDER_SIGNED,
	GREATER, /* the greater of two */
	NOT_ZERO,
	NOT_ZERO_SPREAD, /* all bits set unless it is zero */
	LEFT,		 /* the lowest set bit and all above it */
	EXTEND,
	EXTEND_SIGNED,
	LOW,  /* the lower bytes */
	HIGH, /* the upper bytes */
	JOIN,
	SAME, /* the same bits as another type */
	FROM_BIT,
	SPREAD_BIT,
	TO_BIT,
	NOT_BIT,
	AND_BIT,
	OR_BIT,
	TRAILING_ZEROS,
	LEADING_ZEROS,
	INTERLEAVE_LOW, /* of lanes of vectors */
	INTERLEAVE_HIGH,
	REPLACE_LOW, /* the lower bytes by the second operand */
	GET_LANE,    /* the lane whose number is the second operand */
};

/* Iop_INVALID is the first of the enumeration, not 0. */
static const unsigned char rules[] = {
#define OP(name, rule) [Iop_##name - Iop_INVALID] = rule
#define OP_4(name, rule)                                                       \
	OP(name##8, rule), OP(name##16, rule), OP(name##32, rule),             \
		OP(name##64, rule)
#define OP_2(name, end, rule) OP(name##32##end, rule), OP(name##64##end, rule)
	OP_4(Add, ADD),
	OP_4(Sub, SUBTRACT),
	OP_4(Mul, MULTIPLY),
	OP_4(And, AND),
	OP_4(Or, OR),
	OP_4(Xor, XOR),
	OP_4(Not, COMPLEMENT),
	OP_4(Shl, SHIFT_LEFT),
	OP_4(Shr, SHIFT_RIGHT),
	OP_4(Sar, SHIFT_RIGHT_SIGNED),
	OP_4(CmpEQ, EQUAL),
	OP_4(CasCmpEQ, EQUAL),
	OP_4(CmpNE, NOT_EQUAL),
	OP_4(CasCmpNE, NOT_EQUAL),
	OP_4(ExpCmpNE, NOT_EQUAL),
	OP_2(CmpLT, U, LESS),
	OP_2(CmpLT, S, LESS_SIGNED),
	OP_2(CmpLE, U, LESS_OR_EQUAL),
	OP_2(CmpLE, S, LESS_OR_EQUAL_SIGNED),
	OP_2(CmpORD, U, ORDER),
	OP_2(CmpORD, S, ORDER_SIGNED),
	OP(Max32U, GREATER),
	OP_4(CmpNEZ, NOT_ZERO),
	OP(CmpwNEZ32, NOT_ZERO_SPREAD),
	OP(CmpwNEZ64, NOT_ZERO_SPREAD),
	OP_4(Left, LEFT),
	OP(8Uto16, EXTEND),
	OP(8Uto32, EXTEND),
	OP(8Uto64, EXTEND),
	OP(16Uto32, EXTEND),
	OP(16Uto64, EXTEND),
	OP(32Uto64, EXTEND),
	OP(32UtoV128, EXTEND),
	OP(64UtoV128, EXTEND),
	OP(8Sto16, EXTEND_SIGNED),
	OP(8Sto32, EXTEND_SIGNED),
	OP(8Sto64, EXTEND_SIGNED),
	OP(16Sto32, EXTEND_SIGNED),
	OP(16Sto64, EXTEND_SIGNED),
	OP(32Sto64, EXTEND_SIGNED),
	OP(16to8, LOW),
	OP(32to8, LOW),
	OP(64to8, LOW),
	OP(32to16, LOW),
	OP(64to16, LOW),
	OP(64to32, LOW),
	OP(128to64, LOW),
	OP(V128to32, LOW),
	OP(V128to64, LOW),
	OP(V256toV128_0, LOW),
	OP(V256to64_0, LOW),
	OP(F128LOtoF64, LOW),
	OP(16HIto8, HIGH),
	OP(32HIto16, HIGH),
	OP(64HIto32, HIGH),
	OP(128HIto64, HIGH),
	OP(V128HIto64, HIGH),
	OP(V256toV128_1, HIGH),
	OP(F128HItoF64, HIGH),
	OP(8HLto16, JOIN),
	OP(16HLto32, JOIN),
	OP(32HLto64, JOIN),
	OP(64HLto128, JOIN),
	OP(64HLtoV128, JOIN),
	OP(V128HLtoV256, JOIN),
	OP(F64HLtoF128, JOIN),
	OP(ReinterpF64asI64, SAME),
	OP(ReinterpI64asF64, SAME),
	OP(ReinterpF32asI32, SAME),
	OP(ReinterpI32asF32, SAME),
	OP(ReinterpF128asI128, SAME),
	OP(ReinterpI128asF128, SAME),
	OP(ReinterpV128asI128, SAME),
	OP(ReinterpI128asV128, SAME),
	OP(ReinterpI64asD64, SAME),
	OP(ReinterpD64asI64, SAME),
	OP(1Uto8, FROM_BIT),
	OP(1Uto32, FROM_BIT),
	OP(1Uto64, FROM_BIT),
	OP(1Sto8, SPREAD_BIT),
	OP(1Sto16, SPREAD_BIT),
	OP(1Sto32, SPREAD_BIT),
	OP(1Sto64, SPREAD_BIT),
	OP(32to1, TO_BIT),
	OP(64to1, TO_BIT),
	OP(Not1, NOT_BIT),
	OP(And1, AND_BIT),
	OP(Or1, OR_BIT),
	OP_2(Ctz, , TRAILING_ZEROS),
	OP_2(CtzNat, , TRAILING_ZEROS),
	OP_2(Clz, , LEADING_ZEROS),
	OP_2(ClzNat, , LEADING_ZEROS),
	OP(AndV128, AND),
	OP(AndV256, AND),
	OP(OrV128, OR),
	OP(OrV256, OR),
	OP(XorV128, XOR),
	OP(XorV256, XOR),
	OP(NotV128, COMPLEMENT),
	OP(NotV256, COMPLEMENT),
	OP(InterleaveLO8x16, INTERLEAVE_LOW),
	OP(InterleaveLO16x8, INTERLEAVE_LOW),
	OP(InterleaveLO32x4, INTERLEAVE_LOW),
	OP(InterleaveLO64x2, INTERLEAVE_LOW),
	OP(InterleaveHI8x16, INTERLEAVE_HIGH),
	OP(InterleaveHI16x8, INTERLEAVE_HIGH),
	OP(InterleaveHI32x4, INTERLEAVE_HIGH),
	OP(InterleaveHI64x2, INTERLEAVE_HIGH),
	OP(GetElem8x8, GET_LANE),
	OP(GetElem16x4, GET_LANE),
	OP(GetElem32x2, GET_LANE),
	OP(GetElem8x16, GET_LANE),
	OP(GetElem16x8, GET_LANE),
	OP(GetElem32x4, GET_LANE),
	OP(GetElem64x2, GET_LANE),
	OP(SetV128lo32, REPLACE_LOW),
	OP(SetV128lo64, REPLACE_LOW),
#undef OP_2
#undef OP_4
#undef OP
};

static enum rule rule_of(uint32_t operation)
{
	uint32_t at = operation - Iop_INVALID;

	return at < sizeof(rules) ? (enum rule)rules[at] : NO_RULE;
}

/* The bytes of a lane of an operation on vectors, by its name. */
static unsigned lane_of(uint32_t operation)
{
	switch (operation) {
	case Iop_InterleaveLO8x16:
	case Iop_InterleaveHI8x16:
		return 1;
	case Iop_InterleaveLO16x8:
	case Iop_InterleaveHI16x8:
		return 2;
	case Iop_InterleaveLO32x4:
	case Iop_InterleaveHI32x4:
		return 4;
	default:
		return 8;
	}
}

/* Lanes of the second operand and the first in turn, the lowest first. */
static rt_term interleave(struct rt_fold *fold, uint32_t operation, rt_term a,
			  rt_term b, bool is_high)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	unsigned lane = lane_of(operation);
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++) {
		unsigned pair = i / (2 * lane), within = i % lane;
		unsigned from = pair * lane + within + (is_high ? size / 2 : 0);

		piece[i] =
			rt_term_piece(fold->terms, i / lane % 2 ? a : b, from);
	}
	return rt_term_gather(fold->terms, piece, size);
}

static rt_term replace_low(struct rt_fold *fold, rt_term a, rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	unsigned low = rt_term_look(fold->terms, b)->size;
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++)
		piece[i] = rt_term_piece(fold->terms, i < low ? b : a, i);
	return rt_term_gather(fold->terms, piece, size);
}

static rt_term plain(struct rt_fold *fold, uint32_t operation,
		     const rt_term *operand, unsigned count, unsigned size)
{
	return rt_term_apply(fold->terms, operation, operand, count, size);
}

static rt_term count_zeros(struct rt_fold *fold, uint32_t operation,
			   enum rule rule, rt_term a)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	uint64_t number;
	int zeros;

	if (!rt_term_get_number(fold->terms, a, &number))
		return plain(fold, operation, &a, 1, size);
	if (!number)
		zeros = (int)(8 * size);
	else if (rule == TRAILING_ZEROS)
		zeros = __builtin_ctzll(number);
	else
		zeros = __builtin_clzll(number) - (int)(64 - 8 * size);
	return rt_term_number(fold->terms, (uint64_t)zeros, size);
}

static rt_term unary_bits(struct rt_fold *fold, enum rule rule, rt_term a,
			  unsigned size, uint32_t operation)
{
	rt_term is_zero;

	switch (rule) {
	case FROM_BIT:
		return rt_fold_from_bit(fold, a, size);
	case SPREAD_BIT:
		return rt_fold_spread_bit(fold, a, size);
	case TO_BIT:
		return rt_fold_to_bit(fold, a);
	case NOT_BIT:
		return rt_fold_not(fold, a);
	case TRAILING_ZEROS:
	case LEADING_ZEROS:
		return count_zeros(fold, operation, rule, a);
	default: /* NOT_ZERO and NOT_ZERO_SPREAD */
		is_zero = rt_fold_equal(
			fold, a,
			rt_fold_zeros(fold,
				      rt_term_look(fold->terms, a)->size));
		is_zero = rt_fold_not(fold, is_zero);
		return rule == NOT_ZERO
			       ? is_zero
			       : rt_fold_spread_bit(fold, is_zero, size);
	}
}

static rt_term unary(struct rt_fold *fold, enum rule rule, rt_term a,
		     unsigned size, uint32_t operation)
{
	unsigned before = rt_term_look(fold->terms, a)->size;
	uint64_t number;

	switch (rule) {
	case COMPLEMENT:
		return rt_fold_complement(fold, a);
	case EXTEND:
	case EXTEND_SIGNED:
		return rt_fold_extend(fold, a, size, rule == EXTEND_SIGNED);
	case LOW:
		return rt_term_slice(fold->terms, a, 0, size);
	case HIGH:
		return rt_term_slice(fold->terms, a, before - size, size);
	case SAME:
		return a;
	case LEFT:
		if (rt_term_get_number(fold->terms, a, &number))
			return rt_term_number(fold->terms, number | -number,
					      size);
		return plain(fold, operation, &a, 1, size);
	default:
		return unary_bits(fold, rule, a, size, operation);
	}
}

static rt_term compare(struct rt_fold *fold, enum rule rule, rt_term a,
		       rt_term b)
{
	switch (rule) {
	case EQUAL:
		return rt_fold_equal(fold, a, b);
	case NOT_EQUAL:
		return rt_fold_not(fold, rt_fold_equal(fold, a, b));
	case LESS:
	case LESS_SIGNED:
		return rt_fold_less(fold, a, b, rule == LESS_SIGNED);
	case LESS_OR_EQUAL:
	case LESS_OR_EQUAL_SIGNED:
		return rt_fold_not(
			fold,
			rt_fold_less(fold, b, a, rule == LESS_OR_EQUAL_SIGNED));
	case ORDER:
	case ORDER_SIGNED:
		return rt_fold_order(fold, a, b, rule == ORDER_SIGNED);
	case GREATER:
		return rt_fold_select(fold, rt_fold_less(fold, a, b, false), b,
				      a);
	case AND_BIT:
		return rt_fold_and_bit(fold, a, b);
	default:
		return rt_fold_or_bit(fold, a, b);
	}
}

static rt_term get_lane(struct rt_fold *fold, rt_term vector, rt_term lane,
			unsigned size, uint32_t operation)
{
	unsigned whole = rt_term_look(fold->terms, vector)->size;
	const rt_term operand[] = {vector, lane};
	uint64_t number;

	if (!rt_term_get_number(fold->terms, lane, &number) ||
	    number >= whole / size)
		return plain(fold, operation, operand, 2, size);
	return rt_term_slice(fold->terms, vector, (unsigned)number * size,
			     size);
}

static rt_term binary(struct rt_fold *fold, enum rule rule, rt_term a,
		      rt_term b, unsigned size, uint32_t operation)
{
	switch (rule) {
	case ADD:
		return rt_fold_add(fold, a, b);
	case SUBTRACT:
		return rt_fold_subtract(fold, a, b);
	case MULTIPLY:
		return rt_fold_multiply(fold, a, b);
	case AND:
		return rt_fold_and(fold, a, b);
	case OR:
		return rt_fold_bytes(fold, RT_OP_OR, a, b);
	case XOR:
		return rt_fold_bytes(fold, RT_OP_XOR, a, b);
	case SHIFT_LEFT:
		return rt_fold_shift(fold, RT_OP_SHIFT_LEFT, a, b);
	case SHIFT_RIGHT:
		return rt_fold_shift(fold, RT_OP_SHIFT_RIGHT, a, b);
	case SHIFT_RIGHT_SIGNED:
		return rt_fold_shift(fold, RT_OP_SHIFT_RIGHT_SIGNED, a, b);
	case JOIN:
		return rt_fold_join(fold, a, b);
	case INTERLEAVE_LOW:
	case INTERLEAVE_HIGH:
		return interleave(fold, operation, a, b,
				  rule == INTERLEAVE_HIGH);
	case REPLACE_LOW:
		return replace_low(fold, a, b);
	case GET_LANE:
		return get_lane(fold, a, b, size, operation);
	default:
		return compare(fold, rule, a, b);
	}
}

rt_term rt_operation(struct rt_fold *fold, uint32_t operation,
		     const rt_term *operand, unsigned count, unsigned size)
{
	enum rule rule = rule_of(operation);

	if (rule == NO_RULE || fold->terms->failed)
		return plain(fold, operation, operand, count, size);
	if (count == 1)
		return unary(fold, rule, operand[0], size, operation);
	return binary(fold, rule, operand[0], operand[1], size, operation);
}

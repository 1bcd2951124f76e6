/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules for single bits, and for bits that stand in bytes. */
#include "harness/engine/account/fold.h"

static rt_term apply_2(struct rt_fold *fold, enum rt_operation how, rt_term a,
		       rt_term b, unsigned size)
{
	const rt_term operand[] = {a, b};

	return rt_term_apply(fold->terms, how, operand, 2, size);
}

bool rt_fold_is(const struct rt_fold *fold, rt_term term,
		enum rt_operation operation)
{
	const struct rt_term_node *node = rt_term_look(fold->terms, term);

	return node->kind == RT_TERM_APPLY && node->operation == operation;
}

bool rt_fold_is_not(const struct rt_fold *fold, rt_term bit, rt_term *of)
{
	if (!rt_fold_is(fold, bit, RT_OP_NOT_BIT))
		return false;
	*of = rt_term_operand(fold->terms, bit, 0);
	return true;
}

rt_term rt_fold_not(struct rt_fold *fold, rt_term bit)
{
	uint64_t number;
	rt_term of;

	if (rt_term_get_number(fold->terms, bit, &number))
		return rt_term_number(fold->terms, !number, 0);
	if (rt_fold_is_not(fold, bit, &of))
		return of;
	return rt_term_apply(fold->terms, RT_OP_NOT_BIT, &bit, 1, 0);
}

rt_term rt_fold_and_bit(struct rt_fold *fold, rt_term a, rt_term b)
{
	uint64_t number;

	if (rt_term_get_number(fold->terms, a, &number))
		return number ? b : a;
	if (rt_term_get_number(fold->terms, b, &number))
		return number ? a : b;
	if (a == b)
		return a;
	return apply_2(fold, RT_OP_AND_BIT, a < b ? a : b, a < b ? b : a, 0);
}

rt_term rt_fold_or_bit(struct rt_fold *fold, rt_term a, rt_term b)
{
	return rt_fold_not(fold, rt_fold_and_bit(fold, rt_fold_not(fold, a),
						 rt_fold_not(fold, b)));
}

static rt_piece constant(struct rt_fold *fold, unsigned byte)
{
	return rt_piece_of(rt_term_number(fold->terms, byte & 0xff, 1), 0);
}

/* The byte as a term of one byte. */
static rt_term byte_term(struct rt_fold *fold, rt_piece piece)
{
	return rt_term_gather(fold->terms, &piece, 1);
}

/* A byte that is @bit at @position and zeros. */
static rt_piece place(struct rt_fold *fold, rt_term bit, unsigned position)
{
	rt_term at = rt_term_number(fold->terms, position, 1);
	uint64_t number;

	if (rt_term_get_number(fold->terms, bit, &number))
		return constant(fold, number ? 1u << position : 0);
	return rt_piece_of(apply_2(fold, RT_OP_PLACE, bit, at, 1), 0);
}

/* A comparison as 8, 4 and 2 has its answers as bits. */
static rt_term bit_of_order(struct rt_fold *fold, rt_term order,
			    unsigned position)
{
	bool is_signed = rt_fold_is(fold, order, RT_OP_ORDER_SIGNED);
	rt_term a = rt_term_operand(fold->terms, order, 0);
	rt_term b = rt_term_operand(fold->terms, order, 1);

	switch (position) {
	case 1:
		return rt_fold_equal(fold, a, b);
	case 2:
		return rt_fold_less(fold, b, a, is_signed);
	case 3:
		return rt_fold_less(fold, a, b, is_signed);
	default:
		return rt_term_number(fold->terms, 0, 0);
	}
}

static rt_term bit_at(struct rt_fold *fold, rt_piece piece, unsigned position);

static rt_term bit_of_operand(struct rt_fold *fold, rt_term term,
			      unsigned number, unsigned position)
{
	rt_term operand = rt_term_operand(fold->terms, term, number);

	return bit_at(fold, rt_term_piece(fold->terms, operand, 0), position);
}

static rt_term bit_of_funnel(struct rt_fold *fold, rt_term term,
			     unsigned position)
{
	uint64_t bits;

	rt_term_get_number(fold->terms, rt_term_operand(fold->terms, term, 2),
			   &bits);
	if (position >= bits)
		return bit_of_operand(fold, term, 0, position - (unsigned)bits);
	return bit_of_operand(fold, term, 1, position + 8 - (unsigned)bits);
}

static rt_term bit_of_bytes(struct rt_fold *fold, rt_term term,
			    unsigned position)
{
	rt_term a = bit_of_operand(fold, term, 0, position);
	rt_term b = bit_of_operand(fold, term, 1, position);

	return rt_fold_is(fold, term, RT_OP_AND) ? rt_fold_and_bit(fold, a, b)
						 : rt_fold_or_bit(fold, a, b);
}

static rt_term bit_at(struct rt_fold *fold, rt_piece piece, unsigned position)
{
	rt_term term = rt_piece_term(piece), bit;
	unsigned byte, at;

	if (rt_fold_is_byte(fold, piece, &byte))
		return rt_term_number(fold->terms, byte >> position, 0);
	if (rt_fold_is_placed(fold, piece, &bit, &at))
		return at == position ? bit : rt_term_number(fold->terms, 0, 0);
	if (!rt_piece_byte(piece) &&
	    (rt_fold_is(fold, term, RT_OP_ORDER) ||
	     rt_fold_is(fold, term, RT_OP_ORDER_SIGNED)))
		return bit_of_order(fold, term, position);
	if (rt_fold_is(fold, term, RT_OP_FUNNEL))
		return bit_of_funnel(fold, term, position);
	if (rt_fold_is(fold, term, RT_OP_AND) ||
	    rt_fold_is(fold, term, RT_OP_OR))
		return bit_of_bytes(fold, term, position);
	return apply_2(fold, RT_OP_BIT, byte_term(fold, piece),
		       rt_term_number(fold->terms, position, 1), 0);
}

rt_term rt_fold_to_bit(struct rt_fold *fold, rt_term a)
{
	return bit_at(fold, rt_term_piece(fold->terms, a, 0), 0);
}

static rt_term with_high(struct rt_fold *fold, rt_piece low, rt_piece high,
			 unsigned size)
{
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++)
		piece[i] = i ? high : low;
	return rt_term_gather(fold->terms, piece, size);
}

rt_term rt_fold_from_bit(struct rt_fold *fold, rt_term bit, unsigned size)
{
	return with_high(fold, place(fold, bit, 0), constant(fold, 0), size);
}

static rt_piece sign_of(struct rt_fold *fold, rt_piece piece)
{
	unsigned byte, position;
	rt_term bit, term;

	if (rt_fold_is_byte(fold, piece, &byte))
		return constant(fold, byte & 0x80 ? 0xff : 0);
	if (rt_fold_is_placed(fold, piece, &bit, &position) && position != 7)
		return constant(fold, 0);
	term = byte_term(fold, piece);
	return rt_piece_of(rt_term_apply(fold->terms, RT_OP_SIGN, &term, 1, 1),
			   0);
}

rt_term rt_fold_spread_bit(struct rt_fold *fold, rt_term bit, unsigned size)
{
	rt_piece sign = sign_of(fold, place(fold, bit, 7));

	return with_high(fold, sign, sign, size);
}

rt_term rt_fold_extend(struct rt_fold *fold, rt_term a, unsigned size,
		       bool is_signed)
{
	unsigned old = rt_term_look(fold->terms, a)->size;
	rt_piece piece[RT_TERM_BYTES_MOST], high;

	for (unsigned i = 0; i < old; i++)
		piece[i] = rt_term_piece(fold->terms, a, i);
	high = is_signed ? sign_of(fold, piece[old - 1]) : constant(fold, 0);
	for (unsigned i = old; i < size; i++)
		piece[i] = high;
	return rt_term_gather(fold->terms, piece, size);
}

rt_term rt_fold_join(struct rt_fold *fold, rt_term high, rt_term low)
{
	unsigned lower = rt_term_look(fold->terms, low)->size;
	unsigned size = lower + rt_term_look(fold->terms, high)->size;
	rt_piece piece[2 * RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++)
		piece[i] =
			i < lower ? rt_term_piece(fold->terms, low, i)
				  : rt_term_piece(fold->terms, high, i - lower);
	return rt_term_gather(fold->terms, piece, size);
}

rt_term rt_fold_zeros(struct rt_fold *fold, unsigned size)
{
	return with_high(fold, constant(fold, 0), constant(fold, 0), size);
}

/* The mask of each operand of an or: what it does not have may go. */
static bool and_or(struct rt_fold *fold, rt_piece a, unsigned mask,
		   rt_piece *result)
{
	rt_term term = rt_piece_term(a);
	rt_piece part[2];

	if (!rt_fold_is(fold, term, RT_OP_OR))
		return false;
	for (unsigned i = 0; i < 2; i++)
		part[i] = rt_fold_byte(
			fold, RT_OP_AND,
			rt_term_piece(fold->terms,
				      rt_term_operand(fold->terms, term, i), 0),
			constant(fold, mask));
	*result = rt_fold_byte(fold, RT_OP_OR, part[0], part[1]);
	return true;
}

/* A byte and a constant. */
static bool and_constant(struct rt_fold *fold, rt_piece a, unsigned mask,
			 rt_piece *result)
{
	unsigned position, known;
	rt_term bit;

	if (rt_fold_known(fold, a, mask, &known))
		*result = constant(fold, known);
	else if (!(mask & rt_fold_possible(fold, a)))
		*result = constant(fold, 0);
	else if (!(~mask & rt_fold_possible(fold, a)))
		*result = a;
	else if (and_or(fold, a, mask, result))
		return true;
	else if (rt_fold_is_placed(fold, a, &bit, &position))
		*result = mask >> position & 1 ? a : constant(fold, 0);
	else if (!(mask & (mask - 1)))
		*result = place(fold,
				bit_at(fold, a, (unsigned)__builtin_ctz(mask)),
				(unsigned)__builtin_ctz(mask));
	else
		return false;
	return true;
}

static bool or_constant(struct rt_fold *fold, rt_piece a, unsigned byte,
			rt_piece *result)
{
	if (byte && byte != 0xff)
		return false;
	*result = byte ? constant(fold, 0xff) : a;
	return true;
}

static bool xor_constant(struct rt_fold *fold, rt_piece a, unsigned byte,
			 rt_piece *result)
{
	unsigned position, before;
	rt_term bit, term = rt_piece_term(a);
	rt_piece inner;

	if (!byte) {
		*result = a;
		return true;
	}
	if (rt_fold_is_placed(fold, a, &bit, &position) &&
	    byte == 1u << position) {
		*result = place(fold, rt_fold_not(fold, bit), position);
		return true;
	}
	if (!rt_fold_is(fold, term, RT_OP_XOR))
		return false;
	inner = rt_term_piece(fold->terms,
			      rt_term_operand(fold->terms, term, 1), 0);
	if (!rt_fold_is_byte(fold, inner, &before))
		return false;
	inner = rt_term_piece(fold->terms,
			      rt_term_operand(fold->terms, term, 0), 0);
	*result = rt_fold_byte(fold, RT_OP_XOR, inner,
			       constant(fold, before ^ byte));
	return true;
}

static bool with_constant(struct rt_fold *fold, enum rt_operation how,
			  rt_piece a, unsigned byte, rt_piece *result)
{
	if (how == RT_OP_AND)
		return and_constant(fold, a, byte, result);
	if (how == RT_OP_OR)
		return or_constant(fold, a, byte, result);
	return xor_constant(fold, a, byte, result);
}

static unsigned compute(enum rt_operation how, unsigned a, unsigned b)
{
	return how == RT_OP_AND ? a & b : how == RT_OP_OR ? a | b : a ^ b;
}

rt_piece rt_fold_byte(struct rt_fold *fold, enum rt_operation how, rt_piece a,
		      rt_piece b)
{
	unsigned first, second;
	bool is_first = rt_fold_is_byte(fold, a, &first);
	rt_piece result;

	/* A constant is the second operand, as all of these commute. */
	if (is_first || (a > b && !rt_fold_is_byte(fold, b, &second))) {
		rt_piece swap = a;

		a = b;
		b = swap;
	}
	is_first = rt_fold_is_byte(fold, a, &first);
	if (rt_fold_is_byte(fold, b, &second)) {
		if (is_first)
			return constant(fold, compute(how, first, second));
		if (with_constant(fold, how, a, second, &result))
			return result;
	}
	if (a == b)
		return how == RT_OP_XOR ? constant(fold, 0) : a;
	return rt_piece_of(
		apply_2(fold, how, byte_term(fold, a), byte_term(fold, b), 1),
		0);
}

/* @above shifted left by @bits, from 1 to 7, filled from @below. */
static rt_piece funnel(struct rt_fold *fold, rt_piece above, rt_piece below,
		       unsigned bits)
{
	unsigned high = 1, low = 1, position;
	bool is_high = rt_fold_is_byte(fold, above, &high);
	bool is_low = rt_fold_is_byte(fold, below, &low);
	rt_term bit;
	rt_term operand[3];

	if (is_high && is_low)
		return constant(fold, high << bits | low >> (8 - bits));
	if (is_low && !low && rt_fold_is_placed(fold, above, &bit, &position))
		return position + bits < 8 ? place(fold, bit, position + bits)
					   : constant(fold, 0);
	if (is_high && !high && rt_fold_is_placed(fold, below, &bit, &position))
		return position + bits >= 8
			       ? place(fold, bit, position + bits - 8)
			       : constant(fold, 0);
	operand[0] = byte_term(fold, above);
	operand[1] = byte_term(fold, below);
	operand[2] = rt_term_number(fold->terms, bits, 1);
	return rt_piece_of(
		rt_term_apply(fold->terms, RT_OP_FUNNEL, operand, 3, 1), 0);
}

rt_term rt_fold_funnel(struct rt_fold *fold, rt_term above, rt_term below,
		       rt_term bits)
{
	uint64_t number;
	rt_piece piece;

	rt_term_get_number(fold->terms, bits, &number);
	piece = funnel(fold, rt_term_piece(fold->terms, above, 0),
		       rt_term_piece(fold->terms, below, 0), (unsigned)number);
	return byte_term(fold, piece);
}

/* Byte @at of @a, where bytes below are 0 and bytes above are @fill. */
static rt_piece byte_at(struct rt_fold *fold, rt_term a, int at, int size,
			rt_piece fill)
{
	if (at < 0)
		return constant(fold, 0);
	return at < size ? rt_term_piece(fold->terms, a, (unsigned)at) : fill;
}

/* @left is negative for a shift to the right. */
static rt_term shift_by(struct rt_fold *fold, rt_term a, int left,
			rt_piece fill)
{
	int size = rt_term_look(fold->terms, a)->size;
	int bytes = left >= 0 ? left / 8 : -((-left + 7) / 8);
	int bits = left - 8 * bytes;
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (int i = 0; i < size; i++) {
		rt_piece one = byte_at(fold, a, i - bytes, size, fill);

		piece[i] = bits ? funnel(fold, one,
					 byte_at(fold, a, i - bytes - 1, size,
						 fill),
					 (unsigned)bits)
				: one;
	}
	return rt_term_gather(fold->terms, piece, (unsigned)size);
}

rt_term rt_fold_shift(struct rt_fold *fold, enum rt_operation how, rt_term a,
		      rt_term amount)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	rt_piece fill = constant(fold, 0);
	uint64_t number;

	if (!rt_term_get_number(fold->terms, amount, &number))
		return apply_2(fold, how, a, amount, size);
	if (how == RT_OP_SHIFT_RIGHT_SIGNED)
		fill = sign_of(fold, rt_term_piece(fold->terms, a, size - 1));
	if (number > 8 * size)
		number = 8 * size;
	return shift_by(fold, a,
			how == RT_OP_SHIFT_LEFT ? (int)number : -(int)number,
			fill);
}

rt_term rt_fold_bytes(struct rt_fold *fold, enum rt_operation how, rt_term a,
		      rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++)
		piece[i] = rt_fold_byte(fold, how,
					rt_term_piece(fold->terms, a, i),
					rt_term_piece(fold->terms, b, i));
	return rt_term_gather(fold->terms, piece, size);
}

rt_term rt_fold_complement(struct rt_fold *fold, rt_term a)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	rt_piece all = constant(fold, 0xff);

	return rt_fold_bytes(fold, RT_OP_XOR, a,
			     with_high(fold, all, all, size));
}

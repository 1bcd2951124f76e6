/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules for comparisons. The field and the stack lie in different mappings:
 * their addresses differ by more than any offset, and neither is near 0 or the
 * end of the address space.
 */
#include "harness/engine/account/fold.h"

/* Farther from an address than this is not reached by an offset, in bytes. */
static const uint64_t near = 4096;

static rt_term bit(struct rt_fold *fold, bool value)
{
	return rt_term_number(fold->terms, value, 0);
}

static uint64_t most_of(unsigned size)
{
	if (!size)
		return 1;
	return size >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * size) - 1;
}

static int64_t signed_of(uint64_t number, unsigned size)
{
	unsigned shift = size >= 8 ? 0 : 64 - 8 * size;

	return (int64_t)(number << shift) >> shift;
}

/* The smallest and the greatest value of a term of at most 8 bytes. */
static void range_of(struct rt_fold *fold, rt_term term, uint64_t *least,
		     uint64_t *most)
{
	struct rt_term_node node = *rt_term_look(fold->terms, term);

	*least = 0;
	*most = 0;
	if (node.kind == RT_TERM_LINEAR && (node.field || node.stack)) {
		*least = near;
		*most = most_of(node.size) - near;
		return;
	}
	for (unsigned i = 0; i < node.size; i++) {
		rt_piece piece = rt_term_piece(fold->terms, term, i);
		uint64_t byte;

		if (rt_term_get_number(fold->terms, rt_piece_term(piece),
				       &byte) &&
		    !rt_piece_byte(piece)) {
			*least |= byte << 8 * i;
			*most |= byte << 8 * i;
		} else if (rt_fold_is(fold, rt_piece_term(piece),
				      RT_OP_PLACE)) {
			rt_term_get_number(fold->terms,
					   rt_term_operand(fold->terms,
							   rt_piece_term(piece),
							   1),
					   &byte);
			*most |= (uint64_t)1 << byte << 8 * i;
		} else {
			*most |= (uint64_t)0xff << 8 * i;
		}
	}
}

static bool has_same_base(const struct rt_term_node *a,
			  const struct rt_term_node *b)
{
	return a->kind == RT_TERM_LINEAR && b->kind == RT_TERM_LINEAR &&
	       a->field == b->field && a->stack == b->stack;
}

/* Addresses of the stack may have been rounded, by one knows not how much. */
static bool is_distance_known(const struct rt_fold *fold,
			      const struct rt_term_node *a,
			      const struct rt_term_node *b)
{
	return has_same_base(a, b) && !(a->stack && fold->has_rounded);
}

/* Whether both are addresses or small numbers with different bases. */
static bool differ_by_base(const struct rt_fold *fold,
			   const struct rt_term_node *a,
			   const struct rt_term_node *b)
{
	const struct rt_term_node *node[] = {a, b};

	for (int i = 0; i < 2; i++) {
		int64_t offset;

		if (node[i]->kind != RT_TERM_LINEAR ||
		    node[i]->size != fold->pointer_bytes)
			return false;
		offset = signed_of(node[i]->number, node[i]->size);
		if (offset > (int64_t)near || offset < -(int64_t)near)
			return false;
	}
	return !has_same_base(a, b);
}

/* How many of the lower bytes may differ: the rest are the same numbers. */
static unsigned different_bytes(struct rt_fold *fold, rt_term a, rt_term b,
				unsigned size, bool *differ)
{
	unsigned count = 0;

	*differ = false;
	for (unsigned i = 0; i < size; i++) {
		rt_piece one = rt_term_piece(fold->terms, a, i);
		rt_piece other = rt_term_piece(fold->terms, b, i);

		if (one == other)
			continue;
		count = i + 1;
		if (rt_term_is_number(fold->terms, rt_piece_term(one)) &&
		    rt_term_is_number(fold->terms, rt_piece_term(other)))
			*differ = true;
	}
	return count;
}

/* x == 0 or x == bit, where x is one bit and zeros. */
static bool equal_placed(struct rt_fold *fold, rt_term a, rt_term b,
			 rt_term *result)
{
	rt_term term = rt_piece_term(rt_term_piece(fold->terms, a, 0));
	uint64_t number, position;

	if (rt_term_look(fold->terms, a)->size != 1 ||
	    !rt_fold_is(fold, term, RT_OP_PLACE) ||
	    !rt_term_get_number(fold->terms, b, &number))
		return false;
	rt_term_get_number(fold->terms, rt_term_operand(fold->terms, term, 1),
			   &position);
	*result = rt_term_operand(fold->terms, term, 0);
	if (!number)
		*result = rt_fold_not(fold, *result);
	else if (number != (uint64_t)1 << position)
		*result = bit(fold, false);
	return true;
}

/* (c ? 1 : 2) == 1 is c. */
static bool equal_selected(struct rt_fold *fold, rt_term a, rt_term b,
			   rt_term *result)
{
	uint64_t one, other, number;
	rt_term condition;

	if (!rt_fold_is(fold, a, RT_OP_SELECT) ||
	    !rt_term_get_number(fold->terms, b, &number) ||
	    !rt_term_get_number(fold->terms, rt_term_operand(fold->terms, a, 1),
				&one) ||
	    !rt_term_get_number(fold->terms, rt_term_operand(fold->terms, a, 2),
				&other))
		return false;
	condition = rt_term_operand(fold->terms, a, 0);
	if (one == number)
		*result = condition;
	else if (other == number)
		*result = rt_fold_not(fold, condition);
	else
		*result = bit(fold, false);
	return true;
}

/* a ^ b == 0 is a == b, where each byte is of that form. */
static bool equal_xor(struct rt_fold *fold, rt_term term, rt_term *a,
		      rt_term *b)
{
	unsigned size = rt_term_look(fold->terms, term)->size;
	rt_piece left[RT_TERM_BYTES_MOST], right[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++) {
		rt_term byte =
			rt_piece_term(rt_term_piece(fold->terms, term, i));

		if (!rt_fold_is(fold, byte, RT_OP_XOR))
			return false;
		left[i] = rt_piece_of(rt_term_operand(fold->terms, byte, 0), 0);
		right[i] =
			rt_piece_of(rt_term_operand(fold->terms, byte, 1), 0);
	}
	*a = rt_term_gather(fold->terms, left, size);
	*b = rt_term_gather(fold->terms, right, size);
	return true;
}

/* a - b == 0 is a == b. */
static bool equal_difference(struct rt_fold *fold, rt_term term, rt_term with,
			     rt_term *result)
{
	uint64_t number;
	rt_term a, b;

	if (!rt_term_get_number(fold->terms, with, &number) || number)
		return false;
	if (rt_fold_is(fold, term, RT_OP_SUBTRACT)) {
		a = rt_term_operand(fold->terms, term, 0);
		b = rt_term_operand(fold->terms, term, 1);
	} else if (!equal_xor(fold, term, &a, &b)) {
		return false;
	}
	*result = rt_fold_equal(fold, a, b);
	return true;
}

static rt_term equal_bytes(struct rt_fold *fold, rt_term a, rt_term b)
{
	rt_term operand[2], result;

	if (rt_term_is_number(fold->terms, a)) {
		result = a;
		a = b;
		b = result;
	}
	if (equal_placed(fold, a, b, &result) ||
	    equal_selected(fold, a, b, &result) ||
	    equal_difference(fold, a, b, &result))
		return result;
	operand[0] = a < b ? a : b;
	operand[1] = a < b ? b : a;
	return rt_term_apply(fold->terms, RT_OP_EQUAL, operand, 2, 0);
}

rt_term rt_fold_equal(struct rt_fold *fold, rt_term a, rt_term b)
{
	struct rt_term_node one = *rt_term_look(fold->terms, a);
	struct rt_term_node other = *rt_term_look(fold->terms, b);
	unsigned count;
	bool differ;

	if (a == b)
		return bit(fold, true);
	if (!one.size)
		return rt_fold_not(fold,
				   rt_term_apply(fold->terms, RT_OP_XOR_BIT,
						 (rt_term[]){a, b}, 2, 0));
	if (is_distance_known(fold, &one, &other) ||
	    differ_by_base(fold, &one, &other))
		return bit(fold, false);
	/* x + 1 == 3 is x == 2. */
	if (rt_fold_is(fold, a, RT_OP_ADD) || rt_fold_is(fold, b, RT_OP_ADD)) {
		rt_term sum = rt_fold_is(fold, a, RT_OP_ADD) ? a : b;
		rt_term last = rt_term_operand(fold->terms, sum, 1);
		rt_term with = sum == a ? b : a;

		if (rt_term_is_number(fold->terms, last) &&
		    rt_term_is_number(fold->terms, with))
			return rt_fold_equal(
				fold, rt_term_operand(fold->terms, sum, 0),
				rt_fold_subtract(fold, with, last));
	}
	count = different_bytes(fold, a, b, one.size, &differ);
	if (differ)
		return bit(fold, false);
	return equal_bytes(fold, rt_term_slice(fold->terms, a, 0, count),
			   rt_term_slice(fold->terms, b, 0, count));
}

/* Decides an unsigned comparison by what the two may be at all. */
static bool less_by_range(struct rt_fold *fold, rt_term a, rt_term b,
			  bool *is_less)
{
	uint64_t least, most, other_least, other_most;

	if (rt_term_look(fold->terms, a)->size > 8)
		return false;
	range_of(fold, a, &least, &most);
	range_of(fold, b, &other_least, &other_most);
	if (most < other_least)
		*is_less = true;
	else if (least >= other_most)
		*is_less = false;
	else
		return false;
	return true;
}

/* Two addresses with one base do not wrap between them. */
static bool less_by_base(const struct rt_fold *fold,
			 const struct rt_term_node *a,
			 const struct rt_term_node *b, bool *is_less)
{
	if (!is_distance_known(fold, a, b) || (!a->field && !a->stack))
		return false;
	*is_less =
		signed_of(a->number, a->size) < signed_of(b->number, b->size);
	return true;
}

/* Unsigned, x < 1 is x == 0, and 0 < x is x != 0. */
static bool less_than_one(struct rt_fold *fold, rt_term a, rt_term b,
			  rt_term *result)
{
	uint64_t number;

	if (rt_term_get_number(fold->terms, b, &number) && number == 1)
		*result = rt_fold_equal(
			fold, a,
			rt_fold_zeros(fold,
				      rt_term_look(fold->terms, a)->size));
	else if (rt_term_get_number(fold->terms, a, &number) && !number)
		*result = rt_fold_not(fold, rt_fold_equal(fold, a, b));
	else
		return false;
	return true;
}

/* The lower bytes that are the same in both, but for the last byte. */
static unsigned same_bytes(struct rt_fold *fold, rt_term a, rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size, count = 0;

	while (count + 1 < size && rt_term_piece(fold->terms, a, count) ==
					   rt_term_piece(fold->terms, b, count))
		count++;
	return count;
}

static rt_term less_of_bytes(struct rt_fold *fold, rt_term a, rt_term b,
			     bool is_signed)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	unsigned same = same_bytes(fold, a, b);
	const rt_term operand[] = {
		rt_term_slice(fold->terms, a, same, size - same),
		rt_term_slice(fold->terms, b, same, size - same),
	};

	return rt_term_apply(fold->terms,
			     is_signed ? RT_OP_LESS_SIGNED : RT_OP_LESS,
			     operand, 2, 0);
}

rt_term rt_fold_less(struct rt_fold *fold, rt_term a, rt_term b, bool is_signed)
{
	struct rt_term_node one = *rt_term_look(fold->terms, a);
	struct rt_term_node other = *rt_term_look(fold->terms, b);
	uint64_t first, second;
	rt_term result;
	bool is_less;

	if (a == b)
		return bit(fold, false);
	if (rt_term_get_number(fold->terms, a, &first) &&
	    rt_term_get_number(fold->terms, b, &second))
		return bit(fold, is_signed ? signed_of(first, one.size) <
						     signed_of(second, one.size)
					   : first < second);
	if (!is_signed && less_than_one(fold, a, b, &result))
		return result;
	if (less_by_base(fold, &one, &other, &is_less) ||
	    (!is_signed && less_by_range(fold, a, b, &is_less)))
		return bit(fold, is_less);
	return less_of_bytes(fold, a, b, is_signed);
}

rt_term rt_fold_order(struct rt_fold *fold, rt_term a, rt_term b,
		      bool is_signed)
{
	const rt_term operand[] = {a, b};
	unsigned size = rt_term_look(fold->terms, a)->size;
	rt_term less = rt_fold_less(fold, a, b, is_signed);
	rt_term equal = rt_fold_equal(fold, a, b);
	uint64_t first, second;

	if (rt_term_get_number(fold->terms, equal, &second) && second)
		return rt_term_number(fold->terms, 2, size);
	if (rt_term_get_number(fold->terms, less, &first) &&
	    rt_term_get_number(fold->terms, equal, &second))
		return rt_term_number(fold->terms, first ? 8 : 4, size);
	return rt_term_apply(fold->terms,
			     is_signed ? RT_OP_ORDER_SIGNED : RT_OP_ORDER,
			     operand, 2, size);
}

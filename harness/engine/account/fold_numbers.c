/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules for numbers and addresses as a whole. */
#include "harness/engine/account/fold.h"

/* No frame is aligned to more: a page. */
enum { stack_rounded_most = 4096 };

static rt_term apply_2(struct rt_fold *fold, enum rt_operation how, rt_term a,
		       rt_term b)
{
	const rt_term operand[] = {a, b};

	return rt_term_apply(fold->terms, how, operand, 2,
			     rt_term_look(fold->terms, a)->size);
}

/* The sum or difference of two linear terms, if it is one. */
static bool combine(struct rt_fold *fold, rt_term a, rt_term b, int sign,
		    rt_term *result)
{
	struct rt_term_node one = *rt_term_look(fold->terms, a);
	struct rt_term_node other = *rt_term_look(fold->terms, b);
	int field = one.field + sign * other.field;
	int stack = one.stack + sign * other.stack;

	if (one.kind != RT_TERM_LINEAR || other.kind != RT_TERM_LINEAR ||
	    (one.stack && other.stack && fold->has_rounded) || field < -1 ||
	    field > 1 || stack < -1 || stack > 1)
		return false;
	*result = rt_term_linear(fold->terms,
				 sign > 0 ? one.number + other.number
					  : one.number - other.number,
				 field, stack, one.size);
	return true;
}

/* Whether no byte of the two has a bit in both: then a + b is a | b. */
static bool is_apart(struct rt_fold *fold, rt_term a, rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	bool some = false;

	for (unsigned i = 0; i < size; i++) {
		uint64_t byte;
		rt_piece one = rt_term_piece(fold->terms, a, i);
		rt_piece other = rt_term_piece(fold->terms, b, i);
		bool is_zero = rt_term_get_number(fold->terms,
						  rt_piece_term(one), &byte) &&
			       !byte;

		some |= is_zero;
		if (!is_zero &&
		    (!rt_term_get_number(fold->terms, rt_piece_term(other),
					 &byte) ||
		     byte))
			return false;
	}
	return some;
}

/* The term that a number is added to in @term, and that number; else 0. */
static rt_term without_number(struct rt_fold *fold, rt_term term,
			      uint64_t *number)
{
	*number = 0;
	if (rt_fold_is(fold, term, RT_OP_ADD) &&
	    rt_term_get_number(fold->terms,
			       rt_term_operand(fold->terms, term, 1), number))
		return rt_term_operand(fold->terms, term, 0);
	return term;
}

/*
 * (x - y) + y is x, as in code that walks two pointers by their difference;
 * each with or without a number added.
 */
static bool cancel(struct rt_fold *fold, rt_term a, rt_term b, rt_term *result)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	uint64_t one, other;

	a = without_number(fold, a, &one);
	b = without_number(fold, b, &other);
	if (!rt_fold_is(fold, a, RT_OP_SUBTRACT) ||
	    rt_term_operand(fold->terms, a, 1) != b)
		return false;
	*result = rt_fold_add(fold, rt_term_operand(fold->terms, a, 0),
			      rt_term_number(fold->terms, one + other, size));
	return true;
}

rt_term rt_fold_add(struct rt_fold *fold, rt_term a, rt_term b)
{
	uint64_t number, before;
	rt_term result, last;

	if (combine(fold, a, b, 1, &result) || cancel(fold, a, b, &result) ||
	    cancel(fold, b, a, &result))
		return result;
	if (rt_term_is_number(fold->terms, a)) {
		result = a;
		a = b;
		b = result;
	}
	if (rt_term_get_number(fold->terms, b, &number)) {
		if (!number)
			return a;
		/* (x + 1) + 1 is x + 2, as loops count. */
		if (rt_fold_is(fold, a, RT_OP_ADD)) {
			last = rt_term_operand(fold->terms, a, 1);
			if (rt_term_get_number(fold->terms, last, &before))
				return rt_fold_add(
					fold,
					rt_term_operand(fold->terms, a, 0),
					rt_fold_add(fold, last, b));
		}
	}
	if (is_apart(fold, a, b))
		return rt_fold_bytes(fold, RT_OP_OR, a, b);
	return apply_2(fold, RT_OP_ADD, a, b);
}

rt_term rt_fold_subtract(struct rt_fold *fold, rt_term a, rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	uint64_t number, one, other;
	rt_term result;

	if (combine(fold, a, b, -1, &result))
		return result;
	if (without_number(fold, a, &one) == without_number(fold, b, &other))
		return rt_term_number(fold->terms, one - other, size);
	if (rt_term_get_number(fold->terms, b, &number))
		return rt_fold_add(fold, a,
				   rt_term_number(fold->terms, -number, size));
	return apply_2(fold, RT_OP_SUBTRACT, a, b);
}

rt_term rt_fold_multiply(struct rt_fold *fold, rt_term a, rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	uint64_t one, other;

	if (rt_term_is_number(fold->terms, a)) {
		rt_term swap = a;

		a = b;
		b = swap;
	}
	if (!rt_term_get_number(fold->terms, b, &other))
		return apply_2(fold, RT_OP_MULTIPLY, a, b);
	if (rt_term_get_number(fold->terms, a, &one))
		return rt_term_number(fold->terms, one * other, size);
	if (!other)
		return b;
	if (other & (other - 1))
		return apply_2(fold, RT_OP_MULTIPLY, a, b);
	return rt_fold_shift(fold, RT_OP_SHIFT_LEFT, a,
			     rt_term_number(fold->terms,
					    (unsigned)__builtin_ctzll(other),
					    1));
}

/*
 * The address without its bits @low. Where the stack is rounded beyond what the
 * ABI says of it, by how much is not known: so that the result is no other
 * address by chance, it is one step farther down than it can be.
 */
static bool round_address(struct rt_fold *fold, const struct rt_term_node *node,
			  uint64_t low, rt_term *result)
{
	bool is_known = low < rt_fold_alignment(fold, node);

	if (low & (low + 1) ||
	    (!is_known && (node->field || low >= stack_rounded_most)))
		return false;
	fold->has_rounded |= !is_known;
	*result = rt_term_linear(
		fold->terms, (node->number & ~low) - (is_known ? 0 : low + 1),
		node->field, node->stack, node->size);
	return true;
}

/* The low bits of an address, or the address without them. */
static bool mask_address(struct rt_fold *fold, rt_term address, uint64_t mask,
			 rt_term *result)
{
	struct rt_term_node node = *rt_term_look(fold->terms, address);
	uint64_t all;

	if (node.kind != RT_TERM_LINEAR || (!node.field && !node.stack))
		return false;
	all = node.size >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * node.size) - 1;
	if (mask >= rt_fold_alignment(fold, &node))
		return round_address(fold, &node, ~mask & all, result);
	*result = rt_term_number(fold->terms, node.number & mask, node.size);
	return true;
}

rt_term rt_fold_and(struct rt_fold *fold, rt_term a, rt_term b)
{
	uint64_t mask;
	rt_term result;

	if (rt_term_is_number(fold->terms, a)) {
		result = a;
		a = b;
		b = result;
	}
	if (rt_term_get_number(fold->terms, b, &mask) &&
	    !rt_term_is_number(fold->terms, a) &&
	    mask_address(fold, a, mask, &result))
		return result;
	return rt_fold_bytes(fold, RT_OP_AND, a, b);
}

rt_term rt_fold_select(struct rt_fold *fold, rt_term bit, rt_term a, rt_term b)
{
	unsigned size = rt_term_look(fold->terms, a)->size;
	rt_term operand[] = {bit, a, b}, of;
	uint64_t number, one, other;

	if (rt_term_get_number(fold->terms, bit, &number))
		return number ? a : b;
	if (a == b)
		return a;
	if (rt_fold_is_not(fold, bit, &of))
		return rt_fold_select(fold, of, b, a);
	if (rt_term_get_number(fold->terms, a, &one) &&
	    rt_term_get_number(fold->terms, b, &other) && one <= 1 &&
	    other == !one) {
		if (!size)
			return one ? bit : rt_fold_not(fold, bit);
		return rt_fold_from_bit(
			fold, one ? bit : rt_fold_not(fold, bit), size);
	}
	return rt_term_apply(fold->terms, RT_OP_SELECT, operand, 3, size);
}

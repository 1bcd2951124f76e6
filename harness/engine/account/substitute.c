/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replaces a term within another one, and simplifies what becomes known. */
#include "harness/engine/account/operations.h"
#include "harness/engine/account/walk.h"

enum { deepest = 32 };

struct replacing {
	struct rt_walk *walk;
	rt_term what, by;
	unsigned depth;
};

static rt_term replace(struct replacing *replacing, rt_term term);

/* Operations of bytes and bits; 0: another one. */
static rt_term fold_bits_again(struct rt_fold *fold, uint32_t operation,
			       const rt_term *operand)
{
	switch (operation) {
	case RT_OP_AND:
	case RT_OP_OR:
	case RT_OP_XOR:
		return rt_fold_bytes(fold, operation, operand[0], operand[1]);
	case RT_OP_NOT_BIT:
		return rt_fold_not(fold, operand[0]);
	case RT_OP_AND_BIT:
		return rt_fold_and_bit(fold, operand[0], operand[1]);
	case RT_OP_FUNNEL:
		return rt_fold_funnel(fold, operand[0], operand[1], operand[2]);
	case RT_OP_SIGN:
		return rt_term_slice(fold->terms,
				     rt_fold_extend(fold, operand[0], 2, true),
				     1, 1);
	case RT_OP_PLACE:
		return rt_fold_shift(fold, RT_OP_SHIFT_LEFT,
				     rt_fold_from_bit(fold, operand[0], 1),
				     operand[1]);
	case RT_OP_BIT:
		return rt_fold_to_bit(fold,
				      rt_fold_shift(fold, RT_OP_SHIFT_RIGHT,
						    operand[0], operand[1]));
	default:
		return 0;
	}
}

/* Operations of any size; 0: another one. */
static rt_term fold_numbers_again(struct rt_fold *fold, uint32_t operation,
				  const rt_term *operand)
{
	switch (operation) {
	case RT_OP_ADD:
		return rt_fold_add(fold, operand[0], operand[1]);
	case RT_OP_SUBTRACT:
		return rt_fold_subtract(fold, operand[0], operand[1]);
	case RT_OP_MULTIPLY:
		return rt_fold_multiply(fold, operand[0], operand[1]);
	case RT_OP_SHIFT_LEFT:
	case RT_OP_SHIFT_RIGHT:
	case RT_OP_SHIFT_RIGHT_SIGNED:
		return rt_fold_shift(fold, operation, operand[0], operand[1]);
	case RT_OP_SELECT:
		return rt_fold_select(fold, operand[0], operand[1], operand[2]);
	case RT_OP_EQUAL:
		return rt_fold_equal(fold, operand[0], operand[1]);
	case RT_OP_LESS:
	case RT_OP_LESS_SIGNED:
		return rt_fold_less(fold, operand[0], operand[1],
				    operation == RT_OP_LESS_SIGNED);
	case RT_OP_ORDER:
	case RT_OP_ORDER_SIGNED:
		return rt_fold_order(fold, operand[0], operand[1],
				     operation == RT_OP_ORDER_SIGNED);
	default:
		return 0;
	}
}

/* The operation on @operand, by the rules that made it. */
static rt_term fold_again(struct rt_walk *walk, uint32_t operation,
			  const rt_term *operand, unsigned count, unsigned size)
{
	struct rt_fold *fold = &walk->fold;
	rt_term result = fold_bits_again(fold, operation, operand);

	if (!result)
		result = fold_numbers_again(fold, operation, operand);
	if (result)
		return result;
	if (operation < RT_OP_FIRST)
		return rt_operation(fold, operation, operand, count, size);
	return rt_term_apply(fold->terms, operation, operand, count, size);
}

static rt_term replace_bytes(struct replacing *replacing, rt_term term)
{
	struct rt_terms *terms = &replacing->walk->terms;
	unsigned size = rt_term_look(terms, term)->size;
	rt_piece piece[RT_TERM_BYTES_MOST];
	rt_term last = 0, replaced = 0;

	for (unsigned i = 0; i < size; i++) {
		rt_piece one = rt_term_piece(terms, term, i);

		if (!replaced || rt_piece_term(one) != last)
			replaced = replace(replacing, rt_piece_term(one));
		last = rt_piece_term(one);
		piece[i] = rt_piece_of(replaced, rt_piece_byte(one));
	}
	return rt_term_gather(terms, piece, size);
}

static rt_term replace(struct replacing *replacing, rt_term term)
{
	struct rt_terms *terms = &replacing->walk->terms;
	struct rt_term_node node = *rt_term_look(terms, term);
	rt_term operand[RT_TERM_OPERANDS_MOST];

	if (term == replacing->what)
		return replacing->by;
	if (replacing->depth == deepest ||
	    (node.kind != RT_TERM_BYTES && node.kind != RT_TERM_APPLY))
		return term;
	replacing->depth++;
	if (node.kind == RT_TERM_BYTES) {
		term = replace_bytes(replacing, term);
	} else {
		for (unsigned i = 0; i < node.count; i++)
			operand[i] = replace(replacing,
					     rt_term_operand(terms, term, i));
		term = fold_again(replacing->walk, node.operation, operand,
				  node.count, node.size);
	}
	replacing->depth--;
	return term;
}

rt_term rt_substitute(struct rt_walk *walk, rt_term term, rt_term what,
		      rt_term by)
{
	struct replacing replacing = {.walk = walk, .what = what, .by = by};

	return replace(&replacing, term);
}

static rt_term find(const struct rt_walk *walk, rt_term term, unsigned depth)
{
	const struct rt_term_node *node = rt_term_look(&walk->terms, term);

	if (rt_fold_is(&walk->fold, term, RT_OP_TABLE))
		return term;
	if (depth == deepest ||
	    (node->kind != RT_TERM_BYTES && node->kind != RT_TERM_APPLY))
		return 0;
	for (unsigned i = 0; i < node->count; i++) {
		uint32_t word = rt_term_operand(&walk->terms, term, i);
		rt_term found =
			find(walk,
			     node->kind == RT_TERM_BYTES ? rt_piece_term(word)
							 : word,
			     depth + 1);

		if (found)
			return found;
	}
	return 0;
}

rt_term rt_find_table(const struct rt_walk *walk, rt_term term)
{
	return find(walk, term, 0);
}

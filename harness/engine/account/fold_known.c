/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the bits of a byte. */
#include "harness/engine/account/fold.h"

bool rt_fold_is_byte(const struct rt_fold *fold, rt_piece piece, unsigned *byte)
{
	uint64_t number;

	if (rt_piece_byte(piece) ||
	    rt_term_look(fold->terms, rt_piece_term(piece))->size != 1 ||
	    !rt_term_get_number(fold->terms, rt_piece_term(piece), &number))
		return false;
	*byte = (unsigned)number;
	return true;
}

bool rt_fold_is_placed(const struct rt_fold *fold, rt_piece piece, rt_term *bit,
		       unsigned *position)
{
	rt_term term = rt_piece_term(piece);
	uint64_t number;

	if (!rt_fold_is(fold, term, RT_OP_PLACE))
		return false;
	*bit = rt_term_operand(fold->terms, term, 0);
	rt_term_get_number(fold->terms, rt_term_operand(fold->terms, term, 1),
			   &number);
	*position = (unsigned)number;
	return true;
}

/* Of a byte shifted left by @bits, filled from the byte below it. */
static unsigned possible_shifted(const struct rt_fold *fold, rt_term term)
{
	const struct rt_terms *terms = fold->terms;
	unsigned above = rt_fold_possible(
		fold, rt_piece_of(rt_term_operand(terms, term, 0), 0));
	unsigned below = rt_fold_possible(
		fold, rt_piece_of(rt_term_operand(terms, term, 1), 0));
	uint64_t bits;

	rt_term_get_number(terms, rt_term_operand(terms, term, 2), &bits);
	return (above << bits | below >> (8 - bits)) & 0xff;
}

unsigned rt_fold_possible(const struct rt_fold *fold, rt_piece piece)
{
	const struct rt_terms *terms = fold->terms;
	rt_term term = rt_piece_term(piece), bit;
	unsigned byte, position;
	uint64_t bits;

	if (rt_fold_is_byte(fold, piece, &byte))
		return byte;
	if (rt_fold_is_placed(fold, piece, &bit, &position))
		return 1u << position;
	if (rt_fold_is(fold, term, RT_OP_AND) &&
	    rt_term_get_number(terms, rt_term_operand(terms, term, 1), &bits))
		return (unsigned)bits;
	return rt_fold_is(fold, term, RT_OP_FUNNEL)
		       ? possible_shifted(fold, term)
		       : 0xff;
}

uint64_t rt_fold_alignment(const struct rt_fold *fold,
			   const struct rt_term_node *node)
{
	uint64_t field = node->field ? fold->field_alignment : UINT64_MAX;
	uint64_t stack = node->stack ? fold->stack_alignment : UINT64_MAX;

	return field < stack ? field : stack;
}

/* The bits of an address that its alignment gives away. */
static bool known_of_address(const struct rt_fold *fold, rt_piece piece,
			     unsigned mask, unsigned *bits)
{
	const struct rt_term_node *node =
		rt_term_look(fold->terms, rt_piece_term(piece));
	unsigned shift = 8 * rt_piece_byte(piece);

	if (node->kind != RT_TERM_LINEAR ||
	    (uint64_t)mask << shift >= rt_fold_alignment(fold, node))
		return false;
	*bits = node->number >> shift & mask;
	return true;
}

static bool known_of_two(const struct rt_fold *fold, rt_piece piece,
			 unsigned mask, unsigned *bits)
{
	rt_term term = rt_piece_term(piece);
	unsigned known[2];

	for (unsigned i = 0; i < 2; i++) {
		rt_term operand = rt_term_operand(fold->terms, term, i);

		if (!rt_fold_known(fold, rt_term_piece(fold->terms, operand, 0),
				   mask, &known[i]))
			return false;
	}
	switch (rt_term_look(fold->terms, term)->operation) {
	case RT_OP_AND:
		*bits = known[0] & known[1];
		break;
	case RT_OP_OR:
		*bits = known[0] | known[1];
		break;
	case RT_OP_XOR:
		*bits = known[0] ^ known[1];
		break;
	case RT_OP_ADD:
		*bits = (known[0] + known[1]) & mask;
		break;
	default:
		*bits = (known[0] - known[1]) & mask;
		break;
	}
	return true;
}

bool rt_fold_known(const struct rt_fold *fold, rt_piece piece, unsigned mask,
		   unsigned *bits)
{
	rt_term term = rt_piece_term(piece);
	bool is_low = !(mask & (mask + 1)) && !rt_piece_byte(piece);
	unsigned byte;

	if (rt_fold_is_byte(fold, piece, &byte)) {
		*bits = byte & mask;
		return true;
	}
	if (known_of_address(fold, piece, mask, bits))
		return true;
	if (rt_fold_is(fold, term, RT_OP_AND) ||
	    rt_fold_is(fold, term, RT_OP_OR) ||
	    rt_fold_is(fold, term, RT_OP_XOR))
		return known_of_two(fold, piece, mask, bits);
	/* A carry goes up only. */
	return is_low &&
	       (rt_fold_is(fold, term, RT_OP_ADD) ||
		rt_fold_is(fold, term, RT_OP_SUBTRACT)) &&
	       known_of_two(fold, piece, mask, bits);
}

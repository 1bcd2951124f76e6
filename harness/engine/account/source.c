/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a value is, where a branch has found it to be equal to another one. */
#include "harness/engine/account/walk.h"

/* One access of a load, or the value that a store is given. */
static bool is_source(const struct rt_walk *walk, rt_origins from)
{
	if (walk->question->stores)
		return from == RT_FROM_ARGUMENT;
	return rt_is_from_access(from);
}

/* Where @term, which is equal to @other, stands in @piece. */
static void replace_equal(struct rt_walk *walk, rt_piece *piece, unsigned count,
			  rt_term term, rt_term other)
{
	unsigned size = rt_term_look(&walk->terms, term)->size;

	for (unsigned at = 0; at + size <= count; at++) {
		unsigned same = 0;

		while (same < size &&
		       piece[at + same] ==
			       rt_term_piece(&walk->terms, term, same))
			same++;
		for (unsigned i = 0; same == size && i < size; i++)
			piece[at + i] = rt_term_piece(&walk->terms, other, i);
	}
}

void rt_walk_as_source(struct rt_walk *walk, const struct rt_state *state,
		       rt_term value, rt_piece *piece)
{
	unsigned count = rt_term_look(&walk->terms, value)->size;

	for (unsigned i = 0; i < count; i++)
		piece[i] = rt_term_piece(&walk->terms, value, i);
	for (size_t i = 0; i < state->facts; i++) {
		rt_term fact = state->fact[i].bit, a, b;

		if (!state->fact[i].value ||
		    !rt_fold_is(&walk->fold, fact, RT_OP_EQUAL))
			continue;
		a = rt_term_operand(&walk->terms, fact, 0);
		b = rt_term_operand(&walk->terms, fact, 1);
		if (is_source(walk, rt_term_from(&walk->terms, a)))
			replace_equal(walk, piece, count, b, a);
		else if (is_source(walk, rt_term_from(&walk->terms, b)))
			replace_equal(walk, piece, count, a, b);
	}
}

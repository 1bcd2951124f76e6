/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/walk.h"

enum { deepest = 8 };

static const rt_origins values = RT_FROM_ACCESSES | RT_FROM_ARGUMENT;

static void keep(struct rt_walk *walk, uint64_t number, bool is_difference)
{
	struct rt_account *account = walk->account;

	for (unsigned i = 0; i < account->constants; i++)
		if (account->constant[i].number == number &&
		    account->constant[i].is_difference == is_difference)
			return;
	if (account->constants < RT_ACCOUNT_CONSTANTS)
		account->constant[account->constants++] =
			(struct rt_account_constant){number, is_difference};
}

/* Where the first byte of @term stands in what was read or is stored. */
static unsigned place_of(struct rt_walk *walk, rt_term term)
{
	rt_piece piece = rt_term_piece(&walk->terms, term, 0);
	const struct rt_term_node *node =
		rt_term_look(&walk->terms, rt_piece_term(piece));

	return node->kind == RT_TERM_UNKNOWN ? rt_piece_byte(piece) % 8 : 0;
}

static bool is_value(const struct rt_walk *walk, rt_term term)
{
	return rt_term_from(&walk->terms, term) & values;
}

/* a + number compared with b: a's values and b's differ by the number. */
static void note_sum(struct rt_walk *walk, rt_term term)
{
	uint64_t number;

	if (rt_fold_is(&walk->fold, term, RT_OP_ADD) &&
	    rt_term_get_number(&walk->terms,
			       rt_term_operand(&walk->terms, term, 1), &number))
		keep(walk, number, true);
}

static void note_comparison(struct rt_walk *walk, rt_term a, rt_term b)
{
	uint64_t number;

	if (!is_value(walk, a))
		return;
	if (is_value(walk, b))
		note_sum(walk, a);
	if (!rt_term_get_number(&walk->terms, b, &number))
		return;
	if (rt_fold_is(&walk->fold, a, RT_OP_SUBTRACT))
		keep(walk, number, true);
	else
		keep(walk, number << 8 * place_of(walk, a), false);
}

/* The numbers among the operands, wherever a value is among them too. */
static void note_operands(struct rt_walk *walk, rt_term term)
{
	unsigned count = rt_term_look(&walk->terms, term)->count;

	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < count; k++)
			if (i != k)
				note_comparison(
					walk,
					rt_term_operand(&walk->terms, term, i),
					rt_term_operand(&walk->terms, term, k));
}

static void visit(struct rt_walk *walk, rt_term term, unsigned depth)
{
	struct rt_term_node node = *rt_term_look(&walk->terms, term);

	if (depth == deepest || !(node.from & values) ||
	    (node.kind != RT_TERM_APPLY && node.kind != RT_TERM_BYTES))
		return;
	if (node.kind == RT_TERM_APPLY)
		note_operands(walk, term);
	for (unsigned i = 0; i < node.count; i++) {
		uint32_t word = rt_term_operand(&walk->terms, term, i);

		visit(walk,
		      node.kind == RT_TERM_BYTES ? rt_piece_term(word) : word,
		      depth + 1);
	}
}

void rt_walk_note_constants(struct rt_walk *walk, rt_term bit)
{
	visit(walk, bit, 0);
}

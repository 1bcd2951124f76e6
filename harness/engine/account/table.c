/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a jump or a call through a table in constant memory leads: to each
 * entry that the index may choose. The index is bounded by what a branch has
 * found, as of a switch, or by its bits, where it is masked. Where it is not,
 * nothing is known: the entries may lead anywhere, as to the cold part of a
 * function, so that none of them is seen to be the last.
 */
#include "harness/engine/account/walk.h"

enum {
	entries_most = 512,
	index_bits_most = 6, /* of an index that is masked */
};

struct table {
	struct rt_run *run;
	rt_term target; /* of the jump */
	rt_term term;	/* in it: what the table has */
	rt_term address;
	uint64_t *list;
	size_t count;
};

/* @term has a value from 0 to @most. */
struct bound {
	rt_term term;
	uint64_t most;
};

static bool is_among(const uint64_t *list, size_t count, uint64_t value)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == value)
			return true;
	return false;
}

/* What the table has at @address, if that is constant. */
static bool entry_at(const struct table *table, uint64_t address,
		     rt_term *entry)
{
	struct rt_walk *walk = table->run->walk;
	unsigned size = rt_term_look(&walk->terms, table->term)->size;
	const uint8_t *bytes;
	uint64_t resolver;

	if (!rt_space_is_constant(walk->space, address, size) ||
	    rt_space_resolver(walk->space, address, &resolver))
		return false;
	bytes = rt_space_bytes(walk->space, address, size);
	*entry = rt_term_number(&walk->terms,
				rt_arch_number(walk->guest->arch, bytes, size),
				size);
	return true;
}

/* Adds where the entry at @address leads; false when it is not known. */
static bool add_entry(struct table *table, uint64_t address)
{
	struct rt_walk *walk = table->run->walk;
	rt_term entry;
	uint64_t to;

	if (!entry_at(table, address, &entry) ||
	    !rt_term_get_number(
		    &walk->terms,
		    rt_substitute(walk, table->target, table->term, entry),
		    &to))
		return false;
	if (is_among(table->list, table->count, to))
		return true;
	if (table->count == RT_TARGETS_MOST)
		return false;
	table->list[table->count++] = to;
	return true;
}

/* x < n, or not n < x, unsigned, as a branch has found. */
static bool bound_of(const struct rt_walk *walk, const struct rt_fact *fact,
		     struct bound *bound)
{
	const struct rt_terms *terms = &walk->terms;
	rt_term less, other;

	if (!rt_fold_is(&walk->fold, fact->bit, RT_OP_LESS))
		return false;
	less = rt_term_operand(terms, fact->bit, 0);
	other = rt_term_operand(terms, fact->bit, 1);
	if (fact->value && rt_term_get_number(terms, other, &bound->most)) {
		bound->term = less;
		bound->most--; /* nothing is less than 0 */
	} else if (!fact->value &&
		   rt_term_get_number(terms, less, &bound->most)) {
		bound->term = other;
	} else {
		return false;
	}
	return bound->most < entries_most;
}

/* The address of the entry where the bounded term has @value; or not known. */
static bool address_of(const struct table *table, const struct bound *bound,
		       uint64_t value, uint64_t *address)
{
	struct rt_walk *walk = table->run->walk;
	struct rt_terms *terms = &walk->terms;
	unsigned size = rt_term_look(terms, bound->term)->size;
	rt_term at = rt_substitute(walk, table->address, bound->term,
				   rt_term_number(terms, value, size));

	/* Its bytes may stand there by themselves. */
	for (unsigned i = 0; i < size && i < 8; i++) {
		rt_term byte = rt_term_slice(terms, bound->term, i, 1);

		if (!rt_term_is_number(terms, byte))
			at = rt_substitute(
				walk, at, byte,
				rt_term_number(terms, value >> 8 * i, 1));
	}
	return rt_term_get_number(terms, at, address);
}

static bool add_bounded(struct table *table, const struct bound *bound)
{
	uint64_t address;

	table->count = 0;
	for (uint64_t value = 0; value <= bound->most; value++)
		if (!address_of(table, bound, value, &address) ||
		    !add_entry(table, address))
			return false;
	return true;
}

static bool add_by_facts(struct table *table)
{
	const struct rt_state *state = table->run->state;
	struct bound bound;

	for (size_t i = 0; i < state->facts; i++)
		if (bound_of(table->run->walk, &state->fact[i], &bound) &&
		    add_bounded(table, &bound))
			return true;
	return false;
}

/* The bits that @index may have set. */
static uint64_t bits_of_index(struct rt_walk *walk, rt_term index)
{
	unsigned size = rt_term_look(&walk->terms, index)->size;
	uint64_t bits = 0;

	for (unsigned i = 0; i < size && i < 8; i++)
		bits |= (uint64_t)rt_fold_possible(
				&walk->fold,
				rt_term_piece(&walk->terms, index, i))
			<< 8 * i;
	return bits;
}

static bool add_by_bits(struct table *table)
{
	struct rt_walk *walk = table->run->walk;
	uint64_t bits = bits_of_index(
		walk, rt_term_operand(&walk->terms, table->address, 0));
	uint64_t index = 0, base;

	table->count = 0;
	if (__builtin_popcountll(bits) > index_bits_most ||
	    !rt_term_get_number(
		    &walk->terms,
		    rt_term_operand(&walk->terms, table->address, 1), &base))
		return false;
	do {
		if (!add_entry(table, base + index))
			return false;
		index = (index - bits) & bits;
	} while (index);
	return true;
}

size_t rt_walk_targets(struct rt_run *run, rt_term target, uint64_t *list)
{
	struct rt_walk *walk = run->walk;
	struct table table = {
		.run = run,
		.target = target,
		.term = rt_find_table(walk, target),
		.list = list,
	};

	if (!table.term)
		return 0;
	table.address = rt_term_operand(&walk->terms, table.term, 0);
	return add_by_facts(&table) || add_by_bits(&table) ? table.count : 0;
}

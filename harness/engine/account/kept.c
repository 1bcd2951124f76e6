/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pointers that a way puts into a static variable and reads back, as code does
 * that has its ring in one.
 *
 * What is read back is what was put there as long as nothing between has
 * stored there: no store of this way to that address, or to one that is not
 * known, which ends it for all of them. What is called and not followed opens
 * the way anyway. Code outside of the module cannot name the variable, and
 * another thread of the module is excluded (docs/account.md). The field and the
 * stack lie apart from it.
 */
#include "harness/engine/account/walk.h"

static bool overlaps(const struct rt_kept *kept, uint64_t address,
		     unsigned size, unsigned word)
{
	return kept->address < address + size && address < kept->address + word;
}

static void drop(struct rt_state *state, uint64_t address, unsigned size,
		 unsigned word)
{
	size_t left = 0;

	for (size_t i = 0; i < state->kepts; i++)
		if (!overlaps(&state->kept[i], address, size, word))
			state->kept[left++] = state->kept[i];
	state->kepts = left;
}

/* A number is known by other means, and other values need not be. */
static bool is_pointer(const struct rt_walk *walk, rt_term value)
{
	const struct rt_term_node *node = rt_term_look(&walk->terms, value);

	return node->kind == RT_TERM_LINEAR && (node->field || node->stack) &&
	       node->size == walk->fold.pointer_bytes;
}

void rt_kept_store(struct rt_run *run, rt_term address, rt_term value,
		   enum rt_access_how how)
{
	const struct rt_walk *walk = run->walk;
	struct rt_state *state = run->state;
	unsigned word = walk->fold.pointer_bytes;
	unsigned size = rt_term_look(&walk->terms, value)->size;
	uint64_t number;

	if (!rt_term_get_number(&walk->terms, address, &number)) {
		state->kepts = 0;
		return;
	}
	drop(state, number, size ? size : 1, word);
	if (how != RT_ACCESS_PLAIN || !is_pointer(walk, value) ||
	    state->kepts == RT_KEPT_MOST ||
	    !rt_space_is_private(walk->space, number, word))
		return;
	state->kept[state->kepts++] =
		(struct rt_kept){.address = number, .value = value};
}

rt_term rt_kept_load(const struct rt_run *run, uint64_t address, unsigned size,
		     enum rt_access_how how)
{
	const struct rt_state *state = run->state;

	for (size_t i = 0; i < state->kepts; i++)
		if (state->kept[i].address == address &&
		    size == run->walk->fold.pointer_bytes &&
		    how == RT_ACCESS_PLAIN)
			return state->kept[i].value;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which functions a resolver (ifunc) may choose: all that its own ways return,
 * so that the account holds for every CPU.
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness/arch/atomic.h"
#include "harness/engine/account/walk.h"

enum { deepest = 4 };

void rt_walk_note_result(struct rt_walk *walk, rt_term result)
{
	uint64_t number;

	if (rt_fold_is(&walk->fold, result, RT_OP_SELECT)) {
		rt_walk_note_result(walk,
				    rt_term_operand(&walk->terms, result, 1));
		rt_walk_note_result(walk,
				    rt_term_operand(&walk->terms, result, 2));
		return;
	}
	if (!rt_term_get_number(&walk->terms, result, &number)) {
		walk->has_other_results = true;
		return;
	}
	for (size_t i = 0; i < walk->results; i++)
		if (walk->result[i] == number)
			return;
	if (walk->results == walk->results_most)
		walk->has_other_results = true;
	else
		walk->result[walk->results++] = number;
}

/* The number of functions in @chosen; 0: not all of them are known. */
static size_t ask(struct rt_walk *walk, uint64_t resolver, uint64_t *chosen)
{
	struct rt_walk outer = *walk;
	size_t count;

	if (walk->depth == deepest)
		return 0;
	walk->depth++;
	walk->work = NULL;
	walk->result = chosen;
	walk->results = 0;
	walk->results_most = RT_CHOSEN_MOST;
	walk->has_other_results = false;
	rt_walk_all(walk, resolver);
	count = walk->has_other_results ? 0 : walk->results;
	walk->depth = outer.depth;
	walk->work = outer.work;
	walk->result = outer.result;
	walk->results = outer.results;
	walk->results_most = outer.results_most;
	walk->has_other_results = outer.has_other_results;
	return count;
}

bool rt_walk_returns(struct rt_walk *walk, uint64_t address)
{
	bool before = walk->has_returned, returns;
	uint64_t results[RT_CHOSEN_MOST];

	walk->has_returned = false;
	ask(walk, address, results);
	returns = walk->has_returned;
	walk->has_returned = before;
	return returns;
}

/*
 * The functions that @resolver may choose. It is walked once: at a second time
 * its states would be known, and nothing would come of it.
 */
static struct rt_chosen choice_of(struct rt_walk *walk, uint64_t resolver)
{
	struct rt_chosen chosen = {.resolver = resolver};
	bool is_hidden = walk->survey.is_hidden;

	for (size_t i = 0; i < walk->chosens; i++)
		if (walk->chosen[i].resolver == resolver)
			return walk->chosen[i];
	walk->survey.is_hidden = true;
	chosen.count = ask(walk, resolver, chosen.function);
	walk->survey.is_hidden = is_hidden;
	if (walk->chosens < RT_RESOLVERS_MOST)
		walk->chosen[walk->chosens++] = chosen;
	return chosen;
}

/* Leaves out what is taken only on CPUs without a promised facility. */
static void leave_out(struct rt_walk *walk, struct rt_chosen *chosen)
{
	size_t kept = 0;

	for (size_t i = 0; i < chosen->count; i++) {
		const char *facility = rt_arch_fallback_of(
			walk->guest->arch,
			rt_space_name(walk->space, chosen->function[i]),
			walk->facilities);

		if (facility)
			snprintf(walk->account->without,
				 sizeof(walk->account->without), "%s",
				 facility);
		else
			chosen->function[kept++] = chosen->function[i];
	}
	chosen->count = kept;
}

/*
 * Goes on at @function. Not at what is taken only on CPUs without a facility
 * that may be promised: libatomic's takes a lock, and what others do under it
 * is not known.
 */
static void go_on(struct rt_walk *walk, struct rt_state *state,
		  uint64_t function)
{
	const char *name = rt_space_name(walk->space, function);
	const char *facility =
		rt_arch_fallback_of(walk->guest->arch, name, "*");

	state->counter = function;
	if (!facility) {
		rt_walk_push(walk, state);
		return;
	}
	rt_state_open(state, function,
		      "%.40s is chosen on CPUs without %s only; if they have "
		      "it, --assume %s",
		      name, facility, facility);
	rt_way_end(walk, state);
}

void rt_walk_choose(struct rt_walk *walk, struct rt_state *state)
{
	struct rt_chosen chosen = choice_of(walk, state->resolver);

	leave_out(walk, &chosen);

	if (!chosen.count) {
		rt_state_open(state, state->counter,
			      "a function that the resolver at 0x%llx chooses",
			      (unsigned long long)state->resolver);
		rt_way_end(walk, state);
		return;
	}
	state->resolver = 0;
	for (size_t i = 0; i < chosen.count; i++) {
		struct rt_state *copy =
			i + 1 < chosen.count ? rt_state_copy(walk->guest, state)
					     : state;

		if (!copy) {
			walk->failed = true;
			continue;
		}
		go_on(walk, copy, chosen.function[i]);
	}
}

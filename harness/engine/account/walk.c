/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All ways, one block after the other. */
#include "harness/engine/account/walk.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/clock.h"
#include "harness/engine/account/lift.h"

enum { blocks_most = 20000, first_most = 1000 };

static void put_unknown(struct rt_walk *walk, struct rt_state *state,
			struct rt_guest_range range, unsigned size)
{
	for (int at = range.first; at < range.first + range.size;
	     at += (int)size)
		rt_state_put(
			state, walk->guest, &walk->terms, at,
			rt_term_unknown(&walk->terms, RT_FROM_OUTSIDE, size));
}

/* What libVEX says of a thread that begins, but for the registers. */
static bool initialise(struct rt_walk *walk, struct rt_state *state)
{
	uint8_t bytes[RT_GUEST_MOST];

	if (walk->guest->size > sizeof(bytes))
		return false;
	memset(bytes, 0, sizeof(bytes));
	walk->guest->initialise(bytes);
	for (size_t i = 0; i < walk->guest->size; i++)
		rt_state_put(state, walk->guest, &walk->terms, (int)i,
			     rt_term_number(&walk->terms, bytes[i], 1));
	put_unknown(walk, state, walk->guest->general,
		    walk->fold.pointer_bytes);
	put_unknown(walk, state, walk->guest->vector, 8);
	return true;
}

/*
 * Puts a word into the register @at, or, where that is -1, onto the stack, at
 * @offset from its pointer.
 */
static void put_word(struct rt_walk *walk, struct rt_state *state, int at,
		     int64_t offset, rt_term value)
{
	if (at < 0)
		rt_state_push(state, walk->guest, &walk->terms,
			      offset + walk->guest->arch->call->stack_residue,
			      value);
	else
		rt_state_put(state, walk->guest, &walk->terms, at, value);
}

/* A word of the value to store, which is one of its own. */
static void put_value(struct rt_walk *walk, struct rt_state *state, int at,
		      int64_t offset)
{
	put_word(walk, state, at, offset,
		 rt_term_unknown(&walk->terms, RT_FROM_ARGUMENT,
				 walk->fold.pointer_bytes));
}

/* The value to store, as the ABI passes it. */
static void put_stored(struct rt_walk *walk, struct rt_state *state)
{
	const struct rt_guest *guest = walk->guest;
	bool is_in_memory = rt_walk_is_in_memory(walk);
	int64_t word = walk->fold.pointer_bytes;
	int64_t place = is_in_memory ? RT_WIDE_PLACE : 2 * word;

	if (walk->bytes <= word) {
		put_value(walk, state, guest->argument[1], place);
		return;
	}
	for (int i = 0; i < 2; i++)
		put_value(walk, state, guest->wide[i], place + word * i);
}

static void put_pointer(struct rt_walk *walk, struct rt_state *state,
			unsigned argument, int field, uint64_t number)
{
	unsigned word = walk->fold.pointer_bytes;

	put_word(walk, state, walk->guest->argument[argument],
		 (int64_t)word * (1 + argument),
		 rt_term_linear(&walk->terms, number, field, !field, word));
}

/* The field's address, and the value to store, as the ABI passes them. */
static void put_arguments(struct rt_walk *walk, struct rt_state *state)
{
	bool stores = walk->question->stores;
	/* Before it there is the address of a result in memory. */
	unsigned field = rt_walk_is_in_memory(walk) && !stores;

	put_pointer(walk, state, field, 1, walk->question->within);
	if (stores)
		put_stored(walk, state);
	if (rt_walk_is_in_memory(walk))
		put_pointer(walk, state, !field, 0,
			    walk->guest->arch->call->stack_residue +
				    RT_WIDE_PLACE);
}

bool rt_walk_is_in_memory(const struct rt_walk *walk)
{
	return walk->bytes > walk->fold.pointer_bytes &&
	       walk->guest->arch->is_wide_in_memory;
}

static struct rt_state *enter(struct rt_walk *walk, uint64_t entry)
{
	const struct rt_guest *guest = walk->guest;
	unsigned word = walk->fold.pointer_bytes;
	unsigned residue = guest->arch->call->stack_residue;
	struct rt_state *state = rt_state_new(guest);

	if (!state || !initialise(walk, state)) {
		walk->failed = true;
		free(state);
		return NULL;
	}
	/* A resolver's arguments say what the CPU has: any is possible. */
	if (!walk->depth)
		put_arguments(walk, state);
	rt_state_put(state, guest, &walk->terms, guest->stack,
		     rt_term_linear(&walk->terms, residue, 0, 1, word));
	put_word(walk, state, guest->link, 0,
		 rt_term_number(&walk->terms, RT_RETURN_ADDRESS, word));
	if (guest->entry >= 0)
		rt_state_put(state, guest, &walk->terms, guest->entry,
			     rt_term_number(&walk->terms, entry, word));
	state->counter = entry;
	return state;
}

static void open_way(struct rt_walk *walk, struct rt_state *state,
		     const char *why)
{
	rt_state_open(state, state->counter, "%s", why);
	rt_way_end(walk, state);
}

/* Lifts the block at the state's counter and carries it out. */
static void step(struct rt_walk *walk, struct rt_state *state)
{
	struct rt_run run = {
		.walk = walk, .state = state, .at = state->counter};
	bool is_thumb = state->counter & 1 && walk->guest->vex == VexArchARM;
	const uint8_t *bytes =
		rt_space_bytes(walk->space, state->counter - is_thumb, 2);
	IRSB *block;

	if (!bytes || !rt_space_is_code(walk->space, state->counter)) {
		open_way(walk, state, "a jump to where no code is loaded");
		return;
	}
	walk->account->now = state->counter;
	walk->account->blocks++;
	/* libVEX wants the pointer to have Thumb's bit too. */
	block = rt_walk_lift(&run, bytes + is_thumb);
	if (!block)
		return;
	run.block = block;
	run.temporary = calloc((size_t)block->tyenv->types_used + 1,
			       sizeof(*run.temporary));
	if (!run.temporary) {
		walk->failed = true;
		free(state);
		return;
	}
	rt_walk_block(&run, 0);
	free(run.temporary);
}

static bool has_returned(const struct rt_walk *walk,
			 const struct rt_state *state)
{
	uint64_t counter = state->counter;

	if (walk->guest->vex == VexArchARM)
		counter &= ~1ull;
	return counter == RT_RETURN_ADDRESS;
}

static void drop_work(struct rt_walk *walk)
{
	while (walk->work) {
		struct rt_state *next = walk->work->next;

		free(walk->work);
		walk->work = next;
	}
}

/* Whether the walk may go on; else @why says what it had too much of. */
static bool has_room(const struct rt_walk *walk, const char **why)
{
	/* With data that may be constant there is another walk to come. */
	bool is_first = walk->survey.is_new && !walk->survey.is_on;

	if (walk->account->blocks >= (is_first ? first_most : blocks_most))
		*why = "more ways than are followed";
	else if (rt_clock_cpu_seconds() > walk->until)
		*why = "more ways than there is time to follow";
	else
		return true;
	return false;
}

static void go_on(struct rt_walk *walk, struct rt_state *state)
{
	if (state->resolver) {
		rt_walk_choose(walk, state);
	} else if (has_returned(walk, state)) {
		walk->has_returned = true;
		rt_way_end(walk, state);
	} else if (rt_last_is(walk, state->counter)) {
		free(state);
	} else if (rt_seen_add(walk, state)) {
		walk->account->merged++;
		free(state);
	} else {
		step(walk, state);
	}
}

void rt_walk_all(struct rt_walk *walk, uint64_t entry)
{
	struct rt_state *state = enter(walk, entry);
	const char *why = "";

	if (state)
		rt_walk_push(walk, state);
	while (walk->work && !walk->failed && !walk->terms.failed) {
		state = walk->work;
		walk->work = state->next;
		if (!has_room(walk, &why)) {
			open_way(walk, state, why);
			break;
		}
		go_on(walk, state);
	}
	drop_work(walk);
}

void rt_walk_forget(struct rt_walk *walk)
{
	rt_seen_free(&walk->seen);
	walk->chosens = 0;
}

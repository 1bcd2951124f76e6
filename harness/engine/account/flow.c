/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a way goes at the end of a block. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/account/walk.h"

void rt_walk_push(struct rt_walk *walk, struct rt_state *state)
{
	state->next = walk->work;
	walk->work = state;
}

/* A signal ends the process, unless something catches it. */
static bool is_fault(IRJumpKind kind)
{
	switch (kind) {
	case Ijk_SigSEGV:
	case Ijk_SigBUS:
	case Ijk_SigFPE:
	case Ijk_SigFPE_IntDiv:
	case Ijk_SigFPE_IntOvf:
		return true;
	default:
		return false;
	}
}

static bool is_system_call(IRJumpKind kind)
{
	switch (kind) {
	case Ijk_Sys_syscall:
	case Ijk_Sys_int32:
	case Ijk_Sys_int128:
	case Ijk_Sys_int129:
	case Ijk_Sys_int130:
	case Ijk_Sys_int145:
	case Ijk_Sys_int210:
	case Ijk_Sys_sysenter:
		return true;
	default:
		return false;
	}
}

/* Why the way is open when it leaves a block by @kind; NULL: it is not. */
static const char *open_by(IRJumpKind kind)
{
	if (is_system_call(kind))
		return "a system call";
	switch (kind) {
	case Ijk_NoDecode:
		return "an instruction that libVEX does not know";
	case Ijk_EmWarn:
	case Ijk_EmFail:
	case Ijk_MapFail:
		return "an instruction that libVEX cannot emulate";
	case Ijk_InvalICache:
		return "code that is changed while it runs";
	case Ijk_SigILL:
	case Ijk_SigTRAP:
		return "a trap, from which a handler may return";
	default:
		return NULL;
	}
}

/* A function that no code is known of; true when the way was ended. */
static bool meet_missing(struct rt_run *run, struct rt_state *state,
			 uint64_t target)
{
	const char *name = rt_space_missing(run->walk->space, target);

	if (!name)
		return false;
	if (rt_last_name(name)) {
		free(state);
		return true;
	}
	rt_state_open(state, run->at, "a call of %.80s, which nothing defines",
		      name);
	rt_way_end(run->walk, state);
	return true;
}

void rt_walk_leave(struct rt_run *run, struct rt_state *state, uint64_t target,
		   IRJumpKind kind)
{
	struct rt_walk *walk = run->walk;
	const char *why = open_by(kind);

	if (why)
		rt_state_open(state, run->at, "%s", why);
	if (*state->reason) {
		rt_way_end(walk, state);
		return;
	}
	if (is_fault(kind)) {
		free(state);
		return;
	}
	if (run->goes_on && target == run->ends)
		target = run->goes_on;
	if (meet_missing(run, state, target))
		return;
	state->counter = target;
	rt_walk_push(walk, state);
}

/*
 * The resolver is walked later: libVEX keeps one block at a time, and another
 * way may still need this one.
 */
static void jump_to_chosen(struct rt_run *run, rt_term target)
{
	struct rt_terms *terms = &run->walk->terms;

	rt_term_get_number(terms, rt_term_operand(terms, target, 0),
			   &run->state->resolver);
	run->state->counter = run->at;
	rt_walk_push(run->walk, run->state);
}

static bool jump_by_table(struct rt_run *run, rt_term target, IRJumpKind kind)
{
	struct rt_walk *walk = run->walk;
	uint64_t list[RT_TARGETS_MOST];
	size_t count = rt_walk_targets(run, target, list);

	run->state->guards |= rt_term_from(&walk->terms, target);
	for (size_t i = 0; i < count; i++) {
		struct rt_state *state = rt_state_copy(walk->guest, run->state);

		if (!state)
			walk->failed = true;
		else
			rt_walk_leave(run, state, list[i], kind);
	}
	if (count)
		free(run->state);
	return count;
}

/* The address is one of two, as a conditional move chooses. */
static void jump_to_either(struct rt_run *run, rt_term target, IRJumpKind kind)
{
	struct rt_walk *walk = run->walk;
	rt_term bit = rt_term_operand(&walk->terms, target, 0);
	struct rt_run other = *run;

	run->state->guards |= rt_term_from(&walk->terms, bit);
	other.state = rt_state_copy(walk->guest, run->state);
	if (!other.state) {
		walk->failed = true;
		return;
	}
	rt_state_learn(other.state, &walk->fold, bit, true);
	rt_walk_jump(&other, rt_term_operand(&walk->terms, target, 1), kind);
	rt_state_learn(run->state, &walk->fold, bit, false);
	rt_walk_jump(run, rt_term_operand(&walk->terms, target, 2), kind);
}

static const char *origin_of(rt_origins from)
{
	if (from & RT_FROM_ACCESSES)
		return "the field's value";
	if (from & RT_FROM_FIELD)
		return "the field's address";
	if (from & RT_FROM_ARGUMENT)
		return "the value to store";
	if (from & RT_FROM_MEMORY)
		return "memory that can change";
	return "what the caller left";
}

static void jump_to_unknown(struct rt_run *run, rt_term target, IRJumpKind kind)
{
	const struct rt_walk *walk = run->walk;
	rt_origins from = rt_term_from(&walk->terms, target);
	char name[RT_ACCOUNT_NAME];

	/* Of a table that the field indexes, the field has the choice. */
	if (from & (RT_FROM_ACCESSES | RT_FROM_FIELD | RT_FROM_ARGUMENT) ||
	    !rt_walk_say_source(walk, target, name, sizeof(name)))
		snprintf(name, sizeof(name), "%s", origin_of(from));
	rt_state_open(run->state, run->at,
		      "an indirect %s: the target comes from %s",
		      kind == Ijk_Call ? "call" : "jump", name);
	rt_way_end(run->walk, run->state);
}

void rt_walk_jump(struct rt_run *run, rt_term target, IRJumpKind kind)
{
	struct rt_walk *walk = run->walk;
	uint64_t number;

	if (rt_term_get_number(&walk->terms, target, &number) ||
	    open_by(kind) || is_fault(kind)) {
		rt_walk_leave(run, run->state, number, kind);
	} else if (rt_fold_is(&walk->fold, target, RT_OP_CHOSEN)) {
		jump_to_chosen(run, target);
	} else if (rt_fold_is(&walk->fold, target, RT_OP_SELECT)) {
		jump_to_either(run, target, kind);
	} else if (!jump_by_table(run, target, kind)) {
		jump_to_unknown(run, target, kind);
	}
}

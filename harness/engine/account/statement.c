/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries out the statements of a block. Where a statement can go two ways, a
 * copy of the state takes one of them to the end of the block first.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/engine/account/site.h"
#include "harness/engine/account/walk.h"

/* Whether a guarded statement takes place. */
enum taken { NOT_TAKEN, TAKEN, EITHER };

/* A copy of @run, with temporaries of its own; false without memory. */
static bool fork_run(const struct rt_run *run, struct rt_run *copy)
{
	size_t count = (size_t)run->block->tyenv->types_used + 1;

	*copy = *run;
	copy->state = rt_state_copy(run->walk->guest, run->state);
	copy->temporary = malloc(count * sizeof(*copy->temporary));
	if (!copy->state || !copy->temporary) {
		run->walk->failed = true;
		free(copy->state);
		free(copy->temporary);
		return false;
	}
	memcpy(copy->temporary, run->temporary,
	       count * sizeof(*copy->temporary));
	return true;
}

/* Takes @copy, which owns its state, on from statement @from. */
static void run_copy(struct rt_run *copy, int from)
{
	rt_walk_block(copy, from);
	free(copy->temporary);
}

static enum taken decide(struct rt_run *run, const IRExpr *guard, rt_term *bit)
{
	bool value;

	if (!guard)
		return TAKEN;
	*bit = rt_evaluate(run, guard);
	if (!rt_state_knows(run->state, &run->walk->fold, *bit, &value)) {
		rt_walk_note_constants(run->walk, *bit);
		run->state->guards |= rt_term_from(&run->walk->terms, *bit);
		return EITHER;
	}
	return value ? TAKEN : NOT_TAKEN;
}

static void put_indexed(struct rt_run *run, const IRPutI *put)
{
	struct rt_walk *walk = run->walk;
	const IRRegArray *array = put->descr;
	rt_term index = rt_evaluate(run, put->ix);
	rt_term value = rt_evaluate(run, put->data);
	unsigned size = rt_term_look(&walk->terms, value)->size;
	uint64_t number;

	if (rt_term_get_number(&walk->terms, index, &number)) {
		int at = ((int)number + put->bias) % array->nElems;

		if (at < 0)
			at += array->nElems;
		rt_state_put(run->state, walk->guest, &walk->terms,
			     array->base + at * (int)size, value);
		return;
	}
	for (int i = 0; i < array->nElems; i++) {
		int at = array->base + i * (int)size;
		rt_origins from =
			rt_term_from(&walk->terms, index) |
			rt_term_from(&walk->terms, value) |
			rt_term_from(&walk->terms,
				     rt_state_get(run->state, walk->guest,
						  &walk->terms, at, size));

		rt_state_put(run->state, walk->guest, &walk->terms, at,
			     rt_term_unknown(&walk->terms, from, size));
	}
}

/* The operands of a compare-and-swap, of one word or two. */
struct swap {
	rt_term address, value, expected, old;
	/* What is 1 when the swap took place. */
	rt_term equal;
	/* libVEX's way to compare two words: 0 when both are equal. */
	rt_term difference;
};

static rt_term words(struct rt_run *run, const IRExpr *high, const IRExpr *low)
{
	rt_term value = rt_evaluate(run, low);

	if (!high)
		return value;
	return rt_fold_join(&run->walk->fold, rt_evaluate(run, high), value);
}

/* Loads what is there, and compares it. */
static void compare(struct rt_run *run, const IRCAS *cas, struct swap *swap)
{
	struct rt_fold *fold = &run->walk->fold;
	unsigned size = rt_term_look(fold->terms, swap->value)->size;
	unsigned half = cas->dataHi ? size / 2 : size;
	rt_term low, high, expected_low, expected_high;

	swap->old = rt_walk_load(run, swap->address, size, RT_ACCESS_LOCKED);
	low = rt_term_slice(fold->terms, swap->old, 0, half);
	expected_low = rt_term_slice(fold->terms, swap->expected, 0, half);
	swap->equal = rt_fold_equal(fold, low, expected_low);
	run->temporary[cas->oldLo] = low;
	if (!cas->dataHi)
		return;
	high = rt_term_slice(fold->terms, swap->old, half, half);
	expected_high = rt_term_slice(fold->terms, swap->expected, half, half);
	swap->equal = rt_fold_and_bit(fold, swap->equal,
				      rt_fold_equal(fold, high, expected_high));
	swap->difference = rt_fold_bytes(
		fold, RT_OP_OR,
		rt_fold_bytes(fold, RT_OP_XOR, high, expected_high),
		rt_fold_bytes(fold, RT_OP_XOR, low, expected_low));
	run->temporary[cas->oldHi] = high;
}

/* What both ways know of the comparison. */
static void learn_equal(struct rt_run *run, const struct swap *swap,
			bool is_equal)
{
	struct rt_fold *fold = &run->walk->fold;
	rt_term zeros;

	rt_state_learn(run->state, fold, swap->equal, is_equal);
	if (!swap->difference)
		return;
	zeros = rt_fold_zeros(
		fold, rt_term_look(fold->terms, swap->difference)->size);
	rt_state_learn(run->state, fold,
		       rt_fold_equal(fold, swap->difference, zeros), is_equal);
}

static void compare_and_swap(struct rt_run *run, const IRCAS *cas, int number)
{
	struct rt_fold *fold = &run->walk->fold;
	struct swap swap = {
		.address = rt_evaluate(run, cas->addr),
		.value = words(run, cas->dataHi, cas->dataLo),
		.expected = words(run, cas->expdHi, cas->expdLo),
	};
	struct rt_run other;
	bool is_equal;

	/* xchg and its kin: a load, and a swap that is tried again. */
	if (!cas->dataHi &&
	    rt_walk_has_loaded(run, swap.address,
			       rt_term_look(fold->terms, swap.value)->size)) {
		rt_walk_store(run, swap.address, swap.value, RT_ACCESS_LOCKED);
		run->temporary[cas->oldLo] = swap.expected;
		return;
	}
	compare(run, cas, &swap);
	if (!rt_state_knows(run->state, fold, swap.equal, &is_equal)) {
		run->state->guards |= rt_term_from(fold->terms, swap.equal);
		if (!fork_run(run, &other))
			return;
		learn_equal(&other, &swap, false);
		run_copy(&other, number + 1);
		learn_equal(run, &swap, true);
		is_equal = true;
	}
	if (is_equal)
		rt_walk_store(run, swap.address, swap.value, RT_ACCESS_LOCKED);
}

/* A store-conditional may fail at any time. */
static void linked(struct rt_run *run, const IRStmt *statement, int number)
{
	struct rt_terms *terms = &run->walk->terms;
	rt_term address = rt_evaluate(run, statement->Ist.LLSC.addr);
	IRTemp result = statement->Ist.LLSC.result;
	struct rt_run other;

	if (!statement->Ist.LLSC.storedata) {
		run->temporary[result] =
			rt_walk_load(run, address,
				     rt_size_of_type(typeOfIRTemp(
					     run->block->tyenv, result)),
				     RT_ACCESS_LINKED);
		return;
	}
	if (!fork_run(run, &other))
		return;
	other.temporary[result] = rt_term_number(terms, 0, 0);
	run_copy(&other, number + 1);
	rt_walk_store(run, address,
		      rt_evaluate(run, statement->Ist.LLSC.storedata),
		      RT_ACCESS_LINKED);
	rt_state_keep_linked(run->state);
	run->temporary[result] = rt_term_number(terms, 1, 0);
}

static rt_term guarded_value(struct rt_run *run, const IRLoadG *load)
{
	IRType wide, narrow;
	rt_term value;

	typeOfIRLoadGOp(load->cvt, &wide, &narrow);
	value = rt_walk_load(run, rt_evaluate(run, load->addr),
			     rt_size_of_type(narrow), RT_ACCESS_PLAIN);
	if (wide == narrow)
		return value;
	return rt_fold_extend(&run->walk->fold, value, rt_size_of_type(wide),
			      load->cvt == ILGop_16Sto32 ||
				      load->cvt == ILGop_8Sto32);
}

static void do_guarded(struct rt_run *run, const IRStmt *statement, bool taken)
{
	if (statement->tag == Ist_StoreG) {
		const IRStoreG *store = statement->Ist.StoreG.details;

		if (taken)
			rt_walk_store(run, rt_evaluate(run, store->addr),
				      rt_evaluate(run, store->data),
				      RT_ACCESS_PLAIN);
	} else {
		const IRLoadG *load = statement->Ist.LoadG.details;

		run->temporary[load->dst] = taken ? guarded_value(run, load)
						  : rt_evaluate(run, load->alt);
	}
}

/* A load or store of Arm that depends on a condition. */
static void guarded(struct rt_run *run, const IRStmt *statement, int number)
{
	struct rt_fold *fold = &run->walk->fold;
	const IRExpr *guard = statement->tag == Ist_StoreG
				      ? statement->Ist.StoreG.details->guard
				      : statement->Ist.LoadG.details->guard;
	rt_term bit = 0;
	enum taken taken = decide(run, guard, &bit);
	struct rt_run other;

	if (taken == EITHER) {
		if (!fork_run(run, &other))
			return;
		rt_state_learn(other.state, fold, bit, false);
		do_guarded(&other, statement, false);
		run_copy(&other, number + 1);
		rt_state_learn(run->state, fold, bit, true);
	}
	do_guarded(run, statement, taken != NOT_TAKEN);
}

/* What a helper with effects reads and writes of memory. */
static rt_origins touch(struct rt_run *run, const IRDirty *helper,
			rt_origins from)
{
	struct rt_terms *terms = &run->walk->terms;
	unsigned left = (unsigned)helper->mSize;
	rt_term address;

	if (helper->mFx == Ifx_None)
		return from;
	address = rt_evaluate(run, helper->mAddr);
	for (uint64_t at = 0; left; at += RT_TERM_BYTES_MOST) {
		unsigned size =
			left < RT_TERM_BYTES_MOST ? left : RT_TERM_BYTES_MOST;
		rt_term here = rt_fold_add(
			&run->walk->fold, address,
			rt_term_number(terms, at,
				       rt_term_look(terms, address)->size));

		if (helper->mFx != Ifx_Write)
			from |= rt_term_from(terms,
					     rt_walk_load(run, here, size,
							  RT_ACCESS_HELPER));
		if (helper->mFx != Ifx_Read)
			rt_walk_store(run, here,
				      rt_term_unknown(terms, from, size),
				      RT_ACCESS_HELPER);
		left -= size;
	}
	return from;
}

/* A helper's changes of registers: each derives from all it reads. */
static void change(struct rt_run *run, const IRDirty *helper, rt_origins from)
{
	struct rt_walk *walk = run->walk;

	for (int i = 0; i < helper->nFxState; i++) {
		int at = helper->fxState[i].offset;
		int end = at + helper->fxState[i].size;

		if (helper->fxState[i].fx == Ifx_Read)
			continue;
		for (; at < end; at++)
			rt_state_put(run->state, walk->guest, &walk->terms, at,
				     rt_term_unknown(&walk->terms, from, 1));
	}
	if (helper->tmp != IRTemp_INVALID)
		run->temporary[helper->tmp] = rt_term_unknown(
			&walk->terms, from,
			rt_size_of_type(
				typeOfIRTemp(run->block->tyenv, helper->tmp)));
}

static void call_helper(struct rt_run *run, const IRDirty *helper)
{
	struct rt_walk *walk = run->walk;
	rt_origins from = RT_FROM_OUTSIDE;
	rt_term bit;

	switch (decide(run, helper->guard, &bit)) {
	case NOT_TAKEN:
		return;
	case EITHER:
		rt_state_open(run->state, run->at,
			      "an instruction whose effect depends on a "
			      "condition");
		return;
	case TAKEN:
		break;
	}
	for (size_t i = 0; helper->args[i]; i++)
		if (helper->args[i]->tag != Iex_GSPTR &&
		    helper->args[i]->tag != Iex_VECRET)
			from |= rt_term_from(&walk->terms,
					     rt_evaluate(run, helper->args[i]));
	for (int i = 0; i < helper->nFxState; i++)
		if (helper->fxState[i].fx != Ifx_Write)
			for (int k = 0; k < helper->fxState[i].size; k++)
				from |= rt_term_from(
					&walk->terms,
					rt_state_get(run->state, walk->guest,
						     &walk->terms,
						     helper->fxState[i].offset +
							     k,
						     1));
	change(run, helper, touch(run, helper, from));
}

/* True when the whole way leaves the block here. */
static bool leave_if(struct rt_run *run, const IRStmt *statement)
{
	struct rt_fold *fold = &run->walk->fold;
	const IRConst *to = statement->Ist.Exit.dst;
	uint64_t target = to->tag == Ico_U32 ? to->Ico.U32 : to->Ico.U64;
	struct rt_state *other;
	rt_term bit = 0;

	switch (decide(run, statement->Ist.Exit.guard, &bit)) {
	case NOT_TAKEN:
		return false;
	case TAKEN:
		rt_walk_leave(run, run->state, target, statement->Ist.Exit.jk);
		return true;
	case EITHER:
		break;
	}
	other = rt_state_copy(run->walk->guest, run->state);
	if (!other) {
		run->walk->failed = true;
		return false;
	}
	rt_state_learn(other, fold, bit, true);
	rt_walk_leave(run, other, target, statement->Ist.Exit.jk);
	rt_state_learn(run->state, fold, bit, false);
	return false;
}

/* The statements that change registers only. */
static void assign(struct rt_run *run, const IRStmt *statement)
{
	struct rt_walk *walk = run->walk;

	switch (statement->tag) {
	case Ist_IMark:
		/* Thumb's bit is kept apart. */
		run->at =
			statement->Ist.IMark.addr + statement->Ist.IMark.delta;
		run->state->executions++;
		rt_site_note_thread(run->walk, run->state, run->at);
		rt_account_cover(walk->account, statement->Ist.IMark.addr,
				 statement->Ist.IMark.len);
		break;
	case Ist_Put:
		rt_state_put(run->state, walk->guest, &walk->terms,
			     statement->Ist.Put.offset,
			     rt_evaluate(run, statement->Ist.Put.data));
		break;
	case Ist_PutI:
		put_indexed(run, statement->Ist.PutI.details);
		break;
	case Ist_WrTmp:
		run->temporary[statement->Ist.WrTmp.tmp] =
			rt_evaluate(run, statement->Ist.WrTmp.data);
		break;
	default: /* fences and hints */
		break;
	}
}

/* True when the way has left the block. */
static bool execute(struct rt_run *run, const IRStmt *statement, int number)
{
	switch (statement->tag) {
	case Ist_Store:
		rt_walk_store(run, rt_evaluate(run, statement->Ist.Store.addr),
			      rt_evaluate(run, statement->Ist.Store.data),
			      RT_ACCESS_PLAIN);
		break;
	case Ist_StoreG:
	case Ist_LoadG:
		guarded(run, statement, number);
		break;
	case Ist_CAS:
		compare_and_swap(run, statement->Ist.CAS.details, number);
		break;
	case Ist_LLSC:
		linked(run, statement, number);
		break;
	case Ist_Dirty:
		call_helper(run, statement->Ist.Dirty.details);
		break;
	case Ist_Exit:
		return leave_if(run, statement);
	default:
		assign(run, statement);
		break;
	}
	return false;
}

void rt_walk_block(struct rt_run *run, int from)
{
	const IRSB *block = run->block;

	for (int i = from; i < block->stmts_used; i++) {
		if (*run->state->reason) {
			rt_way_end(run->walk, run->state);
			return;
		}
		if (execute(run, block->stmts[i], i))
			return;
	}
	rt_walk_jump(run, rt_evaluate(run, block->next), block->jumpkind);
}

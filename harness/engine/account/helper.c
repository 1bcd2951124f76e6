/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VEX's pure helper functions. Most compute flags: their arguments are the
 * operation that set the flags and its operands.
 */
#include <string.h>

#include "harness/engine/account/lift.h"
#include "harness/engine/account/walk.h"

enum { arguments_most = 6 };

struct call {
	struct rt_run *run;
	const IRCallee *callee;
	rt_term argument[arguments_most];
	IRType type[arguments_most];
	unsigned count;
	unsigned size; /* of the result */
	/* Filled in by the functions that libVEX may leave: */
	uint64_t number;
	const IRExpr *shorter;
	IRSB *block; /* whose temporaries @shorter reads */
	rt_term temporary[arguments_most];
};

/* The helper in this process, for arguments that are all known. */
static void call_it(void *data)
{
	struct call *call = data;
	struct rt_terms *terms = &call->run->walk->terms;
	uint64_t number[arguments_most] = {0};
	ULong (*function)(ULong, ULong, ULong, ULong, ULong, ULong) = (ULong(*)(
		ULong, ULong, ULong, ULong, ULong, ULong))call->callee->addr;

	for (unsigned i = 0; i < call->count; i++)
		rt_term_get_number(terms, call->argument[i], &number[i]);
	call->number = function(number[0], number[1], number[2], number[3],
				number[4], number[5]);
}

static bool are_numbers(const struct call *call)
{
	for (unsigned i = 0; i < call->count; i++)
		if (!rt_term_is_number(&call->run->walk->terms,
				       call->argument[i]))
			return false;
	return true;
}

/* An argument as libVEX wants to see it: a constant, or a temporary. */
static IRExpr *argument_of(struct call *call, unsigned i)
{
	uint64_t number;
	IRTemp temporary;

	if (rt_term_get_number(&call->run->walk->terms, call->argument[i],
			       &number))
		return IRExpr_Const(call->type[i] == Ity_I64
					    ? IRConst_U64(number)
					    : IRConst_U32((UInt)number));
	temporary = newIRTemp(call->block->tyenv, call->type[i]);
	call->temporary[temporary] = call->argument[i];
	return IRExpr_RdTmp(temporary);
}

static void specialise(void *data)
{
	struct call *call = data;
	IRExpr *argument[arguments_most + 1];
	IRStmt *before[1] = {NULL};

	call->block = emptyIRSB();
	for (unsigned i = 0; i < call->count; i++)
		argument[i] = argument_of(call, i);
	argument[call->count] = NULL;
	call->shorter = call->run->walk->guest->specialise(call->callee->name,
							   argument, before, 0);
}

static rt_term evaluate_shorter(struct call *call)
{
	struct rt_run run = *call->run;
	unsigned size;
	rt_term value;

	run.block = call->block;
	run.temporary = call->temporary;
	value = rt_evaluate(&run, call->shorter);
	size = rt_term_look(&run.walk->terms, value)->size;
	if (size < call->size)
		return rt_fold_extend(&run.walk->fold, value, call->size,
				      false);
	return rt_term_slice(&run.walk->terms, value, 0, call->size);
}

static uint32_t operation_of(struct rt_walk *walk, const void *address)
{
	size_t i = 0;

	while (i < walk->helpers && walk->helper[i] != address)
		i++;
	if (i == RT_HELPERS_MOST)
		return 0; /* Iop_INVALID is another number: no rule has 0 */
	if (i == walk->helpers)
		walk->helper[walk->helpers++] = address;
	return RT_OP_HELPER + (uint32_t)i;
}

/* A condition, in the form that it shares with its negation. */
static rt_term condition(struct call *call)
{
	struct rt_walk *walk = call->run->walk;
	const struct rt_guest *guest = walk->guest;
	uint64_t number, other;
	rt_term result, bit;

	rt_term_get_number(&walk->terms, call->argument[0], &number);
	other = number ^ guest->negation;
	if (other < number)
		call->argument[0] = rt_term_number(
			&walk->terms, other,
			rt_term_look(&walk->terms, call->argument[0])->size);
	result = rt_term_apply(&walk->terms,
			       operation_of(walk, call->callee->addr),
			       call->argument, call->count, call->size);
	bit = rt_fold_to_bit(
		&walk->fold,
		rt_fold_shift(
			&walk->fold, RT_OP_SHIFT_RIGHT, result,
			rt_term_number(&walk->terms, guest->condition_bit, 1)));
	if (other < number)
		bit = rt_fold_not(&walk->fold, bit);
	return rt_fold_shift(
		&walk->fold, RT_OP_SHIFT_LEFT,
		rt_fold_from_bit(&walk->fold, bit, call->size),
		rt_term_number(&walk->terms, guest->condition_bit, 1));
}

static void take_arguments(struct call *call, const IRExpr *expression)
{
	IRExpr **argument = expression->Iex.CCall.args;

	for (unsigned i = 0; argument[i] && i < arguments_most; i++) {
		call->type[i] =
			typeOfIRExpr(call->run->block->tyenv, argument[i]);
		call->argument[i] = rt_evaluate(call->run, argument[i]);
		call->count = i + 1;
	}
}

rt_term rt_walk_helper(struct rt_run *run, const IRExpr *expression)
{
	struct rt_walk *walk = run->walk;
	const struct rt_guest *guest = walk->guest;
	struct call call = {
		.run = run,
		.callee = expression->Iex.CCall.cee,
		.size = rt_size_of_type(expression->Iex.CCall.retty),
	};

	take_arguments(&call, expression);
	/* A segment begins at 0, as libVEX has it for x86-64's %fs too. */
	if (!strcmp(call.callee->name, "x86g_use_seg_selector"))
		return rt_fold_extend(&walk->fold, call.argument[3], call.size,
				      false);
	if (are_numbers(&call) && rt_lift_guarded(call_it, &call))
		return rt_term_number(&walk->terms, call.number, call.size);
	if (guest->specialise && rt_lift_guarded(specialise, &call) &&
	    call.shorter)
		return evaluate_shorter(&call);
	if (guest->condition && !strcmp(call.callee->name, guest->condition) &&
	    rt_term_is_number(&walk->terms, call.argument[0]))
		return condition(&call);
	return rt_term_apply(&walk->terms,
			     operation_of(walk, call.callee->addr),
			     call.argument, call.count, call.size);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/operations.h"
#include "harness/engine/account/walk.h"

unsigned rt_size_of_type(IRType type)
{
	switch (type) {
	case Ity_I1:
		return 0;
	case Ity_I8:
		return 1;
	case Ity_I16:
	case Ity_F16:
		return 2;
	case Ity_I32:
	case Ity_F32:
	case Ity_D32:
		return 4;
	case Ity_I128:
	case Ity_F128:
	case Ity_D128:
	case Ity_V128:
		return 16;
	case Ity_V256:
		return 32;
	default:
		return 8;
	}
}

/* Vectors have a bit for each byte, which is 0 or 0xff. */
static rt_term vector(struct rt_run *run, uint32_t bits, unsigned size)
{
	struct rt_terms *terms = &run->walk->terms;
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++)
		piece[i] = rt_piece_of(
			rt_term_number(terms, bits >> i & 1 ? 0xff : 0, 1), 0);
	return rt_term_gather(terms, piece, size);
}

static rt_term constant(struct rt_run *run, const IRConst *constant,
			unsigned size)
{
	struct rt_terms *terms = &run->walk->terms;

	switch (constant->tag) {
	case Ico_U1:
		return rt_term_number(terms, constant->Ico.U1, 0);
	case Ico_U8:
		return rt_term_number(terms, constant->Ico.U8, 1);
	case Ico_U16:
		return rt_term_number(terms, constant->Ico.U16, 2);
	case Ico_U32:
	case Ico_F32i:
		return rt_term_number(terms, constant->Ico.U32, 4);
	case Ico_U64:
	case Ico_F64i:
		return rt_term_number(terms, constant->Ico.U64, 8);
	case Ico_V128:
		return vector(run, constant->Ico.V128, 16);
	case Ico_V256:
		return vector(run, constant->Ico.V256, 32);
	default:
		return rt_term_unknown(terms, 0, size);
	}
}

static rt_term get_indexed(struct rt_run *run, const IRExpr *get, unsigned size)
{
	const IRRegArray *array = get->Iex.GetI.descr;
	struct rt_walk *walk = run->walk;
	rt_term index = rt_evaluate(run, get->Iex.GetI.ix);
	rt_origins from = rt_term_from(&walk->terms, index);
	uint64_t number;

	if (rt_term_get_number(&walk->terms, index, &number)) {
		int at = (int)number + get->Iex.GetI.bias;

		at = (at % array->nElems + array->nElems) % array->nElems;
		return rt_state_get(run->state, walk->guest, &walk->terms,
				    array->base + at * (int)(size ? size : 1),
				    size);
	}
	for (int i = 0; i < array->nElems; i++)
		from |= rt_term_from(
			&walk->terms,
			rt_state_get(run->state, walk->guest, &walk->terms,
				     array->base + i * (int)size, size));
	return rt_term_unknown(&walk->terms, from, size);
}

/* A value that the condition chooses, once it is known. */
static rt_term choose(struct rt_run *run, const IRExpr *expression)
{
	struct rt_fold *fold = &run->walk->fold;
	rt_term condition = rt_evaluate(run, expression->Iex.ITE.cond);
	rt_term yes = rt_evaluate(run, expression->Iex.ITE.iftrue);
	rt_term no = rt_evaluate(run, expression->Iex.ITE.iffalse);
	bool value;

	if (rt_state_knows(run->state, fold, condition, &value))
		return value ? yes : no;
	rt_walk_note_constants(run->walk, condition);
	return rt_fold_select(fold, condition, yes, no);
}

static rt_term operation(struct rt_run *run, const IRExpr *expression,
			 unsigned size)
{
	rt_term operand[4];

	switch (expression->tag) {
	case Iex_Unop:
		operand[0] = rt_evaluate(run, expression->Iex.Unop.arg);
		return rt_operation(&run->walk->fold, expression->Iex.Unop.op,
				    operand, 1, size);
	case Iex_Binop:
		operand[0] = rt_evaluate(run, expression->Iex.Binop.arg1);
		operand[1] = rt_evaluate(run, expression->Iex.Binop.arg2);
		return rt_operation(&run->walk->fold, expression->Iex.Binop.op,
				    operand, 2, size);
	case Iex_Triop: {
		const IRTriop *of = expression->Iex.Triop.details;

		operand[0] = rt_evaluate(run, of->arg1);
		operand[1] = rt_evaluate(run, of->arg2);
		operand[2] = rt_evaluate(run, of->arg3);
		return rt_term_apply(&run->walk->terms, of->op, operand, 3,
				     size);
	}
	default: {
		const IRQop *of = expression->Iex.Qop.details;

		operand[0] = rt_evaluate(run, of->arg1);
		operand[1] = rt_evaluate(run, of->arg2);
		operand[2] = rt_evaluate(run, of->arg3);
		operand[3] = rt_evaluate(run, of->arg4);
		return rt_term_apply(&run->walk->terms, of->op, operand, 4,
				     size);
	}
	}
}

/* A bit that a branch has decided is known from then on. */
static rt_term known_bit(struct rt_run *run, rt_term bit)
{
	bool value;

	if (rt_state_knows(run->state, &run->walk->fold, bit, &value))
		return rt_term_number(&run->walk->terms, value, 0);
	return bit;
}

static rt_term evaluate(struct rt_run *run, const IRExpr *expression,
			unsigned size)
{
	struct rt_walk *walk = run->walk;

	switch (expression->tag) {
	case Iex_RdTmp:
		return run->temporary[expression->Iex.RdTmp.tmp];
	case Iex_Get:
		return rt_state_get(run->state, walk->guest, &walk->terms,
				    expression->Iex.Get.offset, size);
	case Iex_GetI:
		return get_indexed(run, expression, size);
	case Iex_Const:
		return constant(run, expression->Iex.Const.con, size);
	case Iex_Load:
		return rt_walk_load(run,
				    rt_evaluate(run, expression->Iex.Load.addr),
				    size, RT_ACCESS_PLAIN);
	case Iex_ITE:
		return choose(run, expression);
	case Iex_CCall:
		return rt_walk_helper(run, expression);
	case Iex_Unop:
	case Iex_Binop:
	case Iex_Triop:
	case Iex_Qop:
		return operation(run, expression, size);
	default:
		return rt_term_unknown(&walk->terms, RT_FROM_OUTSIDE, size);
	}
}

rt_term rt_evaluate(struct rt_run *run, const IRExpr *expression)
{
	unsigned size =
		rt_size_of_type(typeOfIRExpr(run->block->tyenv, expression));
	rt_term value = evaluate(run, expression, size);

	return size ? value : known_bit(run, value);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges the values that each run of an exploration gave. */
#include <string.h>

#include "harness/base/value.h"
#include "harness/engine/step/exploration.h"

/* @value as the accessor returns it, or leaves it in memory. */
static rt_value seen_as(const struct rt_exploration *exploration,
			rt_value value)
{
	return exploration->shared->result.swapped
		       ? rt_swap_bytes(value, exploration->question->width)
		       : value;
}

bool rt_exploration_gives_values(const struct rt_exploration *exploration,
				 const struct rt_step_run *run)
{
	const struct rt_step_shared *shared = exploration->shared;

	return shared->given_old == seen_as(exploration, run->old_value) &&
	       shared->given_new == seen_as(exploration, run->new_value);
}

/* The trace of a load of a value that did not change meanwhile. */
static void judge_load(const struct rt_exploration *exploration,
		       const struct rt_step_run *run)
{
	struct rt_step_shared *shared = exploration->shared;
	rt_value given = shared->trace.result;

	if (shared->result.traces == 1)
		shared->first_given = given;
	shared->varies |= given != shared->first_given;
	shared->given = given;
	shared->result.derived |= given != seen_as(exploration, run->old_value);
}

/* From the first trace: whether the accessor swaps bytes; its accesses. */
static void learn_form(const struct rt_exploration *exploration,
		       const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;
	rt_value wanted = run->stores ? run->new_value : run->old_value;
	rt_value got = trace->result;

	if (run->stores)
		got = trace->value[trace->value_count - 1];
	result->swapped =
		got != wanted &&
		got == rt_swap_bytes(wanted, exploration->question->width);
	result->access_count = trace->access_count < RT_STEP_SHOWN
				       ? trace->access_count
				       : RT_STEP_SHOWN;
	memcpy(result->access, trace->access,
	       result->access_count * sizeof(*result->access));
}

/* The other side sees a value in each gap until the field changes again. */
static void keep_mixture(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned index)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	unsigned end = index + 1 < trace->value_count
			       ? trace->value_gap[index + 1]
			       : trace->touches + 1;

	for (unsigned gap = trace->value_gap[index]; gap < end; gap++)
		rt_exploration_keep(exploration, run, gap, trace->value[index]);
}

/*
 * One run of a store shows what the other side reads in every gap: the old
 * value or, from some point on, what the store leaves.
 */
static void judge_store(const struct rt_exploration *exploration,
			const struct rt_step_run *run)
{
	struct rt_step_shared *shared = exploration->shared;
	const struct rt_step_trace *trace = &shared->trace;
	struct rt_step_result *result = &shared->result;
	rt_value left = trace->value[trace->value_count - 1];

	shared->given_old = run->old_value;
	shared->given_new = left;
	shared->varies |= trace->touches;
	result->replays += trace->touches + 1;
	result->derived |= left != seen_as(exploration, run->new_value);
	for (unsigned i = 0; i < trace->value_count; i++)
		if (trace->value[i] != run->old_value &&
		    trace->value[i] != left)
			keep_mixture(exploration, run, i);
}

/*
 * One store, in gap run->gap: what comes back must be what the accessor gives
 * for the old value alone, or for the new one.
 */
static void judge_gap(const struct rt_exploration *exploration,
		      const struct rt_step_run *run)
{
	struct rt_step_shared *shared = exploration->shared;
	const struct rt_step_trace *trace = &shared->trace;
	rt_value old_value = shared->given_old, new_value = shared->given_new;
	bool gives_values = rt_exploration_gives_values(exploration, run);
	rt_value value = trace->result;
	unsigned gap = (unsigned)run->gap;
	/* Where one access refuses, another may still read the value itself. */
	bool is_one = value == old_value || value == new_value ||
		      value == seen_as(exploration, run->old_value) ||
		      value == seen_as(exploration, run->new_value);

	shared->result.replays++;
	shared->doubted = !is_one && !gives_values;
	/* Gap 0 is before the first access: no mixture is possible. */
	if (!is_one && gives_values && !gap)
		shared->result.unexplained = true;
	else if (!is_one && gives_values)
		rt_exploration_keep(exploration, run, gap, value);
	else if (gives_values && old_value != new_value &&
		 value == (gap ? new_value : old_value) &&
		 (!gap || gap >= trace->touches))
		shared->result.unexplained = true;
}

/* A store in each gap: the whole value must be one that an access saw. */
static void judge_each(const struct rt_exploration *exploration,
		       const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;
	unsigned most = trace->touches < RT_STEP_OTHER_VALUES
				? trace->touches
				: RT_STEP_OTHER_VALUES;

	result->replays++;
	for (unsigned i = 0; i < most; i++)
		if (trace->result ==
		    seen_as(exploration, rt_step_other_value(i, run->width)))
			return;
	result->mixes_many = true;
	result->mixture = trace->result;
}

static void note_account(const struct rt_exploration *exploration)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;

	result->unaccounted |= trace->unaccounted != 0;
	result->ways |= trace->ways;
}

void rt_exploration_replayed(const struct rt_exploration *exploration,
			     const struct rt_step_run *run)
{
	rt_exploration_shape(exploration, run);
	note_account(exploration);
	if (run->gap == RT_STEP_EACH)
		judge_each(exploration, run);
	else
		judge_gap(exploration, run);
}

void rt_exploration_traced(const struct rt_exploration *exploration,
			   const struct rt_step_run *run)
{
	struct rt_step_result *result = &exploration->shared->result;

	if (!result->traces++)
		learn_form(exploration, run);
	rt_exploration_shape(exploration, run);
	note_account(exploration);
	if (run->stores)
		judge_store(exploration, run);
	else
		judge_load(exploration, run);
}

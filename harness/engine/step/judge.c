/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each run of an exploration shows. */
#include <stdio.h>
#include <string.h>

#include "harness/base/bytes.h"
#include "harness/engine/step/exploration.h"

/* @value as the accessor gives it back, or as it leaves it in memory. */
static uint64_t seen_as(const struct rt_exploration *exploration,
			uint64_t value)
{
	return exploration->shared->result.swapped
		       ? rt_swap_bytes(value, exploration->plan->width)
		       : value;
}

static bool is_whole_access(const struct rt_step_plan *plan,
			    const struct rt_step_access *access)
{
	return access->offset <= 0 &&
	       access->offset + (int)access->size >= (int)plan->width / 8;
}

static void judge_access(const struct rt_step_plan *plan,
			 const struct rt_step_run *run,
			 const struct rt_step_access *access,
			 struct rt_step_result *result)
{
	unsigned place = run->offset + (unsigned)access->offset;

	if (!is_whole_access(plan, access))
		result->parts = true;
	else if (!access->size || place % access->size)
		result->crosses = true;
}

static void judge_shape(const struct rt_exploration *exploration,
			const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;

	for (unsigned i = 0; i < trace->access_count; i++)
		judge_access(exploration->plan, run, &trace->access[i], result);
	result->twice |= trace->touches > 1;
	if (trace->outside && !result->outside) {
		result->outside = true;
		result->stray = trace->stray;
	}
	if (trace->blind && !result->blind) {
		result->blind = trace->blind;
		result->blind_at = trace->blind_at;
	}
}

/* The first trace tells what the accessor makes of a value. */
static void learn_form(const struct rt_exploration *exploration,
		       const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;
	uint64_t wanted = run->stores ? run->new_value : run->old_value;
	uint64_t got = trace->result;

	if (run->stores && trace->value_count)
		got = trace->value[trace->value_count - 1];
	result->swapped =
		got != wanted &&
		got == rt_swap_bytes(wanted, exploration->plan->width);
	result->access_count = trace->access_count < RT_STEP_SHOWN
				       ? trace->access_count
				       : RT_STEP_SHOWN;
	memcpy(result->access, trace->access,
	       result->access_count * sizeof(*result->access));
}

/* The last access in front of gap number @gap, or NULL; and the next one. */
static void find_neighbours(const struct rt_step_trace *trace, unsigned gap,
			    const struct rt_step_access **before,
			    const struct rt_step_access **after)
{
	unsigned touch = 0;

	*before = *after = NULL;
	for (unsigned i = 0; i < trace->access_count; i++) {
		const struct rt_step_access *access = &trace->access[i];

		if (i && access->step != trace->access[i - 1].step)
			touch++;
		if (touch < gap)
			*before = access;
		else if (!*after)
			*after = access;
	}
}

static void keep_witness(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned gap,
			 uint64_t value)
{
	struct rt_step_result *result = &exploration->shared->result;
	const struct rt_step_access *before, *after;
	bool repeat;

	/* What gives back another value anyway has no mixtures. */
	if (result->wrong)
		return;
	find_neighbours(&exploration->shared->trace, gap, &before, &after);
	repeat = before && after && before->repeats && before->pc == after->pc;
	result->torn++;
	/* One from between two instructions is worth more. */
	if (result->has_witness && (repeat || !result->only_repeat))
		return;
	result->has_witness = true;
	result->only_repeat = repeat;
	result->witness.run = *run;
	result->witness.run.gap = (int)gap;
	result->witness.value = value;
	snprintf(result->witness.before, RT_STEP_TEXT, "%s",
		 before ? before->text : "");
	snprintf(result->witness.after, RT_STEP_TEXT, "%s",
		 after ? after->text : "");
}

/* A value is there for the other side until an access makes it another. */
static void keep_mixture(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned index)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	unsigned end = index + 1 < trace->value_count
			       ? trace->value_gap[index + 1]
			       : trace->touches + 1;

	for (unsigned gap = trace->value_gap[index]; gap < end; gap++)
		keep_witness(exploration, run, gap, trace->value[index]);
}

/* Of a store, one run has shown what the other side reads in every gap. */
static void judge_store(const struct rt_exploration *exploration,
			const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;
	uint64_t new_value = seen_as(exploration, run->new_value);

	result->replays += trace->touches + 1;
	if (!trace->value_count ||
	    trace->value[trace->value_count - 1] != new_value)
		result->wrong = true;
	for (unsigned i = 0; i < trace->value_count; i++)
		if (trace->value[i] != run->old_value &&
		    trace->value[i] != new_value)
			keep_mixture(exploration, run, i);
}

void rt_exploration_replayed(const struct rt_exploration *exploration,
			     const struct rt_step_run *run)
{
	struct rt_step_result *result = &exploration->shared->result;
	uint64_t value = exploration->shared->trace.result;

	judge_shape(exploration, run);
	result->replays++;
	if (value != seen_as(exploration, run->old_value) &&
	    value != seen_as(exploration, run->new_value))
		keep_witness(exploration, run, (unsigned)run->gap, value);
}

void rt_exploration_traced(const struct rt_exploration *exploration,
			   const struct rt_step_run *run)
{
	struct rt_step_result *result = &exploration->shared->result;

	if (!result->traces++)
		learn_form(exploration, run);
	judge_shape(exploration, run);
	if (run->stores)
		judge_store(exploration, run);
	else if (exploration->shared->trace.result !=
		 seen_as(exploration, run->old_value))
		result->wrong = true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the interleaving that shows a tear, and its neighbours. */
#include <string.h>

#include "harness/engine/step/exploration.h"

/*
 * The last access before gap @gap and the first after it, or NULL; one and the
 * same where the gap is between two parts of it.
 */
static void find_neighbours(const struct rt_step_trace *trace, unsigned gap,
			    const struct rt_step_access **before,
			    const struct rt_step_access **after)
{
	*before = *after = NULL;
	for (unsigned i = 0; i < trace->access_count; i++) {
		const struct rt_step_access *access = &trace->access[i];
		unsigned end = i + 1 < trace->access_count ? access[1].touch
							   : trace->touches;

		if (access->touch < gap)
			*before = access;
		if (!*after && gap < end)
			*after = access;
	}
}

/* Without @before or @after, at either end, there is nothing to say of it. */
static void take_neighbours(struct rt_step_witness *witness,
			    const struct rt_step_access *before,
			    const struct rt_step_access *after)
{
	static const struct rt_step_access none;

	before = before ? before : &none;
	after = after ? after : &none;
	memcpy(witness->before, before->text, RT_STEP_TEXT);
	memcpy(witness->after, after->text, RT_STEP_TEXT);
	witness->before_at = before->accounted;
	witness->after_at = after->accounted;
	witness->before_bytes = before->size;
	witness->after_bytes = after->size;
}

void rt_exploration_keep(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned gap,
			 rt_value value)
{
	struct rt_step_result *result = &exploration->shared->result;
	const struct rt_step_access *before, *after;
	bool repeat;

	/*
	 * If the result is a third value anyway, mixtures cannot be recognised.
	 * Where interrupts are masked, the other side may have no turn.
	 */
	if (result->wrong || exploration->shared->trace.masked)
		return;
	find_neighbours(&exploration->shared->trace, gap, &before, &after);
	repeat = before && after && before->repeats && before->pc == after->pc;
	result->torn++;
	/* A witness between two instructions replaces one within a rep. */
	if (result->has_witness && (repeat || !result->only_repeat))
		return;
	result->has_witness = true;
	result->only_repeat = repeat;
	result->witness.run = *run;
	result->witness.run.gap = (int)gap;
	result->witness.value = value;
	result->witness.given_old = exploration->shared->given_old;
	result->witness.given_new = exploration->shared->given_new;
	take_neighbours(&result->witness, before, after);
}

void rt_step_take_witness(const struct rt_step_result *result,
			  struct rt_witness *witness)
{
	const struct rt_step_witness *from = &result->witness;

	*witness = (struct rt_witness){.seen = result->has_witness};
	if (!witness->seen)
		return;
	witness->old_value = from->run.old_value;
	witness->new_value = from->run.new_value;
	witness->value = from->value;
	witness->offset = from->run.offset;
	witness->gap = from->run.gap < 0 ? 0 : (unsigned)from->run.gap;
	memcpy(witness->before, from->before, sizeof(witness->before));
	memcpy(witness->after, from->after, sizeof(witness->after));
}

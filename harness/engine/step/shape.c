/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges the accesses of one run, independent of the values they gave. */
#include "harness/engine/step/exploration.h"

/* The reads of a load, the writes of a store: only these matter. */
static bool counts(const struct rt_step_run *run,
		   const struct rt_step_access *access)
{
	return run->stores ? access->writes : access->reads;
}

static bool is_whole(const struct rt_step_run *run,
		     const struct rt_step_access *access)
{
	return access->offset <= 0 &&
	       access->offset + (int)access->size >= (int)run->width / 8;
}

static bool is_aligned(const struct rt_step_run *run,
		       const struct rt_step_access *access)
{
	unsigned place = run->offset + (unsigned)access->offset;

	return access->size && place % access->size == 0;
}

/* Whether instruction number @step changed the field's value. */
static bool changed_by(const struct rt_step_trace *trace, uint32_t step)
{
	for (unsigned i = 1; i < trace->value_count; i++)
		if (trace->value_step[i] == step + 1)
			return true;
	return false;
}

/* The write that gave the field value number @i, or NULL. */
static const struct rt_step_access *writer_of(const struct rt_step_trace *trace,
					      unsigned i)
{
	for (unsigned j = 0; j < trace->access_count; j++)
		if (trace->access[j].writes &&
		    trace->access[j].step + 1 == trace->value_step[i])
			return &trace->access[j];
	return NULL;
}

/*
 * A write of a part of the field, over equal bytes, changes nothing that
 * another side could see.
 */
static void judge_part(const struct rt_step_run *run,
		       const struct rt_step_trace *trace,
		       const struct rt_step_access *access,
		       struct rt_step_result *result)
{
	if (!run->stores || changed_by(trace, access->step)) {
		result->parts = true;
	} else if (!result->rewrites_part) {
		result->rewrites_part = true;
		result->rewrite = *access;
	}
}

static void judge_accesses(const struct rt_step_run *run,
			   const struct rt_step_trace *trace,
			   struct rt_step_result *result)
{
	const struct rt_step_access *last = NULL;
	unsigned instructions = 0;
	bool weak = false;

	for (unsigned i = 0; i < trace->access_count; i++) {
		const struct rt_step_access *access = &trace->access[i];

		if (!counts(run, access))
			continue;
		if (!is_whole(run, access))
			judge_part(run, trace, access, result);
		else if (!is_aligned(run, access))
			result->crosses = true;
		instructions += !last || last->step != access->step;
		weak |= access->weak;
		last = access;
	}
	result->twice |= instructions > 1;
	result->reorders |= run->stores && instructions > 1 && weak;
}

/* A value that is neither the one before nor the one that is left. */
static bool is_passing(const struct rt_step_trace *trace, unsigned i)
{
	rt_value left = trace->value[trace->value_count - 1];

	return trace->value[i] != trace->value[0] && trace->value[i] != left;
}

/* Each change of the field must come from a recorded write. */
static void judge_changes(const struct rt_step_run *run,
			  const struct rt_step_trace *trace,
			  struct rt_step_result *result)
{
	for (unsigned i = 1; i < trace->value_count; i++) {
		const struct rt_step_access *writer = writer_of(trace, i);

		if (!writer)
			result->unexplained = true;
		else if (!run->stores && !result->alters &&
			 is_passing(trace, i)) {
			result->alters = true;
			result->stray = *writer;
		}
	}
}

static bool has_counted(const struct rt_step_run *run,
			const struct rt_step_trace *trace)
{
	for (unsigned i = 0; i < trace->access_count; i++)
		if (counts(run, &trace->access[i]))
			return true;
	return false;
}

void rt_exploration_shape(const struct rt_exploration *exploration,
			  const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;

	judge_accesses(run, trace, result);
	judge_changes(run, trace, result);
	/* A store need not write if the field has the value already. */
	if (!has_counted(run, trace) &&
	    (!run->stores || run->old_value != run->new_value))
		result->unexplained = true;
	if (trace->overwrites && !result->overwrites) {
		result->overwrites = true;
		result->overwrite = trace->overwrite;
	}
	if (trace->outside && !result->outside) {
		result->outside = true;
		result->stray = trace->stray;
	}
	if (trace->blind && !result->blind) {
		result->blind = trace->blind;
		result->blind_at = trace->blind_at;
	}
}

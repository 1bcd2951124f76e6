/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes runs, and judges each. Independent of the CPU that makes them. */
#include "harness/engine/step/exploration.h"

static int make_calls(struct rt_exploration *exploration,
		      const struct rt_step_run *run, struct rt_error *error)
{
	const struct rt_step_cpu_kind *cpu = exploration->question->cpu;
	uint32_t ended;

	if (!cpu->call)
		return rt_fail(error, RT_SETUP,
			       "%s makes no calls before a run; replay this "
			       "witness on the machine where it was found",
			       cpu->name);
	return cpu->call(exploration->cpu, run, NULL, 0, &ended, error);
}

int rt_exploration_run(struct rt_exploration *exploration,
		       const struct rt_step_run *run, struct rt_error *error)
{
	const struct rt_step_cpu_kind *cpu = exploration->question->cpu;
	int code = run->calls ? make_calls(exploration, run, error) : RT_OK;

	return code ? code
		    : cpu->run(exploration->cpu, run,
			       &exploration->shared->trace, error);
}

int rt_exploration_replay(struct rt_exploration *exploration,
			  const struct rt_step_run *traced, unsigned gap,
			  struct rt_error *error)
{
	struct rt_step_run run = *traced;
	int code;

	run.gap = (int)gap;
	code = rt_exploration_run(exploration, &run, error);
	if (!code)
		rt_exploration_replayed(exploration, &run);
	return code;
}

int rt_exploration_trace(struct rt_exploration *exploration,
			 const struct rt_step_run *run, struct rt_error *error)
{
	int code = rt_exploration_run(exploration, run, error);

	if (!code)
		rt_exploration_traced(exploration, run);
	return code;
}

/*
 * Another replay, with a store in each gap, so that each access sees a
 * different value.
 */
static int replay_each(struct rt_exploration *exploration,
		       const struct rt_step_run *traced, struct rt_error *error)
{
	struct rt_step_run run = *traced;
	int code;

	run.gap = RT_STEP_EACH;
	code = rt_exploration_run(exploration, &run, error);
	if (!code)
		rt_exploration_replayed(exploration, &run);
	return code;
}

bool rt_exploration_is_decided(const struct rt_exploration *exploration)
{
	const struct rt_step_result *result = &exploration->shared->result;

	return result->has_witness && !result->only_repeat;
}

bool rt_exploration_is_endless(const struct rt_exploration *exploration)
{
	return exploration->shared->trace.steps >= RT_STEP_LIMIT;
}

static bool wants_gaps(const struct rt_exploration *exploration,
		       enum rt_gaps gaps)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;

	if (exploration->question->stores ||
	    rt_exploration_is_endless(exploration) ||
	    trace->touches > RT_STEP_ACCESSES)
		return false;
	return gaps == RT_EVERY_GAP || trace->path != exploration->path ||
	       (gaps == RT_GAPS_BETWEEN && trace->touches > 1);
}

/* What a load gives for the new value of @run while nobody stores. */
static int trace_new(struct rt_exploration *exploration,
		     const struct rt_step_run *run, struct rt_error *error)
{
	struct rt_step_run alone = *run;
	int code;

	alone.old_value = run->new_value;
	code = rt_exploration_trace(exploration, &alone, error);
	exploration->shared->given_new = exploration->shared->given;
	return code;
}

/* A replay, which is repeated apart where what it gave may have other causes.
 */
static int replay_gap(struct rt_exploration *exploration,
		      const struct rt_step_run *run, unsigned gap,
		      struct rt_error *error)
{
	int code = rt_exploration_replay(exploration, run, gap, error);

	if (!code && exploration->shared->doubted)
		code = rt_exploration_confirm(exploration, run, gap, error);
	return code;
}

/* A trace; then, for a load with k accesses, its k + 1 gaps. */
int rt_exploration_explore(struct rt_exploration *exploration,
			   const struct rt_step_run *run, enum rt_gaps gaps,
			   struct rt_error *error)
{
	int code = rt_exploration_trace(exploration, run, error);
	unsigned touches = exploration->shared->trace.touches;

	if (gaps == RT_EVERY_GAP)
		exploration->path = exploration->shared->trace.path;
	if (code || !wants_gaps(exploration, gaps))
		return code;
	exploration->shared->given_old = exploration->shared->given;
	code = trace_new(exploration, run, error);
	for (unsigned gap = 0; gap <= touches && !code; gap++)
		code = replay_gap(exploration, run, gap, error);
	if (touches > 1 && !code &&
	    rt_exploration_gives_values(exploration, run))
		code = replay_each(exploration, run, error);
	return code;
}

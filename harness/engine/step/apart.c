/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs in child processes, so that none sees what another one left behind. */
#include "harness/base/child.h"
#include "harness/engine/step/exploration.h"

int rt_exploration_in_child(void (*body)(void *data), double seconds,
			    struct rt_exploration *exploration,
			    struct rt_error *error)
{
	const struct rt_child child = {
		.body = body,
		.data = exploration,
		.what = "the accessor",
		.seconds = seconds,
		.printed = exploration->printed,
	};

	return rt_child_run(&child, error);
}

/* In the child: one run as the first call of the accessor in its process. */
static void first_call(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	if (exploration->run.gap == RT_STEP_NEVER)
		shared->code = rt_exploration_trace(
			exploration, &exploration->run, &shared->error);
	else
		shared->code = rt_exploration_replay(
			exploration, &exploration->run,
			(unsigned)exploration->run.gap, &shared->error);
}

static int run_apart(struct rt_exploration *exploration,
		     const struct rt_step_run *run, struct rt_error *error)
{
	int code;

	exploration->run = *run;
	code = rt_exploration_in_child(first_call, RT_EXPLORATION_LIMIT,
				       exploration, error);
	return code ? code : exploration->shared->code;
}

/*
 * The traces of the old value and, for a load, of the new one: what the
 * accessor gives for each. How often it accesses the field, in @touches.
 */
static int trace_apart(struct rt_exploration *exploration,
		       const struct rt_step_run *run, unsigned *touches,
		       struct rt_error *error)
{
	struct rt_step_shared *shared = exploration->shared;
	struct rt_step_run other = *run;
	int code = run_apart(exploration, run, error);

	*touches = shared->trace.touches;
	if (code || run->stores || rt_exploration_is_endless(exploration))
		return code;
	shared->given_old = shared->given;
	other.old_value = run->new_value;
	code = run_apart(exploration, &other, error);
	shared->given_new = shared->given;
	return code;
}

static int replay_apart(struct rt_exploration *exploration,
			const struct rt_step_run *traced, unsigned gap,
			struct rt_error *error)
{
	const struct rt_step_shared *shared = exploration->shared;
	struct rt_step_run run = *traced;
	int code;

	run.gap = (int)gap;
	code = run_apart(exploration, &run, error);
	/* All three began alike: the store in between is the only cause. */
	if (!code && shared->doubted)
		rt_exploration_keep(exploration, &run, gap,
				    shared->trace.result);
	return code;
}

int rt_exploration_confirm(struct rt_exploration *exploration,
			   const struct rt_step_run *run, unsigned gap,
			   struct rt_error *error)
{
	unsigned touches;
	int code = trace_apart(exploration, run, &touches, error);

	return code ? code : replay_apart(exploration, run, gap, error);
}

int rt_exploration_apart(struct rt_exploration *exploration,
			 const struct rt_step_run *run, struct rt_error *error)
{
	unsigned touches;
	int code = trace_apart(exploration, run, &touches, error);

	if (run->stores || rt_exploration_is_endless(exploration))
		return code;
	for (unsigned gap = 0; gap <= touches && !code; gap++)
		code = replay_apart(exploration, run, gap, error);
	return code;
}

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

int rt_exploration_apart(struct rt_exploration *exploration,
			 const struct rt_step_run *run, struct rt_error *error)
{
	bool stores = exploration->question->stores;
	unsigned touches = 0;
	int code = RT_OK;

	exploration->run = *run;
	for (int gap = RT_STEP_NEVER; gap <= (int)touches && !code; gap++) {
		exploration->run.gap = gap;
		code = rt_exploration_in_child(first_call, RT_EXPLORATION_LIMIT,
					       exploration, error);
		if (!code)
			code = exploration->shared->code;
		if (gap == RT_STEP_NEVER && !stores)
			touches = exploration->shared->trace.touches;
		if (stores || rt_exploration_is_endless(exploration))
			break;
	}
	return code;
}

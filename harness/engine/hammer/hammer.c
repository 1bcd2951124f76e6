/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/hammer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"
#include "harness/engine/hammer/phases.h"

/* The factor by which a busy machine may exceed the planned time. */
static const double patience = 3;
static const double usual_grace_seconds = 10;

/* A run as seen by child and parent. */
struct hammering {
	const struct rt_hammer_plan *plan;
	const struct rt_hammer_watch *watch;
	struct rt_channel *channel; /* shared with the child */
	unsigned told;		    /* violations passed to the watch so far */
};

static void run_phases(void *data)
{
	const struct hammering *hammering = data;
	struct rt_channel *channel = hammering->channel;
	struct rt_error error = RT_ERROR_INIT;

	channel->code = rt_phases_run(hammering->plan, channel, &error);
	snprintf(channel->message, sizeof(channel->message), "%s",
		 error.message);
}

static const char *doing(const void *data)
{
	const struct hammering *hammering = data;

	return rt_phase_doing((enum rt_phase)atomic_load_explicit(
		&hammering->channel->phase, memory_order_relaxed));
}

/* Calls the watch for new violations and for progress. */
static int tell(void *data, double spent, struct rt_error *error)
{
	struct hammering *hammering = data;
	const struct rt_hammer_watch *watch = hammering->watch;
	struct rt_ring_result *ring = &hammering->channel->result.ring;
	double planned = rt_phase_starts(hammering->plan, RT_PHASE_END);
	/* Pairs with the release in ring.c: entries below are visible. */
	unsigned seen =
		atomic_load_explicit(&ring->violations, memory_order_acquire);
	int code = RT_OK;

	for (; hammering->told < seen && !code; hammering->told++)
		if (watch->violation)
			code = watch->violation(
				watch->data, &ring->violation[hammering->told],
				error);
	if (watch->progress && !code)
		watch->progress(watch->data, doing(hammering),
				spent < planned ? spent / planned : 1);
	return code;
}

static bool has_found(const struct rt_hammer_result *result)
{
	return result->subject.torn || result->ring.torn ||
	       result->ring.violations;
}

static int run_in(struct rt_channel *channel, const struct rt_hammer_plan *plan,
		  const struct rt_hammer_watch *watch,
		  char printed[RT_SAID_SIZE], struct rt_error *error)
{
	struct hammering hammering = {
		.plan = plan, .watch = watch, .channel = channel};
	double grace = plan->grace_seconds > 0 ? plan->grace_seconds
					       : usual_grace_seconds;
	const struct rt_child child = {
		.body = run_phases,
		.data = &hammering,
		.what = "the accessor",
		.seconds =
			patience * rt_phase_starts(plan, RT_PHASE_END) + grace,
		.tick = tell,
		.doing = doing,
		.printed = printed,
	};
	int code = rt_child_run(&child, error);

	/* What was torn is, and what was told cannot be taken back. */
	for (int i = 1; i < RT_CHILD_TRIES && code == RT_INTERRUPTED &&
			!has_found(&channel->result);
	     i++) {
		memset(channel, 0, sizeof(*channel));
		code = rt_child_run(&child, error);
	}
	if (!code && channel->code)
		code = rt_fail(error, channel->code, "%s", channel->message);
	return code;
}

int rt_hammer_run(const struct rt_hammer_plan *plan,
		  struct rt_hammer_result *result,
		  const struct rt_hammer_watch *watch, struct rt_error *error)
{
	static const struct rt_hammer_watch nobody = {.data = NULL};
	char printed[RT_SAID_SIZE] = "";
	struct rt_channel *channel;
	int code;

	memset(result, 0, sizeof(*result));
	if (plan->guest_cpu == plan->device_cpu)
		return rt_fail(error, RT_SETUP,
			       "guest and device would share CPU %d; the "
			       "hammer needs two",
			       plan->guest_cpu);
	code = rt_field_check((unsigned)plan->trial->width,
			      rt_trial_line_place(plan->trial), error);
	if (!code)
		code = rt_ring_check(plan->trial, error);
	if (code)
		return code;
	channel = rt_apart_map(sizeof(*channel));
	if (!channel)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the hammer");
	code = run_in(channel, plan, watch ? watch : &nobody, printed, error);
	memcpy(result, &channel->result, sizeof(*result));
	memcpy(result->printed, printed, sizeof(printed));
	result->width = (unsigned)plan->trial->width;
	rt_apart_unmap(channel, sizeof(*channel));
	return code;
}

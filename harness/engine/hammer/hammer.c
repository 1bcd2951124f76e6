/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/hammer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"
#include "harness/engine/hammer/bound.h"
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

static int run_in(struct rt_channel *channel, const struct rt_hammer_plan *plan,
		  const struct rt_hammer_watch *watch, struct rt_error *error)
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
	};
	int code = rt_child_run(&child, error);

	if (!code && channel->code)
		code = rt_fail(error, channel->code, "%s", channel->message);
	return code;
}

int rt_hammer_run(const struct rt_hammer_plan *plan,
		  struct rt_hammer_result *result,
		  const struct rt_hammer_watch *watch, struct rt_error *error)
{
	static const struct rt_hammer_watch nobody = {.data = NULL};
	struct rt_channel *channel;
	int code;

	memset(result, 0, sizeof(*result));
	if (plan->guest_cpu == plan->device_cpu)
		return rt_fail(error, RT_SETUP,
			       "guest and device would share CPU %d; the "
			       "hammer needs two",
			       plan->guest_cpu);
	code = rt_ring_check(plan->trial, error);
	if (code)
		return code;
	channel = rt_apart_map(sizeof(*channel));
	if (!channel)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the hammer");
	code = run_in(channel, plan, watch ? watch : &nobody, error);
	memcpy(result, &channel->result, sizeof(*result));
	result->width = (unsigned)plan->trial->width;
	rt_apart_unmap(channel, sizeof(*channel));
	return code;
}

/* Whether the virtqueue showed a tear or a violation. */
static bool ring_tore(const struct rt_hammer_result *result)
{
	return result->has_ring &&
	       (result->ring.torn || result->ring.violations);
}

static void describe_tear(const struct rt_hammer_result *result, char *reason,
			  size_t size)
{
	const struct rt_field_count *subject = &result->subject;
	int digits = (int)result->width / 4;

	if (subject->torn)
		snprintf(reason, size,
			 "%" PRIu64 " of %" PRIu64
			 " index changes were read torn, the first as "
			 "0x%0*" PRIx64 " between 0x%0*" PRIx64
			 " and 0x%0*" PRIx64,
			 subject->torn, subject->changes, digits,
			 subject->first.value, digits, subject->first.before,
			 digits, subject->first.after);
	else if (result->ring.violations)
		snprintf(reason, size, "the virtqueue broke: %s",
			 result->ring.violation[0].violation.message);
	else
		snprintf(reason, size,
			 "the virtqueue's index was read as 0x%04" PRIx64
			 " while 0x%04" PRIx64 " to 0x%04" PRIx64
			 " were published",
			 result->ring.first.value, result->ring.first.before,
			 result->ring.first.after);
}

static void describe_zero(const struct rt_hammer_result *result, char *reason,
			  size_t size)
{
	const struct rt_field_count *subject = &result->subject;
	const struct rt_field_count *control = &result->control;

	uint64_t judged = rt_field_judged(subject);

	if (!judged)
		snprintf(reason, size,
			 "the field was never seen to change: nothing can be "
			 "said; try more --milliseconds or another --pair");
	else if (!control->torn)
		snprintf(reason, size,
			 "no tear seen, but the control did not tear either: "
			 "this pair of cores shows nothing");
	else
		snprintf(reason, size,
			 "no tear in %" PRIu64
			 " index changes: at most 1 in %.3g (95 %%), where "
			 "the control tore 1 in %.3g; never proof of atomic",
			 judged, 1 / rt_upper_bound(0, judged),
			 (double)control->changes / (double)control->torn);
}

void rt_hammer_observe(const struct rt_hammer_result *result, int code,
		       const struct rt_error *error,
		       struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);

	observation->engine = "hammer";
	observation->race = RT_RACE_UNKNOWN;
	observation->emulator = NULL;
	if (result->subject.torn || ring_tore(result)) {
		observation->outcome = RT_OUTCOME_TORN;
		describe_tear(result, reason, size);
	} else if (code) {
		observation->outcome = code == RT_CRASH
					       ? RT_OUTCOME_ERROR
					       : RT_OUTCOME_INCONCLUSIVE;
		snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	} else {
		observation->outcome =
			result->control.torn &&
					rt_field_judged(&result->subject)
				? RT_OUTCOME_NO_TEAR
				: RT_OUTCOME_INCONCLUSIVE;
		describe_zero(result, reason, size);
	}
}

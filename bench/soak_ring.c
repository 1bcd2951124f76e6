/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "bench/soak.h"
#include "harness/base/clock.h"
#include "harness/engine/hammer/ring.h"

enum { slice_milliseconds = 5000 };

static void note_violation(struct rt_soak_part *part,
			   const struct rt_ring_result *result)
{
	const struct rt_vq_violation *first = &result->violation[0].violation;

	snprintf(part->finding, sizeof(part->finding),
		 "%s says \"%s\" after %llu pops",
		 rt_vq_invariant_system(first->invariant), first->message,
		 (unsigned long long)first->pops);
}

static void note_torn(struct rt_soak_part *part, const struct rt_torn *torn)
{
	snprintf(part->finding, sizeof(part->finding),
		 "0x%04llx was read between 0x%04llx and 0x%04llx",
		 (unsigned long long)torn->value,
		 (unsigned long long)torn->before,
		 (unsigned long long)torn->after);
}

static void add(struct rt_soak_part *part, const struct rt_ring_result *result)
{
	/* Both sides have ended: relaxed will do. */
	unsigned violations =
		atomic_load_explicit(&result->violations, memory_order_relaxed);

	part->done += result->requests_done;
	part->changes += result->changes;
	part->torn += result->torn;
	part->violations += violations;
	part->seconds += result->seconds;
	if (violations)
		note_violation(part, result);
	else if (result->torn)
		note_torn(part, &result->first);
	else if (!result->requests_done)
		snprintf(part->finding, sizeof(part->finding),
			 "no request came back in %.0f s", result->seconds);
}

/* Begins at another index each time, so that all carries are met early. */
static int race_slice(struct rt_soak *soak, struct rt_soak_part *part,
		      struct rt_error *error)
{
	struct rt_random random = {.state = soak->session.seed + soak->slices};
	struct rt_trial trial = soak->trial;
	struct rt_ring_result result;
	struct rt_ring_race race = {
		.trial = &trial,
		.topology = soak->session.topology,
		.guest_cpu = soak->session.pair.first,
		.device_cpu = soak->session.pair.second,
		.module = part->module,
		.seed = rt_random_next(&random) | 1,
	};
	int code;

	soak->slices++;
	snprintf(trial.direction, sizeof(trial.direction), "%s",
		 part->store_side ? "store" : "load");
	trial.start = rt_random_below(&random, 0x10000);
	trial.requests = soak->requests - part->done;
	trial.ring_milliseconds = slice_milliseconds;
	memset(&result, 0, sizeof(result));
	code = rt_ring_race_run(&race, &result, error);
	if (!code)
		add(part, &result);
	return code;
}

int rt_soak_ring(struct rt_soak *soak, struct rt_soak_part *part,
		 struct rt_error *error)
{
	int code = RT_OK;

	while (!code && !rt_soak_over(soak, part, "requests", soak->requests))
		code = race_slice(soak, part, error);
	return code;
}

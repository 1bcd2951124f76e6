/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the step engine cannot decide, on two cores, for a moment. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/base/child.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/probe.h"
#include "harness/fuzz/lab_private.h"
#include "pinning/pairs.h"

static const double budget_seconds = 0.12;
/* A busy machine may take longer; then the accessor is held to hang. */
static const double patience_seconds = 10;

/*
 * Nothing is calibrated: a tear needs no control beside it, and no statement
 * is made of its absence. The last one is for what is slower than both sides.
 */
static const struct rt_schedules schedules = {
	.entry = {{16, 0}, {64, 0}, {192, 8}, {0, 0}},
};

/* Shared with the child, which writes it. */
struct blow {
	const char *module;
	struct rt_field_race race;
	struct rt_field_count count;
	bool raced;
};

static void race(void *data)
{
	struct blow *blow = data;
	struct rt_module module;
	enum rt_form form;

	if (rt_module_open(&module, blow->module, NULL))
		return;
	form = rt_probe(&module, blow->race.width, blow->race.store_side);
	blow->race.module = &module;
	blow->race.swapped = form == RT_FORM_SWAPPED;
	if (form != RT_FORM_NEITHER)
		blow->raced = !rt_race_schedules(&blow->race, &schedules,
						 &blow->count, NULL);
	rt_module_close(&module);
}

/* One that crashes or hangs here was not seen to tear, and is left open. */
static int strike(struct blow *blow, struct rt_error *error)
{
	const struct rt_child child = {
		.body = race,
		.data = blow,
		.what = "the accessor",
		.seconds = patience_seconds,
	};
	int code = rt_child_run(&child, error);

	if (code == RT_CRASH) {
		rt_error_clear(error);
		code = RT_OK;
	}
	return code;
}

static void note(struct rt_tried *outcome, const struct blow *blow)
{
	const struct rt_torn *first = &blow->count.first;

	outcome->stores = blow->race.store_side;
	outcome->hammered = blow->raced;
	if (!blow->raced || !first->seen)
		return;
	outcome->hammer_torn = blow->count.torn;
	outcome->witness.value = first->value;
	outcome->witness.old_value = first->before;
	outcome->witness.new_value = first->after;
	outcome->witness.offset = blow->race.offset;
}

static int hammer(struct rt_lab *lab, const struct rt_trial *trial,
		  const struct rt_pair *pair, const char *module,
		  struct rt_tried *outcome, struct rt_error *error)
{
	struct blow *blow = mmap(NULL, sizeof(*blow), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int code;

	if (blow == MAP_FAILED)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the hammer");
	*blow = (struct blow){
		.module = module,
		.race =
			{
				.topology = lab->topology,
				.storer_cpu = pair->first,
				.loader_cpu = pair->second,
				.pinned = true,
				.store_side = rt_trial_stores(trial),
				.width = (unsigned)trial->width,
				.offset = (unsigned)rt_trial_place(trial),
				.start = trial->start,
				.stride = trial->stride,
				.seconds = budget_seconds,
			},
	};
	code = strike(blow, error);
	if (!code)
		note(outcome, blow);
	munmap(blow, sizeof(*blow));
	return code;
}

int rt_lab_hammer(struct rt_lab *lab, const struct rt_trial *trial,
		  const char *module, struct rt_tried *outcome,
		  struct rt_error *error)
{
	struct rt_pairs pairs = {.count = 0};
	int code = RT_OK;

	if (!lab->topology)
		code = rt_topology_load(&lab->topology, error);
	if (!code)
		code = rt_pairs_choose(lab->topology, trial->pair, &pairs,
				       error);
	if (!code)
		code = hammer(lab, trial, &pairs.pair[0], module, outcome,
			      error);
	else if (code == RT_SETUP && lab->topology &&
		 rt_topology_usable_count(lab->topology) < 2) {
		/* With one CPU it stays open. */
		rt_error_clear(error);
		code = RT_OK;
	}
	if (!code && outcome->hammered)
		rt_count(&lab->counts->hammered);
	rt_pairs_free(&pairs);
	return code;
}

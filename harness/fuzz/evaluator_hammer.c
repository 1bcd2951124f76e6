/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Races on two cores, for a moment, what the step engine cannot decide. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/probe.h"
#include "harness/fuzz/evaluator_private.h"
#include "pinning/pairs.h"

static const double budget_seconds = 0.12;
/* A busy machine may take longer; after this time the accessor is hung. */
static const double patience_seconds = 10;

/*
 * Not calibrated: a tear needs no control, and nothing is concluded from the
 * absence of tears. The last entry is for accessors slower than both sides.
 */
static const struct rt_schedules schedules = {
	.entry = {{16, 0}, {64, 0}, {192, 8}, {0, 0}},
};

/* Shared with the child, which writes the result. */
struct drop {
	const char *module;
	struct rt_field_race race;
	struct rt_trial_object object;
	struct rt_field_images images;
	struct rt_field_count count;
	bool raced;
};

static void race(void *data)
{
	struct drop *drop = data;
	struct rt_module module;
	enum rt_form form;

	if (rt_module_open(&module, drop->module, NULL))
		return;
	drop->race.module = &module;
	form = rt_probe(&drop->race, &drop->images);
	if (form == RT_FORM_DERIVED)
		drop->race.images = &drop->images;
	if (!rt_form_refusal(form))
		drop->raced = !rt_race_schedules(&drop->race, &schedules,
						 &drop->count, NULL);
	rt_module_close(&module);
}

/*
 * An accessor that crashes, hangs or is interrupted has shown no tear: it stays
 * undecided.
 */
static int drop_on(struct drop *drop, struct rt_error *error)
{
	const struct rt_child child = {
		.body = race,
		.data = drop,
		.what = "the accessor",
		.seconds = patience_seconds,
	};
	int code = rt_child_run(&child, error);

	if (code == RT_CRASH || code == RT_INTERRUPTED) {
		rt_error_clear(error);
		code = RT_OK;
	}
	return code;
}

static void note(struct rt_evaluation *outcome, const struct drop *drop)
{
	const struct rt_torn *first = &drop->count.first;

	outcome->stores = drop->race.store_side;
	outcome->hammered = drop->raced;
	if (!drop->raced || !first->seen)
		return;
	outcome->hammer_torn = drop->count.torn;
	outcome->witness.value = first->value;
	outcome->witness.old_value = first->before;
	outcome->witness.new_value = first->after;
	outcome->witness.offset = drop->race.offset;
}

static int take_object(struct drop *drop, const struct rt_trial *trial,
		       struct rt_error *error)
{
	int code = rt_trial_object(trial, &drop->object, error);

	drop->race.within = drop->object.offset;
	drop->race.object = drop->object.size;
	if (drop->object.has_beside)
		drop->race.beside = drop->object.beside;
	return code;
}

static int hammer(struct rt_evaluator *evaluator, const struct rt_trial *trial,
		  const struct rt_pair *pair, const char *module,
		  struct rt_evaluation *outcome, struct rt_error *error)
{
	struct drop *drop = rt_apart_map(sizeof(*drop));
	int code;

	if (!drop)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the hammer");
	*drop = (struct drop){
		.module = module,
		.race =
			{
				.topology = evaluator->topology,
				.storer_cpu = pair->first,
				.loader_cpu = pair->second,
				.pinned = true,
				.store_side = rt_trial_stores(trial),
				.width = (unsigned)trial->width,
				.offset = rt_trial_line_place(trial),
				.start = trial->start,
				.stride = trial->stride,
				.seconds = budget_seconds,
			},
	};
	code = take_object(drop, trial, error);
	if (!code)
		code = drop_on(drop, error);
	if (!code)
		note(outcome, drop);
	rt_apart_unmap(drop, sizeof(*drop));
	return code;
}

int rt_evaluator_hammer(struct rt_evaluator *evaluator,
			const struct rt_trial *trial, const char *module,
			struct rt_evaluation *outcome, struct rt_error *error)
{
	struct rt_pairs pairs = {.count = 0};
	int code = RT_OK;

	if (!evaluator->topology)
		code = rt_topology_load(&evaluator->topology, error);
	if (!code)
		code = rt_pairs_choose(evaluator->topology, trial->pair, &pairs,
				       error);
	if (!code)
		code = hammer(evaluator, trial, &pairs.pair[0], module, outcome,
			      error);
	else if (code == RT_SETUP && evaluator->topology &&
		 rt_topology_usable_count(evaluator->topology) < 2) {
		/* With one CPU the accessor stays undecided. */
		rt_error_clear(error);
		code = RT_OK;
	}
	if (!code && outcome->hammered)
		rt_count(&evaluator->counts->hammered);
	rt_pairs_free(&pairs);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/phases.h"

#include <string.h>

#include "harness/engine/hammer/probe.h"

static const double calibrate_seconds = 0.45;
static const double control_seconds = 0.1;
static const double null_seconds = 0.02;

struct modules {
	struct rt_module subject, sound, null;
	struct rt_module torn[rt_torn_controls];
	const struct rt_module *torn_list[rt_torn_controls];
	size_t torn_count;
};

const char *rt_phase_doing(enum rt_phase phase)
{
	static const char *const doing[] = {
		[RT_PHASE_LOAD] = "loading the modules",
		[RT_PHASE_CALIBRATE] = "calibrating against the controls",
		[RT_PHASE_CONTROLS] = "racing the controls",
		[RT_PHASE_SUBJECT] = "racing the bare field",
		[RT_PHASE_RING] = "racing the virtqueue",
		[RT_PHASE_END] = "ending",
	};

	return doing[phase];
}

static double haste_of(const struct rt_hammer_plan *plan)
{
	return rt_haste((double)plan->trial->milliseconds / 1000);
}

double rt_phase_starts(const struct rt_hammer_plan *plan, enum rt_phase phase)
{
	double haste = haste_of(plan);
	const double length[] = {
		[RT_PHASE_LOAD] = 0,
		[RT_PHASE_CALIBRATE] =
			plan->schedules ? 0 : haste * calibrate_seconds,
		[RT_PHASE_CONTROLS] =
			null_seconds + haste * 3 * control_seconds,
		[RT_PHASE_SUBJECT] = (double)plan->trial->milliseconds / 1000,
		[RT_PHASE_RING] = (double)plan->trial->ring_milliseconds / 1000,
	};
	double seconds = 0;

	for (enum rt_phase before = RT_PHASE_LOAD; before < phase; before++)
		seconds += length[before];
	return seconds;
}

static bool has_accessor(const struct rt_module *module,
			 const struct rt_trial *trial)
{
	return rt_module_accessor(module, (unsigned)trial->width,
				  rt_trial_stores(trial));
}

static int open_one(struct rt_module *module, const char *path,
		    const struct rt_trial *trial, struct rt_error *error)
{
	int code = rt_module_open(module, path, error);

	if (!code && !has_accessor(module, trial))
		return rt_fail(error, RT_SUBJECT,
			       "%s defines no ringtear_%s%u; choose another "
			       "--width or --direction",
			       path, trial->direction, (unsigned)trial->width);
	return code;
}

/* A shared object of the user's has its own name for its function. */
static int open_subject(struct rt_module *module,
			const struct rt_hammer_plan *plan,
			struct rt_error *error)
{
	const char *symbol = plan->modules.symbol;
	bool stores = rt_trial_stores(plan->trial);

	if (!symbol)
		return open_one(module, plan->modules.subject, plan->trial,
				error);
	return rt_module_open_symbols(
		module, plan->modules.subject, stores ? NULL : symbol,
		stores ? symbol : NULL, (unsigned)plan->trial->width, error);
}

/* Nothing is closed: the child exits after the run. */
static int open_all(struct modules *modules, const struct rt_hammer_plan *plan,
		    struct rt_error *error)
{
	int code = open_one(&modules->sound, plan->modules.sound, plan->trial,
			    error);

	if (!code)
		code = open_one(&modules->null, plan->modules.null, plan->trial,
				error);
	for (size_t i = 0; i < rt_torn_controls && !code; i++) {
		struct rt_module *module = &modules->torn[modules->torn_count];

		if (!plan->modules.torn[i])
			continue;
		code = open_one(module, plan->modules.torn[i], plan->trial,
				error);
		modules->torn_list[modules->torn_count++] = module;
	}
	/* Last, as its constructors are the user's code. */
	if (!code)
		code = open_subject(&modules->subject, plan, error);
	return code;
}

static struct rt_field_race field_race(const struct rt_hammer_plan *plan)
{
	const struct rt_trial *trial = plan->trial;
	bool stores = rt_trial_stores(trial);

	/* The device uses the accessor under test. */
	return (struct rt_field_race){
		.topology = plan->topology,
		.storer_cpu = stores ? plan->device_cpu : plan->guest_cpu,
		.loader_cpu = stores ? plan->guest_cpu : plan->device_cpu,
		.pinned = true,
		.store_side = stores,
		.width = (unsigned)trial->width,
		.offset = rt_trial_line_place(trial),
		.start = trial->start,
		.stride = trial->stride,
	};
}

/* Races @module for @seconds under all schedules of @result. */
static int race_one(const struct rt_hammer_plan *plan,
		    const struct rt_hammer_result *result,
		    const struct rt_module *module, double seconds,
		    struct rt_field_count *count, struct rt_error *error)
{
	struct rt_field_race race = field_race(plan);

	race.module = module;
	race.seconds = seconds;
	return rt_race_schedules(&race, &result->schedules, count, error);
}

static double nanoseconds_a_turn(const struct rt_hammer_plan *plan,
				 const struct rt_field_count *count)
{
	bool stores = rt_trial_stores(plan->trial);
	uint64_t turns = stores ? count->stores : count->loads;

	return turns ? count->seconds * 1e9 / (double)turns : 0;
}

static int race_controls(const struct rt_hammer_plan *plan,
			 const struct modules *modules,
			 struct rt_hammer_result *result,
			 struct rt_error *error)
{
	double seconds = haste_of(plan) * control_seconds;
	struct rt_field_count one;
	int code = RT_OK;

	for (size_t i = 0; i < modules->torn_count && !code; i++) {
		code = race_one(plan, result, &modules->torn[i], seconds, &one,
				error);
		rt_field_count_add(&result->control, &one);
	}
	if (!code)
		code = race_one(plan, result, &modules->null, null_seconds,
				&one, error);
	if (code)
		return code;
	result->null_nanoseconds = nanoseconds_a_turn(plan, &one);
	return race_one(plan, result, &modules->sound, seconds, &result->sound,
			error);
}

static int calibrate(const struct rt_hammer_plan *plan,
		     const struct modules *modules,
		     struct rt_hammer_result *result, struct rt_error *error)
{
	struct rt_field_race race = field_race(plan);

	if (plan->schedules) {
		result->schedules = *plan->schedules;
		return RT_OK;
	}
	return rt_calibrate(&race, modules->torn_list, modules->torn_count,
			    plan->seed, haste_of(plan), &result->schedules,
			    error);
}

/*
 * A sound access that crosses a cache line may really tear; anywhere else a
 * torn sound control is a false alarm of the oracle.
 */
static int trust_oracle(const struct rt_hammer_plan *plan,
			const struct rt_hammer_result *result,
			struct rt_error *error)
{
	unsigned width = (unsigned)plan->trial->width;
	bool crosses = rt_trial_place(plan->trial) % 64 + width / 8 > 64;

	if (crosses)
		return RT_OK;
	if (result->sound.stale)
		return rt_fail(
			error, RT_INTERNAL,
			"the sound control gave a value of before "
			"(%s, where %s to %s were published): a bug in "
			"ringtear, please report "
			"it",
			rt_digits(result->sound.first_stale.value, width).text,
			rt_digits(result->sound.first_stale.before, width).text,
			rt_digits(result->sound.first_stale.after, width).text);
	if (!result->sound.torn)
		return RT_OK;
	return rt_fail(error, RT_INTERNAL,
		       "the sound control gave a torn value (%s between "
		       "%s and %s): a bug in ringtear, please report "
		       "it",
		       rt_digits(result->sound.first.value, width).text,
		       rt_digits(result->sound.first.before, width).text,
		       rt_digits(result->sound.first.after, width).text);
}

/* Finds what the subject makes of a value, which @race then knows. */
static int probe(const struct rt_hammer_plan *plan, struct rt_field_race *race,
		 struct rt_field_images *images,
		 struct rt_hammer_result *result, struct rt_error *error)
{
	result->form = rt_probe(race, images);
	if (result->form == RT_FORM_DERIVED)
		race->images = images;
	if (result->form != RT_FORM_NEITHER)
		return RT_OK;
	return rt_fail(error, RT_CRASH, "%s, in its %s",
		       rt_form_refusal(result->form), plan->trial->direction);
}

static int race_ring(const struct rt_hammer_plan *plan,
		     const struct rt_module *subject,
		     struct rt_hammer_result *result, struct rt_error *error)
{
	struct rt_field_judge met;
	struct rt_ring_race race = {
		.met = &met,
		.trial = plan->trial,
		.topology = plan->topology,
		.guest_cpu = plan->guest_cpu,
		.device_cpu = plan->device_cpu,
		.module = subject,
		.seed = plan->seed,
	};

	/* The ring's index is judged itself. */
	if (plan->trial->width != 16 || result->form != RT_FORM_SAME ||
	    !rt_trial_is_index(plan->trial))
		return RT_OK;
	result->has_ring = true;
	rt_field_judge_init(&met, 16, 64, plan->trial->start,
			    plan->trial->stride);
	return rt_ring_race_run(&race, &result->ring, error);
}

static void enter(struct rt_channel *channel, enum rt_phase phase)
{
	/* Relaxed: the parent only displays it. */
	atomic_store_explicit(&channel->phase, (int)phase,
			      memory_order_relaxed);
}

static int race_subject(const struct rt_hammer_plan *plan,
			const struct rt_module *subject,
			struct rt_hammer_result *result, struct rt_error *error)
{
	struct rt_field_race race = field_race(plan);
	struct rt_trial_object object;
	struct rt_field_images images;
	int code = rt_trial_object(plan->trial, &object, error);

	race.module = subject;
	race.within = object.offset;
	race.object = object.size;
	race.beside = object.has_beside ? object.beside : NULL;
	race.seconds = (double)plan->trial->milliseconds / 1000;
	if (!code)
		code = probe(plan, &race, &images, result, error);
	if (code || rt_form_refusal(result->form))
		return code;
	code = rt_race_schedules(&race, &result->schedules, &result->subject,
				 error);
	result->load_nanoseconds = nanoseconds_a_turn(plan, &result->subject);
	return code;
}

int rt_phases_run(const struct rt_hammer_plan *plan, struct rt_channel *channel,
		  struct rt_error *error)
{
	struct rt_hammer_result *result = &channel->result;
	struct modules modules = {.torn_count = 0};
	int code = open_all(&modules, plan, error);

	enter(channel, RT_PHASE_CALIBRATE);
	if (!code)
		code = calibrate(plan, &modules, result, error);
	enter(channel, RT_PHASE_CONTROLS);
	if (!code)
		code = race_controls(plan, &modules, result, error);
	if (!code)
		code = trust_oracle(plan, result, error);
	enter(channel, RT_PHASE_SUBJECT);
	if (!code)
		code = race_subject(plan, &modules.subject, result, error);
	enter(channel, RT_PHASE_RING);
	if (!code)
		code = race_ring(plan, &modules.subject, result, error);
	enter(channel, RT_PHASE_END);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides which runs are made. Independent of the CPU that makes them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"
#include "harness/engine/step/exploration.h"
#include "harness/engine/step/offsets.h"
#include "harness/engine/step/values.h"

enum {
	pairs_of_a_place = 2,
	pairs_to_a_replay = 8,
};

static const double limit_seconds = 20;

static int run_once(struct rt_exploration *exploration,
		    const struct rt_step_run *run, struct rt_error *error)
{
	return exploration->question->cpu->run(
		exploration->cpu, run, &exploration->shared->trace, error);
}

static int replay_load(struct rt_exploration *exploration,
		       const struct rt_step_run *traced, unsigned gap,
		       struct rt_error *error)
{
	struct rt_step_run run = *traced;
	int code;

	run.gap = (int)gap;
	code = run_once(exploration, &run, error);
	if (!code)
		rt_exploration_replayed(exploration, &run);
	return code;
}

static int trace(struct rt_exploration *exploration,
		 const struct rt_step_run *run, struct rt_error *error)
{
	int code = run_once(exploration, run, error);

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
	code = run_once(exploration, &run, error);
	if (!code)
		rt_exploration_replayed(exploration, &run);
	return code;
}

/* A run that reached the limit is not repeated: it would take as long. */
static bool is_endless(const struct rt_exploration *exploration)
{
	return exploration->shared->trace.steps >= RT_STEP_LIMIT;
}

enum gaps {
	no_gap,	      /* none, unless the code takes a new path */
	gaps_between, /* the same, or if the field is accessed twice */
	every_gap,
};

static bool wants_gaps(const struct rt_exploration *exploration, enum gaps gaps)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;

	if (exploration->question->stores || is_endless(exploration) ||
	    trace->touches > RT_STEP_ACCESSES)
		return false;
	return gaps == every_gap || trace->path != exploration->path ||
	       (gaps == gaps_between && trace->touches > 1);
}

/* A trace; then, for a load with k accesses, its k + 1 gaps. */
static int explore_run(struct rt_exploration *exploration,
		       const struct rt_step_run *run, enum gaps gaps,
		       struct rt_error *error)
{
	int code = trace(exploration, run, error);
	unsigned touches = exploration->shared->trace.touches;

	if (gaps == every_gap)
		exploration->path = exploration->shared->trace.path;
	if (code || !wants_gaps(exploration, gaps))
		return code;
	for (unsigned gap = 0; gap <= touches && !code; gap++)
		code = replay_load(exploration, run, gap, error);
	if (touches > 1 && !code)
		code = replay_each(exploration, run, error);
	return code;
}

static struct rt_step_run run_at(const struct rt_exploration *exploration,
				 unsigned offset, unsigned number)
{
	const struct rt_question *question = exploration->question;
	struct rt_step_pair pair = rt_step_pair(number, question->width);

	return (struct rt_step_run){
		.stores = question->stores,
		.width = question->width,
		.offset = offset,
		.old_value = pair.old_value,
		.new_value = pair.new_value,
		.gap = RT_STEP_NEVER,
		.variant = exploration->variant,
		.account = question->account,
	};
}

static int explore_pair(struct rt_exploration *exploration, unsigned offset,
			unsigned pair, enum gaps gaps, struct rt_error *error)
{
	struct rt_step_run run = run_at(exploration, offset, pair);

	return explore_run(exploration, &run, gaps, error);
}

/*
 * The gaps to replay for pair @pair at the first offset. If the field is
 * accessed once, a replay loads either value whole, as a trace would: pair 0 is
 * enough to show that.
 */
static enum gaps gaps_of(unsigned pair)
{
	if (!pair)
		return every_gap;
	return pair % pairs_to_a_replay ? no_gap : gaps_between;
}

/* With a witness between two instructions, more runs would only count. */
static bool is_decided(const struct rt_exploration *exploration)
{
	const struct rt_step_result *result = &exploration->shared->result;

	return result->has_witness && !result->only_repeat;
}

/* Tries every pair of values at one offset. */
static int explore_values(struct rt_exploration *exploration, unsigned offset,
			  struct rt_error *error)
{
	unsigned count = rt_step_pair_count(exploration->question->width);
	int code = RT_OK;

	for (unsigned pair = 0; pair < count && !code; pair++) {
		if (is_endless(exploration) ||
		    (pair > pairs_to_a_replay && is_decided(exploration)))
			break;
		code = explore_pair(exploration, offset, pair, gaps_of(pair),
				    error);
	}
	return code;
}

/*
 * Another offset, at which the code may take another path: every gap of pair 0,
 * and the traces of a few other pairs, which @turn cycles through.
 */
static int explore_place(struct rt_exploration *exploration, unsigned offset,
			 unsigned *turn, struct rt_error *error)
{
	unsigned count = rt_step_pair_count(exploration->question->width);
	int code = explore_pair(exploration, offset, 0, every_gap, error);

	for (unsigned i = 0; i < pairs_of_a_place && !code; i++)
		code = explore_pair(exploration, offset,
				    1 + (*turn)++ % (count - 1), no_gap, error);
	return code;
}

/* Values on which ways part: the code may do what it did for no other. */
static int explore_hunted(struct rt_exploration *exploration, unsigned offset,
			  struct rt_error *error)
{
	const struct rt_question *question = exploration->question;
	struct rt_step_pair pair;
	int code = RT_OK;

	for (unsigned i = 0;
	     !code && !is_endless(exploration) && !is_decided(exploration) &&
	     rt_step_hunted_pair(question->account, i, question->width, &pair);
	     i++) {
		struct rt_step_run run = run_at(exploration, offset, 0);

		run.old_value = pair.old_value;
		run.new_value = pair.new_value;
		code = explore_run(exploration, &run, gaps_between, error);
	}
	return code;
}

static int explore_places(struct rt_exploration *exploration,
			  struct rt_error *error)
{
	unsigned places[RT_STEP_OFFSETS_MOST], turn = 0;
	unsigned count = rt_step_offsets(exploration->question, places);
	int code = explore_values(exploration, places[0], error);

	if (!code)
		code = explore_hunted(exploration, places[0], error);
	for (unsigned place = 1; place < count && !code; place++) {
		if (is_endless(exploration) || is_decided(exploration))
			break;
		code = explore_place(exploration, places[place], &turn, error);
	}
	return code;
}

static int open_cpu(struct rt_exploration *exploration, struct rt_error *error)
{
	const struct rt_question *question = exploration->question;

	return question->cpu->open(&exploration->cpu, question->module,
				   question->symbol, question->width,
				   question->stores, error);
}

static int in_child(void (*body)(void *data),
		    struct rt_exploration *exploration, struct rt_error *error)
{
	const struct rt_child child = {
		.body = body,
		.data = exploration,
		.what = "the accessor",
		.seconds = limit_seconds,
	};

	return rt_child_run(&child, error);
}

/* In the child: one run as the first call of the accessor in its process. */
static void first_call(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	if (exploration->run.gap == RT_STEP_NEVER)
		shared->code =
			trace(exploration, &exploration->run, &shared->error);
	else
		shared->code = replay_load(exploration, &exploration->run,
					   (unsigned)exploration->run.gap,
					   &shared->error);
}

/* The trace and each gap of a first call, each in its own process. */
static int explore_first_calls(struct rt_exploration *exploration,
			       struct rt_error *error)
{
	unsigned places[RT_STEP_OFFSETS_MOST], touches = 0;
	int code = RT_OK;

	rt_step_offsets(exploration->question, places);
	exploration->run = run_at(exploration, places[0], 0);
	for (int gap = RT_STEP_NEVER; gap <= (int)touches && !code; gap++) {
		exploration->run.gap = gap;
		code = in_child(first_call, exploration, error);
		if (!code)
			code = exploration->shared->code;
		if (gap == RT_STEP_NEVER && !exploration->question->stores)
			touches = exploration->shared->trace.touches;
		if (exploration->question->stores || is_endless(exploration))
			break;
	}
	return code;
}

/* Appends the functions that the libc chose on this variant of the CPU. */
static void describe_variant(struct rt_exploration *exploration)
{
	const struct rt_step_cpu_kind *cpu = exploration->question->cpu;
	char *ran = exploration->shared->result.ran;
	size_t length = strlen(ran);
	char text[RT_STEP_TEXT] = "";

	if (cpu->describe)
		cpu->describe(exploration->cpu, text);
	if (*text)
		snprintf(ran + length, RT_STEP_RAN - length, "%s%s",
			 length ? ", " : "", text);
}

/* Tries each variant of the CPU until there is a witness. */
static int explore_variants(struct rt_exploration *exploration,
			    struct rt_error *error)
{
	const struct rt_step_cpu_kind *cpu = exploration->question->cpu;
	const struct rt_step_result *result = &exploration->shared->result;
	int variant = 0, code = RT_OK;

	while (!code && variant >= 0) {
		exploration->variant = (unsigned)variant;
		code = explore_first_calls(exploration, error);
		if (!code)
			code = explore_places(exploration, error);
		describe_variant(exploration);
		if (result->has_witness && !result->only_repeat)
			break;
		variant = cpu->next ? cpu->next(exploration->cpu, variant) : -1;
	}
	return code;
}

static void explore(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	shared->code = open_cpu(exploration, &shared->error);
	if (!shared->code)
		shared->code = explore_variants(exploration, &shared->error);
}

/* Runs @body in a child process and returns the error of either. */
static int run_in_child(void (*body)(void *data),
			struct rt_exploration *exploration,
			struct rt_error *error)
{
	struct rt_step_shared *shared = exploration->shared;
	int code = in_child(body, exploration, error);

	if (!code && shared->code)
		code = rt_fail(error, shared->code, "%s",
			       shared->error.message);
	return code;
}

static void replay(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	shared->code = open_cpu(exploration, &shared->error);
	if (!shared->code)
		shared->code = run_once(exploration, &exploration->run,
					&shared->error);
}

int rt_step_replay(const struct rt_step_cpu_kind *cpu, const char *module,
		   const struct rt_step_run *run, struct rt_step_trace *trace,
		   struct rt_error *error)
{
	const struct rt_question question = {.cpu = cpu,
					     .module = module,
					     .width = run->width,
					     .stores = run->stores};
	struct rt_exploration exploration = {
		.question = &question,
		.run = *run,
		.shared = rt_apart_map(sizeof(*exploration.shared))};
	int code;

	if (!exploration.shared)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the step engine");
	if (run->log)
		exploration.run.log = &exploration.shared->log;
	code = run_in_child(replay, &exploration, error);
	if (run->log)
		*run->log = exploration.shared->log;
	*trace = exploration.shared->trace;
	rt_apart_unmap(exploration.shared, sizeof(*exploration.shared));
	return code;
}

int rt_step_explore(const struct rt_question *question,
		    struct rt_step_result *result, struct rt_error *error)
{
	struct rt_exploration exploration = {
		.question = question,
		.shared = rt_apart_map(sizeof(*exploration.shared))};
	int code;

	memset(result, 0, sizeof(*result));
	if (!exploration.shared)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the step engine");
	code = run_in_child(explore, &exploration, error);
	*result = exploration.shared->result;
	/* What the instruction would have led to is not known: no crash. */
	if (code == RT_CRASH && exploration.shared->trace.illegal) {
		result->blind = RT_STEP_ILLEGAL;
		rt_error_clear(error);
		code = RT_OK;
	}
	result->cpu = question->cpu->name;
	rt_apart_unmap(exploration.shared, sizeof(*exploration.shared));
	return code;
}

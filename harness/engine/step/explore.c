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
#include "harness/trial/trial.h"

enum {
	pairs_of_a_place = 2,
	pairs_to_a_replay = 8,
};

/* Beside the field in half of the runs, unless the user has chosen. */
static const uint8_t chosen_beside[RT_OBJECT_BYTES] = {
	[0 ... RT_OBJECT_BYTES - 1] = 0x5a};

struct rt_step_run rt_exploration_run_of(
	const struct rt_exploration *exploration, unsigned offset,
	rt_value old_value, rt_value new_value)
{
	const struct rt_question *question = exploration->question;

	return (struct rt_step_run){
		.stores = question->stores,
		.width = question->width,
		.offset = offset,
		.old_value = old_value,
		.new_value = new_value,
		.within = question->within,
		.object = question->object,
		.gap = RT_STEP_NEVER,
		.variant = exploration->variant,
		.account = question->account,
	};
}

static const uint8_t *beside_of(const struct rt_question *question)
{
	return question->beside ? question->beside : chosen_beside;
}

static struct rt_step_run run_at(const struct rt_exploration *exploration,
				 unsigned offset, unsigned number)
{
	const struct rt_question *question = exploration->question;
	struct rt_step_pair pair = rt_step_pair(number, question->width);
	struct rt_step_run run = rt_exploration_run_of(
		exploration, offset, pair.old_value, pair.new_value);

	if (number % 2)
		run.beside = beside_of(question);
	return run;
}

/*
 * Pair 0 changes each byte to another, and its gaps are replayed: so it is run
 * over zeros and over what lies beside the field, as either may mask a tear.
 */
static int explore_pair(struct rt_exploration *exploration, unsigned offset,
			unsigned pair, enum rt_gaps gaps,
			struct rt_error *error)
{
	struct rt_step_run run = run_at(exploration, offset, pair);
	int code = rt_exploration_explore(exploration, &run, gaps, error);

	if (code || pair || !exploration->question->object ||
	    rt_exploration_is_endless(exploration))
		return code;
	run.beside = beside_of(exploration->question);
	return rt_exploration_explore(exploration, &run, gaps, error);
}

/*
 * The gaps to replay for pair @pair at the first offset. If the field is
 * accessed once, a replay loads either value whole, as a trace would: pair 0 is
 * enough to show that.
 */
static enum rt_gaps gaps_of(unsigned pair)
{
	if (!pair)
		return RT_EVERY_GAP;
	return pair % pairs_to_a_replay ? RT_NO_GAP : RT_GAPS_BETWEEN;
}

/* Tries every pair of values at one offset. */
static int explore_values(struct rt_exploration *exploration, unsigned offset,
			  struct rt_error *error)
{
	unsigned count = rt_step_pair_count(exploration->question->width);
	int code = RT_OK;

	for (unsigned pair = 0; pair < count && !code; pair++) {
		if (rt_exploration_is_endless(exploration) ||
		    (pair > pairs_to_a_replay &&
		     rt_exploration_is_decided(exploration)))
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
	int code = explore_pair(exploration, offset, 0, RT_EVERY_GAP, error);

	for (unsigned i = 0; i < pairs_of_a_place && !code; i++)
		code = explore_pair(exploration, offset,
				    1 + (*turn)++ % (count - 1), RT_NO_GAP,
				    error);
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
	     !code && !rt_exploration_is_endless(exploration) &&
	     !rt_exploration_is_decided(exploration) &&
	     rt_step_hunted_pair(question->account, i, question->width, &pair);
	     i++) {
		struct rt_step_run run = rt_exploration_run_of(
			exploration, offset, pair.old_value, pair.new_value);

		code = rt_exploration_explore(exploration, &run,
					      RT_GAPS_BETWEEN, error);
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
		if (rt_exploration_is_endless(exploration) ||
		    rt_exploration_is_decided(exploration))
			break;
		code = explore_place(exploration, places[place], &turn, error);
	}
	return code;
}

int rt_exploration_open(struct rt_exploration *exploration,
			struct rt_error *error)
{
	const struct rt_question *question = exploration->question;

	return question->cpu->open(&exploration->cpu, question->module,
				   question->symbol, question->width,
				   question->stores, error);
}

static int explore_first_calls(struct rt_exploration *exploration,
			       struct rt_error *error)
{
	unsigned places[RT_STEP_OFFSETS_MOST];
	struct rt_step_run run;

	rt_step_offsets(exploration->question, places);
	run = run_at(exploration, places[0], 0);
	return rt_exploration_apart(exploration, &run, error);
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
	int variant = 0, code = RT_OK;

	while (!code && variant >= 0) {
		exploration->variant = (unsigned)variant;
		code = explore_first_calls(exploration, error);
		if (!code)
			code = explore_places(exploration, error);
		describe_variant(exploration);
		if (rt_exploration_is_decided(exploration))
			break;
		variant = cpu->next ? cpu->next(exploration->cpu, variant) : -1;
	}
	return code;
}

static void explore(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	shared->code = rt_exploration_open(exploration, &shared->error);
	if (!shared->code)
		shared->code = explore_variants(exploration, &shared->error);
	if (shared->result.traces > 1)
		shared->result.wrong = !shared->varies;
}

/* Runs @body in a child process and returns the error of either. */
static int try_in_child(void (*body)(void *data),
			struct rt_exploration *exploration,
			struct rt_error *error)
{
	struct rt_step_shared *shared = exploration->shared;
	int code;

	code = rt_exploration_in_child(body, RT_EXPLORATION_LIMIT, exploration,
				       error);
	if (!code && shared->code)
		code = rt_fail(error, shared->code, "%s",
			       shared->error.message);
	return code;
}

/* The child has children of its own, so either may be interrupted. */
static int run_in_child(void (*body)(void *data),
			struct rt_exploration *exploration,
			struct rt_error *error)
{
	int code = try_in_child(body, exploration, error);

	for (int i = 1; i < RT_CHILD_TRIES && code == RT_INTERRUPTED; i++) {
		memset(exploration->shared, 0, sizeof(*exploration->shared));
		code = try_in_child(body, exploration, error);
	}
	return code;
}

static void replay(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	shared->code = rt_exploration_open(exploration, &shared->error);
	if (!shared->code)
		shared->code = rt_exploration_run(
			exploration, &exploration->run, &shared->error);
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

/*
 * Says what ended the process. An instruction that the CPU does not carry out
 * is no crash: what it would have led to is not known.
 */
static int explain_crash(const struct rt_question *question,
			 const struct rt_step_trace *trace,
			 struct rt_step_result *result, struct rt_error *error)
{
	struct rt_text did = RT_TEXT_INIT;
	int code = RT_CRASH;

	if (trace->fault.number)
		rt_fault_say(&did, &trace->fault, question->module);
	if (trace->illegal) {
		result->blind = RT_STEP_ILLEGAL;
		if (strncmp(rt_text_string(&did), "called ", 7) == 0)
			snprintf(result->did, sizeof(result->did), "it %s",
				 rt_text_string(&did));
		rt_error_clear(error);
		code = RT_OK;
	} else if (did.length) {
		rt_fail(error, RT_CRASH, "the accessor %s",
			rt_text_string(&did));
	}
	rt_text_free(&did);
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
	if (!code)
		rt_exploration_hunt(&exploration);
	*result = exploration.shared->result;
	memcpy(result->printed, exploration.printed, sizeof(result->printed));
	/* Of a run that did not end, too. */
	result->ways |= exploration.shared->trace.ways;
	if (code == RT_CRASH)
		code = explain_crash(question, &exploration.shared->trace,
				     result, error);
	result->cpu = question->cpu->name;
	rt_apart_unmap(exploration.shared, sizeof(*exploration.shared));
	return code;
}

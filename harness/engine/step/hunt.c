/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways that are taken at one call in a million, or for one value in 65,536:
 * stepping is too slow to meet them. The account knows the instructions at
 * which they access the field, so calls at full speed lead there.
 */
#include "harness/base/value.h"
#include "harness/engine/step/exploration.h"
#include "harness/engine/step/offsets.h"
#include "harness/engine/step/values.h"

enum { calls_most = 1000000, rounds_most = 12 };

static const double limit_seconds = 5;

static bool wants_hunt(const struct rt_exploration *exploration)
{
	const struct rt_question *question = exploration->question;
	const struct rt_step_result *result = &exploration->shared->result;

	return question->account && question->cpu->call &&
	       !rt_account_is_closed(question->account) &&
	       !rt_exploration_is_decided(exploration) && !result->blind &&
	       !result->wrong && !result->outside;
}

static bool has_run(const struct rt_exploration *exploration, unsigned site)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	uint64_t address = exploration->question->account->site[site].address;

	for (unsigned i = 0; i < trace->access_count; i++)
		if (trace->access[i].accounted == address)
			return true;
	return false;
}

/* True when some of the sites have run. */
static bool strike_off(const struct rt_exploration *exploration,
		       struct rt_step_hunted *hunted)
{
	unsigned kept = 0, before = hunted->sites;

	for (unsigned i = 0; i < before; i++)
		if (!has_run(exploration, hunted->site[i]))
			hunted->site[kept++] = hunted->site[i];
	hunted->sites = kept;
	return kept < before;
}

static struct rt_step_run run_of(const struct rt_exploration *exploration,
				 uint32_t calls)
{
	const struct rt_question *question = exploration->question;
	unsigned places[RT_STEP_OFFSETS_MOST];
	rt_value value = rt_step_call_value(calls, question->width);
	rt_value other = ~value & rt_mask(question->width);
	struct rt_step_run run;

	rt_step_offsets(question, places);
	run = rt_exploration_run_of(exploration, places[0],
				    question->stores ? other : value,
				    question->stores ? value : other);
	run.calls = calls;
	return run;
}

/* In a child: calls it until it is about to run one of the sites. */
static void seek(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	shared->code = exploration->question->cpu->call(
		exploration->cpu, &exploration->run, exploration->hunted->site,
		exploration->hunted->sites, &shared->ended, &shared->error);
}

/* The number of the call that runs one of the sites, in @calls. */
static bool find_call(struct rt_exploration *exploration, uint32_t *calls)
{
	struct rt_error error = RT_ERROR_INIT;
	int code;

	exploration->run = run_of(exploration, calls_most);
	code = rt_exploration_in_child(seek, limit_seconds, exploration,
				       &error);
	rt_error_clear(&error);
	*calls = exploration->shared->ended;
	return !code && !exploration->shared->code && *calls < calls_most;
}

/* If the values alone lead there, the calls before need no repeating. */
static int explore_call(struct rt_exploration *exploration,
			struct rt_step_run run, struct rt_error *error)
{
	struct rt_step_run first = run;
	int code;

	first.calls = 0;
	code = rt_exploration_apart(exploration, &first, error);
	if (!code && run.calls && !rt_exploration_is_decided(exploration))
		code = rt_exploration_apart(exploration, &run, error);
	return code;
}

/* In a child. An error ends it: then nothing more is found. */
static void hunt(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_step_hunted hunted = {
		.sites = exploration->question->account->sites};
	int code = rt_exploration_open(exploration, &error);
	uint32_t calls;

	for (unsigned i = 0; i < hunted.sites; i++)
		hunted.site[i] = i;
	exploration->hunted = &hunted;
	for (unsigned round = 0; !code && round < rounds_most; round++) {
		struct rt_step_run run;

		if (!find_call(exploration, &calls))
			break;
		run = run_of(exploration, calls);
		code = explore_call(exploration, run, &error);
		if (rt_exploration_is_decided(exploration) ||
		    !strike_off(exploration, &hunted))
			break;
	}
	rt_error_clear(&error);
}

void rt_exploration_hunt(struct rt_exploration *exploration)
{
	struct rt_step_result before = exploration->shared->result;
	struct rt_error error = RT_ERROR_INIT;

	if (!wants_hunt(exploration))
		return;
	rt_exploration_in_child(hunt, limit_seconds, exploration, &error);
	rt_error_clear(&error);
	if (rt_exploration_is_decided(exploration))
		return;
	before.ways |= exploration->shared->result.ways;
	exploration->shared->result = before;
}

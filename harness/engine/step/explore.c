/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The exploration: which runs are made, and what each of them shows. It knows
 * nothing of the CPU that makes them.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/base/bytes.h"
#include "harness/base/child.h"
#include "harness/engine/step/exploration.h"

enum { line = 64, avail_idx_offset = 2, most_places = line };

static const double limit_seconds = 20;

/*
 * Old and new of each class: every byte another one, so that each mixture is
 * a value of its own; a carry; all bits on and off; one byte alone; none.
 */
static const uint64_t pairs[][2] = {
	{0x8877665544332211u, 0xffeeddccbbaa9900u},
	{0x00ff00ff00ff00ffu, 0x0100010001000100u},
	{0x0000000000000000u, 0xffffffffffffffffu},
	{0xffffffffffffffffu, 0x0000000000000000u},
	{0x1111111111111111u, 0x1111111111111122u},
	{0x1111111111111111u, 0x2211221122112211u},
	{0x5aa55aa55aa55aa5u, 0x5aa55aa55aa55aa5u},
};

enum { pair_count = sizeof(pairs) / sizeof(*pairs) };

static int run_once(struct rt_exploration *exploration,
		    const struct rt_step_run *run, struct rt_error *error)
{
	return exploration->plan->cpu->run(exploration->cpu, run,
					   &exploration->shared->trace, error);
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

/* A trace, then, of a load, a replay for each of its k + 1 gaps. */
static int explore_run(struct rt_exploration *exploration,
		       const struct rt_step_run *run, bool with_gaps,
		       struct rt_error *error)
{
	int code = trace(exploration, run, error);
	unsigned touches = exploration->shared->trace.touches;

	if (run->stores || !with_gaps || touches > RT_STEP_ACCESSES)
		return code;
	for (unsigned gap = 0; gap <= touches && !code; gap++)
		code = replay_load(exploration, run, gap, error);
	return code;
}

static struct rt_step_run run_at(const struct rt_step_plan *plan,
				 unsigned offset, unsigned pair)
{
	uint64_t mask = rt_mask(plan->width);

	return (struct rt_step_run){
		.stores = plan->stores,
		.width = plan->width,
		.offset = offset,
		.old_value = pairs[pair][0] & mask,
		.new_value = pairs[pair][1] & mask,
		.gap = RT_STEP_NEVER,
	};
}

/* The places of the field, that of avail->idx first where it is one. */
static unsigned list_places(const struct rt_step_plan *plan,
			    unsigned places[most_places])
{
	unsigned bytes = plan->width / 8, count = 0;

	if (plan->offset >= 0) {
		places[0] = (unsigned)plan->offset;
		return 1;
	}
	if (avail_idx_offset % bytes == 0)
		places[count++] = avail_idx_offset;
	for (unsigned offset = 0; offset < line; offset += bytes)
		if (offset != avail_idx_offset)
			places[count++] = offset;
	return count;
}

/*
 * All gaps are replayed for every pair of values at the first place, and for
 * the first pair at every place; all else is traced, and must look the same.
 */
static int explore_places(struct rt_exploration *exploration,
			  struct rt_error *error)
{
	const struct rt_step_result *result = &exploration->shared->result;
	unsigned places[most_places];
	unsigned count = list_places(exploration->plan, places);
	int code = RT_OK;

	for (unsigned place = 0; place < count; place++)
		for (unsigned pair = 0; pair < pair_count; pair++) {
			struct rt_step_run run =
				run_at(exploration->plan, places[place], pair);

			code = explore_run(exploration, &run, !place || !pair,
					   error);
			/* A witness of real instructions decides. */
			if (code ||
			    (result->has_witness && !result->only_repeat &&
			     pair == pair_count - 1))
				return code;
		}
	return code;
}

static int open_cpu(struct rt_exploration *exploration, struct rt_error *error)
{
	const struct rt_step_plan *plan = exploration->plan;

	return plan->cpu->open(&exploration->cpu, plan->module, plan->symbol,
			       plan->width, plan->stores, error);
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

/* One run that is the first call of the accessor in its process. */
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

/* The trace and each gap of the first call, each in a fork of its own. */
static int explore_first_calls(struct rt_exploration *exploration,
			       struct rt_error *error)
{
	unsigned places[most_places], touches = 0;
	int code = RT_OK;

	list_places(exploration->plan, places);
	exploration->run = run_at(exploration->plan, places[0], 0);
	for (int gap = RT_STEP_NEVER; gap <= (int)touches && !code; gap++) {
		exploration->run.gap = gap;
		code = in_child(first_call, exploration, error);
		if (!code)
			code = exploration->shared->code;
		if (gap == RT_STEP_NEVER && !exploration->plan->stores)
			touches = exploration->shared->trace.touches;
		if (exploration->plan->stores)
			break;
	}
	return code;
}

static void explore(void *data)
{
	struct rt_exploration *exploration = data;
	struct rt_step_shared *shared = exploration->shared;

	shared->code = open_cpu(exploration, &shared->error);
	if (!shared->code)
		shared->code = explore_first_calls(exploration, &shared->error);
	if (!shared->code)
		shared->code = explore_places(exploration, &shared->error);
}

static struct rt_step_shared *share(void)
{
	struct rt_step_shared *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return shared == MAP_FAILED ? NULL : shared;
}

/* Runs @body in a child and takes over the error that it met there. */
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
	const struct rt_step_plan plan = {.cpu = cpu,
					  .module = module,
					  .width = run->width,
					  .stores = run->stores};
	struct rt_exploration exploration = {
		.plan = &plan, .run = *run, .shared = share()};
	int code;

	if (!exploration.shared)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the step engine");
	code = run_in_child(replay, &exploration, error);
	*trace = exploration.shared->trace;
	munmap(exploration.shared, sizeof(*exploration.shared));
	return code;
}

int rt_step_explore(const struct rt_step_plan *plan,
		    struct rt_step_result *result, struct rt_error *error)
{
	struct rt_exploration exploration = {.plan = plan, .shared = share()};
	int code;

	memset(result, 0, sizeof(*result));
	if (!exploration.shared)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the step engine");
	code = run_in_child(explore, &exploration, error);
	*result = exploration.shared->result;
	result->cpu = plan->cpu->name;
	munmap(exploration.shared, sizeof(*exploration.shared));
	return code;
}

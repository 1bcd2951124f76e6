/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The exploration: which runs are made, and what each of them shows. It knows
 * nothing of the CPU that makes them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/base/child.h"
#include "harness/engine/step/step.h"

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

/* In memory shared between the harness and its child. */
struct shared {
	struct rt_step_result result;
	struct rt_step_trace trace;
	struct rt_error error;
	int code;
};

struct exploration {
	const struct rt_step_plan *plan;
	struct rt_step_cpu *cpu;
	struct shared *shared;
	struct rt_step_run run; /* of one first call, in a process of its own */
};

static uint64_t mask_of(const struct rt_step_plan *plan)
{
	return UINT64_MAX >> (64 - plan->width);
}

static uint64_t swap(const struct rt_step_plan *plan, uint64_t value)
{
	return __builtin_bswap64(value) >> (64 - plan->width);
}

/* @value as the accessor gives it back, or as it leaves it in memory. */
static uint64_t seen_as(const struct exploration *exploration, uint64_t value)
{
	return exploration->shared->result.swapped
		       ? swap(exploration->plan, value)
		       : value;
}

static bool is_whole_access(const struct rt_step_plan *plan,
			    const struct rt_step_access *access)
{
	return access->offset <= 0 &&
	       access->offset + (int)access->size >= (int)plan->width / 8;
}

static void judge_access(const struct rt_step_plan *plan,
			 const struct rt_step_run *run,
			 const struct rt_step_access *access,
			 struct rt_step_result *result)
{
	unsigned place = run->offset + (unsigned)access->offset;

	if (!is_whole_access(plan, access))
		result->parts = true;
	else if (!access->size || place % access->size)
		result->crosses = true;
}

static void judge_shape(const struct exploration *exploration,
			const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;

	for (unsigned i = 0; i < trace->access_count; i++)
		judge_access(exploration->plan, run, &trace->access[i], result);
	result->twice |= trace->touches > 1;
	if (trace->outside && !result->outside) {
		result->outside = true;
		result->stray = trace->stray;
	}
	if (trace->blind && !result->blind) {
		result->blind = trace->blind;
		result->blind_at = trace->blind_at;
	}
}

/* The first trace tells what the accessor makes of a value. */
static void learn_form(const struct exploration *exploration,
		       const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;
	uint64_t wanted = run->stores ? run->new_value : run->old_value;
	uint64_t got = trace->result;

	if (run->stores && trace->value_count)
		got = trace->value[trace->value_count - 1];
	result->swapped =
		got != wanted && got == swap(exploration->plan, wanted);
	result->access_count = trace->access_count < RT_STEP_SHOWN
				       ? trace->access_count
				       : RT_STEP_SHOWN;
	memcpy(result->access, trace->access,
	       result->access_count * sizeof(*result->access));
}

/* The last access in front of gap number @gap, or NULL; and the next one. */
static void find_neighbours(const struct rt_step_trace *trace, unsigned gap,
			    const struct rt_step_access **before,
			    const struct rt_step_access **after)
{
	unsigned touch = 0;

	*before = *after = NULL;
	for (unsigned i = 0; i < trace->access_count; i++) {
		const struct rt_step_access *access = &trace->access[i];

		if (i && access->step != trace->access[i - 1].step)
			touch++;
		if (touch < gap)
			*before = access;
		else if (!*after)
			*after = access;
	}
}

static void keep_witness(const struct exploration *exploration,
			 const struct rt_step_run *run, unsigned gap,
			 uint64_t value)
{
	struct rt_step_result *result = &exploration->shared->result;
	const struct rt_step_access *before, *after;
	bool repeat;

	/* What gives back another value anyway has no mixtures. */
	if (result->wrong)
		return;
	find_neighbours(&exploration->shared->trace, gap, &before, &after);
	repeat = before && after && before->repeats && before->pc == after->pc;
	result->torn++;
	/* One from between two instructions is worth more. */
	if (result->has_witness && (repeat || !result->only_repeat))
		return;
	result->has_witness = true;
	result->only_repeat = repeat;
	result->witness.run = *run;
	result->witness.run.gap = (int)gap;
	result->witness.value = value;
	snprintf(result->witness.before, RT_STEP_TEXT, "%s",
		 before ? before->text : "");
	snprintf(result->witness.after, RT_STEP_TEXT, "%s",
		 after ? after->text : "");
}

static int run_once(struct exploration *exploration,
		    const struct rt_step_run *run, struct rt_error *error)
{
	return exploration->plan->cpu->run(exploration->cpu, run,
					   &exploration->shared->trace, error);
}

/* A value is there for the other side until an access makes it another. */
static void keep_mixture(const struct exploration *exploration,
			 const struct rt_step_run *run, unsigned index)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	unsigned end = index + 1 < trace->value_count
			       ? trace->value_gap[index + 1]
			       : trace->touches + 1;

	for (unsigned gap = trace->value_gap[index]; gap < end; gap++)
		keep_witness(exploration, run, gap, trace->value[index]);
}

/* Of a store, one run has shown what the other side reads in every gap. */
static void judge_store(const struct exploration *exploration,
			const struct rt_step_run *run)
{
	const struct rt_step_trace *trace = &exploration->shared->trace;
	struct rt_step_result *result = &exploration->shared->result;
	uint64_t new_value = seen_as(exploration, run->new_value);

	result->replays += trace->touches + 1;
	if (!trace->value_count ||
	    trace->value[trace->value_count - 1] != new_value)
		result->wrong = true;
	for (unsigned i = 0; i < trace->value_count; i++)
		if (trace->value[i] != run->old_value &&
		    trace->value[i] != new_value)
			keep_mixture(exploration, run, i);
}

static int replay_load(struct exploration *exploration,
		       const struct rt_step_run *traced, unsigned gap,
		       struct rt_error *error)
{
	struct rt_step_result *result = &exploration->shared->result;
	struct rt_step_run run = *traced;
	uint64_t value;
	int code;

	run.gap = (int)gap;
	code = run_once(exploration, &run, error);
	if (code)
		return code;
	judge_shape(exploration, &run);
	result->replays++;
	value = exploration->shared->trace.result;
	if (value != seen_as(exploration, run.old_value) &&
	    value != seen_as(exploration, run.new_value))
		keep_witness(exploration, &run, gap, value);
	return RT_OK;
}

static int trace(struct exploration *exploration, const struct rt_step_run *run,
		 struct rt_error *error)
{
	struct rt_step_result *result = &exploration->shared->result;
	int code = run_once(exploration, run, error);

	if (code)
		return code;
	if (!result->traces++)
		learn_form(exploration, run);
	judge_shape(exploration, run);
	if (run->stores)
		judge_store(exploration, run);
	else if (exploration->shared->trace.result !=
		 seen_as(exploration, run->old_value))
		result->wrong = true;
	return RT_OK;
}

/* A trace, then, of a load, a replay for each of its k + 1 gaps. */
static int explore_run(struct exploration *exploration,
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
	uint64_t mask = mask_of(plan);

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
static int explore_places(struct exploration *exploration,
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

static int open_cpu(struct exploration *exploration, struct rt_error *error)
{
	const struct rt_step_plan *plan = exploration->plan;

	return plan->cpu->open(&exploration->cpu, plan->module, plan->symbol,
			       plan->width, plan->stores, error);
}

/* One run that is the first call of the accessor in its process. */
static void first_call(void *data)
{
	struct exploration *exploration = data;
	struct shared *shared = exploration->shared;

	if (exploration->run.gap == RT_STEP_NEVER)
		shared->code =
			trace(exploration, &exploration->run, &shared->error);
	else
		shared->code = replay_load(exploration, &exploration->run,
					   (unsigned)exploration->run.gap,
					   &shared->error);
}

/* The trace and each gap of the first call, each in a fork of its own. */
static int explore_first_calls(struct exploration *exploration,
			       struct rt_error *error)
{
	unsigned places[most_places], touches = 0;
	int code = RT_OK;

	list_places(exploration->plan, places);
	exploration->run = run_at(exploration->plan, places[0], 0);
	for (int gap = RT_STEP_NEVER; gap <= (int)touches && !code; gap++) {
		exploration->run.gap = gap;
		code = rt_child_run(first_call, exploration, limit_seconds,
				    "the accessor", error);
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
	struct exploration *exploration = data;
	struct shared *shared = exploration->shared;

	shared->code = open_cpu(exploration, &shared->error);
	if (!shared->code)
		shared->code = explore_first_calls(exploration, &shared->error);
	if (!shared->code)
		shared->code = explore_places(exploration, &shared->error);
}

static struct shared *share(void)
{
	struct shared *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return shared == MAP_FAILED ? NULL : shared;
}

/* Runs @body in a child and takes over the error that it met there. */
static int run_in_child(void (*body)(void *data),
			struct exploration *exploration, struct rt_error *error)
{
	struct shared *shared = exploration->shared;
	int code = rt_child_run(body, exploration, limit_seconds,
				"the accessor", error);

	if (!code && shared->code)
		code = rt_fail(error, shared->code, "%s",
			       shared->error.message);
	return code;
}

static void replay(void *data)
{
	struct exploration *exploration = data;
	struct shared *shared = exploration->shared;

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
	struct exploration exploration = {
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
	struct exploration exploration = {.plan = plan, .shared = share()};
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

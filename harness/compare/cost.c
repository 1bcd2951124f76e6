/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/compare/cost.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"
#include "harness/base/clock.h"
#include "harness/module/module.h"
#include "harness/trial/trial.h"
#include "pinning/bind.h"

enum { line = 64, idx_offset = 2, slice_nanoseconds = 60000 };

/* In nanoseconds; on a busy machine the rival may have to wait for its CPU. */
static const uint64_t rival_patience = 10000000000;
static const double patience = 60; /* seconds, for the whole measurement */

enum rival { RIVAL_RESTS, RIVAL_WORKS };

/* Shared by the measuring child, its rival and the parent. */
struct shared {
	/* Alone in its cache lines, like avail->idx; or its object. */
	_Alignas(line) unsigned char field[RT_OBJECT_BYTES];
	_Alignas(line) _Atomic int rival;
	_Atomic int answer; /* the rival's acknowledgement of `rival` */
	_Alignas(line) double alone[RT_COST_SUBJECTS][RT_COST_ROUNDS];
	double contended[RT_COST_SUBJECTS][RT_COST_ROUNDS];
	int code; /* of an error in the child */
	char message[512];
};

struct measure {
	const struct rt_cost_plan *plan;
	struct shared *shared;
	struct rt_module module[RT_COST_SUBJECTS];
	unsigned long calls[RT_COST_SUBJECTS]; /* per slice */
	pid_t rival;
	/* of the loaded values, so that the calls are not optimised away */
	uint64_t sum;
};

static void *field_of(struct shared *shared, const struct rt_cost_plan *plan)
{
	if (plan->has_object)
		return shared->field + plan->within;
	/* avail->idx is at this offset; other widths must be aligned. */
	return shared->field + (plan->width == 16 ? idx_offset : 0);
}

static void call_loads(struct measure *measure, const struct rt_module *module,
		       unsigned long calls)
{
	const void *field = field_of(measure->shared, measure->plan);

	switch (measure->plan->width) {
	case 16:
		while (calls--)
			measure->sum += module->load16(field);
		break;
	case 32:
		while (calls--)
			measure->sum += module->load32(field);
		break;
	case 64:
		while (calls--)
			measure->sum += module->load64(field);
		break;
	default:
		while (calls--)
			measure->sum += (uint64_t)module->load128(field);
		break;
	}
}

static void call_stores(struct measure *measure, const struct rt_module *module,
			unsigned long calls)
{
	void *field = field_of(measure->shared, measure->plan);

	switch (measure->plan->width) {
	case 16:
		while (calls--)
			module->store16(field, (uint16_t)calls);
		break;
	case 32:
		while (calls--)
			module->store32(field, (uint32_t)calls);
		break;
	case 64:
		while (calls--)
			module->store64(field, calls);
		break;
	default:
		while (calls--)
			module->store128(field, calls);
		break;
	}
}

/* Returns nanoseconds per call. */
static double time_slice(struct measure *measure, int subject,
			 unsigned long calls)
{
	const struct rt_module *module = &measure->module[subject];
	uint64_t began = rt_clock_nanoseconds();

	if (measure->plan->stores)
		call_stores(measure, module, calls);
	else
		call_loads(measure, module, calls);
	return (double)(rt_clock_nanoseconds() - began) / (double)calls;
}

/* Slices must be long compared to the clock and short compared to the drift. */
static void choose_calls(struct measure *measure)
{
	for (int i = 0; i < RT_COST_SUBJECTS; i++) {
		double each;

		time_slice(measure, i, 200);
		each = time_slice(measure, i, 1000);
		measure->calls[i] = 100;
		if (each > 0 && slice_nanoseconds / each > 100)
			measure->calls[i] =
				(unsigned long)(slice_nanoseconds / each);
	}
}

static void work_once(const struct rt_cost_plan *plan, void *field,
		      uint64_t value)
{
	if (plan->stores)
		(void)*(volatile uint16_t *)field;
	else if (plan->width == 16)
		*(volatile uint16_t *)field = (uint16_t)value;
	else if (plan->width == 32)
		*(volatile uint32_t *)field = (uint32_t)value;
	else /* half of 128 bits takes the line as well */
		*(volatile uint64_t *)field = value;
}

/* The rival stores where a load is measured, and loads where a store is. */
__attribute__((noreturn)) static void be_rival(const struct measure *measure,
					       pid_t parent)
{
	static const struct timespec pause = {.tv_nsec = 20000};
	struct shared *shared = measure->shared;
	void *field = field_of(shared, measure->plan);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent ||
	    rt_bind_thread(measure->plan->topology, measure->plan->rival, NULL))
		_exit(1);
	for (uint64_t value = 0;;) {
		int wanted = atomic_load(&shared->rival);

		atomic_store(&shared->answer, wanted);
		if (wanted == RIVAL_RESTS)
			nanosleep(&pause, NULL);
		for (int i = 0; wanted == RIVAL_WORKS && i < 64; i++)
			work_once(measure->plan, field, ++value);
	}
}

/* Waits for the rival's acknowledgement; false if the rival is gone or slow. */
static bool tell_rival(const struct measure *measure, enum rival what)
{
	struct shared *shared = measure->shared;
	uint64_t began = rt_clock_nanoseconds();

	atomic_store(&shared->rival, (int)what);
	while (atomic_load(&shared->answer) != (int)what)
		if (waitpid(measure->rival, NULL, WNOHANG) == measure->rival ||
		    rt_clock_nanoseconds() - began > rival_patience)
			return false;
	return true;
}

/* Times each subject once; the order alternates between rounds. */
static void time_both(struct measure *measure,
		      double into[RT_COST_SUBJECTS][RT_COST_ROUNDS], int round)
{
	for (int i = 0; i < RT_COST_SUBJECTS; i++) {
		int subject = i ^ (round & 1);

		into[subject][round] =
			time_slice(measure, subject, measure->calls[subject]);
	}
}

static int run_rounds(struct measure *measure, bool has_rival)
{
	struct shared *shared = measure->shared;

	choose_calls(measure);
	for (int round = 0; round < RT_COST_ROUNDS; round++) {
		time_both(measure, shared->alone, round);
		if (!has_rival)
			continue;
		if (!tell_rival(measure, RIVAL_WORKS))
			return RT_SETUP;
		time_both(measure, shared->contended, round);
		if (!tell_rival(measure, RIVAL_RESTS))
			return RT_SETUP;
	}
	return RT_OK;
}

static int open_modules(struct measure *measure, struct rt_error *error)
{
	const struct rt_cost_plan *plan = measure->plan;
	int code = RT_OK;

	for (int i = 0; i < RT_COST_SUBJECTS && !code; i++) {
		const char *module = plan->subject[i].module;
		const char *symbol = plan->subject[i].symbol;

		if (symbol)
			code = rt_module_open_symbols(
				&measure->module[i], module,
				plan->stores ? NULL : symbol,
				plan->stores ? symbol : NULL, plan->width,
				error);
		else
			code = rt_module_open(&measure->module[i], module,
					      error);
	}
	return code;
}

static int start_rival(struct measure *measure, struct rt_error *error)
{
	pid_t own = getpid();

	measure->rival = rt_apart_fork();
	if (measure->rival < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start the other core's process");
	if (!measure->rival)
		be_rival(measure, own);
	return RT_OK;
}

/* Runs in the child. */
static void measure_all(void *data)
{
	struct measure *measure = data;
	struct rt_error error = RT_ERROR_INIT;
	bool has_rival = measure->plan->rival >= 0;
	int code = open_modules(measure, &error);

	if (!code)
		code = rt_bind_thread(measure->plan->topology,
				      measure->plan->cpu, &error);
	if (!code && has_rival)
		code = start_rival(measure, &error);
	if (!code)
		code = run_rounds(measure, has_rival);
	measure->shared->code = code;
	snprintf(measure->shared->message, sizeof(measure->shared->message),
		 "%.500s",
		 *error.message ? error.message
				: "the other core did not answer");
	rt_error_clear(&error);
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double samples[RT_COST_ROUNDS])
{
	qsort(samples, RT_COST_ROUNDS, sizeof(*samples), compare);
	return samples[RT_COST_ROUNDS / 2];
}

int rt_cost_measure(struct rt_cost *cost, const struct rt_cost_plan *plan,
		    struct rt_error *error)
{
	struct shared *shared = rt_apart_map(sizeof(*shared));
	struct measure measure = {.plan = plan, .shared = shared};
	const struct rt_child child = {
		.body = measure_all,
		.data = &measure,
		.what = "the accessor",
		.seconds = patience,
	};
	int code = RT_INTERRUPTED;

	*cost = (struct rt_cost){.alone = {0}};
	if (!shared)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory to measure in");
	for (int i = 0; i < RT_CHILD_TRIES && code == RT_INTERRUPTED; i++)
		code = rt_child_run(&child, error);
	if (!code && shared->code)
		code = rt_fail(error, shared->code, "%s", shared->message);
	for (int i = 0; i < RT_COST_SUBJECTS && !code; i++) {
		cost->alone[i] = median(shared->alone[i]);
		cost->contended[i] = median(shared->contended[i]);
	}
	rt_apart_unmap(shared, sizeof(*shared));
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/duel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "pinning/bind.h"

struct gate {
	_Atomic int waiting; /* sides pinned, or not pinnable */
	_Atomic bool open;
};

struct side {
	const struct rt_duel *duel;
	struct gate *gate;
	int number;
	struct rt_error error;
};

static void *run_side(void *argument)
{
	struct side *side = argument;
	const struct rt_duel *duel = side->duel;

	if (duel->pinned)
		rt_bind_thread(duel->topology, duel->cpu[side->number],
			       &side->error);
	/*
	 * The add pairs with await_both()'s acquire, the load with
	 * open_gate()'s release.
	 */
	atomic_fetch_add_explicit(&side->gate->waiting, 1,
				  memory_order_release);
	while (!atomic_load_explicit(&side->gate->open, memory_order_acquire))
		sched_yield();
	duel->side[side->number](duel->data);
	return NULL;
}

static void await_both(struct gate *gate)
{
	while (atomic_load_explicit(&gate->waiting, memory_order_acquire) < 2)
		sched_yield();
}

static void open_gate(struct gate *gate)
{
	atomic_store_explicit(&gate->open, true, memory_order_release);
}

/* The first error of the two sides, or 0. Call with both at the gate. */
static int pinning_error(const struct side side[2], struct rt_error *error)
{
	for (int i = 0; i < 2; i++)
		if (side[i].error.code)
			return rt_fail(error, side[i].error.code, "%s",
				       side[i].error.message);
	return RT_OK;
}

static int start(pthread_t *thread, struct side *side, struct rt_error *error)
{
	int number = pthread_create(thread, NULL, run_side, side);

	if (number)
		return rt_fail_errno(error, RT_SETUP, number,
				     "cannot start a thread");
	return RT_OK;
}

/* Opens the gate for both threads, and joins them. */
static int hold(const struct rt_duel *duel, struct gate *gate,
		const pthread_t thread[2], const struct side side[2],
		struct rt_error *error)
{
	int code;

	await_both(gate);
	code = pinning_error(side, error);
	if (code) {
		duel->stop(duel->data);
		open_gate(gate);
	} else {
		open_gate(gate);
		duel->wait(duel->data);
		duel->stop(duel->data);
	}
	pthread_join(thread[0], NULL);
	pthread_join(thread[1], NULL);
	return code;
}

int rt_duel_run(const struct rt_duel *duel, struct rt_error *error)
{
	struct gate gate = {.open = false};
	struct side side[2] = {
		{.duel = duel, .gate = &gate, .number = 0},
		{.duel = duel, .gate = &gate, .number = 1},
	};
	pthread_t thread[2];
	int code = start(&thread[0], &side[0], error);

	if (code)
		return code;
	code = start(&thread[1], &side[1], error);
	if (code) {
		duel->stop(duel->data);
		open_gate(&gate);
		pthread_join(thread[0], NULL);
		return code;
	}
	return hold(duel, &gate, thread, side, error);
}

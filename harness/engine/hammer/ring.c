/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/ring.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "harness/base/apart.h"
#include "harness/base/clock.h"
#include "harness/engine/hammer/duel.h"
#include "harness/virtqueue/device.h"
#include "harness/virtqueue/device_kind.h"
#include "harness/virtqueue/guest.h"

enum { turns_a_check = 64 };

struct run {
	const struct rt_ring_race *race;
	struct rt_vq queue;
	struct rt_vq_guest guest;
	struct rt_vq_device device;
	struct rt_ring_result *result;
	uint64_t started; /* rt_clock_nanoseconds() before the threads */
	/* Both threads read it every turns_a_check turns; no ordering. */
	_Alignas(128) _Atomic bool stop;
	/*
	 * The guest has all completions, or a side is broken: the race may end.
	 */
	_Alignas(128) _Atomic bool over;
};

static int config_of(const struct rt_trial *trial, uint64_t seed,
		     struct rt_vq_config *config, struct rt_error *error)
{
	int code;

	*config = (struct rt_vq_config)RT_VQ_CONFIG_INIT;
	config->ring_size = (unsigned)trial->ring_size;
	config->start = (uint16_t)trial->start;
	config->burst = (unsigned)trial->burst;
	config->in_flight = (unsigned)trial->in_flight;
	config->event_index = !strcmp(trial->event_index, "on");
	config->requests = trial->requests;
	config->seed = seed;
	code = rt_vq_completion_parse(&config->completion, trial->completion,
				      error);
	if (!code)
		code = rt_vq_service_parse(&config->service, trial->service,
					   error);
	if (!code)
		code = rt_vq_device_kind_find(&config->kind, trial->device,
					      error);
	return code ? code : rt_vq_config_check(config, error);
}

int rt_ring_check(const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_vq_config config;

	return config_of(trial, 1, &config, error);
}

/* Publishes a side's first violation to the watching process. */
static void report(struct run *run, const struct rt_vq_violations *seen)
{
	struct rt_ring_result *result = run->result;
	/* Guest and device may both be here: each takes a slot of its own. */
	unsigned slot = atomic_fetch_add_explicit(&result->taken, 1,
						  memory_order_relaxed);
	struct rt_ring_violation *entry = &result->violation[slot];

	entry->seconds = (double)(rt_clock_nanoseconds() - run->started) * 1e-9;
	entry->violation = seen->entry[0];
	/*
	 * Wait until lower slots are published. The release below makes the
	 * entry visible to the watcher's acquire load of `violations`.
	 */
	while (atomic_load_explicit(&result->violations,
				    memory_order_acquire) != slot)
		sched_yield();
	atomic_store_explicit(&result->violations, slot + 1,
			      memory_order_release);
}

static inline bool stopped(struct run *run)
{
	return atomic_load_explicit(&run->stop, memory_order_relaxed);
}

static void leave(struct run *run)
{
	atomic_store_explicit(&run->over, true, memory_order_relaxed);
}

static void guest(void *data)
{
	struct run *run = data;
	enum rt_vq_turn turn = RT_VQ_IDLE;

	while (turn != RT_VQ_DONE && turn != RT_VQ_BROKEN && !stopped(run))
		for (int i = 0; i < turns_a_check; i++) {
			turn = rt_vq_guest_turn(&run->guest);
			if (turn == RT_VQ_DONE || turn == RT_VQ_BROKEN)
				break;
		}
	if (turn == RT_VQ_BROKEN)
		report(run, &run->guest.violations);
	run->result->done = turn == RT_VQ_DONE;
	if (!stopped(run))
		leave(run);
}

static void device(void *data)
{
	struct run *run = data;
	enum rt_vq_turn turn = RT_VQ_IDLE;

	while (turn != RT_VQ_BROKEN && !stopped(run))
		for (int i = 0; i < turns_a_check; i++) {
			turn = rt_vq_device_turn(&run->device);
			if (turn == RT_VQ_BROKEN)
				break;
		}
	if (turn == RT_VQ_BROKEN) {
		report(run, &run->device.violations);
		leave(run);
	}
}

static void wait_race(void *data)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	struct run *run = data;
	uint64_t limit = run->race->trial->ring_milliseconds * 1000000u;

	while (!atomic_load_explicit(&run->over, memory_order_relaxed) &&
	       rt_clock_nanoseconds() - run->started < limit)
		nanosleep(&pause, NULL);
}

static void stop_race(void *data)
{
	struct run *run = data;

	atomic_store_explicit(&run->stop, true, memory_order_relaxed);
}

static int duel(struct run *run, struct rt_error *error)
{
	const struct rt_ring_race *race = run->race;
	const struct rt_duel duel = {
		.topology = race->topology,
		.cpu = {race->guest_cpu, race->device_cpu},
		.pinned = true,
		.side = {guest, device},
		.wait = wait_race,
		.stop = stop_race,
		.data = run,
	};
	int code;

	run->started = rt_clock_nanoseconds();
	code = rt_duel_run(&duel, error);
	run->result->seconds =
		(double)(rt_clock_nanoseconds() - run->started) * 1e-9;
	return code;
}

static void take_counts(struct run *run)
{
	struct rt_ring_result *result = run->result;
	bool stores = rt_trial_stores(run->race->trial);
	/* Tears are detected on the side that reads the index. */
	const struct rt_vq_observer *observer =
		stores ? &run->guest.used : &run->device.avail;

	result->requests_done = run->guest.completed;
	result->pops = run->device.pops;
	result->pop_calls = run->device.pop_calls;
	result->phantom_pops = run->device.phantom_pops;
	result->reads = observer->reads;
	result->changes = observer->changes;
	result->torn = observer->torn;
	result->stale = observer->stale;
	result->unjudged = observer->unjudged;
	result->first.seen = observer->torn != 0;
	result->first.value = observer->first_torn.value;
	result->first.before = (uint16_t)observer->first_torn.before;
	result->first.after = (uint16_t)observer->first_torn.after;
	result->first_stale.value = observer->first_stale.value;
	result->first_stale.before = (uint16_t)observer->first_stale.before;
	result->first_stale.after = (uint16_t)observer->first_stale.after;
}

static int race_over(struct run *run, struct rt_error *error)
{
	const struct rt_ring_race *race = run->race;
	bool stores = rt_trial_stores(race->trial);
	const struct rt_vq_access access = {
		.load16 = stores ? NULL : race->module->load16,
		.store16 = stores ? race->module->store16 : NULL,
	};
	int code;

	/* On the NUMA node of the device, whose accesses are tested. */
	code = rt_bind_memory(race->topology, run->queue.mapping,
			      run->queue.mapping_size, race->device_cpu, NULL,
			      error);
	if (code)
		return code;
	rt_vq_guest_init(&run->guest, &run->queue);
	rt_vq_device_init(&run->device, &run->queue, &access);
	run->guest.used.met = run->device.avail.met = race->met;
	code = duel(run, error);
	take_counts(run);
	return code;
}

static int set_up_and_race(struct run *run, struct rt_error *error)
{
	struct rt_vq_config config;
	int code = config_of(run->race->trial, run->race->seed, &config, error);

	if (!code)
		code = rt_vq_init(&run->queue, &config, NULL, error);
	if (!code)
		code = race_over(run, error);
	rt_vq_release(&run->queue);
	return code;
}

int rt_ring_race_run(const struct rt_ring_race *race,
		     struct rt_ring_result *result, struct rt_error *error)
{
	struct run *run = mmap(NULL, sizeof(*run), PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int code;

	if (run == MAP_FAILED || !rt_apart_keep(run, sizeof(*run)))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the virtqueue");
	run->race = race;
	run->result = result;
	code = set_up_and_race(run, error);
	rt_apart_unmap(run, sizeof(*run));
	return code;
}

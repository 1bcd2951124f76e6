/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/field.h"

#include <errno.h>
#include <sys/mman.h>
#include <time.h>

#include "corpora/drivers/judge.h"
#include "harness/base/bytes.h"
#include "harness/base/clock.h"
#include "harness/engine/hammer/duel.h"
#include "harness/engine/hammer/probe.h"

enum {
	line_size = 128, /* two lines: the prefetcher fetches pairs */
	stores_a_look = 64,
	loads_a_look = 256,
};

/*
 * Shared by the two threads. Each member has its own cache lines, and each is
 * written by one thread only.
 */
struct shared {
	/* Stores begun. Pairs with judge_change()'s acquire. */
	_Alignas(line_size) _Atomic uint64_t started;
	/* Stores ended. Pairs with the acquire loads in load_until(). */
	_Alignas(line_size) _Atomic uint64_t finished;
	/* The field under test lies here, at the offset asked for. */
	_Alignas(line_size) unsigned char field[2 * line_size];
	/* Written by the waiting thread; relaxed, as it orders nothing. */
	_Alignas(line_size) _Atomic bool stop;
};

struct run {
	const struct rt_field_race *race;
	struct rt_field_judge judge;
	struct shared *shared;
	struct rt_field_count count;
	uint64_t first_finished, first_started; /* window of the first tear */
};

static inline void wait_turns(unsigned turns)
{
	for (unsigned turn = 0; turn < turns; turn++)
		__asm__ volatile("");
}

/*
 * One whole access. The field may be misaligned on purpose: on x86 it is still
 * accessed by one instruction, whose behaviour is what is tested.
 */
__attribute__((always_inline, no_sanitize("alignment"))) static inline uint64_t
sound_load(const void *field, unsigned width)
{
	if (width == 16)
		return __atomic_load_n((const uint16_t *)field,
				       __ATOMIC_RELAXED);
	if (width == 32)
		return __atomic_load_n((const uint32_t *)field,
				       __ATOMIC_RELAXED);
	return __atomic_load_n((const uint64_t *)field, __ATOMIC_RELAXED);
}

__attribute__((always_inline, no_sanitize("alignment"))) static inline void
sound_store(void *field, unsigned width, uint64_t value)
{
	if (width == 16)
		__atomic_store_n((uint16_t *)field, (uint16_t)value,
				 __ATOMIC_RELAXED);
	else if (width == 32)
		__atomic_store_n((uint32_t *)field, (uint32_t)value,
				 __ATOMIC_RELAXED);
	else
		__atomic_store_n((uint64_t *)field, value, __ATOMIC_RELAXED);
}

/*
 * @module is NULL for the side that is not under test, which uses the
 * accessor's byte order.
 */
__attribute__((always_inline)) static inline uint64_t load(
	const struct run *run, const struct rt_module *module,
	const void *field, unsigned width)
{
	if (module && width == 16)
		return module->load16(field);
	if (module && width == 32)
		return module->load32(field);
	if (module)
		return module->load64(field);
	if (run->race->swapped)
		return rt_swap_bytes(sound_load(field, width), width);
	return sound_load(field, width);
}

__attribute__((always_inline)) static inline void store(
	const struct run *run, const struct rt_module *module, void *field,
	unsigned width, uint64_t value)
{
	if (module && width == 16)
		module->store16(field, (uint16_t)value);
	else if (module && width == 32)
		module->store32(field, (uint32_t)value);
	else if (module)
		module->store64(field, value);
	else if (run->race->swapped)
		sound_store(field, width, rt_swap_bytes(value, width));
	else
		sound_store(field, width, value);
}

/*
 * @width and whether @module is NULL are constants in each caller, so that the
 * compiler makes one branchless loop for each combination.
 */
__attribute__((always_inline)) static inline void store_until(
	struct run *run, const struct rt_module *module, unsigned width)
{
	struct shared *shared = run->shared;
	void *field = shared->field + run->race->offset;
	const struct rt_field_judge judge = run->judge;
	const unsigned gap = run->race->schedule.gap;
	uint64_t count = 0;

	while (!atomic_load_explicit(&shared->stop, memory_order_relaxed)) {
		for (int turn = 0; turn < stores_a_look; turn++) {
			count++;
			atomic_store_explicit(&shared->started, count,
					      memory_order_relaxed);
			/*
			 * Orders started before the field: pairs with
			 * judge_change()'s fence.
			 */
			atomic_thread_fence(memory_order_release);
			store(run, module, field, width,
			      rt_field_judge_value(&judge, count));
			/*
			 * Orders the field before finished: pairs with
			 * load_until()'s acquire.
			 */
			atomic_store_explicit(&shared->finished, count,
					      memory_order_release);
			wait_turns(gap);
		}
	}
	run->count.stores = count;
}

/* Judges a value that differs from the last; kept out of the hot loop. */
__attribute__((noinline)) static void judge_change(struct run *run,
						   uint64_t value,
						   uint64_t finished)
{
	struct rt_field_count *count = &run->count;
	uint64_t started;

	/* Orders the field before started: pairs with store_until()'s fence. */
	atomic_thread_fence(memory_order_acquire);
	started = atomic_load_explicit(&run->shared->started,
				       memory_order_relaxed);
	count->changes++;
	switch (rt_field_judge(&run->judge, value, finished, started)) {
	case RT_WHOLE:
		return;
	case RT_UNJUDGED:
		count->unjudged++;
		return;
	case RT_TORN:
		break;
	}
	/* Explained after the race, as that takes time. */
	if (!count->torn++) {
		count->first.seen = true;
		count->first.value = value;
		run->first_finished = finished;
		run->first_started = started;
	}
}

/*
 * Judges only changed values. The lower bound of the window is `finished` as it
 * was at the previous change: an older bound widens the window, which can hide
 * a tear but never invent one.
 */
__attribute__((always_inline)) static inline void load_until(
	struct run *run, const struct rt_module *module, unsigned width)
{
	struct shared *shared = run->shared;
	const void *field = shared->field + run->race->offset;
	const unsigned poll = run->race->schedule.poll;
	uint64_t last = rt_field_judge_value(&run->judge, 0);
	uint64_t finished = 0, loads = 0;

	while (!atomic_load_explicit(&shared->stop, memory_order_relaxed)) {
		for (int turn = 0; turn < loads_a_look; turn++) {
			uint64_t value = load(run, module, field, width);

			wait_turns(poll);
			if (value == last)
				continue;
			judge_change(run, value, finished);
			last = value;
			/* Pairs with store_until()'s release. */
			finished = atomic_load_explicit(&shared->finished,
							memory_order_acquire);
		}
		loads += loads_a_look;
	}
	run->count.loads = loads;
}

static void store_side(void *data)
{
	struct run *run = data;
	const struct rt_module *module =
		run->race->store_side ? run->race->module : NULL;

	switch (run->race->width) {
	case 16:
		module ? store_until(run, module, 16)
		       : store_until(run, NULL, 16);
		break;
	case 32:
		module ? store_until(run, module, 32)
		       : store_until(run, NULL, 32);
		break;
	default:
		module ? store_until(run, module, 64)
		       : store_until(run, NULL, 64);
	}
}

static void load_side(void *data)
{
	struct run *run = data;
	const struct rt_module *module =
		run->race->store_side ? NULL : run->race->module;

	switch (run->race->width) {
	case 16:
		module ? load_until(run, module, 16)
		       : load_until(run, NULL, 16);
		break;
	case 32:
		module ? load_until(run, module, 32)
		       : load_until(run, NULL, 32);
		break;
	default:
		module ? load_until(run, module, 64)
		       : load_until(run, NULL, 64);
	}
}

static void sleep_for(double seconds)
{
	struct timespec left = {
		.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
	};

	while (nanosleep(&left, &left) && errno == EINTR)
		continue;
}

static void wait_race(void *data)
{
	struct run *run = data;
	double began = rt_clock_seconds();

	sleep_for(run->race->seconds);
	run->count.seconds = rt_clock_seconds() - began;
}

static void stop_race(void *data)
{
	struct run *run = data;

	atomic_store_explicit(&run->shared->stop, true, memory_order_relaxed);
}

static int duel(struct run *run, struct rt_error *error)
{
	const struct rt_field_race *race = run->race;
	const struct rt_duel duel = {
		.topology = race->topology,
		.cpu = {race->storer_cpu, race->loader_cpu},
		.pinned = race->pinned,
		.side = {store_side, load_side},
		.wait = wait_race,
		.stop = stop_race,
		.data = run,
	};

	return rt_duel_run(&duel, error);
}

static int race_in(struct shared *shared, const struct rt_field_race *race,
		   struct rt_field_count *count, struct rt_error *error)
{
	struct run run = {.race = race, .shared = shared};
	int code;

	rt_field_judge_init(&run.judge, race->width, 64, race->start,
			    race->stride);
	store(&run, NULL, shared->field + race->offset, race->width,
	      rt_field_judge_value(&run.judge, 0));
	/* On the loader's NUMA node: the loader waits for the line. */
	if (race->pinned) {
		code = rt_bind_memory(race->topology, shared, sizeof(*shared),
				      race->loader_cpu, NULL, error);
		if (code)
			return code;
	}
	code = duel(&run, error);
	if (run.count.first.seen)
		rt_field_judge_explain(&run.judge, run.count.first.value,
				       run.first_finished, run.first_started,
				       &run.count.first.before,
				       &run.count.first.after);
	*count = run.count;
	return code;
}

int rt_field_race_run(const struct rt_field_race *race,
		      struct rt_field_count *count, struct rt_error *error)
{
	/* Own pages, as they are bound to a NUMA node. */
	struct shared *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int code;

	if (shared == MAP_FAILED)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the field");
	code = race_in(shared, race, count, error);
	munmap(shared, sizeof(*shared));
	return code;
}

void rt_field_count_add(struct rt_field_count *sum,
			const struct rt_field_count *one)
{
	sum->stores += one->stores;
	sum->loads += one->loads;
	sum->changes += one->changes;
	sum->torn += one->torn;
	sum->unjudged += one->unjudged;
	sum->seconds += one->seconds;
	if (!sum->first.seen)
		sum->first = one->first;
}

uint64_t rt_field_judged(const struct rt_field_count *count)
{
	return count->changes - count->unjudged;
}

double rt_field_rate(const struct rt_field_count *count)
{
	return count->seconds > 0 ? (double)count->torn / count->seconds : 0;
}

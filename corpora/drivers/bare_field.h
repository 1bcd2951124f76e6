/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The race over the bare field: one thread stores value after value and counts
 * before and after each store, the other loads and has each value that differs
 * from the last judged by the counts around its load (judge.h).
 *
 * The harness races so on this machine (harness/engine/hammer/field.c), and the
 * program beside this header on others. Each defines what touches the field:
 * struct rt_side, rt_side_load() and rt_side_store(), which become part of the
 * loops. These make no system call and touch no shared lines but those of the
 * field and the counters, except that they look at the stop flag now and then.
 * Needs nothing but C11 and gcc's built-in functions.
 */
#ifndef RT_DRIVERS_BARE_FIELD_H
#define RT_DRIVERS_BARE_FIELD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "bare_order.h"
#include "judge.h"

enum {
	rt_line_size = 128, /* two lines: the prefetcher fetches pairs */
	rt_turns_a_look = 64,
	/* The largest object that a field may lie in; it begins a line. */
	rt_object_most = 256,
};

/* A word, which each machine stores at once: 32 bits on some. */
typedef unsigned long rt_counter;

/*
 * Shared by the two threads. Each member has its own cache lines, and each is
 * written by one thread only. Counters and flag are 0 before a race.
 */
struct rt_bare_field {
	/* Stores begun. Pairs with rt_bare_race_judge()'s acquire. */
	_Alignas(rt_line_size) _Atomic rt_counter started;
	/*
	 * Stores ended, at least so many of them. Pairs with
	 * rt_bare_race_load()'s acquire.
	 */
	_Alignas(rt_line_size) _Atomic rt_counter finished;
	/*
	 * The field under test lies here, at the offset asked for behind
	 * rt_bare_field_at(): before and behind it is room for its object.
	 */
	_Alignas(rt_line_size) unsigned char memory[2 * rt_object_most +
						    2 * rt_line_size];
	/* Written by the waiting thread; relaxed, as it orders nothing. */
	_Alignas(rt_line_size) _Atomic bool stop;
};

/* A value, and the window that it was judged by. */
struct rt_bare_sight {
	rt_field_value value;
	rt_counter finished, started;
};

/* A race, or several one after the other that are counted together. */
struct rt_bare_race {
	struct rt_bare_field *shared;
	struct rt_field_judge judge;
	/* Turns of an empty loop, after each store and after each load. */
	unsigned gap, poll;
	/* Added to by the storing side. */
	uint64_t stores;
	/*
	 * By the loading side: of the loads the changes, of these the rest.
	 * Unjudged are those to values that the counters do not know yet.
	 */
	uint64_t loads, changes, torn, stale, unjudged;
	struct rt_bare_sight first_torn, first_stale;
};

/* One of the two sides of a race: the includer's. */
struct rt_side;

/* Loads the field once, or stores @value in it, as @side does that. */
static inline rt_field_value rt_side_load(const struct rt_side *side);
static inline void rt_side_store(const struct rt_side *side,
				 rt_field_value value);

/* Whether the stores of @side are ordinary ones, which a release orders. */
static inline bool rt_side_stores_in_order(const struct rt_side *side);

static inline void rt_bare_race_init(struct rt_bare_race *race,
				     struct rt_bare_field *shared,
				     unsigned width, rt_field_value start,
				     rt_field_value stride)
{
	*race = (struct rt_bare_race){.shared = shared};
	rt_field_judge_init(&race->judge, width, 8 * sizeof(rt_counter), start,
			    stride);
}

/* Where the field lies that is @offset bytes behind a line's begin. */
static inline unsigned char *rt_bare_field_at(struct rt_bare_field *shared,
					      unsigned offset)
{
	return shared->memory + rt_object_most + offset;
}

/* Has both sides return soon. */
static inline void rt_bare_field_stop(struct rt_bare_field *shared)
{
	atomic_store_explicit(&shared->stop, true, memory_order_relaxed);
}

static inline bool rt_bare_field_is_stopped(struct rt_bare_field *shared)
{
	return atomic_load_explicit(&shared->stop, memory_order_relaxed);
}

/* The machine has one access of that width: rt_sound_load() and store(). */
static inline bool rt_has_sound(unsigned width)
{
	if (width > 64)
		return rt_has_pair();
	return width < 64 || __GCC_ATOMIC_LLONG_LOCK_FREE == 2;
}

/*
 * One whole access. The field may be misaligned on purpose: on x86 it is still
 * accessed by one instruction, whose behaviour is what is tested; but for 128
 * bits, which must be aligned everywhere.
 */
__attribute__((always_inline,
	       no_sanitize("alignment"))) static inline rt_field_value
rt_sound_load(void *field, unsigned width)
{
	if (width == 16)
		return __atomic_load_n((const uint16_t *)field,
				       __ATOMIC_RELAXED);
	if (width == 32)
		return __atomic_load_n((const uint32_t *)field,
				       __ATOMIC_RELAXED);
	if (width > 64)
		return rt_pair_load(field);
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
	return __atomic_load_n((const uint64_t *)field, __ATOMIC_RELAXED);
#else
	return 0;
#endif
}

__attribute__((always_inline, no_sanitize("alignment"))) static inline void
rt_sound_store(void *field, unsigned width, rt_field_value value)
{
	if (width == 16)
		__atomic_store_n((uint16_t *)field, (uint16_t)value,
				 __ATOMIC_RELAXED);
	else if (width == 32)
		__atomic_store_n((uint32_t *)field, (uint32_t)value,
				 __ATOMIC_RELAXED);
	else if (width > 64)
		rt_pair_store(field, value);
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
	else
		__atomic_store_n((uint64_t *)field, (uint64_t)value,
				 __ATOMIC_RELAXED);
#endif
}

__attribute__((always_inline)) static inline void rt_wait_turns(unsigned turns)
{
	for (unsigned turn = 0; turn < turns; turn++)
		__asm__ volatile("");
}

/* Before a counter of 32 bits goes round, which no window may be as wide as. */
static inline bool rt_counter_is_spent(rt_counter count)
{
	return sizeof(count) < sizeof(uint64_t) && count > (rt_counter)-1 / 2;
}

/* A store: counted before it, and behind it where it is known to be ordered. */
__attribute__((always_inline)) static inline void rt_bare_race_store_once(
	struct rt_bare_field *shared, const struct rt_field_judge *judge,
	const struct rt_side *side, rt_counter count)
{
	atomic_store_explicit(&shared->started, count, memory_order_relaxed);
	/*
	 * Orders started before the field: pairs with rt_bare_race_judge()'s
	 * fence. A store that passes it is seen too early, which is no tear.
	 */
	atomic_thread_fence(memory_order_release);
	rt_side_store(side, rt_field_judge_value(judge, count));
	/*
	 * Orders the field before finished: pairs with rt_bare_race_load()'s
	 * acquire.
	 */
	if (rt_side_stores_in_order(side))
		atomic_store_explicit(&shared->finished, count,
				      memory_order_release);
}

/*
 * The storing side, until it is stopped; at least rt_turns_a_look stores. It is
 * inlined for each @side, of which what is constant is compiled in. Stores of
 * an accessor may be of any kind. What orders them takes as long as several of
 * them, and makes tears rare, so they are counted after rt_turns_a_look only:
 * that hides values that are stale by less.
 */
__attribute__((always_inline)) static inline void rt_bare_race_store(
	struct rt_bare_race *race, const struct rt_side *side)
{
	struct rt_bare_field *shared = race->shared;
	const struct rt_field_judge judge = race->judge;
	const unsigned gap = race->gap;
	rt_counter count = 0;

	do {
		for (int turn = 0; turn < rt_turns_a_look; turn++) {
			rt_bare_race_store_once(shared, &judge, side, ++count);
			rt_wait_turns(gap);
		}
		if (rt_side_stores_in_order(side))
			continue;
		/* Pairs with rt_bare_race_load()'s acquire. */
		rt_order_stores();
		atomic_store_explicit(&shared->finished, count,
				      memory_order_release);
	} while (!rt_bare_field_is_stopped(shared) &&
		 !rt_counter_is_spent(count));
	race->stores += count;
}

/* Explained after the race, as that takes time. */
static inline void rt_bare_sight_note(struct rt_bare_sight *first,
				      uint64_t *count, rt_field_value value,
				      rt_counter finished, rt_counter started)
{
	if (!(*count)++)
		*first = (struct rt_bare_sight){value, finished, started};
}

/* Judges a value that differs from the last; kept out of the hot loop. */
__attribute__((noinline)) static void rt_bare_race_judge(
	struct rt_bare_race *race, rt_field_value value, rt_counter finished)
{
	rt_counter started;

	/*
	 * Orders the field before started: pairs with
	 * rt_bare_race_store_once()'s fence.
	 */
	atomic_thread_fence(memory_order_acquire);
	started = atomic_load_explicit(&race->shared->started,
				       memory_order_relaxed);
	race->changes++;
	switch (rt_field_judge(&race->judge, value, finished, started)) {
	case RT_WHOLE:
		return;
	case RT_FUTURE:
		race->unjudged++;
		return;
	case RT_STALE:
		rt_bare_sight_note(&race->first_stale, &race->stale, value,
				   finished, started);
		return;
	case RT_TORN:
		rt_bare_sight_note(&race->first_torn, &race->torn, value,
				   finished, started);
	}
}

/*
 * The loading side, until it is stopped; at least rt_turns_a_look loads. Judges
 * only changed values. The lower bound of the window is `finished` as it was at
 * the previous change: an older bound widens the window, which can hide a stale
 * value but never invent one.
 */
__attribute__((always_inline)) static inline void rt_bare_race_load(
	struct rt_bare_race *race, const struct rt_side *side)
{
	struct rt_bare_field *shared = race->shared;
	const unsigned poll = race->poll;
	rt_field_value last = rt_field_judge_image(&race->judge, 0);
	rt_counter finished = 0;
	uint64_t loads = 0;

	do {
		for (int turn = 0; turn < rt_turns_a_look; turn++) {
			rt_field_value value = rt_side_load(side);

			rt_wait_turns(poll);
			if (value == last)
				continue;
			rt_bare_race_judge(race, value, finished);
			last = value;
			/* Pairs with rt_bare_race_store_once()'s release. */
			finished = atomic_load_explicit(&shared->finished,
							memory_order_acquire);
		}
		loads += rt_turns_a_look;
	} while (!rt_bare_field_is_stopped(shared));
	race->loads += loads;
}

/* The published values around the first torn one; only if one was seen. */
static inline void rt_bare_race_explain(const struct rt_bare_race *race,
					rt_field_value *before,
					rt_field_value *after)
{
	const struct rt_bare_sight *first = &race->first_torn;

	rt_field_judge_explain(&race->judge, first->value, first->finished,
			       first->started, before, after);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the hammer's two races share: two CPUs, and accessors
 * that are sound or lie. Those that tear are in field_race.h.
 *
 * Whether two threads meet is up to the machine: no test asks for a tear of an
 * accessor that tears. One that lies gives, by its own doing, a value that is
 * never published.
 */
#ifndef RT_TESTS_HAMMER_RACES_H
#define RT_TESTS_HAMMER_RACES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "harness/module/module.h"
#include "pinning/pairs.h"

static inline uint16_t sound_load16(const void *field)
{
	return __atomic_load_n((const uint16_t *)field, __ATOMIC_RELAXED);
}

static inline uint64_t sound_load64(const void *field)
{
	return __atomic_load_n((const uint64_t *)field, __ATOMIC_RELAXED);
}

static inline void sound_store16(void *field, uint16_t value)
{
	__atomic_store_n((uint16_t *)field, value, __ATOMIC_RELEASE);
}

/* A time that no busy machine needs; what is waited for ends it before. */
static const double patience_seconds = 120;

enum { calls_a_lie = 1000 };

/* One lie in so many calls; each race has a thread, and a count, of its own. */
static inline bool is_lie(void)
{
	static _Thread_local unsigned calls;

	return ++calls % calls_a_lie == 0;
}

static inline uint16_t lying_load16(const void *field)
{
	return (uint16_t)(sound_load16(field) + (is_lie() ? 0x8000 : 0));
}

static inline uint32_t lying_load32(const void *field)
{
	uint32_t value =
		__atomic_load_n((const uint32_t *)field, __ATOMIC_RELAXED);

	return value + (is_lie() ? 0x80000000 : 0);
}

static inline uint64_t lying_load64(const void *field)
{
	return sound_load64(field) + (is_lie() ? 1ull << 63 : 0);
}

/*
 * A lie that is overwritten before anybody looks was never told: each is one,
 * and stays for a while.
 */
static inline void lying_store16(void *field, uint16_t value)
{
	const struct timespec pause = {.tv_nsec = 50000};

	sound_store16(field, (uint16_t)(value + 0x8000));
	nanosleep(&pause, NULL);
}

static const struct rt_module sound = {.load16 = sound_load16,
				       .load64 = sound_load64,
				       .store16 = sound_store16};
static const struct rt_module lying = {.load16 = lying_load16,
				       .load32 = lying_load32,
				       .load64 = lying_load64,
				       .store16 = lying_store16};

struct place {
	struct rt_topology *topology;
	struct rt_pairs pairs;
	bool two; /* CPUs */
};

static struct place place;

static inline int find_place(void **state)
{
	(void)state;
	if (rt_topology_load(&place.topology, NULL))
		return -1;
	place.two =
		!rt_pairs_choose(place.topology, "auto", &place.pairs, NULL);
	return 0;
}

static inline int leave_place(void **state)
{
	(void)state;
	rt_pairs_free(&place.pairs);
	rt_topology_free(place.topology);
	return 0;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the hammer's two races share: two CPUs, and accessors
 * that are sound or lie. Those that tear are in test_field.c.
 */
#ifndef RT_TESTS_HAMMER_RACES_H
#define RT_TESTS_HAMMER_RACES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/build/module.h"
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

/* What low byte first gives in 2019's case, once in a thousand loads. */
static inline uint16_t lying_load16(const void *field)
{
	static _Thread_local unsigned calls;
	uint16_t value = sound_load16(field);

	return ++calls % 1000 ? value : (uint16_t)(value + 0x100);
}

static const struct rt_module sound = {.load16 = sound_load16,
				       .load64 = sound_load64,
				       .store16 = sound_store16};
static const struct rt_module lying = {.load16 = lying_load16};

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

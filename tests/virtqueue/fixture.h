/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue with both sides, and an accessor that lies when told to. For tests
 * in one thread; each test program has its own copy.
 */
#ifndef RT_TESTS_VIRTQUEUE_FIXTURE_H
#define RT_TESTS_VIRTQUEUE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/virtqueue/device_kind.h"
#include "harness/virtqueue/guest.h"

struct fixture {
	struct rt_vq vq;
	struct rt_vq_guest guest;
	struct rt_vq_device device;
};

/* What the next load returns instead of the truth; a test's, not the tree's. */
static struct {
	bool armed;
	uint16_t value;
} lie;

static inline uint16_t lying_load(const void *field)
{
	if (!lie.armed)
		return atomic_load_explicit((const _Atomic uint16_t *)field,
					    memory_order_relaxed);
	lie.armed = false;
	return lie.value;
}

static inline void tell_once(uint16_t value)
{
	lie.armed = true;
	lie.value = value;
}

static inline void set_up(struct fixture *fixture,
			  const struct rt_vq_config *config,
			  const struct rt_vq_access *access)
{
	assert_int_equal(rt_vq_init(&fixture->vq, config, NULL, NULL), 0);
	rt_vq_guest_init(&fixture->guest, &fixture->vq);
	rt_vq_device_init(&fixture->device, &fixture->vq, access);
}

static inline void set_up_lying(struct fixture *fixture,
				const struct rt_vq_config *config)
{
	const struct rt_vq_access access = {.load16 = lying_load};

	lie.armed = false;
	set_up(fixture, config, &access);
}

static inline void tear_down(struct fixture *fixture)
{
	rt_vq_release(&fixture->vq);
}

/* Pops until none comes; how many came. */
static inline uint64_t drain(struct rt_vq_device *device)
{
	struct rt_vq_element element;
	uint64_t count = 0;

	while (rt_vq_device_pop(device, &element))
		count++;
	return count;
}

static inline void assert_violation(const struct rt_vq_violations *violations,
				    enum rt_vq_invariant invariant,
				    const char *message)
{
	assert_true(violations->count >= 1);
	assert_int_equal(violations->entry[0].invariant, invariant);
	assert_string_equal(violations->entry[0].message, message);
}

#endif

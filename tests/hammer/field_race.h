/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A race for one field, for the tests of the race and of what it makes of the
 * values. Accessors that tear have the ABI's names, so that under
 * ThreadSanitizer the suppressions find them: they are the only accesses that
 * may race.
 */
#ifndef RT_TESTS_HAMMER_FIELD_RACE_H
#define RT_TESTS_HAMMER_FIELD_RACE_H

#include "harness/base/clock.h"
#include "harness/engine/hammer/field.h"
#include "tests/hammer/races.h"

/* Two byte loads, low byte first, as musl's memcpy makes them. */
__attribute__((noinline)) static uint16_t ringtear_load16(const void *field)
{
	const volatile uint8_t *byte = field;
	uint16_t low = byte[0];

	return (uint16_t)(low | byte[1] << 8);
}

__attribute__((noinline)) static void ringtear_store16(void *field,
						       uint16_t value)
{
	volatile uint8_t *byte = field;

	byte[0] = (uint8_t)value;
	byte[1] = (uint8_t)(value >> 8);
}

__attribute__((noinline)) static uint32_t ringtear_load32(const void *field)
{
	const volatile uint16_t *half = field;
	uint32_t low = half[0];

	return low | (uint32_t)half[1] << 16;
}

static const struct rt_module tearing = {.load16 = ringtear_load16,
					 .load32 = ringtear_load32,
					 .store16 = ringtear_store16};

static inline struct rt_field_race field_race(const struct rt_module *module)
{
	return (struct rt_field_race){
		.topology = place.topology,
		.storer_cpu = place.two ? place.pairs.pair[0].first : 0,
		.loader_cpu = place.two ? place.pairs.pair[0].second : 0,
		.pinned = place.two,
		.module = module,
		.width = 16,
		.offset = 2,
		.start = 0x00ff,
		.schedule = {.gap = 32},
		.seconds = 0.1,
	};
}

/* What holds of any race, whether or not the two sides met in it. */
static inline void expect_counts(const struct rt_field_count *count)
{
	assert_true(count->torn <= count->changes);
	assert_true(count->unjudged + count->torn + count->stale <=
		    count->changes);
	assert_true(count->changes <= count->loads);
	assert_int_equal(count->first.seen, count->torn > 0);
	assert_int_equal(rt_field_rate(count) > 0, count->torn > 0);
	if (!count->torn)
		return;
	assert_true(count->first.value != count->first.before);
	assert_true(count->first.value != count->first.after);
}

/* Races again until both sides ran: beside another job one may not at all. */
static inline void race_both(const struct rt_field_race *race,
			     struct rt_field_count *count)
{
	double limit = rt_clock_seconds() + patience_seconds;

	do
		assert_int_equal(rt_field_race_run(race, count, NULL), 0);
	while (!(count->loads && count->stores) && rt_clock_seconds() < limit);
	assert_true(count->loads > 0);
	assert_true(count->stores > 0);
	expect_counts(count);
}

static inline void must_not_tear(struct rt_field_race race)
{
	struct rt_field_count count;

	race_both(&race, &count);
	assert_true(count.torn == 0);
}

#endif

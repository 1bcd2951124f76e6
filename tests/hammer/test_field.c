/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer's race for one field, over accessors that this file defines.
 * Only what must hold on a busy machine is asserted.
 */
#include "harness/base/clock.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/probe.h"
#include "tests/hammer/field_race.h"

/* The value before the one in memory, in each 1,000th call: never a mixture. */
static uint16_t ageing_load16(const void *field)
{
	static _Thread_local uint16_t held, before;
	uint16_t value = sound_load16(field);

	if (value != held) {
		/* 0 is not among the values: nothing was held yet. */
		before = held ? held : value;
		held = value;
	}
	return is_lie() ? before : value;
}

static const struct rt_module ageing = {.load16 = ageing_load16};

/* Weakly ordered where the machine has such stores. */
static void streaming_store32(void *field, uint32_t value)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("movnti %1, %0"
			 : "=m"(*(uint32_t *)field)
			 : "r"(value));
#else
	__atomic_store_n((uint32_t *)field, value, __ATOMIC_RELAXED);
#endif
}

static const struct rt_module streaming = {.store32 = streaming_store32};

/*
 * Under ThreadSanitizer each of these is a race that it must see, torn or not:
 * tests/sanitized.sh counts them.
 */
static void accessors_that_tear_are_raced(void **state)
{
	struct rt_field_race race = field_race(&tearing);
	struct rt_field_count count;

	(void)state;
	race_both(&race, &count);
	race.store_side = true;
	race_both(&race, &count);
	race.store_side = false;
	race.width = 32;
	race.offset = 4;
	race_both(&race, &count);
}

/*
 * The storer waits after each store for so long that no window of a whole race
 * is half a period wide: that each lie is seen is no luck.
 */
static struct rt_field_race slow_race(const struct rt_module *module)
{
	struct rt_field_race race = field_race(module);

	race.schedule.gap = 100000;
	race.seconds = 0.05;
	return race;
}

static void each_lie_of_a_load_is_seen(unsigned width)
{
	struct rt_field_race race = slow_race(&lying);
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_count count;

	race.width = width;
	race.offset = width / 8;
	do
		race_both(&race, &count);
	while (count.loads < calls_a_lie && rt_clock_seconds() < limit);
	assert_true(count.torn > 0);
	assert_true(count.torn == count.loads / calls_a_lie);
	assert_int_equal(count.unjudged, 0);
}

static void lies_of_loads_are_torn(void **state)
{
	(void)state;
	each_lie_of_a_load_is_seen(16);
	each_lie_of_a_load_is_seen(32);
	each_lie_of_a_load_is_seen(64);
}

/* What a cache returns is whole, however old it is. */
static void an_older_value_is_stale_and_not_torn(void **state)
{
	struct rt_field_race race = slow_race(&ageing);
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_count count;

	(void)state;
	do {
		race_both(&race, &count);
		assert_true(count.torn == 0);
	} while (!count.stale && rt_clock_seconds() < limit);
	assert_true(count.stale > 0);
	assert_int_not_equal(count.first_stale.value, count.first_stale.before);
	assert_int_not_equal(count.first_stale.value, count.first_stale.after);
}

/* With a release for order it is stale, three times in four. */
static void a_streaming_store_is_neither_torn_nor_stale(void **state)
{
	struct rt_field_race race = field_race(&streaming);
	struct rt_field_count count;

	(void)state;
	race.store_side = true;
	race.width = 32;
	race.offset = 4;
	race.schedule.gap = 48;
	race.seconds = 0.4;
	race_both(&race, &count);
	assert_true(count.torn + count.stale == 0);
}

/* All that is stored is a lie, so all that is seen of it is torn. */
static void lies_of_stores_are_torn(void **state)
{
	struct rt_field_race race = slow_race(&lying);
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_count count;

	(void)state;
	race.store_side = true;
	race.schedule.gap = 0;
	do
		race_both(&race, &count);
	while (!count.changes && rt_clock_seconds() < limit);
	assert_true(count.changes > 0);
	assert_true(count.torn == count.changes);
	assert_true(count.torn <= count.stores);
}

/* At full speed as well: the window of most loads is narrow. */
static void a_lie_at_full_speed_is_torn(void **state)
{
	struct rt_field_race race = field_race(&lying);
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_count count;

	(void)state;
	race.seconds = 0.02;
	do
		race_both(&race, &count);
	while (!count.torn && rt_clock_seconds() < limit);
	assert_true(count.torn > 0);
}

static void sound_access_never_tears(void **state)
{
	struct rt_field_race race = field_race(&sound);

	(void)state;
	must_not_tear(race);
	race.stride = 1;
	must_not_tear(race);
	race.stride = 256;
	must_not_tear(race);
	race.store_side = true;
	must_not_tear(race);
	race.store_side = false;
	race.width = 64;
	race.offset = 8;
	race.stride = 0;
	must_not_tear(race);
}

#if defined(__x86_64__)
/* Intel SDM volume 3A, 9.1.2; all 64-bit CPUs of the last 15 years have it. */
static rt_value whole_exchange(void *field, rt_value expected, rt_value value)
{
	uint64_t low = rt_value_low(expected), high = rt_value_high(expected);

	__asm__ volatile("lock cmpxchg16b %0"
			 : "+m"(*(rt_value *)field), "+a"(low), "+d"(high)
			 : "b"(rt_value_low(value)), "c"(rt_value_high(value))
			 : "memory", "cc");
	return rt_value_of(high, low);
}

static rt_value whole_load128(const void *field)
{
	return whole_exchange((void *)(uintptr_t)field, 0, 0);
}

static rt_value lying_load128(const void *field)
{
	rt_value value = whole_load128(field);

	/* The halves of two different values. */
	return is_lie() ? value ^ ((rt_value)0x80 << 64) : value;
}

static void a_lie_of_128_bits_is_torn(void **state)
{
	static const struct rt_module module = {.load128 = lying_load128},
				      whole = {.load128 = whole_load128};
	struct rt_field_race race = slow_race(&module);
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_images images;
	struct rt_field_count count;

	(void)state;
	race.width = 128;
	race.offset = 16;
	do
		race_both(&race, &count);
	while (count.loads < calls_a_lie && rt_clock_seconds() < limit);
	assert_true(count.torn == count.loads / calls_a_lie);
	assert_true(count.first.value >> 64 != (uint64_t)count.first.value);
	race.module = &whole;
	must_not_tear(race);
	assert_int_equal(rt_probe(&race, &images), RT_FORM_SAME);
}
#endif

static void the_other_side_has_128_bits_where_they_are_aligned(void **state)
{
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_field_check(64, 63, &error), RT_OK);
	assert_int_equal(rt_field_check(128, 8, &error), RT_USAGE);
	assert_non_null(strstr(error.message, "--at 8"));
	rt_error_clear(&error);
}

static void a_field_across_lines_is_raced(void **state)
{
	struct rt_field_race race = field_race(&tearing);
	struct rt_field_count count;

	(void)state;
	race.offset = 63;
	race.seconds = 0.02;
	race_both(&race, &count);
}

static void a_cpu_that_is_not_there_is_an_error(void **state)
{
	struct rt_field_race race = field_race(&sound);
	struct rt_error error = RT_ERROR_INIT;
	struct rt_field_count count;

	(void)state;
	race.pinned = true;
	race.storer_cpu = 99999;
	race.seconds = 0.01;
	assert_true(rt_field_race_run(&race, &count, &error) < 0);
	assert_non_null(strstr(error.message, "99999"));
	rt_error_clear(&error);
}

static void a_short_race_leaves_less_time_before_it(void **state)
{
	(void)state;
	assert_true(rt_haste(0) == 0.1);
	assert_true(rt_haste(0.001) == 0.1);
	assert_true(rt_haste(0.05) > 0.4 && rt_haste(0.05) < 0.6);
	assert_true(rt_haste(0.1) == 1);
	assert_true(rt_haste(3600) == 1);
}

static void calibration_picks_from_its_grid(void **state)
{
	const struct rt_module *const controls[] = {&tearing};
	struct rt_field_race race = field_race(NULL);
	struct rt_schedules schedules = {.entry = {{.gap = 12345}}};
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_count sum;

	(void)state;
	assert_int_equal(
		rt_calibrate(&race, controls, 1, 1, 1, &schedules, NULL), 0);
	for (int i = 0; i < rt_schedule_count; i++) {
		assert_true(schedules.entry[i].gap <= 384);
		assert_true(schedules.entry[i].poll <= 8);
	}
	race.module = &sound;
	do
		assert_int_equal(
			rt_race_schedules(&race, &schedules, &sum, NULL), 0);
	while (!sum.loads && rt_clock_seconds() < limit);
	assert_true(sum.loads > 0);
	assert_true(sum.torn == 0);
	assert_true(sum.seconds >= race.seconds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accessors_that_tear_are_raced),
		cmocka_unit_test(lies_of_loads_are_torn),
		cmocka_unit_test(an_older_value_is_stale_and_not_torn),
		cmocka_unit_test(a_streaming_store_is_neither_torn_nor_stale),
		cmocka_unit_test(lies_of_stores_are_torn),
		cmocka_unit_test(a_lie_at_full_speed_is_torn),
		cmocka_unit_test(sound_access_never_tears),
#if defined(__x86_64__)
		cmocka_unit_test(a_lie_of_128_bits_is_torn),
#endif
		cmocka_unit_test(
			the_other_side_has_128_bits_where_they_are_aligned),
		cmocka_unit_test(a_field_across_lines_is_raced),
		cmocka_unit_test(a_cpu_that_is_not_there_is_an_error),
		cmocka_unit_test(a_short_race_leaves_less_time_before_it),
		cmocka_unit_test(calibration_picks_from_its_grid),
	};

	return cmocka_run_group_tests_name("field races", tests, find_place,
					   leave_place);
}

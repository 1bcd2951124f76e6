/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two races of the hammer over accessors that this file defines. Only
 * what must hold on a busy machine is asserted. The accessors have the ABI's
 * names, so that under ThreadSanitizer the suppressions find them: they are
 * the only accesses that may race.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/probe.h"
#include "harness/engine/hammer/ring.h"
#include "pinning/pairs.h"

#ifdef RT_SANITIZED
enum { requests = 30000 };
#else
enum { requests = 1000000 };
#endif

static const double patience_seconds = 20;

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

static uint16_t sound_load16(const void *field)
{
	return __atomic_load_n((const uint16_t *)field, __ATOMIC_RELAXED);
}

static uint64_t sound_load64(const void *field)
{
	return __atomic_load_n((const uint64_t *)field, __ATOMIC_RELAXED);
}

static void sound_store16(void *field, uint16_t value)
{
	__atomic_store_n((uint16_t *)field, value, __ATOMIC_RELEASE);
}

/* What low byte first gives in 2019's case, once in a thousand loads. */
static uint16_t lying_load16(const void *field)
{
	static _Thread_local unsigned calls;
	uint16_t value = sound_load16(field);

	return ++calls % 1000 ? value : (uint16_t)(value + 0x100);
}

static const struct rt_module tearing = {.load16 = ringtear_load16,
					 .load32 = ringtear_load32,
					 .store16 = ringtear_store16};
static const struct rt_module sound = {.load16 = sound_load16,
				       .load64 = sound_load64,
				       .store16 = sound_store16};
static const struct rt_module lying = {.load16 = lying_load16};

static uint16_t no_load16(const void *field)
{
	(void)field;
	return 0;
}

static void no_store16(void *field, uint16_t value)
{
	(void)field;
	(void)value;
}

static const struct rt_module nothing = {.load16 = no_load16,
					 .store16 = no_store16};

struct place {
	struct rt_topology *topology;
	struct rt_pairs pairs;
	bool two; /* CPUs */
};

static struct place place;

static int find_place(void **state)
{
	(void)state;
	if (rt_topology_load(&place.topology, NULL))
		return -1;
	place.two =
		!rt_pairs_choose(place.topology, "auto", &place.pairs, NULL);
	return 0;
}

static int leave_place(void **state)
{
	(void)state;
	rt_pairs_free(&place.pairs);
	rt_topology_free(place.topology);
	return 0;
}

static struct rt_field_race field_race(const struct rt_module *module)
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

/* Races again until a tear is seen; one CPU may need a long time. */
static void must_tear(struct rt_field_race race)
{
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_count count;

	do
		assert_int_equal(rt_field_race_run(&race, &count, NULL), 0);
	while (!count.torn && rt_clock_seconds() < limit);
	if (!place.two && !count.torn)
		skip();
	assert_true(count.torn > 0);
	assert_true(count.torn <= count.changes);
	assert_true(count.changes <= count.loads);
	assert_true(count.first.seen);
	assert_true(count.first.value != count.first.before);
	assert_true(count.first.value != count.first.after);
	assert_true(rt_field_rate(&count) > 0);
}

static void byte_loads_tear(void **state)
{
	(void)state;
	must_tear(field_race(&tearing));
}

static void byte_stores_tear(void **state)
{
	struct rt_field_race race = field_race(&tearing);

	(void)state;
	race.store_side = true;
	must_tear(race);
}

static void halves_of_32_bits_tear(void **state)
{
	struct rt_field_race race = field_race(&tearing);

	(void)state;
	race.width = 32;
	race.offset = 4;
	must_tear(race);
}

static void must_not_tear(struct rt_field_race race)
{
	struct rt_field_count count;

	assert_int_equal(rt_field_race_run(&race, &count, NULL), 0);
	assert_true(count.torn == 0);
	assert_false(count.first.seen);
	assert_true(count.loads > 0);
	assert_true(count.stores > 0);
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

/* Those of the other byte order: whole, but not the value stored. */
static uint16_t swapping_load16(const void *field)
{
	return __builtin_bswap16(sound_load16(field));
}

static void swapping_store16(void *field, uint16_t value)
{
	sound_store16(field, __builtin_bswap16(value));
}

static const struct rt_module swapping = {.load16 = swapping_load16,
					  .store16 = swapping_store16};

static void the_form_of_an_accessor_is_found(void **state)
{
	(void)state;
	assert_int_equal(rt_probe(&sound, 16, false), RT_FORM_SAME);
	assert_int_equal(rt_probe(&sound, 16, true), RT_FORM_SAME);
	assert_int_equal(rt_probe(&sound, 64, false), RT_FORM_SAME);
	assert_int_equal(rt_probe(&tearing, 32, false), RT_FORM_SAME);
	assert_int_equal(rt_probe(&swapping, 16, false), RT_FORM_SWAPPED);
	assert_int_equal(rt_probe(&swapping, 16, true), RT_FORM_SWAPPED);
	assert_int_equal(rt_probe(&nothing, 16, false), RT_FORM_NEITHER);
	assert_int_equal(rt_probe(&nothing, 16, true), RT_FORM_NEITHER);
}

static void swapped_access_never_tears(void **state)
{
	struct rt_field_race race = field_race(&swapping);

	(void)state;
	race.swapped = true;
	must_not_tear(race);
	race.store_side = true;
	must_not_tear(race);
}

static void a_value_from_nowhere_is_torn(void **state)
{
	struct rt_field_race race = field_race(&lying);
	struct rt_field_count count;

	(void)state;
	race.seconds = 0.02;
	assert_int_equal(rt_field_race_run(&race, &count, NULL), 0);
	assert_true(count.torn > 0);
}

static void a_field_across_lines_is_raced(void **state)
{
	struct rt_field_race race = field_race(&tearing);
	struct rt_field_count count;

	(void)state;
	race.offset = 63;
	race.seconds = 0.02;
	assert_int_equal(rt_field_race_run(&race, &count, NULL), 0);
	assert_true(count.loads > 0);
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

static void calibration_picks_from_its_grid(void **state)
{
	const struct rt_module *const controls[] = {&tearing};
	struct rt_field_race race = field_race(NULL);
	struct rt_schedules schedules = {.entry = {{.gap = 12345}}};
	struct rt_field_count sum;

	(void)state;
	assert_int_equal(rt_calibrate(&race, controls, 1, 1, &schedules, NULL),
			 0);
	for (int i = 0; i < rt_schedule_count; i++) {
		assert_true(schedules.entry[i].gap <= 384);
		assert_true(schedules.entry[i].poll <= 8);
	}
	race.module = &sound;
	assert_int_equal(rt_race_schedules(&race, &schedules, &sum, NULL), 0);
	assert_true(sum.loads > 0);
	assert_true(sum.torn == 0);
	assert_true(sum.seconds >= race.seconds);
}

static void ring_run(const struct rt_module *module, const char *direction,
		     struct rt_trial *trial, struct rt_ring_result *result)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_ring_race race = {
		.trial = trial,
		.topology = place.topology,
		.module = module,
		.seed = 1,
	};

	if (!place.two)
		skip();
	race.guest_cpu = place.pairs.pair[0].first;
	race.device_cpu = place.pairs.pair[0].second;
	assert_int_equal(rt_trial_set(trial, "direction", direction, NULL), 0);
	memset(result, 0, sizeof(*result));
	if (rt_ring_race_run(&race, result, &error))
		fail_msg("%s", error.message);
}

static void ring_trial(struct rt_trial *trial)
{
	rt_trial_init(trial);
	trial->requests = requests;
	trial->ring_milliseconds = 60000;
}

static void sound_ring_does_all_requests(const char *direction)
{
	struct rt_ring_result result;
	struct rt_trial trial;

	ring_trial(&trial);
	ring_run(&sound, direction, &trial, &result);
	assert_true(result.done);
	assert_true(result.requests_done == requests);
	assert_true(result.pops == requests);
	assert_true(result.phantom_pops == 0);
	assert_true(result.torn == 0);
	assert_int_equal(result.violations, 0);
}

static void sound_load_ring_does_all_requests(void **state)
{
	(void)state;
	sound_ring_does_all_requests("load");
}

static void sound_store_ring_does_all_requests(void **state)
{
	(void)state;
	sound_ring_does_all_requests("store");
}

static void a_torn_avail_index_breaks_the_device(void **state)
{
	struct rt_ring_result result;
	struct rt_trial trial;

	(void)state;
	ring_trial(&trial);
	ring_run(&lying, "load", &trial, &result);
	assert_false(result.done);
	/*
	 * Either side may be the first to notice, and both may: when the guest
	 * catches up with the torn index, stale heads are completed.
	 */
	assert_in_range(result.violations, 1, 2);
	for (unsigned i = 0; i < result.violations; i++) {
		const char *said = result.violation[i].violation.message;

		if (strcmp(said, "Virtqueue size exceeded") &&
		    !strstr(said, "is not a head!"))
			fail_msg("an unexpected message: %s", said);
	}
	assert_true(result.violation[0].seconds >= 0);
	assert_true(result.violation[0].seconds <= result.seconds);
	/*
	 * No pop need be a phantom: a guest that filled the ring meanwhile has
	 * published all that is popped before the one that is too many.
	 */
	assert_true(result.torn > 0);
	assert_true(result.first.seen);
}

static void a_ring_ends_when_its_time_is_up(void **state)
{
	struct rt_ring_result result;
	struct rt_trial trial;

	(void)state;
	ring_trial(&trial);
	trial.requests = UINT64_MAX;
	trial.ring_milliseconds = 50;
	ring_run(&sound, "load", &trial, &result);
	assert_false(result.done);
	assert_int_equal(result.violations, 0);
	assert_true(result.seconds >= 0.05);
}

static void a_ring_that_cannot_be_is_refused(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_trial trial;

	(void)state;
	rt_trial_init(&trial);
	trial.ring_size = 64;
	trial.burst = 65;
	assert_int_equal(rt_ring_check(&trial, &error), RT_USAGE);
	assert_non_null(strstr(error.message, "65"));
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(byte_loads_tear),
		cmocka_unit_test(byte_stores_tear),
		cmocka_unit_test(halves_of_32_bits_tear),
		cmocka_unit_test(sound_access_never_tears),
		cmocka_unit_test(the_form_of_an_accessor_is_found),
		cmocka_unit_test(swapped_access_never_tears),
		cmocka_unit_test(a_value_from_nowhere_is_torn),
		cmocka_unit_test(a_field_across_lines_is_raced),
		cmocka_unit_test(a_cpu_that_is_not_there_is_an_error),
		cmocka_unit_test(calibration_picks_from_its_grid),
		cmocka_unit_test(sound_load_ring_does_all_requests),
		cmocka_unit_test(sound_store_ring_does_all_requests),
		cmocka_unit_test(a_torn_avail_index_breaks_the_device),
		cmocka_unit_test(a_ring_ends_when_its_time_is_up),
		cmocka_unit_test(a_ring_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("races", tests, find_place,
					   leave_place);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer's race for one field, over accessors that this file defines.
 * Only what must hold on a busy machine is asserted. Those that tear have the
 * ABI's names, so that under ThreadSanitizer the suppressions find them: they
 * are the only accesses that may race.
 */
#include "harness/base/clock.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/probe.h"
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

/* What holds of any race, whether or not the two sides met in it. */
static void expect_counts(const struct rt_field_count *count)
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
static void race_both(const struct rt_field_race *race,
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

static void must_not_tear(struct rt_field_race race)
{
	struct rt_field_count count;

	race_both(&race, &count);
	assert_true(count.torn == 0);
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

/* A difference, as of an index and the one before it. */
static uint16_t differing_load16(const void *field)
{
	return (uint16_t)(sound_load16(field) - 0x1234);
}

/* Beside the field, two bytes before it, is what it is masked with. */
static uint16_t masking_load16(const void *field)
{
	return sound_load16(field) & sound_load16((const char *)field - 2);
}

static void increasing_store16(void *field, uint16_t value)
{
	sound_store16(field, (uint16_t)(value + 1));
}

static const struct rt_module deriving = {.load16 = differing_load16,
					  .store16 = increasing_store16};
static const struct rt_module masking = {.load16 = masking_load16};

static uint16_t last_load16(const void *field)
{
	static uint16_t last;
	uint16_t value = sound_load16(field), gone = last;

	last = value;
	return value - gone;
}

static void adding_store16(void *field, uint16_t value)
{
	sound_store16(field, (uint16_t)(sound_load16(field) + value));
}

static const struct rt_module stateful = {.load16 = last_load16,
					  .store16 = adding_store16};

static uint16_t taking_load16(const void *field)
{
	return __atomic_fetch_add((uint16_t *)field, 1, __ATOMIC_RELAXED);
}

static const struct rt_module taking = {.load16 = taking_load16};

static enum rt_form form_of(const struct rt_module *module, unsigned width,
			    bool stores)
{
	struct rt_field_race race = field_race(module);
	struct rt_field_images images;

	race.width = width;
	race.store_side = stores;
	return rt_probe(&race, &images);
}

static void the_form_of_an_accessor_is_found(void **state)
{
	static const struct {
		const struct rt_module *module;
		unsigned width;
		bool stores;
		enum rt_form form;
	} forms[] = {
		{&sound, 16, false, RT_FORM_SAME},
		{&sound, 16, true, RT_FORM_SAME},
		{&sound, 64, false, RT_FORM_SAME},
		{&tearing, 32, false, RT_FORM_SAME},
		{&swapping, 16, false, RT_FORM_DERIVED},
		{&swapping, 16, true, RT_FORM_DERIVED},
		{&deriving, 16, false, RT_FORM_DERIVED},
		{&deriving, 16, true, RT_FORM_DERIVED},
		{&stateful, 16, false, RT_FORM_STATEFUL},
		{&stateful, 16, true, RT_FORM_STATEFUL},
		{&taking, 16, false, RT_FORM_WRITES},
		{&nothing, 16, false, RT_FORM_NEITHER},
		{&nothing, 16, true, RT_FORM_NEITHER},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		enum rt_form form = form_of(forms[i].module, forms[i].width,
					    forms[i].stores);

		assert_int_equal(form, forms[i].form);
		assert_int_equal(rt_form_refusal(form) == NULL,
				 form == RT_FORM_SAME ||
					 form == RT_FORM_DERIVED);
	}
}

/* What is made of the values is raced, and judged by that. */
static void expect_derived(struct rt_field_race race)
{
	struct rt_field_images images;

	assert_int_equal(rt_probe(&race, &images), RT_FORM_DERIVED);
	race.images = &images;
	must_not_tear(race);
}

static void what_is_made_of_a_value_never_tears(void **state)
{
	static const struct rt_module *const modules[] = {&swapping, &deriving};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct rt_field_race race = field_race(modules[i]);

		expect_derived(race);
		race.store_side = true;
		expect_derived(race);
	}
}

static void an_accessor_has_its_object(void **state)
{
	static const uint8_t beside[] = {0xff, 0x00, 0xaa, 0xaa};
	struct rt_field_race race = field_race(&masking);

	(void)state;
	/* Of zeros nothing is left. */
	assert_int_equal(form_of(&masking, 16, false), RT_FORM_NEITHER);
	race.within = 2;
	race.object = sizeof(beside);
	race.beside = beside;
	expect_derived(race);
}

/* By its own doing, in each 1,000th call: of no value of the race. */
static uint16_t lying_difference16(const void *field)
{
	return (uint16_t)(lying_load16(field) - 0x1234);
}

static void a_lie_about_what_is_made_is_torn(void **state)
{
	const struct rt_module untrue = {.load16 = lying_difference16};
	struct rt_field_race race = field_race(&deriving);
	double limit = rt_clock_seconds() + patience_seconds;
	struct rt_field_images images;
	struct rt_field_count count;

	(void)state;
	assert_int_equal(rt_probe(&race, &images), RT_FORM_DERIVED);
	race.images = &images;
	race.module = &untrue;
	do
		race_both(&race, &count);
	while (!count.torn && rt_clock_seconds() < limit);
	assert_true(count.torn > 0);
	assert_true(count.first.value != count.first.before &&
		    count.first.value != count.first.after);
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
		cmocka_unit_test(the_form_of_an_accessor_is_found),
		cmocka_unit_test(what_is_made_of_a_value_never_tears),
		cmocka_unit_test(an_accessor_has_its_object),
		cmocka_unit_test(a_lie_about_what_is_made_is_torn),
		cmocka_unit_test(a_field_across_lines_is_raced),
		cmocka_unit_test(a_cpu_that_is_not_there_is_an_error),
		cmocka_unit_test(a_short_race_leaves_less_time_before_it),
		cmocka_unit_test(calibration_picks_from_its_grid),
	};

	return cmocka_run_group_tests_name("field races", tests, find_place,
					   leave_place);
}

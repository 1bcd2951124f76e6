/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an accessor makes of the field: how it is found before a race, and that
 * the race is judged by it. Only what must hold on a busy machine is asserted.
 */
#include "harness/base/clock.h"
#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/probe.h"
#include "tests/hammer/field_race.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_of_an_accessor_is_found),
		cmocka_unit_test(what_is_made_of_a_value_never_tears),
		cmocka_unit_test(an_accessor_has_its_object),
		cmocka_unit_test(a_lie_about_what_is_made_is_torn),
	};

	return cmocka_run_group_tests_name("images", tests, find_place,
					   leave_place);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer's race for a whole virtqueue, over accessors that are sound or
 * lie. Only what must hold on a busy machine is asserted.
 */
#include "harness/engine/hammer/ring.h"
#include "tests/hammer/races.h"

#ifdef RT_SANITIZED
enum { requests = 30000 };
#else
enum { requests = 1000000 };
#endif

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
		cmocka_unit_test(sound_load_ring_does_all_requests),
		cmocka_unit_test(sound_store_ring_does_all_requests),
		cmocka_unit_test(a_torn_avail_index_breaks_the_device),
		cmocka_unit_test(a_ring_ends_when_its_time_is_up),
		cmocka_unit_test(a_ring_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("ring races", tests, find_place,
					   leave_place);
}

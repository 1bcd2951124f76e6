/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer's race for a whole virtqueue, over accessors that are sound or
 * lie. Only what must hold on a busy machine is asserted.
 */
#include "harness/engine/hammer/ring.h"
#include "tests/base/machine.h"
#include "tests/hammer/races.h"

/*
 * Where the two sides never run at the same time, the ring's 256 entries are
 * all that goes over in a turn of both, of some 20 ms: 4 s for these.
 */
enum { requests = 50000 };

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
		machine_skip("a second CPU", "ring races");
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
	trial->start = 0xff00; /* the index wraps soon */
	trial->ring_milliseconds = 120000;
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
	/* It pops what it had popped before, until the ring holds no more. */
	assert_int_equal(result.violations, 1);
	assert_string_equal(result.violation[0].violation.message,
			    "Virtqueue size exceeded");
	assert_true(result.violation[0].seconds >= 0);
	assert_true(result.violation[0].seconds <= result.seconds);
	/* The last lie is the last read: it was the only one. */
	assert_int_equal(result.torn, 1);
	assert_int_equal(result.reads, calls_a_lie);
	assert_true(result.first.seen);
}

/* All that it writes is a lie: the guest sees one when it looks. */
static void a_torn_used_index_breaks_the_guest(void **state)
{
	struct rt_ring_result result;
	struct rt_trial trial;

	(void)state;
	ring_trial(&trial);
	ring_run(&lying, "store", &trial, &result);
	assert_false(result.done);
	assert_in_range(result.violations, 1, 2);
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
		cmocka_unit_test(a_torn_used_index_breaks_the_guest),
		cmocka_unit_test(a_ring_ends_when_its_time_is_up),
		cmocka_unit_test(a_ring_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("ring races", tests, find_place,
					   leave_place);
}

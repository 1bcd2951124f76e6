/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Long runs over sound access, in one thread and in two, across the wrap of
 * the index: all requests come back, nothing is torn and no invariant breaks.
 */
#include <pthread.h>
#include <sched.h>

#include "tests/virtqueue/fixture.h"

/*
 * Of each ring in the spread, which begins just before the wrap, and of one.
 * On a busy machine two sides that race may never run at the same time: then
 * no more than a ring goes over in a turn of both, of up to 20 ms.
 */
enum { RACED_TURNS = 200 };
#ifdef RT_SANITIZED
enum {
	SPREAD = 5000,
	REQUESTS = 100000,
};
#else
enum {
	SPREAD = 100000,
	REQUESTS = 2000000,
};
#endif

static void check_guest(const struct rt_vq_guest *guest)
{
	uint64_t requests = guest->vq->config.requests;

	if (guest->violations.count)
		print_message("%s\n", guest->violations.entry[0].message);
	assert_int_equal(guest->violations.count, 0);
	assert_int_equal(guest->published, requests);
	assert_int_equal(guest->completed, requests);
	assert_int_equal(guest->used.torn, 0);
	assert_int_equal(guest->phantom_completions, 0);
	assert_int_equal(guest->free_count, guest->vq->config.ring_size);
	assert_int_equal(guest->avail_idx,
			 (uint16_t)(guest->vq->config.start + requests));
	assert_true(guest->kicks <= guest->bursts);
}

static void check_device(const struct rt_vq_device *device)
{
	uint64_t requests = device->vq->config.requests;

	if (device->violations.count)
		print_message("%s\n", device->violations.entry[0].message);
	assert_int_equal(device->violations.count, 0);
	assert_int_equal(device->pops, requests);
	assert_int_equal(device->completed, requests);
	assert_int_equal(device->inuse, 0);
	assert_int_equal(device->phantom_pops, 0);
	assert_int_equal(device->avail.torn, 0);
	assert_int_equal(device->avail.unjudged, 0);
	assert_true(device->avail.changes > 0);
	assert_true(device->notifications <= device->completed);
}

static void run_alternating(const struct rt_vq_config *config)
{
	enum rt_vq_turn turn;
	struct fixture f;

	set_up(&f, config, NULL);
	do {
		turn = rt_vq_guest_turn(&f.guest);
		rt_vq_device_turn(&f.device);
	} while (turn != RT_VQ_DONE && turn != RT_VQ_BROKEN &&
		 !f.device.broken);
	check_guest(&f.guest);
	check_device(&f.device);
	tear_down(&f);
}

struct race {
	struct fixture f;
	atomic_bool guest_done;
	atomic_bool device_done;
};

static void *be_the_guest(void *argument)
{
	struct race *race = argument;
	enum rt_vq_turn turn;

	do {
		turn = rt_vq_guest_turn(&race->f.guest);
		if (turn == RT_VQ_IDLE)
			sched_yield();
	} while (turn != RT_VQ_DONE && turn != RT_VQ_BROKEN &&
		 !race->device_done);
	race->guest_done = true;
	return NULL;
}

static void *be_the_device(void *argument)
{
	struct race *race = argument;
	enum rt_vq_turn turn;

	do {
		turn = rt_vq_device_turn(&race->f.device);
		if (turn == RT_VQ_IDLE)
			sched_yield();
	} while (turn != RT_VQ_BROKEN && !race->guest_done);
	race->device_done = true;
	return NULL;
}

static uint64_t raced_requests(const struct rt_vq_config *config)
{
	uint64_t a_turn =
		config->in_flight ? config->in_flight : config->ring_size;
	uint64_t most = a_turn * RACED_TURNS;

	return config->requests < most ? config->requests : most;
}

static void run_racing(const struct rt_vq_config *config)
{
	struct race race = {.guest_done = false};
	struct rt_vq_config fewer = *config;
	pthread_t guest, device;

	fewer.requests = raced_requests(config);
	set_up(&race.f, &fewer, NULL);
	assert_int_equal(pthread_create(&device, NULL, be_the_device, &race),
			 0);
	assert_int_equal(pthread_create(&guest, NULL, be_the_guest, &race), 0);
	pthread_join(guest, NULL);
	pthread_join(device, NULL);
	check_guest(&race.f.guest);
	check_device(&race.f.device);
	tear_down(&race.f);
}

static const struct rt_vq_config configs[] = {
	{.ring_size = 2, .burst = 1, .chain = 1},
	{.ring_size = 2, .burst = 2, .chain = 1, .start = 0xffff},
	{.ring_size = 4, .burst = 1, .chain = 4, .event_index = true},
	{.ring_size = 8, .burst = 3, .chain = 2, .completion = RT_VQ_RANDOM},
	{.ring_size = 64,
	 .burst = 1,
	 .chain = 3,
	 .completion = RT_VQ_REVERSE,
	 .flush_each = true},
	{.ring_size = 128, .burst = 1, .chain = 1, .event_index = true},
	{.ring_size = 128,
	 .burst = 5,
	 .chain = 3,
	 .indirect = true,
	 .completion = RT_VQ_RANDOM},
	{.ring_size = 256, .burst = 1, .chain = 1, .start = 0xff},
	{.ring_size = 256, .burst = 1, .chain = 1, .in_flight = 1},
	{.ring_size = 256,
	 .burst = 4,
	 .chain = 1,
	 .service = RT_VQ_SYNCHRONOUS,
	 .event_index = true},
	{.ring_size = 512,
	 .burst = 1,
	 .chain = 1,
	 .service = RT_VQ_SYNCHRONOUS},
	{.ring_size = 1024,
	 .burst = 7,
	 .chain = 1,
	 .completion = RT_VQ_RANDOM,
	 .event_index = true,
	 .flush_each = true},
	{.ring_size = 4096, .burst = 64, .chain = 8, .indirect = true},
	{.ring_size = 32768, .burst = 1, .chain = 1},
	{.ring_size = 32768,
	 .burst = 32768,
	 .chain = 1,
	 .completion = RT_VQ_REVERSE,
	 .start = 0x8001},
	{.ring_size = 256, .burst = 1, .chain = 1, .kind = &rt_vq_vhost},
	{.ring_size = 64,
	 .burst = 2,
	 .chain = 2,
	 .kind = &rt_vq_vhost,
	 .indirect = true,
	 .event_index = true},
	{.ring_size = 256, .burst = 1, .chain = 2, .kind = &rt_vq_rust_vmm},
	{.ring_size = 256,
	 .burst = 1,
	 .chain = 1,
	 .kind = &rt_vq_rust_vmm,
	 .event_index = true,
	 .completion = RT_VQ_REVERSE},
	{.ring_size = 256, .burst = 1, .chain = 1, .kind = &rt_vq_dpdk},
	{.ring_size = 1024, .burst = 48, .chain = 1, .kind = &rt_vq_dpdk},
};

static void run_all(void (*run)(const struct rt_vq_config *config),
		    uint64_t requests)
{
	for (size_t i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
		struct rt_vq_config config = configs[i];

		if (!config.start)
			config.start = (uint16_t)-150;
		config.requests = requests;
		config.seed = i;
		run(&config);
	}
}

static void alternating_runs_are_whole(void **state)
{
	(void)state;
	run_all(run_alternating, SPREAD);
}

static void racing_runs_are_whole(void **state)
{
	(void)state;
	run_all(run_racing, SPREAD);
}

static void a_million_requests_in_one_thread(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;

	(void)state;
	config.requests = REQUESTS;
	run_alternating(&config);
}

static void many_requests_in_a_race(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;

	(void)state;
	config.requests = REQUESTS;
	config.start = 0xff00;
	run_racing(&config);
}

/* The same seed gives the same completions. */
static void a_seed_repeats_the_order(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture one, two;

	(void)state;
	config.burst = 200;
	config.completion = RT_VQ_RANDOM;
	config.seed = 7;
	set_up(&one, &config, NULL);
	set_up(&two, &config, NULL);
	for (unsigned i = 0; i < 50; i++) {
		rt_vq_guest_turn(&one.guest);
		rt_vq_guest_turn(&two.guest);
		rt_vq_device_turn(&one.device);
		rt_vq_device_turn(&two.device);
	}
	assert_memory_equal(one.vq.used->ring, two.vq.used->ring,
			    256 * sizeof(struct rt_vring_used_elem));
	assert_int_not_equal(one.vq.used->ring[0].id + 1,
			     one.vq.used->ring[1].id);
	tear_down(&one);
	tear_down(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alternating_runs_are_whole),
		cmocka_unit_test(racing_runs_are_whole),
		cmocka_unit_test(a_million_requests_in_one_thread),
		cmocka_unit_test(many_requests_in_a_race),
		cmocka_unit_test(a_seed_repeats_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ring's layout, the config's bounds, and what a fresh queue holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/virtqueue/guest.h"

static void offsets_are_those_of_virtio(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct rt_vring_desc), 16);
	assert_int_equal(offsetof(struct rt_vring_desc, len), 8);
	assert_int_equal(offsetof(struct rt_vring_desc, flags), 12);
	assert_int_equal(offsetof(struct rt_vring_desc, next), 14);
	assert_int_equal(offsetof(struct rt_vring_avail, idx), 2);
	assert_int_equal(offsetof(struct rt_vring_avail, ring), 4);
	assert_int_equal(sizeof(struct rt_vring_used_elem), 8);
	assert_int_equal(offsetof(struct rt_vring_used, idx), 2);
	assert_int_equal(offsetof(struct rt_vring_used, ring), 4);
}

static void sizes_and_events_follow_the_ring_size(void **state)
{
	unsigned char avail[4 + 2 * 8 + 2] __attribute__((aligned(4)));
	unsigned char used[4 + 8 * 8 + 2] __attribute__((aligned(4)));

	(void)state;
	assert_int_equal(rt_vring_desc_bytes(8), 128);
	assert_int_equal(rt_vring_avail_bytes(8), 6 + 2 * 8);
	assert_int_equal(rt_vring_used_bytes(8), 6 + 8 * 8);
	assert_ptr_equal(rt_vring_used_event((void *)avail, 8), avail + 20);
	assert_ptr_equal(rt_vring_avail_event((void *)used, 8), used + 68);
}

static void need_event_wraps(void **state)
{
	(void)state;
	assert_true(rt_vring_need_event(5, 6, 5));
	assert_false(rt_vring_need_event(6, 6, 5));
	assert_false(rt_vring_need_event(4, 6, 5));
	assert_true(rt_vring_need_event(0xffff, 0x0001, 0xfffe));
	assert_false(rt_vring_need_event(0x0001, 0x0001, 0xfffe));
}

struct bad {
	const char *words;
	struct rt_vq_config config;
};

static void bad_configs_are_named(void **state)
{
	static const struct bad bad[] = {
		{"ring size 0", {.ring_size = 0, .burst = 1, .chain = 1}},
		{"ring size 1", {.ring_size = 1, .burst = 1, .chain = 1}},
		{"ring size 100 is not a power of two: choose 64",
		 {.ring_size = 100, .burst = 1, .chain = 1}},
		{"ring size 65536",
		 {.ring_size = 65536, .burst = 1, .chain = 1}},
		{"burst 0", {.ring_size = 4, .burst = 0, .chain = 1}},
		{"burst 5", {.ring_size = 4, .burst = 5, .chain = 1}},
		{"burst 2",
		 {.ring_size = 4, .burst = 2, .chain = 1, .in_flight = 1}},
		{"burst 2", {.ring_size = 4, .burst = 2, .chain = 3}},
		{"in-flight 5",
		 {.ring_size = 4, .burst = 1, .chain = 1, .in_flight = 5}},
		{"chain 0", {.ring_size = 4, .burst = 1, .chain = 0}},
		{"chain 5", {.ring_size = 4, .burst = 1, .chain = 5}},
		{"chain 129", {.ring_size = 256, .burst = 1, .chain = 129}},
		{"completion order 3",
		 {.ring_size = 4, .burst = 1, .chain = 1, .completion = 3}},
		{"service 2",
		 {.ring_size = 4, .burst = 1, .chain = 1, .service = 2}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct rt_error error = RT_ERROR_INIT;

		assert_int_equal(rt_vq_config_check(&bad[i].config, &error),
				 RT_USAGE);
		assert_non_null(strstr(error.message, bad[i].words));
		assert_non_null(strstr(error.message, "choose"));
		rt_error_clear(&error);
	}
}

static void words_are_parsed(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	enum rt_vq_completion completion = RT_VQ_IN_ORDER;
	enum rt_vq_service service = RT_VQ_ASYNCHRONOUS;

	(void)state;
	assert_int_equal(rt_vq_completion_parse(&completion, "random", &error),
			 0);
	assert_int_equal(completion, RT_VQ_RANDOM);
	assert_int_equal(rt_vq_service_parse(&service, "sync", &error), 0);
	assert_int_equal(service, RT_VQ_SYNCHRONOUS);
	assert_int_equal(rt_vq_service_parse(&service, "Sync", &error),
			 RT_USAGE);
	assert_int_equal(rt_vq_completion_parse(&completion, "", &error),
			 RT_USAGE);
	assert_int_equal(completion, RT_VQ_RANDOM);
	rt_error_clear(&error);
}

static void a_fresh_queue_looks_used(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct rt_vq vq;

	(void)state;
	config.ring_size = 16;
	config.chain = 3;
	config.start = 0xfff7;
	assert_int_equal(rt_vq_init(&vq, &config, NULL, NULL), 0);
	assert_int_equal(vq.avail->idx, 0xfff7);
	assert_int_equal(vq.used->idx, 0xfff7);
	assert_int_equal(vq.config.in_flight, 5);
	for (unsigned i = 0; i < 16; i++) {
		assert_true(vq.avail->ring[i] % 3 == 0);
		assert_true(vq.avail->ring[i] < 15);
		assert_true(vq.used->ring[i].id < 15);
		assert_true(vq.desc[i].addr + vq.desc[i].len <= vq.memory_size);
	}
	rt_vq_release(&vq);
}

static void areas_keep_apart_in_memory_of_the_caller(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct rt_vq vq;
	unsigned char *memory;
	size_t size;

	(void)state;
	config.indirect = true;
	config.chain = 4;
	size = rt_vq_size(&config);
	memory = aligned_alloc(4096, size);
	assert_non_null(memory);
	assert_int_equal(rt_vq_init(&vq, &config, memory, NULL), 0);
	assert_ptr_equal(vq.desc, memory);
	assert_int_equal((uintptr_t)vq.avail % 128, 0);
	assert_int_equal((uintptr_t)vq.used % 128, 0);
	assert_int_equal((uintptr_t)vq.avail_sequence % 128, 0);
	assert_true((unsigned char *)vq.used_sequence -
			    (unsigned char *)vq.avail_sequence >=
		    128);
	assert_true(vq.memory + vq.memory_size <= memory + size);
	assert_int_equal(vq.desc[255].addr + vq.desc[255].len, vq.memory_size);
	rt_vq_release(&vq);
	free(memory);
}

static void init_rejects_a_bad_config(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct rt_vq vq;

	(void)state;
	config.ring_size = 3;
	assert_int_equal(rt_vq_init(&vq, &config, NULL, NULL), RT_USAGE);
	rt_vq_release(&vq);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets_are_those_of_virtio),
		cmocka_unit_test(sizes_and_events_follow_the_ring_size),
		cmocka_unit_test(need_event_wraps),
		cmocka_unit_test(bad_configs_are_named),
		cmocka_unit_test(words_are_parsed),
		cmocka_unit_test(a_fresh_queue_looks_used),
		cmocka_unit_test(areas_keep_apart_in_memory_of_the_caller),
		cmocka_unit_test(init_rejects_a_bad_config),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

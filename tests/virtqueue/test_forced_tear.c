/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One read that lies, on the way from 0x00ff to 0x0100, and its end. */
#include "tests/virtqueue/fixture.h"

static const unsigned sizes[] = {64, 128, 256, 1024};

enum {
	SIZES = sizeof(sizes) / sizeof(sizes[0]),
};

static struct rt_vq_config config_of(unsigned ring_size, uint16_t start)
{
	return (struct rt_vq_config){
		.ring_size = ring_size,
		.start = start,
		.burst = 1,
		.chain = 1,
	};
}

/* The table of QEMU's pop path; u requests are in flight before the tear. */
static void check_end(unsigned size, unsigned in_flight, uint16_t torn)
{
	struct rt_vq_config config =
		config_of(size, (uint16_t)(0xff - in_flight));
	struct fixture f;
	const struct rt_vq_violation *violation;

	set_up_lying(&f, &config);
	for (unsigned i = 0; i < in_flight; i++)
		assert_true(rt_vq_guest_publish(&f.guest));
	assert_int_equal(drain(&f.device), in_flight);
	assert_true(rt_vq_guest_publish(&f.guest));
	f.device.pop_calls = 0;
	tell_once(torn);
	assert_int_equal(drain(&f.device), size - in_flight);
	violation = &f.device.violations.entry[0];
	assert_violation(&f.device.violations, RT_VQ_QEMU_SIZE_EXCEEDED,
			 "Virtqueue size exceeded");
	assert_int_equal(violation->pop_calls, size + 1 - in_flight);
	assert_int_equal(violation->last_avail_idx, 0xff + size - in_flight);
	assert_int_equal(violation->inuse, size);
	assert_int_equal(f.device.phantom_pops, size - in_flight - 1);
	assert_int_equal(f.device.avail.torn, 1);
	assert_int_equal(f.device.avail.first_torn.value, torn);
	assert_int_equal(f.device.avail.first_torn.call, 1);
	assert_int_equal(f.device.avail.first_torn.before & 0xffff, 0x100);
	assert_int_equal(drain(&f.device), 0);
	tear_down(&f);
}

static void low_byte_first_ends_as_tabled(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SIZES; i++)
		check_end(sizes[i], 0, 0x01ff);
}

static void high_byte_first_ends_as_tabled(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SIZES; i++)
		check_end(sizes[i], 0, 0x0000);
}

static void requests_in_flight_shorten_the_end(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SIZES; i++) {
		check_end(sizes[i], 1, 0x01ff);
		check_end(sizes[i], 17, 0x01ff);
		check_end(sizes[i], 63, 0x0000);
	}
}

static void the_absolute_table_holds(void **state)
{
	static const struct {
		unsigned size;
		uint64_t call, last, phantoms;
	} table[] = {{64, 65, 0x13f, 63},
		     {128, 129, 0x17f, 127},
		     {256, 257, 0x1ff, 255},
		     {1024, 1025, 0x4ff, 1023}};

	(void)state;
	for (unsigned i = 0; i < SIZES; i++) {
		struct rt_vq_config config = config_of(table[i].size, 0xff);
		struct fixture f;

		set_up_lying(&f, &config);
		rt_vq_guest_publish(&f.guest);
		tell_once(0x01ff);
		drain(&f.device);
		assert_int_equal(f.device.pop_calls, table[i].call);
		assert_int_equal(f.device.last_avail_idx, table[i].last);
		assert_int_equal(f.device.phantom_pops, table[i].phantoms);
		tear_down(&f);
	}
}

static void a_broken_device_is_silent(void **state)
{
	struct rt_vq_config config = config_of(64, 0xff);
	struct rt_vq_element element;
	struct fixture f;

	(void)state;
	set_up_lying(&f, &config);
	rt_vq_guest_publish(&f.guest);
	tell_once(0x01ff);
	drain(&f.device);
	assert_false(rt_vq_device_pop(&f.device, &element));
	rt_vq_device_push(&f.device, 0, 0);
	assert_int_equal(f.device.inuse, 63);
	assert_int_equal(f.vq.used->idx, 0xff);
	assert_false(rt_vq_device_should_notify(&f.device));
	assert_int_equal(rt_vq_device_turn(&f.device), RT_VQ_BROKEN);
	assert_false(rt_vq_guest_collect(&f.guest));
	assert_int_equal(f.device.violations.count, 1);
	tear_down(&f);
}

static void a_turn_ends_like_the_pops(void **state)
{
	struct rt_vq_config config = config_of(256, 0xff);
	struct fixture f;

	(void)state;
	set_up_lying(&f, &config);
	rt_vq_guest_publish(&f.guest);
	tell_once(0x01ff);
	assert_int_equal(rt_vq_device_turn(&f.device), RT_VQ_BROKEN);
	assert_violation(&f.device.violations, RT_VQ_QEMU_SIZE_EXCEEDED,
			 "Virtqueue size exceeded");
	assert_int_equal(f.device.pop_calls, 257);
	assert_int_equal(f.device.phantom_pops, 255);
	tear_down(&f);
}

/* With event indexes set_notification(0) re-reads, and so may be the liar. */
static void a_tear_in_set_notification_hurts(void **state)
{
	struct rt_vq_config config = config_of(256, 0xff);
	struct fixture f;

	(void)state;
	config.event_index = true;
	set_up_lying(&f, &config);
	rt_vq_guest_publish(&f.guest);
	tell_once(0x01ff);
	rt_vq_device_set_notification(&f.device, false);
	assert_int_equal(drain(&f.device), 256);
	assert_true(f.device.broken);
	tear_down(&f);
}

static void a_tear_before_set_notification_is_overwritten(void **state)
{
	struct rt_vq_config config = config_of(256, 0xff);
	struct fixture f;

	(void)state;
	config.event_index = true;
	set_up_lying(&f, &config);
	rt_vq_guest_publish(&f.guest);
	tell_once(0x01ff);
	rt_vq_device_set_notification(&f.device, true);
	assert_int_equal(f.device.avail.torn, 1);
	rt_vq_device_set_notification(&f.device, false);
	assert_int_equal(drain(&f.device), 1);
	assert_false(f.device.broken);
	tear_down(&f);
}

/* Nobody checks inuse: it goes once around before it finds the ring empty. */
static void a_synchronous_device_pops_once_around(void **state)
{
	struct rt_vq_config config = config_of(256, 0xff);
	struct fixture f;
	uint64_t turns = 0;

	(void)state;
	config.service = RT_VQ_SYNCHRONOUS;
	set_up_lying(&f, &config);
	rt_vq_guest_publish(&f.guest);
	tell_once(0x01ff);
	while (rt_vq_device_turn(&f.device) == RT_VQ_PROGRESS)
		turns++;
	assert_int_equal(turns, 65537);
	assert_int_equal(f.device.phantom_pops, 65536);
	assert_int_equal(f.device.violations.count, 0);
	tear_down(&f);
}

static void a_guest_stops_the_synchronous_device(void **state)
{
	struct rt_vq_config config = config_of(256, 0xff);
	struct fixture f;
	enum rt_vq_turn turn = RT_VQ_PROGRESS;
	uint16_t stale;

	(void)state;
	config.service = RT_VQ_SYNCHRONOUS;
	config.requests = 1;
	set_up_lying(&f, &config);
	stale = f.vq.avail->ring[0x100 & 255];
	rt_vq_guest_publish(&f.guest);
	tell_once(0x01ff);
	rt_vq_device_turn(&f.device);
	rt_vq_device_turn(&f.device);
	turn = rt_vq_guest_turn(&f.guest);
	assert_int_equal(turn, RT_VQ_BROKEN);
	assert_int_equal(f.guest.violations.entry[0].invariant,
			 RT_VQ_LINUX_NOT_HEAD);
	assert_int_equal(f.guest.completed, 1);
	assert_true(stale < 256);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(low_byte_first_ends_as_tabled),
		cmocka_unit_test(high_byte_first_ends_as_tabled),
		cmocka_unit_test(requests_in_flight_shorten_the_end),
		cmocka_unit_test(the_absolute_table_holds),
		cmocka_unit_test(a_broken_device_is_silent),
		cmocka_unit_test(a_turn_ends_like_the_pops),
		cmocka_unit_test(a_tear_in_set_notification_hurts),
		cmocka_unit_test(a_tear_before_set_notification_is_overwritten),
		cmocka_unit_test(a_synchronous_device_pops_once_around),
		cmocka_unit_test(a_guest_stops_the_synchronous_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

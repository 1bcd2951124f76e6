/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the oracle calls torn, and a torn used->idx as the guest sees it. */
#include "tests/virtqueue/fixture.h"

static struct rt_vq_observer observer_of(unsigned burst)
{
	struct rt_vq_observer observer;

	rt_vq_observer_init(&observer, NULL, NULL, NULL, burst, 0);
	return observer;
}

static void values_in_the_window_were_held(void **state)
{
	struct rt_vq_observer one = observer_of(1);

	(void)state;
	assert_true(rt_vq_value_held(&one, 0x00ff, 0x100ff, 0x10100));
	assert_true(rt_vq_value_held(&one, 0x0100, 0x100ff, 0x10100));
	assert_false(rt_vq_value_held(&one, 0x01ff, 0x100ff, 0x10100));
	assert_false(rt_vq_value_held(&one, 0x0000, 0x100ff, 0x10100));
	assert_false(rt_vq_value_held(&one, 0x00fe, 0x100ff, 0x10100));
	assert_true(rt_vq_value_held(&one, 0xffff, 0x1ffff, 0x20000));
	assert_true(rt_vq_value_held(&one, 0x0000, 0x1ffff, 0x20000));
	assert_false(rt_vq_value_held(&one, 0x00ff, 0x1ffff, 0x20000));
	assert_false(rt_vq_value_held(&one, 0xff00, 0x1ffff, 0x20000));
}

static void values_inside_a_burst_were_never_published(void **state)
{
	struct rt_vq_observer four = observer_of(4);

	(void)state;
	assert_true(rt_vq_value_held(&four, 0xfe, 0xfe, 0x102));
	assert_true(rt_vq_value_held(&four, 0x102, 0xfe, 0x102));
	assert_false(rt_vq_value_held(&four, 0x100, 0xfe, 0x102));
	assert_false(rt_vq_value_held(&four, 0x1fe, 0xfe, 0x102));
	assert_true(rt_vq_value_held(&four, 0x102, 0xfe, 0x106));
	/* A last burst of two. */
	assert_true(rt_vq_value_held(&four, 0x108, 0xfe, 0x108));
	assert_false(rt_vq_value_held(&four, 0x107, 0xfe, 0x108));
}

/* The reciprocal against a division, for every burst at its hard places. */
static void every_burst_divides_exactly(void **state)
{
	(void)state;
	for (unsigned burst = 1; burst <= RT_VRING_SIZE_MOST; burst++) {
		struct rt_vq_observer observer = observer_of(burst);

		for (unsigned k = 0; k <= 64 && k * burst < 65535; k++)
			assert_true(rt_vq_value_held(
				&observer, (uint16_t)(k * burst), 0, 65535));
		for (unsigned last = 65534; last > 65534 - 64; last--)
			assert_int_equal(rt_vq_value_held(&observer,
							  (uint16_t)last, 0,
							  65535),
					 last % burst == 0);
		if (burst > 1)
			assert_false(rt_vq_value_held(
				&observer, (uint16_t)(burst - 1), 0, 65535));
	}
}

static void a_window_of_a_whole_turn_is_counted_apart(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	(void)state;
	set_up_lying(&f, &config);
	rt_vq_sequence_start(f.vq.avail_sequence, f.vq.base + 65536);
	tell_once(0x1234);
	rt_vq_device_empty(&f.device);
	assert_int_equal(f.device.avail.unjudged, 1);
	assert_int_equal(f.device.avail.torn, 0);
	rt_vq_sequence_start(f.vq.avail_sequence, f.vq.base + 65535);
	f.device.last_avail_idx = 0x1234;
	tell_once(0x1234);
	rt_vq_device_empty(&f.device);
	assert_int_equal(f.device.avail.unjudged, 1);
	assert_int_equal(f.device.avail.torn, 0);
	tear_down(&f);
}

/* As if the guest had published up to @position, counted from the start. */
static void publish_up_to(struct fixture *f, uint64_t position)
{
	rt_vq_sequence_start(f->vq.avail_sequence, f->vq.base + position);
	rt_vq_sequence_finish(f->vq.avail_sequence, f->vq.base + position);
}

static void expect_judgement(struct fixture *f, uint16_t value,
			     enum rt_vq_judgement judgement)
{
	tell_once(value);
	rt_vq_observe(&f->device.avail, 1);
	assert_int_equal(rt_vq_observer_judge(&f->device.avail), judgement);
}

static void an_older_index_is_stale_and_an_unknown_one_torn(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	(void)state;
	set_up_lying(&f, &config);
	publish_up_to(&f, 0x300);
	expect_judgement(&f, 0x0300, RT_VQ_HELD);
	expect_judgement(&f, 0x02ff, RT_VQ_STALE);
	expect_judgement(&f, 0x0000, RT_VQ_STALE);
	expect_judgement(&f, 0x0301, RT_VQ_TORN);
	expect_judgement(&f, 0xffff, RT_VQ_TORN);
	assert_int_equal(f.device.avail.stale, 2);
	assert_int_equal(f.device.avail.torn, 2);
	assert_int_equal(f.device.avail.first_stale.value, 0x02ff);
	assert_int_equal(f.device.avail.first_torn.value, 0x0301);
	assert_int_equal(f.device.avail.unjudged, 0);
	tear_down(&f);
}

/* Once all 2^16 indexes were published, a mixture may be one of them. */
static void after_a_lap_a_mixture_is_left_open(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	(void)state;
	set_up_lying(&f, &config);
	publish_up_to(&f, 0x100ff);
	expect_judgement(&f, 0x00ff, RT_VQ_HELD);
	rt_vq_sequence_start(f.vq.avail_sequence, f.vq.base + 0x10100);
	expect_judgement(&f, 0x01ff, RT_VQ_UNJUDGED);
	expect_judgement(&f, 0x0000, RT_VQ_UNJUDGED);
	expect_judgement(&f, 0x00fe, RT_VQ_STALE);
	assert_int_equal(f.device.avail.unjudged, 2);
	assert_int_equal(f.device.avail.torn, 0);
	tear_down(&f);
}

/* What lies between bursts is published in no lap. */
static void inside_a_burst_there_is_no_lap(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	(void)state;
	config.burst = 4;
	set_up_lying(&f, &config);
	publish_up_to(&f, 0x30000);
	expect_judgement(&f, 0x0100, RT_VQ_STALE);
	expect_judgement(&f, 0x0101, RT_VQ_TORN);
	tear_down(&f);
}

static void what_the_accessor_met_in_a_race_is_stale(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct rt_field_judge met;
	struct fixture f;

	(void)state;
	rt_field_judge_init(&met, 16, 64, 0x00ff, 0);
	set_up_lying(&f, &config);
	publish_up_to(&f, 9);
	expect_judgement(&f, 0x1210, RT_VQ_TORN);
	f.device.avail.met = &met;
	expect_judgement(&f, 0x1210, RT_VQ_STALE);
	expect_judgement(&f, 0x1310, RT_VQ_TORN);
	tear_down(&f);
}

/* The guest of the test, looked at from within the device's store. */
static struct rt_vq_guest *onlooker;
static uint16_t held_between;

/* Low byte first: in between, memory holds hi(old):lo(new). */
static void torn_store(void *field, uint16_t value)
{
	_Atomic uint16_t *idx = field;
	uint16_t old = atomic_load_explicit(idx, memory_order_relaxed);

	held_between = (uint16_t)((old & 0xff00) | (value & 0xff));
	atomic_store_explicit(idx, held_between, memory_order_relaxed);
	rt_vq_guest_collect(onlooker);
	atomic_store_explicit(idx, value, memory_order_relaxed);
}

/* The guest runs @in_flight requests; one completes from 0xff to 0x100. */
static void set_up_torn_store(struct fixture *f, unsigned in_flight)
{
	static const struct rt_vq_access access = {.store16 = torn_store};
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;

	config.start = 0xff;
	set_up(f, &config, &access);
	onlooker = &f->guest;
	for (unsigned i = 0; i < in_flight; i++)
		rt_vq_guest_publish(&f->guest);
}

static void a_torn_used_idx_breaks_the_guest(void **state)
{
	struct rt_vq_element element;
	struct fixture f;

	(void)state;
	set_up_torn_store(&f, 1);
	assert_true(rt_vq_device_pop(&f.device, &element));
	rt_vq_device_push(&f.device, element.head, 0);
	assert_int_equal(held_between, 0x0000);
	assert_true(f.guest.broken);
	assert_int_equal(f.guest.violations.entry[0].invariant,
			 RT_VQ_LINUX_NOT_HEAD);
	assert_int_equal(f.guest.used.torn, 2);
	assert_int_equal(f.guest.used.first_torn.value, 0x0000);
	assert_int_equal(f.guest.used.first_torn.before & 0xffff, 0x00ff);
	assert_int_equal(f.guest.used.first_torn.after & 0xffff, 0x0100);
	assert_int_equal(f.guest.completed, 1);
	tear_down(&f);
}

/* More outstanding: stale elements may name live heads, then they are lost. */
static void a_torn_used_idx_completes_what_is_not_done(void **state)
{
	struct rt_vq_element element;
	struct fixture f;

	(void)state;
	set_up_torn_store(&f, 200);
	assert_true(rt_vq_device_pop(&f.device, &element));
	for (unsigned i = 0; i < f.vq.config.ring_size; i++)
		f.vq.used->ring[i].id = (i + 1) & 255;
	rt_vq_device_push(&f.device, element.head, 0);
	assert_true(f.guest.phantom_completions > 100);
	assert_int_equal(f.guest.completed, f.guest.phantom_completions + 1);
	assert_true(f.guest.broken);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_in_the_window_were_held),
		cmocka_unit_test(values_inside_a_burst_were_never_published),
		cmocka_unit_test(every_burst_divides_exactly),
		cmocka_unit_test(a_window_of_a_whole_turn_is_counted_apart),
		cmocka_unit_test(
			an_older_index_is_stale_and_an_unknown_one_torn),
		cmocka_unit_test(after_a_lap_a_mixture_is_left_open),
		cmocka_unit_test(inside_a_burst_there_is_no_lap),
		cmocka_unit_test(what_the_accessor_met_in_a_race_is_stale),
		cmocka_unit_test(a_torn_used_idx_breaks_the_guest),
		cmocka_unit_test(a_torn_used_idx_completes_what_is_not_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

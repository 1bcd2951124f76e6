/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One trace, as each kind of device reads it: the tables of distances. */
#include "tests/virtqueue/fixture.h"

#include "harness/virtqueue/trace.h"

static const unsigned sizes[] = {64, 128, 256, 1024};

enum {
	SIZES = sizeof(sizes) / sizeof(sizes[0]),
	OLD = 0x0ff, /* avail->idx before the store */
};

/*
 * One torn read at distance @d, on the way from OLD to OLD + @k. A value that
 * was in memory since the trace began may be stale instead: it is not judged.
 */
static struct rt_vq_ending replay(const struct rt_vq_device_kind *kind,
				  unsigned size, unsigned d, unsigned k,
				  uint16_t torn)
{
	const struct rt_vq_read read = {torn, (uint16_t)(OLD + k)};
	const struct rt_vq_trace trace = {
		.ring_size = size,
		.last_avail_idx = (uint16_t)(OLD - d),
		.reads = &read,
		.count = 1,
	};
	struct rt_vq_ending ending;

	assert_int_equal(rt_vq_trace_replay(&trace, kind, &ending, NULL), 0);
	assert_int_equal(ending.reads, 1);
	assert_int_equal(ending.torn, (uint16_t)(torn - (OLD - d)) > d + k);
	return ending;
}

/* hi(new):lo(old) for any k that carries. */
static uint16_t low_first(unsigned k)
{
	return (uint16_t)(((OLD + k) & 0xff00) | (OLD & 0xff));
}

/* hi(old):lo(new). */
static uint16_t high_first(unsigned k)
{
	return (uint16_t)((OLD & 0xff00) | ((OLD + k) & 0xff));
}

/* Low byte first: the value is OLD + 256, the distance d + 256. */
static void check_low_first(const struct rt_vq_device_kind *kind,
			    enum rt_vq_invariant invariant, unsigned size,
			    unsigned d)
{
	struct rt_vq_ending ending = replay(kind, size, d, 1, low_first(1));

	if (d + 256 > size) {
		assert_true(ending.violated);
		assert_int_equal(ending.violation.invariant, invariant);
		assert_int_equal(ending.pops, 0);
	} else {
		assert_true(ending.pops >= d + 256);
		assert_int_equal(ending.phantom_pops, 255);
	}
}

/* High byte first: OLD + k - 256, the distance d + k - 256. */
static void check_high_first(const struct rt_vq_device_kind *kind,
			     enum rt_vq_invariant invariant, unsigned size,
			     unsigned d, unsigned k)
{
	struct rt_vq_ending ending = replay(kind, size, d, k, high_first(k));

	if (d + k == 256) {
		assert_false(ending.violated);
		assert_int_equal(ending.pops, 0);
	} else if (d + k < 256) {
		assert_true(ending.violated);
		assert_int_equal(ending.violation.invariant, invariant);
		assert_int_equal(ending.pops, 0);
	} else {
		assert_true(ending.pops >= d + k - 256);
		assert_int_equal(ending.phantom_pops, 0);
	}
}

static void check_distances(const struct rt_vq_device_kind *kind,
			    enum rt_vq_invariant invariant)
{
	for (unsigned i = 0; i < SIZES; i++)
		for (unsigned d = 0; d <= sizes[i]; d += 16)
			check_low_first(kind, invariant, sizes[i], d);
	for (unsigned i = 0; i < SIZES; i++)
		for (unsigned k = 1; k <= 16; k++)
			for (unsigned d = 0; d + k <= sizes[i]; d += 15)
				check_high_first(kind, invariant, sizes[i], d,
						 k);
	check_high_first(kind, invariant, 256, 240, 16);
	check_high_first(kind, invariant, 1024, 252, 4);
	check_high_first(kind, invariant, 1024, 253, 4);
}

static void vhost_judges_the_distance(void **state)
{
	(void)state;
	check_distances(&rt_vq_vhost, RT_VQ_VHOST_INDEX);
}

static void rust_vmm_judges_the_distance(void **state)
{
	(void)state;
	check_distances(&rt_vq_rust_vmm, RT_VQ_RUST_VMM_AVAIL_INDEX);
}

/* At N = 256 vhost passes 0x1ff once; the next look is behind its back. */
static void vhost_passes_at_256_and_ends_later(void **state)
{
	struct rt_vq_ending ending = replay(&rt_vq_vhost, 256, 0, 1, 0x1ff);

	(void)state;
	assert_int_equal(ending.pops, 256);
	assert_int_equal(ending.phantom_pops, 255);
	assert_string_equal(ending.violation.message,
			    "Invalid available index change from 511 to 256");
}

static void qemu_ends_by_inuse(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SIZES; i++) {
		struct rt_vq_ending ending =
			replay(&rt_vq_qemu, sizes[i], 0, 1, 0x1ff);

		assert_true(ending.violated);
		assert_int_equal(ending.violation.invariant,
				 RT_VQ_QEMU_SIZE_EXCEEDED);
		assert_int_equal(ending.pop_calls, sizes[i] + 1);
		assert_int_equal(ending.last_avail_idx, 0xff + sizes[i]);
		assert_int_equal(ending.phantom_pops, sizes[i] - 1);
		ending = replay(&rt_vq_qemu, sizes[i], 0, 1, 0x0000);
		assert_int_equal(ending.pop_calls, sizes[i] + 1);
	}
}

static void dpdk_serves_what_is_stale(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SIZES; i++) {
		struct rt_vq_ending ending =
			replay(&rt_vq_dpdk, sizes[i], 0, 1, 0x1ff);

		assert_false(ending.violated);
		assert_int_equal(ending.pops, 65537);
		assert_int_equal(ending.phantom_pops, 65536);
		assert_int_equal(ending.last_avail_idx, 0x100);
	}
}

static void in_flight_and_service_are_read_too(void **state)
{
	const struct rt_vq_read read = {0x1ff, 0x100};
	struct rt_vq_trace trace = {.ring_size = 64,
				    .last_avail_idx = 0xff,
				    .in_flight = 10,
				    .reads = &read,
				    .count = 1};
	struct rt_vq_ending ending;

	(void)state;
	assert_int_equal(rt_vq_trace_replay(&trace, &rt_vq_qemu, &ending, NULL),
			 0);
	assert_int_equal(ending.pop_calls, 55);
	trace.in_flight = 0;
	trace.service = RT_VQ_SYNCHRONOUS;
	assert_int_equal(rt_vq_trace_replay(&trace, &rt_vq_qemu, &ending, NULL),
			 0);
	assert_false(ending.violated);
	assert_int_equal(ending.pops, 65537);
}

static void heads_of_the_ring_are_used(void **state)
{
	const struct rt_vq_read reads[] = {{1, 1}, {3, 3}};
	const uint16_t heads[4] = {3, 2, 9, 0};
	struct rt_vq_trace trace = {
		.ring_size = 4, .heads = heads, .reads = reads, .count = 2};
	struct rt_vq_ending ending;

	(void)state;
	assert_int_equal(rt_vq_trace_replay(&trace, &rt_vq_qemu, &ending, NULL),
			 0);
	assert_true(ending.violated);
	assert_int_equal(ending.pops, 2);
	assert_string_equal(ending.violation.message,
			    "Guest says index 9 is available");
}

static void a_sound_trace_ends_well_for_all(void **state)
{
	/* Where truth stands still the device is idle and completes. */
	static const struct rt_vq_read reads[] = {
		{0xfffe, 0xfffe}, {0xffff, 0xffff}, {0xffff, 0xffff},
		{0x0002, 0x0002}, {0x0002, 0x0002}, {0x0004, 0x0004},
	};
	const struct rt_vq_trace trace = {.ring_size = 4,
					  .last_avail_idx = 0xfffd,
					  .reads = reads,
					  .count = 6};
	struct rt_vq_ending ending;

	(void)state;
	for (unsigned i = 0; rt_vq_device_kinds[i]; i++) {
		assert_int_equal(rt_vq_trace_replay(&trace,
						    rt_vq_device_kinds[i],
						    &ending, NULL),
				 0);
		assert_false(ending.violated);
		assert_int_equal(ending.pops, 7);
		assert_int_equal(ending.phantom_pops, 0);
		assert_int_equal(ending.torn, 0);
		assert_int_equal(ending.last_avail_idx, 4);
	}
}

static void bad_traces_are_refused(void **state)
{
	const struct rt_vq_read read = {1, 1};
	struct rt_vq_trace trace = {.ring_size = 5, .reads = &read};
	struct rt_vq_ending ending;

	(void)state;
	assert_int_equal(rt_vq_trace_replay(&trace, &rt_vq_qemu, &ending, NULL),
			 RT_USAGE);
	trace.count = 1;
	assert_int_equal(rt_vq_trace_replay(&trace, &rt_vq_qemu, &ending, NULL),
			 RT_USAGE);
}

static void kinds_are_found_by_name(void **state)
{
	const struct rt_vq_device_kind *kind = NULL;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	for (unsigned i = 0; rt_vq_device_kinds[i]; i++) {
		assert_int_equal(
			rt_vq_device_kind_find(
				&kind, rt_vq_device_kinds[i]->name, &error),
			0);
		assert_ptr_equal(kind, rt_vq_device_kinds[i]);
	}
	assert_int_equal(rt_vq_device_kind_find(&kind, "xen", &error),
			 RT_USAGE);
	assert_non_null(strstr(error.message, "'xen'"));
	assert_non_null(strstr(error.message, "rust-vmm"));
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vhost_judges_the_distance),
		cmocka_unit_test(rust_vmm_judges_the_distance),
		cmocka_unit_test(vhost_passes_at_256_and_ends_later),
		cmocka_unit_test(qemu_ends_by_inuse),
		cmocka_unit_test(dpdk_serves_what_is_stale),
		cmocka_unit_test(in_flight_and_service_are_read_too),
		cmocka_unit_test(heads_of_the_ring_are_used),
		cmocka_unit_test(a_sound_trace_ends_well_for_all),
		cmocka_unit_test(bad_traces_are_refused),
		cmocka_unit_test(kinds_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

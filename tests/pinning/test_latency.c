/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Latencies on the machine that runs the tests; what holds when it is busy. */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "pinning/bind.h"
#include "pinning/latency.h"
#include "pinning/matrix.h"
#include "tests/base/machine.h"

struct fixture {
	struct rt_topology *topology;
	struct rt_pairs pairs;
};

static int load(void **state)
{
	static struct fixture fixture;

	if (rt_topology_load(&fixture.topology, NULL))
		return -1;
	rt_pairs_choose(fixture.topology, "auto", &fixture.pairs, NULL);
	*state = &fixture;
	return 0;
}

static int unload(void **state)
{
	struct fixture *fixture = *state;

	rt_pairs_free(&fixture->pairs);
	rt_topology_free(fixture->topology);
	return 0;
}

static void need_two_cpus(const struct fixture *fixture)
{
	if (!fixture->pairs.count)
		machine_skip("a second CPU", "latencies");
}

static int threads_of_this_process(void)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *entry;
	int count = 0;

	assert_non_null(tasks);
	while ((entry = readdir(tasks)))
		count += entry->d_name[0] != '.';
	closedir(tasks);
	return count;
}

static void check_order(const struct rt_latency *latency)
{
	assert_true(latency->samples > 0 && latency->samples <= 400);
	assert_true(latency->minimum > 0);
	assert_true(latency->minimum <= latency->median);
	assert_true(latency->median <= latency->p95);
}

/* A busy machine may leave a measurement without a sample, but says so. */
static void measure(const struct fixture *fixture)
{
	struct rt_latency latency;
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_latency_measure(fixture->topology, fixture->pairs.pair,
				      &latency, &error);

	if (!code) {
		check_order(&latency);
		return;
	}
	assert_int_equal(code, RT_SETUP);
	assert_int_equal(latency.samples, 0);
	assert_non_null(strstr(error.message, "did not answer"));
}

static void a_round_trip_takes_time(void **state)
{
	const struct fixture *fixture = *state;
	struct rt_latency latency = {.samples = 0};
	double limit = rt_clock_seconds() + 120;

	need_two_cpus(fixture);
	/* Each try gives up soon; the two must run at the same time in one. */
	while (!latency.samples && rt_clock_seconds() < limit)
		rt_latency_measure(fixture->topology, fixture->pairs.pair,
				   &latency, NULL);
	check_order(&latency);
}

static void no_thread_stays_behind(void **state)
{
	int before = threads_of_this_process();

	need_two_cpus(*state);
	for (int i = 0; i < 20; i++)
		measure(*state);
	/* The kernel drops a joined thread from /proc a little later. */
	for (int i = 0; i < 1000 && threads_of_this_process() > before; i++)
		usleep(10000);
	assert_int_equal(threads_of_this_process(), before);
}

struct burner {
	const struct rt_topology *topology;
	int cpu;
	atomic_bool *stop;
	pthread_t thread;
};

static void *burn(void *argument)
{
	const struct burner *burner = argument;

	rt_bind_thread(burner->topology, burner->cpu, NULL);
	/* Pairs with the store in the test; it orders nothing. */
	while (!atomic_load_explicit(burner->stop, memory_order_relaxed))
		;
	return NULL;
}

static void a_busy_machine_does_not_hang_it(void **state)
{
	const struct fixture *fixture = *state;
	atomic_bool stop = false;
	struct burner burner[4];

	need_two_cpus(fixture);
	for (int i = 0; i < 4; i++) {
		burner[i] = (struct burner){
			.topology = fixture->topology,
			.cpu = i % 2 ? fixture->pairs.pair[0].first
				     : fixture->pairs.pair[0].second,
			.stop = &stop};
		assert_int_equal(pthread_create(&burner[i].thread, NULL, burn,
						&burner[i]),
				 0);
	}
	for (int i = 0; i < 3; i++)
		measure(fixture);
	/* Pairs with the load in burn(). */
	atomic_store_explicit(&stop, true, memory_order_relaxed);
	for (int i = 0; i < 4; i++)
		pthread_join(burner[i].thread, NULL);
}

static void a_player_without_a_cpu_ends_the_other(void **state)
{
	const struct fixture *fixture = *state;
	struct rt_pair pair = {
		.first = rt_topology_usable_cpu(fixture->topology, 0),
		.second = 99999};
	struct rt_latency latency;
	struct rt_error error = RT_ERROR_INIT;

	assert_int_equal(
		rt_latency_measure(fixture->topology, &pair, &latency, &error),
		RT_USAGE);
	assert_non_null(strstr(error.message, "CPU 99999"));
	pair = (struct rt_pair){.first = 99999, .second = 0};
	assert_int_equal(
		rt_latency_measure(fixture->topology, &pair, &latency, &error),
		RT_USAGE);
}

static void a_matrix_is_symmetric(void **state)
{
	const struct fixture *fixture = *state;
	struct rt_latencies matrix;

	need_two_cpus(fixture);
	rt_matrix_choose(fixture->topology, &fixture->pairs, &matrix);
	rt_matrix_measure(fixture->topology, 1, &matrix, NULL);
	for (size_t i = 0; i < matrix.count; i++) {
		assert_true(matrix.median[i][i] < 0);
		for (size_t j = 0; j < i; j++)
			assert_true(matrix.median[i][j] == matrix.median[j][i]);
	}
}

/* What is known is neither measured again nor lost where nothing else is. */
static void what_is_missing_is_measured(void **state)
{
	const struct fixture *fixture = *state;
	double known = 1e9, limit = rt_clock_seconds() + 120;
	struct rt_latencies matrix;

	need_two_cpus(fixture);
	rt_matrix_choose(fixture->topology, &fixture->pairs, &matrix);
	rt_matrix_know(&matrix, matrix.cpu[0], matrix.cpu[1], known);
	while (rt_matrix_missing(&matrix) && rt_clock_seconds() < limit)
		rt_matrix_measure(fixture->topology, 1, &matrix, NULL);
	assert_int_equal(rt_matrix_missing(&matrix), 0);
	assert_true(matrix.median[0][1] == known);
	for (size_t i = 2; i < matrix.count; i++)
		assert_true(matrix.median[i][0] < known);
}

static void a_big_matrix_keeps_each_kind(void **state)
{
	struct rt_topology *topology;
	struct rt_pairs pairs;
	struct rt_latencies matrix;

	(void)state;
	assert_int_equal(
		rt_topology_load_synthetic(
			&topology, "pack:2 [numa] l3:2 core:16 pu:2", NULL),
		0);
	assert_int_equal(rt_pairs_choose(topology, "all", &pairs, NULL), 0);
	rt_matrix_choose(topology, &pairs, &matrix);
	assert_int_equal(matrix.count, RT_MATRIX_LIMIT);
	assert_int_equal(matrix.cpu[0], 0);
	assert_int_equal(matrix.cpu[13], 13);
	assert_int_equal(matrix.cpu[14], 32); /* the package pair's */
	assert_int_equal(matrix.cpu[15], 64); /* the other node's */
	assert_int_equal(rt_matrix_measure(topology, 1, &matrix, NULL),
			 RT_SETUP);
	assert_int_equal(rt_matrix_missing(&matrix), 120);
	rt_matrix_know(&matrix, 64, 0, 500);
	rt_matrix_know(&matrix, 64, 64, 500);
	rt_matrix_know(&matrix, 0, 14, 500); /* no row */
	assert_int_equal(rt_matrix_missing(&matrix), 119);
	assert_true(matrix.median[0][15] == 500 && matrix.median[15][15] < 0);
	rt_pairs_free(&pairs);
	rt_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_round_trip_takes_time),
		cmocka_unit_test(no_thread_stays_behind),
		cmocka_unit_test(a_busy_machine_does_not_hang_it),
		cmocka_unit_test(a_player_without_a_cpu_ends_the_other),
		cmocka_unit_test(a_matrix_is_symmetric),
		cmocka_unit_test(what_is_missing_is_measured),
		cmocka_unit_test(a_big_matrix_keeps_each_kind),
	};

	unsetenv("HWLOC_SYNTHETIC");
	unsetenv("HWLOC_XMLFILE");
	return cmocka_run_group_tests(tests, load, unload);
}

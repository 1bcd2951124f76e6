/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Binding on the machine that runs the tests. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "pinning/bind.h"
#include "pinning/latency.h"
#include "pinning/pairs.h"

static struct rt_topology *here(void)
{
	struct rt_topology *topology;
	struct rt_error error = RT_ERROR_INIT;

	if (rt_topology_load(&topology, &error))
		fail_msg("%s", error.message);
	assert_true(rt_topology_is_here(topology));
	return topology;
}

static int last_usable(const struct rt_topology *topology)
{
	return rt_topology_usable_cpu(topology,
				      rt_topology_usable_count(topology) - 1);
}

static void what_is_usable_is_the_affinity(void **state)
{
	struct rt_topology *topology = here();
	cpu_set_t set;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	assert_int_equal(rt_topology_usable_count(topology), CPU_COUNT(&set));
	for (size_t i = 0; i < rt_topology_usable_count(topology); i++)
		assert_true(
			CPU_ISSET(rt_topology_usable_cpu(topology, i), &set));
	rt_topology_free(topology);
}

static void a_bound_thread_runs_there(void **state)
{
	struct rt_topology *topology = here();
	cpu_set_t before, bound;
	int cpu = last_usable(topology);

	(void)state;
	sched_getaffinity(0, sizeof(before), &before);
	assert_int_equal(rt_bind_thread(topology, cpu, NULL), 0);
	sched_getaffinity(0, sizeof(bound), &bound);
	assert_int_equal(CPU_COUNT(&bound), 1);
	assert_true(CPU_ISSET(cpu, &bound));
	assert_int_equal(sched_getcpu(), cpu);
	/* For the tests behind this one. */
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	rt_topology_free(topology);
}

static void a_cpu_that_is_not_there_is_refused(void **state)
{
	struct rt_topology *topology = here();
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_bind_thread(topology, 99999, &error), RT_USAGE);
	assert_non_null(strstr(error.message, "CPU 99999 does not exist"));
	assert_int_equal(rt_bind_thread(topology, -1, &error), RT_USAGE);
	rt_topology_free(topology);
}

/* Runs in the child: exits 0 when one CPU is met with a clear statement. */
static int on_one_cpu(int cpu, int other)
{
	struct rt_topology *topology;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_pairs pairs;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) < 0 ||
	    rt_topology_load(&topology, &error))
		return 1;
	if (rt_topology_usable_count(topology) != 1)
		return 2;
	if (rt_pairs_choose(topology, "auto", &pairs, &error) != RT_SETUP ||
	    !strstr(error.message, "only one CPU may be used"))
		return 3;
	if (cpu != other &&
	    (rt_bind_thread(topology, other, &error) != RT_USAGE ||
	     !strstr(error.message, "outside the affinity (taskset)")))
		return 4;
	rt_topology_free(topology);
	return 0;
}

static void one_cpu_left_is_stated(void **state)
{
	struct rt_topology *topology = here();
	int cpu = last_usable(topology);
	int other = rt_topology_usable_cpu(topology, 0);
	int status;
	pid_t child;

	(void)state;
	rt_topology_free(topology);
	child = fork();
	if (child == 0)
		_exit(on_one_cpu(cpu, other));
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void memory_is_bound_or_said_not_to_be(void **state)
{
	struct rt_topology *topology = here();
	struct rt_error error = RT_ERROR_INIT;
	enum rt_memory_binding outcome = (enum rt_memory_binding)99;
	size_t length = 1 << 16;
	char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_ptr_not_equal(memory, MAP_FAILED);
	memset(memory, 1, length);
	if (rt_bind_memory(topology, memory, length, last_usable(topology),
			   &outcome, &error))
		fail_msg("%s", error.message);
	assert_in_range(outcome, RT_MEMORY_ONE_NODE, RT_MEMORY_REFUSED);
	assert_int_equal(memory[length - 1], 1);
	assert_int_equal(
		rt_bind_memory(topology, memory, length, 99999, NULL, &error),
		RT_USAGE);
	munmap(memory, length);
	rt_topology_free(topology);
}

static void a_described_machine_cannot_be_bound_to(void **state)
{
	struct rt_topology *topology;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_pair pair = {.first = 0, .second = 1};
	struct rt_latency latency;
	char byte;

	(void)state;
	assert_int_equal(
		rt_topology_load_synthetic(&topology, "core:2 pu:1", &error),
		0);
	assert_int_equal(rt_bind_thread(topology, 0, &error), RT_SETUP);
	assert_non_null(strstr(error.message, "unset HWLOC_SYNTHETIC"));
	assert_int_equal(rt_bind_memory(topology, &byte, 1, 0, NULL, &error),
			 RT_SETUP);
	assert_int_equal(rt_latency_measure(topology, &pair, &latency, &error),
			 RT_SETUP);
	rt_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_usable_is_the_affinity),
		cmocka_unit_test(a_bound_thread_runs_there),
		cmocka_unit_test(a_cpu_that_is_not_there_is_refused),
		cmocka_unit_test(one_cpu_left_is_stated),
		cmocka_unit_test(memory_is_bound_or_said_not_to_be),
		cmocka_unit_test(a_described_machine_cannot_be_bound_to),
	};

	unsetenv("HWLOC_SYNTHETIC");
	unsetenv("HWLOC_XMLFILE");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No bars on times here: those are for bench/. */
#include <sys/resource.h>

#include "harness/compare/cost.h"
#include "pinning/pairs.h"
#include "tests/module/fixture.h"

static const char sound[] = "unsigned short ringtear_load16(const void *p)\n"
			    "{ return *(const volatile unsigned short *)p; }\n"
			    "void ringtear_store64(void *p, unsigned long v)\n"
			    "{ *(volatile unsigned long *)p = v; }\n";
static const char crashing[] = "unsigned short ringtear_load16(const void *p)\n"
			       "{ return *(const volatile unsigned short "
			       "*)((unsigned long)p & 1); }\n";
static const char named[] = "unsigned short get(const void *p)\n"
			    "{ return *(const volatile unsigned short *)p; }\n"
			    "unsigned short ringtear_load16(const void *p)\n"
			    "{ return get(p); }\n";

struct cost_fixture {
	struct fixture *build;
	struct rt_topology *topology;
	struct rt_build module[2];
	struct rt_cost_plan plan;
};

static void start(struct cost_fixture *cost, void **state, const char *before,
		  const char *after)
{
	const char *const text[2] = {before, after};

	*cost = (struct cost_fixture){.build = *state};
	assert_int_equal(rt_topology_load(&cost->topology, NULL), RT_OK);
	for (int i = 0; i < 2; i++) {
		char *path =
			fixture_write(cost->build, i ? "b.c" : "a.c", text[i]);
		const struct rt_cell cell = {
			.source = path,
			.toolchain = fixture_toolchain(cost->build, "gcc"),
			.flags = "-O2",
		};

		fixture_build(cost->build, &cost->module[i], &cell);
		cost->plan.subject[i].module = cost->module[i].module.data;
		free(path);
	}
	cost->plan.width = 16;
	cost->plan.topology = cost->topology;
	cost->plan.cpu = rt_topology_usable_cpu(cost->topology, 0);
	cost->plan.rival = -1;
}

static void end(struct cost_fixture *cost)
{
	for (int i = 0; i < 2; i++)
		rt_build_free(&cost->module[i]);
	rt_topology_free(cost->topology);
}

static void both_have_a_price(void **state)
{
	struct cost_fixture fixture;
	struct rt_cost cost;

	start(&fixture, state, sound, sound);
	assert_int_equal(rt_cost_measure(&cost, &fixture.plan, NULL), RT_OK);
	assert_true(cost.alone[0] > 0 && cost.alone[1] > 0);
	assert_true(cost.contended[0] == 0);
	fixture.plan.width = 64;
	fixture.plan.stores = true;
	assert_int_equal(rt_cost_measure(&cost, &fixture.plan, NULL), RT_OK);
	assert_true(cost.alone[0] > 0 && cost.alone[1] > 0);
	end(&fixture);
}

static void a_rival_is_met_and_gone(void **state)
{
	struct cost_fixture fixture;
	struct rt_cost cost;

	start(&fixture, state, sound, sound);
	if (rt_topology_usable_count(fixture.topology) < 2) {
		end(&fixture);
		machine_skip("a second CPU", __func__);
	}
	fixture.plan.rival = rt_topology_usable_cpu(fixture.topology, 1);
	assert_int_equal(rt_cost_measure(&cost, &fixture.plan, NULL), RT_OK);
	assert_true(cost.contended[0] > 0 && cost.contended[1] > 0);
	end(&fixture);
}

static void a_function_by_its_own_name(void **state)
{
	struct cost_fixture fixture;
	struct rt_cost cost;

	start(&fixture, state, sound, named);
	fixture.plan.subject[1].symbol = "get";
	assert_int_equal(rt_cost_measure(&cost, &fixture.plan, NULL), RT_OK);
	assert_true(cost.alone[1] > 0);
	end(&fixture);
}

static double cpu_seconds_of_children(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void what_goes_wrong_is_told(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct cost_fixture fixture;
	struct rt_cost cost;
	double spent;

	start(&fixture, state, sound, crashing);
	assert_int_equal(rt_cost_measure(&cost, &fixture.plan, &error),
			 RT_CRASH);
	assert_non_null(strstr(error.message, "signal 11"));
	fixture.plan.subject[1].module = "/no/such.so";
	assert_int_equal(rt_cost_measure(&cost, &fixture.plan, &error),
			 RT_BUILD);
	assert_non_null(strstr(error.message, "/no/such.so"));
	fixture.plan.subject[1].module = fixture.plan.subject[0].module;
	/*
	 * A rival that cannot be is not waited for as one that is slow is: 10 s
	 * on the CPU. By the clock a busy machine takes as long as it likes.
	 */
	spent = cpu_seconds_of_children();
	fixture.plan.rival = 1 << 20;
	assert_int_not_equal(rt_cost_measure(&cost, &fixture.plan, &error),
			     RT_OK);
	assert_true(cpu_seconds_of_children() - spent < 1);
	rt_error_clear(&error);
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_have_a_price),
		cmocka_unit_test(a_rival_is_met_and_gone),
		cmocka_unit_test(a_function_by_its_own_name),
		cmocka_unit_test(what_goes_wrong_is_told),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}

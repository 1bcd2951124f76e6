/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that choose a pair, and each way of choosing wrongly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pinning/pairs.h"
#include "pinning/topology.h"

static const char server[] = "pack:2 [numa] l3:1 l2:4 core:1 pu:2";

static struct rt_topology *machine(const char *words)
{
	struct rt_topology *topology;
	struct rt_error error = RT_ERROR_INIT;

	if (rt_topology_load_synthetic(&topology, words, &error))
		fail_msg("%s", error.message);
	return topology;
}

static struct rt_pair one(const char *words, const char *word)
{
	struct rt_topology *topology = machine(words);
	struct rt_error error = RT_ERROR_INIT;
	struct rt_pairs pairs;
	struct rt_pair pair;

	if (rt_pairs_choose(topology, word, &pairs, &error))
		fail_msg("%s", error.message);
	assert_int_equal(pairs.count, 1);
	pair = pairs.pair[0];
	rt_pairs_free(&pairs);
	rt_topology_free(topology);
	return pair;
}

static void refuse(struct rt_topology *topology, const char *word, int code,
		   const char *part)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_pairs pairs;

	assert_int_equal(rt_pairs_choose(topology, word, &pairs, &error), code);
	assert_int_equal(error.code, code);
	assert_int_equal(pairs.count, 0);
	assert_null(pairs.pair);
	if (!strstr(error.message, part))
		fail_msg("'%s' is not in '%s'", part, error.message);
	rt_topology_free(topology);
}

static void a_kind_is_chosen_by_name(void **state)
{
	(void)state;
	for (int i = 0; i < RT_SHARE_COUNT; i++) {
		/* It has all six: two packages on one of two nodes. */
		struct rt_pair pair =
			one("group:2 [numa] pack:2 l3:2 l2:2 core:2 pu:2",
			    rt_sharing_name((enum rt_sharing)i));

		assert_int_equal(pair.sharing, i);
		assert_int_equal(pair.first, 0);
		assert_int_equal(pair.second, 1 << i);
	}
}

static void all_gives_one_of_each_nearest_first(void **state)
{
	struct rt_topology *topology =
		machine("group:2 [numa] pack:2 l3:2 l2:2 core:2 pu:2");
	struct rt_error error = RT_ERROR_INIT;
	struct rt_pairs pairs;

	(void)state;
	assert_int_equal(rt_pairs_choose(topology, "all", &pairs, &error), 0);
	assert_int_equal(pairs.count, RT_SHARE_COUNT);
	for (size_t i = 0; i < pairs.count; i++)
		assert_int_equal(pairs.pair[i].sharing, i);
	rt_pairs_free(&pairs);
	rt_topology_free(topology);
}

static void auto_and_nothing_are_the_same(void **state)
{
	struct rt_pair named = one(server, "auto");
	struct rt_pair empty = one(server, "");

	(void)state;
	assert_memory_equal(&named, &empty, sizeof(named));
	assert_int_equal(named.sharing, RT_SHARE_L3);
	assert_non_null(strstr(named.why, "share a cache"));
}

static void auto_takes_siblings_only_when_alone(void **state)
{
	struct rt_pair pair = one("pack:1 l2:1 core:1 pu:2", "auto");

	(void)state;
	assert_int_equal(pair.sharing, RT_SHARE_SMT);
	assert_non_null(strstr(pair.why, "nothing else"));
}

static void numbers_keep_their_order(void **state)
{
	struct rt_pair pair = one(server, "9,0");

	(void)state;
	assert_int_equal(pair.first, 9);
	assert_int_equal(pair.second, 0);
	assert_int_equal(pair.sharing, RT_SHARE_NONE);
	assert_int_equal(one(server, "3,2").sharing, RT_SHARE_SMT);
}

static void a_cpu_that_is_not_there_is_refused(void **state)
{
	(void)state;
	refuse(machine(server), "0,16", RT_USAGE, "CPU 16 does not exist");
	refuse(machine(server), "16,0", RT_USAGE, "may be used: 0-15");
	refuse(machine(server), "0,999999", RT_USAGE, "CPU 999999");
}

static void a_cpu_outside_the_cgroup_is_refused(void **state)
{
	struct rt_topology *topology;
	const char path[] = "tests/pinning/machines/container.xml";

	(void)state;
	assert_int_equal(rt_topology_load_xml(&topology, path, NULL), 0);
	refuse(topology, "1,3", RT_USAGE,
	       "CPU 3 is outside the cgroup (cpuset) of this process; CPUs "
	       "that may be used: 1-2");
	assert_int_equal(rt_topology_load_xml(&topology, path, NULL), 0);
	refuse(topology, "4,1", RT_USAGE, "CPU 4 is offline");
}

static void the_same_cpu_twice_is_refused(void **state)
{
	(void)state;
	refuse(machine(server), "3,3", RT_USAGE, "CPU 3 is named twice");
}

static void an_unknown_word_lists_the_words(void **state)
{
	static const char *const wrong[] = {"foo",  "0",   "0,",       ",1",
					    "0,1,", "0-1", "0, 1",     "-1,0",
					    "L3",   "l3 ", "0,1234567"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refuse(machine(server), wrong[i], RT_USAGE,
		       "auto, all, smt, l2, l3, package, numa, none");
}

static void a_missing_kind_names_those_there_are(void **state)
{
	(void)state;
	refuse(machine(server), "l2", RT_USAGE,
	       "kind 'l2'; kinds that there are: smt, l3, none");
	refuse(machine("pack:1 l3:1 core:2 pu:1"), "smt", RT_USAGE,
	       "kinds that there are: l3");
}

static void one_cpu_is_a_setup_matter(void **state)
{
	static const char *const words[] = {"", "auto", "all", "l3"};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		refuse(machine("pu:1"), words[i], RT_SETUP,
		       "only one CPU may be used (CPU 0)");
}

/* The CPU is what the user can change, however many others there are. */
static void a_named_cpu_that_is_not_there_is_wrong_usage(void **state)
{
	(void)state;
	refuse(machine("pu:1"), "0,1", RT_USAGE, "CPU 1 ");
	refuse(machine("pu:1"), "0,0", RT_USAGE, "named twice");
	refuse(machine("core:4 pu:1"), "0,4", RT_USAGE, "CPU 4 ");
}

static void a_thousand_cpus_are_no_trouble(void **state)
{
	struct rt_pair pair =
		one("pack:8 [numa] l3:4 l2:16 core:1 pu:2", "none");

	(void)state;
	assert_int_equal(pair.second, 128);
}

static void a_bad_description_is_not_passed_over(void **state)
{
	struct rt_topology *topology;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	setenv("HWLOC_SYNTHETIC", "nonsense", 1);
	assert_int_equal(rt_topology_load(&topology, &error), RT_USAGE);
	assert_non_null(strstr(error.message, "'nonsense'"));
	unsetenv("HWLOC_SYNTHETIC");
	setenv("HWLOC_XMLFILE", "/no/such.xml", 1);
	assert_int_equal(rt_topology_load(&topology, &error), RT_USAGE);
	assert_non_null(strstr(error.message, "/no/such.xml"));
	unsetenv("HWLOC_XMLFILE");
	rt_error_clear(&error);
}

static void the_environment_describes_a_machine(void **state)
{
	struct rt_topology *topology;

	(void)state;
	setenv("HWLOC_SYNTHETIC", server, 1);
	assert_int_equal(rt_topology_load(&topology, NULL), 0);
	unsetenv("HWLOC_SYNTHETIC");
	assert_false(rt_topology_is_here(topology));
	assert_int_equal(rt_topology_usable_count(topology), 16);
	assert_int_equal(rt_topology_usable_cpu(topology, 15), 15);
	assert_int_equal(rt_topology_usable_cpu(topology, 16), -1);
	rt_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_is_chosen_by_name),
		cmocka_unit_test(all_gives_one_of_each_nearest_first),
		cmocka_unit_test(auto_and_nothing_are_the_same),
		cmocka_unit_test(auto_takes_siblings_only_when_alone),
		cmocka_unit_test(numbers_keep_their_order),
		cmocka_unit_test(a_cpu_that_is_not_there_is_refused),
		cmocka_unit_test(a_cpu_outside_the_cgroup_is_refused),
		cmocka_unit_test(the_same_cpu_twice_is_refused),
		cmocka_unit_test(an_unknown_word_lists_the_words),
		cmocka_unit_test(a_missing_kind_names_those_there_are),
		cmocka_unit_test(one_cpu_is_a_setup_matter),
		cmocka_unit_test(a_named_cpu_that_is_not_there_is_wrong_usage),
		cmocka_unit_test(a_thousand_cpus_are_no_trouble),
		cmocka_unit_test(a_bad_description_is_not_passed_over),
		cmocka_unit_test(the_environment_describes_a_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every machine under machines/ gives the pairs written beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

#define MACHINES "tests/pinning/machines/"

static void path_of(struct rt_text *path, const char *name, const char *ending)
{
	rt_text_format(path, MACHINES "%s%s", name, ending);
}

static void read_machine_file(struct rt_text *content, const char *name,
			      const char *ending)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;

	path_of(&path, name, ending);
	if (rt_file_read(content, rt_text_string(&path), &error))
		fail_msg("%s (run in the root of the tree)", error.message);
	rt_text_free(&path);
}

static void load(struct rt_topology **topology, const char *name)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text words = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;
	int code;

	path_of(&path, name, ".xml");
	if (rt_file_exists(rt_text_string(&path))) {
		code = rt_topology_load_xml(topology, rt_text_string(&path),
					    &error);
	} else {
		read_machine_file(&words, name, ".synthetic");
		words.data[strcspn(words.data, "\n")] = '\0';
		code = rt_topology_load_synthetic(topology, words.data, &error);
	}
	if (code)
		fail_msg("%s", error.message);
	rt_text_free(&words);
	rt_text_free(&path);
}

static void add_pairs(struct rt_text *text, const struct rt_topology *topology)
{
	struct rt_pairs pairs;
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_pairs_choose(topology, "all", &pairs, &error);

	if (code) {
		rt_text_format(text, "error %d: %s\n", code, error.message);
		return;
	}
	for (size_t i = 0; i < pairs.count; i++) {
		const struct rt_pair *pair = &pairs.pair[i];

		rt_text_format(text, "%s %d,%d | %s | %s\n",
			       rt_sharing_name(pair->sharing), pair->first,
			       pair->second, pair->shares,
			       *pair->kinds ? pair->kinds : "-");
	}
	rt_pairs_free(&pairs);
	assert_int_equal(rt_pairs_choose(topology, "auto", &pairs, &error), 0);
	assert_int_equal(pairs.count, 1);
	rt_text_format(text, "auto: %s %d,%d\n",
		       rt_sharing_name(pairs.pair[0].sharing),
		       pairs.pair[0].first, pairs.pair[0].second);
	rt_pairs_free(&pairs);
}

static void gives_its_pairs(void **state)
{
	const char *name = *state;
	struct rt_topology *topology;
	struct rt_text expected = RT_TEXT_INIT;
	struct rt_text seen = RT_TEXT_INIT;

	read_machine_file(&expected, name, ".pairs");
	load(&topology, name);
	assert_false(rt_topology_is_here(topology));
	rt_topology_describe(topology, &seen);
	rt_text_add(&seen, "\n");
	add_pairs(&seen, topology);
	assert_string_equal(rt_text_string(&seen), rt_text_string(&expected));
	rt_topology_free(topology);
	rt_text_free(&seen);
	rt_text_free(&expected);
}

int main(void)
{
	static char *const names[] = {
		"two-socket-smt", "two-socket-one-node", "four-nodes",
		"four-chiplets",  "flat-guest",		 "one-core",
		"one-cpu",	  "big-little",		 "hybrid",
		"container",
	};
	struct CMUnitTest tests[sizeof(names) / sizeof(names[0])];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		tests[i] = (struct CMUnitTest){.name = names[i],
					       .test_func = gives_its_pairs,
					       .initial_state = names[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is recorded with a run for its reports; corpora of the source tree. */
#include <stdlib.h>
#include <string.h>

#include "harness/base/clock.h"
#include "harness/base/version.h"
#include "harness/module/build.h"
#include "harness/run/evidence.h"
#include "harness/run/inventory.h"
#include "harness/run/subject.h"
#include "tests/base/machine.h"
#include "tests/record/folder.h"

struct recorded {
	struct folder folder;
	struct rt_places places;
	struct rt_inventory inventory;
	struct rt_store *store;
	struct rt_evidence_source source;
	struct rt_run run;
	struct rt_evidence evidence;
	struct rt_observed_list observed;
};

static int setup(void **state)
{
	struct recorded *recorded = calloc(1, sizeof(*recorded));
	struct rt_places *places;

	assert_non_null(recorded);
	places = &recorded->places;
	folder_make(&recorded->folder);
	rt_text_add(&places->corpora, "corpora");
	rt_text_format(&places->cache, "%s/cache", recorded->folder.path.data);
	assert_int_equal(rt_inventory_find(&recorded->inventory, places, NULL),
			 0);
	recorded->store = store_open(recorded->folder.store);
	recorded->source = (struct rt_evidence_source){
		.corpora = "corpora",
		.cache = rt_text_string(&places->cache),
		.accessors = &recorded->inventory.accessors,
		.toolchains = &recorded->inventory.toolchains,
		.wants_sound = true,
	};
	*state = recorded;
	return 0;
}

static int teardown(void **state)
{
	struct recorded *recorded = *state;

	rt_observed_list_free(&recorded->observed);
	rt_evidence_free(&recorded->evidence);
	rt_run_free(&recorded->run);
	rt_store_close(recorded->store);
	rt_inventory_free(&recorded->inventory);
	rt_text_free(&recorded->places.corpora);
	rt_text_free(&recorded->places.cache);
	folder_remove(&recorded->folder);
	free(recorded);
	return 0;
}

static void record(struct recorded *recorded, const char *verdict,
		   const char *trial)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_run *run = &recorded->run;

	strcpy(run->verdict, verdict);
	run->trial = strdup(trial);
	expect_ok(rt_store_run_begin(recorded->store, run, &error), &error);
	expect_ok(rt_run_record_evidence(recorded->store, run,
					 &recorded->source, &error),
		  &error);
	expect_ok(rt_store_evidence(recorded->store, run->id,
				    &recorded->evidence, &error),
		  &error);
	expect_ok(rt_store_observed(recorded->store, run->id,
				    &recorded->observed, &error),
		  &error);
	assert_int_equal(recorded->evidence.run, run->id);
}

static void a_sound_run_has_its_place_and_compiler(void **state)
{
	struct recorded *recorded = *state;
	const struct rt_evidence *evidence = &recorded->evidence;

	record(recorded, "atomic",
	       "accessor = atomic-relaxed\ntoolchain = gcc+host\nflags = "
	       "-O2\n");
	assert_string_equal(evidence->path,
			    "corpora/accessors/atomic-relaxed.c");
	assert_true(evidence->line > 1);
	assert_int_equal(strncmp(evidence->compiler, "gcc", 3), 0);
	assert_true(*evidence->target);
	assert_null(evidence->source);
	assert_string_equal(evidence->sound_accessor, "");
	assert_null(evidence->sound_instructions);
	assert_int_equal(recorded->observed.count, 0);
}

static void one_that_tore_has_a_sound_build_beside_it(void **state)
{
	struct recorded *recorded = *state;
	const struct rt_evidence *evidence = &recorded->evidence;

	record(recorded, "torn",
	       "accessor = bytes-volatile\ntoolchain = gcc+host\nflags = -O2\n"
	       "width = 32\n");
	assert_non_null(strstr(evidence->source, "ringtear_load"));
	assert_string_equal(evidence->sound_accessor, "builtin-memcpy");
	assert_string_equal(evidence->sound_outcome, "atomic");
	assert_non_null(strstr(evidence->sound_instructions, "ret"));
	/* Without a module nothing is judged. */
	assert_false(recorded->run.witness.seen);
	assert_int_equal(recorded->observed.count, 0);
}

/* What the tear hangs on is one flag: the accessor is the same. */
static void a_copy_that_was_called_has_its_twin_inlined(void **state)
{
	struct recorded *recorded = *state;
	const struct rt_evidence *evidence = &recorded->evidence;

	record(recorded, "torn",
	       "accessor = memcpy\ntoolchain = gcc+host\n"
	       "flags = -fno-builtin -O2\n");
	assert_string_equal(evidence->sound_accessor, "memcpy");
	assert_string_equal(evidence->sound_toolchain, "gcc+host");
	assert_string_equal(evidence->sound_flags, "-O2");
	assert_string_equal(evidence->version, rt_version());
}

static void a_race_that_tore_has_a_witness(void **state)
{
	struct recorded *recorded = *state;
	const struct rt_cell cell = {
		.source = "corpora/accessors/bytes-volatile.c",
		.include = "corpora/include",
		.toolchain = rt_toolchains_named(recorded->source.toolchains,
						 "gcc+host", NULL),
		.flags = "-O2",
	};
	struct rt_build built;

	assert_int_equal(rt_build(&built, &cell, recorded->source.cache, NULL),
			 0);
	recorded->source.module = rt_text_string(&built.module);
	recorded->source.wants_sound = false;
	record(recorded, "torn",
	       "accessor = bytes-volatile\ntoolchain = gcc+host\n"
	       "flags = -O2\n");
	assert_true(recorded->run.witness.seen);
	assert_string_equal(recorded->run.emitted, "parts");
	assert_int_equal(recorded->observed.count, 2);
	assert_string_equal(recorded->observed.observed[1].engine, "step");
	assert_string_equal(recorded->evidence.sound_accessor, "");
	rt_build_free(&built);
}

/* As record() of a race that tore, on @machine, in the place of what was. */
static void record_torn(struct recorded *recorded, int64_t machine)
{
	rt_run_free(&recorded->run);
	rt_evidence_free(&recorded->evidence);
	rt_observed_list_free(&recorded->observed);
	recorded->run.machine = machine;
	record(recorded, "torn",
	       "accessor = bytes-volatile\ntoolchain = nocc+nolibc\n");
}

/* A second measures a part of the pairs of many CPUs; the next run goes on. */
static void latencies_that_the_store_lacks_are_measured(void **state)
{
	struct recorded *recorded = *state;
	struct rt_machine machine = {.cpu = "one"};
	struct rt_round_trip known = {.second = 70000, .median = 1e9};
	struct rt_round_trips trips = {.count = 0};
	double limit = rt_clock_seconds() + 120;
	struct rt_topology *topology;

	if (machine_cpus() < 2)
		machine_skip("a second CPU", "latencies");
	assert_int_equal(rt_topology_load(&topology, NULL), 0);
	recorded->source.topology = topology;
	assert_int_equal(rt_store_machine_add(recorded->store, &machine,
					      &known.machine, NULL),
			 0);
	known.first = (unsigned)rt_topology_usable_cpu(topology, 0);
	assert_int_equal(rt_store_round_trip_add(recorded->store, &known, NULL),
			 0);
	/* On a busy machine two CPUs may not answer each other in time. */
	while (trips.count < 2 && rt_clock_seconds() < limit) {
		rt_round_trips_free(&trips);
		record_torn(recorded, known.machine);
		assert_int_equal(rt_store_round_trips(recorded->store,
						      known.machine, &trips,
						      NULL),
				 0);
	}
	assert_true(trips.count >= 2);
	for (size_t i = 0; i < trips.count; i++)
		assert_true((trips.trip[i].second == known.second) ==
			    (trips.trip[i].median == known.median));
	rt_round_trips_free(&trips);
	rt_topology_free(topology);
}

/* An expression has no file, and another machine no such compiler. */
static void what_is_not_here_is_left_out(void **state)
{
	struct recorded *recorded = *state;

	record(recorded, "torn",
	       "accessor = READ(p)\ntoolchain = nocc+nolibc\nflags = -O2\n");
	assert_string_equal(recorded->evidence.path, "");
	assert_string_equal(recorded->evidence.compiler, "");
	assert_null(recorded->evidence.source);
	assert_string_equal(recorded->evidence.sound_accessor, "");
}

static void a_trial_that_cannot_be_read_is_no_error(void **state)
{
	record(*state, "torn", "accessor\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_sound_run_has_its_place_and_compiler),
		TEST(one_that_tore_has_a_sound_build_beside_it),
		TEST(a_copy_that_was_called_has_its_twin_inlined),
		TEST(a_race_that_tore_has_a_witness),
		TEST(latencies_that_the_store_lacks_are_measured),
		TEST(what_is_not_here_is_left_out),
		TEST(a_trial_that_cannot_be_read_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one input of a campaign sets in motion. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "harness/fuzz/counters.h"
#include "harness/fuzz/job.h"

struct fixture {
	char folder[64];
	struct rt_job job;
};

/* Of all tests here: the compiler is asked for its flags once. */
static char cache[] = "/tmp/ringtear-job-cache.XXXXXX";

static int make_cache(void **state)
{
	(void)state;
	return mkdtemp(cache) ? 0 : -1;
}

static int remove_cache(void **state)
{
	(void)state;
	rt_folder_remove(cache);
	return 0;
}

/* A job of a new campaign with memcpy by gcc and musl. */
static void open_job(struct fixture *fixture, bool random, uint64_t fixed)
{
	struct rt_campaign campaign = {.random = random, .fixed = fixed};
	struct rt_error error = RT_ERROR_INIT;

	rt_trial_init(&campaign.base);
	rt_text_add(&campaign.corpora, "corpora");
	rt_text_add(&campaign.folder, fixture->folder);
	rt_text_add(&campaign.cache, cache);
	rt_text_format(&campaign.store, "%s/runs.db", fixture->folder);
	rt_text_format(&campaign.found, "%s/found", fixture->folder);
	rt_strings_add(&campaign.accessors, "memcpy");
	rt_strings_add(&campaign.toolchains, "gcc+musl");
	if (rt_campaign_write(&campaign, &error) ||
	    rt_job_open(&fixture->job, fixture->folder, &error))
		fail_msg("%s", error.message);
	rt_campaign_free(&campaign);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	strcpy(fixture->folder, "/tmp/ringtear-job.XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	rt_counters_clear();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	rt_job_close(&fixture->job);
	rt_folder_remove(fixture->folder);
	free(fixture);
	return 0;
}

static bool input(struct fixture *fixture, const char *text)
{
	struct rt_error error = RT_ERROR_INIT;
	bool found;

	if (rt_job_input(&fixture->job, text, strlen(text), &found, &error))
		fail_msg("%s", error.message);
	return found;
}

static const char sound[] = "accessor = memcpy\ntoolchain = gcc+musl\n"
			    "flags = -O2\n";

/* Loads and stores of three widths, for one build. */
static void new_code_is_looked_at_whole(void **state)
{
	struct fixture *fixture = *state;

	open_job(fixture, false, 0);
	assert_false(input(fixture, sound));
	assert_int_equal(rt_counted(&fixture->job.counts->compiled), 1);
	assert_in_range(rt_counters_count(RT_NEWS_SHAPE), 5, 6);
}

/* What the user has fixed stays so: a load and a store are left. */
static void a_fixed_width_is_kept(void **state)
{
	struct fixture *fixture = *state;

	open_job(fixture, false, rt_space_bit("width"));
	input(fixture, sound);
	assert_int_equal(rt_counters_count(RT_NEWS_SHAPE), 2);
}

/* What it stops at is kept as the trial that tears. */
static void one_that_stops_looks_at_one(void **state)
{
	struct fixture *fixture = *state;

	open_job(fixture, false, 0);
	fixture->job.campaign.stop = true;
	input(fixture, sound);
	assert_int_equal(rt_counters_count(RT_NEWS_SHAPE), 1);
}

/* The same input hits the same counters, whatever was tried before it. */
static void what_is_lit_is_the_input_s(void **state)
{
	struct fixture *fixture = *state;
	size_t first;

	open_job(fixture, false, 0);
	input(fixture, sound);
	first = rt_counters_count(RT_NEWS_SHAPE);
	rt_counters_clear();
	input(fixture, sound);
	assert_int_equal(rt_counters_count(RT_NEWS_SHAPE), first);
}

static void a_random_search_looks_at_one(void **state)
{
	struct fixture *fixture = *state;

	open_job(fixture, true, 0);
	input(fixture, sound);
	assert_int_equal(rt_counters_count(RT_NEWS_SHAPE), 1);
}

/* What a job with one CPU or with all of them hits for a field in two lines.
 */
static void light_on(struct fixture *fixture, const cpu_set_t *cpus,
		     size_t set[RT_NEWS_KINDS])
{
	static const char text[] =
		"accessor = read-once\ntoolchain = gcc+musl\n"
		"flags = -O2\noffset = 63\n";

	assert_int_equal(sched_setaffinity(0, sizeof(*cpus), cpus), 0);
	rt_counters_clear();
	open_job(fixture, true, 0);
	for (int i = 0; i < 3; i++)
		input(fixture, text);
	for (int i = 0; i < RT_NEWS_KINDS; i++)
		set[i] = rt_counters_count((enum rt_news)i);
}

/* Two cores see a tear or not as it happens: it must not steer the search. */
static void what_the_hammer_sees_is_no_news(void **state)
{
	struct fixture *fixture = *state;
	size_t without[RT_NEWS_KINDS], with[RT_NEWS_KINDS];
	char path[96];
	cpu_set_t all, one;
	int cpu = 0;

	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	light_on(fixture, &one, without);
	assert_int_equal(rt_counted(&fixture->job.counts->hammered), 0);
	rt_job_close(&fixture->job);
	snprintf(path, sizeof(path), "%s/memory.db", fixture->folder);
	assert_int_equal(unlink(path), 0);
	light_on(fixture, &all, with);
	assert_int_equal(rt_counted(&fixture->job.counts->hammered) > 0,
			 CPU_COUNT(&all) > 1);
	assert_memory_equal(with, without, sizeof(with));
	assert_int_equal(with[RT_NEWS_SHAPE], 1);
}

/* Another corpus' trials name what is not here; that ends no search. */
static void what_cannot_be_tried_is_passed_over(void **state)
{
	struct fixture *fixture = *state;

	open_job(fixture, false, 0);
	assert_false(input(fixture, "no trial"));
	assert_false(input(fixture, "accessor = nobody-has-it\n"));
	assert_false(input(fixture, "accessor = memcpy\ntoolchain = gcc+musl\n"
				    "flags = -O2 -save-temps\n"));
	assert_int_equal(rt_counted(&fixture->job.counts->compiled), 0);
}

/* From another corpus, or the user's; --aligned leaves it out all the same. */
static void what_is_not_aligned_may_be_left_out(void **state)
{
	struct fixture *fixture = *state;

	open_job(fixture, false, 0);
	fixture->job.campaign.aligned = true;
	input(fixture, "accessor = memcpy\ntoolchain = gcc+musl\n"
		       "flags = -O2\noffset = 63\n");
	assert_int_equal(rt_counted(&fixture->job.counts->trials), 0);
	input(fixture, sound);
	assert_int_equal(rt_counted(&fixture->job.counts->trials), 6);
}

/* But a file that was named is answered for. */
static void what_is_replayed_must_be_a_trial(void **state)
{
	struct fixture *fixture = *state;
	struct rt_error error = RT_ERROR_INIT;
	const char refused[] = "accessor = memcpy\ntoolchain = gcc+musl\n"
			       "flags = -O2 -save-temps\n";
	bool found;

	open_job(fixture, false, 0);
	fixture->job.campaign.say = true;
	assert_int_equal(
		rt_job_input(&fixture->job, "no trial", 8, &found, &error),
		RT_USAGE);
	rt_error_clear(&error);
	assert_int_equal(rt_job_input(&fixture->job, refused, strlen(refused),
				      &found, &error),
			 RT_USAGE);
	assert_non_null(strstr(error.message, "-save-temps"));
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(new_code_is_looked_at_whole,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_fixed_width_is_kept, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(one_that_stops_looks_at_one,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_lit_is_the_input_s,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_random_search_looks_at_one,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_hammer_sees_is_no_news,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_tried_is_passed_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_not_aligned_may_be_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_replayed_must_be_a_trial, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, make_cache, remove_cache);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the evaluator and of the triage share: an evaluator with a
 * cache and a memory in a folder of its own.
 */
#ifndef RT_TESTS_FUZZ_EVALUATOR_H
#define RT_TESTS_FUZZ_EVALUATOR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/fuzz/evaluator.h"
#include "tests/base/machine.h"

struct fixture {
	char folder[64];
	struct rt_evaluator evaluator;
	struct rt_text cache, memory, store, found;
};

static inline void open_evaluator(struct fixture *fixture)
{
	struct rt_error error = RT_ERROR_INIT;
	const struct rt_evaluator_places places = {
		.corpora = "corpora",
		.cache = rt_text_string(&fixture->cache),
		.memory = rt_text_string(&fixture->memory),
	};

	if (rt_evaluator_open(&fixture->evaluator, &places, &error))
		fail_msg("%s", error.message);
}

static inline int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	strcpy(fixture->folder, "/tmp/ringtear-evaluator.XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	rt_text_format(&fixture->cache, "%s/cache", fixture->folder);
	rt_text_format(&fixture->memory, "%s/memory.db", fixture->folder);
	rt_text_format(&fixture->store, "%s/runs.db", fixture->folder);
	rt_text_format(&fixture->found, "%s/found", fixture->folder);
	open_evaluator(fixture);
	*state = fixture;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *fixture = *state;

	rt_evaluator_close(&fixture->evaluator);
	rt_folder_remove(fixture->folder);
	rt_text_free(&fixture->cache);
	rt_text_free(&fixture->memory);
	rt_text_free(&fixture->store);
	rt_text_free(&fixture->found);
	free(fixture);
	return 0;
}

static inline struct rt_trial trial_of(const char *accessor,
				       const char *toolchain, const char *flags)
{
	struct rt_trial trial;

	rt_trial_init(&trial);
	assert_int_equal(rt_trial_set(&trial, "accessor", accessor, NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "toolchain", toolchain, NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "flags", flags, NULL), 0);
	return trial;
}

static inline struct rt_evaluation try(struct fixture *fixture,
				       const struct rt_trial *trial)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_evaluation outcome;

	if (rt_evaluator_try(&fixture->evaluator, trial, &outcome, &error))
		fail_msg("%s", error.message);
	return outcome;
}

static inline struct rt_trial across_a_line(const char *accessor,
					    const char *flags,
					    const char *offset)
{
	struct rt_trial trial = trial_of(accessor, "gcc", flags);

	assert_int_equal(rt_trial_set(&trial, "width", "64", NULL), 0);
	assert_int_equal(rt_trial_set(&trial, "offset", offset, NULL), 0);
	return trial;
}

/*
 * Beside other jobs a loader may have no CPU in its time, or be held to hang:
 * then it is hammered anew. With one CPU nothing is.
 */
static inline struct rt_evaluation hammer_until(
	struct fixture *fixture, const struct rt_trial *trial,
	bool (*is_enough)(const struct rt_evaluation *))
{
	double limit = rt_clock_seconds() + 120;
	struct rt_evaluation outcome = try(fixture, trial);

	while (machine_cpus() > 1 && !is_enough(&outcome) &&
	       rt_clock_seconds() < limit) {
		rt_evaluator_close(&fixture->evaluator);
		unlink(rt_text_string(&fixture->memory));
		open_evaluator(fixture);
		outcome = try(fixture, trial);
	}
	return outcome;
}

#endif

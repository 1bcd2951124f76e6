/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the tsan engine share: one question and its answer. */
#ifndef RT_TESTS_ENGINE_TSAN_H
#define RT_TESTS_ENGINE_TSAN_H

#include "harness/engine/tsan/tsan.h"
#include "tests/module/fixture.h"

/* One question and its answer; released with answer_free(). */
struct answer {
	struct rt_tsan tsan;
	struct rt_observation observation;
	struct rt_error error;
	int code;
};

static inline void answer_free(struct answer *answer)
{
	rt_tsan_free(&answer->tsan);
	rt_error_clear(&answer->error);
}

static inline struct rt_tsan_options options_make(struct fixture *fixture)
{
	return (struct rt_tsan_options){
		.driver = "corpora/drivers/tsan.c",
		.cache = fixture->cache.data,
		.host = rt_libcs_named(&fixture->toolchains.libcs, "host"),
		.width = 16,
		.offset = 2,
	};
}

static inline struct answer ask(const struct rt_cell *cell,
				const struct rt_tsan_options *options)
{
	struct answer answer = {.error = RT_ERROR_INIT};

	answer.code = rt_tsan(&answer.tsan, cell, options, &answer.error);
	rt_tsan_observe(&answer.tsan, answer.code, &answer.error,
			&answer.observation);
	assert_int_equal(answer.observation.outcome, RT_OUTCOME_BESIDE);
	assert_string_equal(answer.observation.engine, "tsan");
	assert_true(*answer.observation.reason);
	return answer;
}

static inline struct rt_cell cell_make(struct fixture *fixture,
				       const char *source,
				       const char *toolchain, const char *flags)
{
	return (struct rt_cell){
		.source = source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = flags,
	};
}

static inline void must_run(const struct answer *answer)
{
	if (answer->code)
		print_error("%s\n%s\n", answer->error.message,
			    answer->error.detail ? answer->error.detail : "");
	assert_int_equal(answer->code, RT_OK);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tsan engine's row in the table of engines. */
#include "harness/base/text.h"
#include "harness/engine/tsan/tsan.h"

extern const struct rt_engine rt_engine_tsan;

static int ask(struct rt_tsan *result, const struct rt_question *question,
	       struct rt_error *error)
{
	struct rt_text driver = RT_TEXT_INIT;
	struct rt_tsan_options options = {
		.cache = question->cache,
		.is_store = question->stores,
		.width = question->width,
	};
	int code;

	if (question->target)
		return rt_fail(error, RT_USAGE,
			       "tsan runs the accessor: it cannot look at one "
			       "for another machine");
	if (!question->cell || !question->toolchains || !question->corpora ||
	    !question->cache)
		return rt_fail(error, RT_USAGE,
			       "tsan needs the source: an object cannot be "
			       "built again");
	options.host = rt_libcs_named(&question->toolchains->libcs, "host");
	rt_text_format(&driver, "%s/drivers/tsan.c", question->corpora);
	options.driver = rt_text_string(&driver);
	code = rt_tsan(result, question->cell, &options, error);
	rt_text_free(&driver);
	return code;
}

static int examine(const struct rt_question *question,
		   struct rt_observation *seen, void **evidence,
		   struct rt_error *error)
{
	struct rt_tsan result = {.runs = 0};
	struct rt_error why = RT_ERROR_INIT;
	int code = ask(&result, question, &why);

	(void)evidence;
	(void)error;
	rt_tsan_observe(&result, code, &why, seen);
	rt_tsan_free(&result);
	rt_error_clear(&why);
	return RT_OK;
}

const struct rt_engine rt_engine_tsan = {
	.name = "tsan",
	.examine = examine,
};

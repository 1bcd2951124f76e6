/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The step engine's row in the table of engines. */
#include <stdlib.h>

#include "harness/engine/step/step.h"

/* A failure of the engine, or of the accessor, is in @seen. */
static int examine(const struct rt_question *asked, struct rt_observation *seen,
		   void **evidence, struct rt_error *error)
{
	struct rt_question question = *asked;
	struct rt_error why = RT_ERROR_INIT;
	struct rt_step_result *result = calloc(1, sizeof(*result));
	int code = RT_OK;

	if (!result)
		return rt_no_memory(error);
	if (!question.cpu)
		code = rt_step_cpu_for(&question.cpu, NULL, question.module,
				       &why);
	if (!code)
		code = rt_step_explore(&question, result, &why);
	rt_step_observe(&question, result, code, &why, seen);
	rt_error_clear(&why);
	*evidence = result;
	return RT_OK;
}

/* The accesses of the first trace, without the other side. */
static json_t *accesses_json(const struct rt_step_result *step)
{
	json_t *accesses = json_array();

	for (unsigned i = 0; i < step->access_count && i < RT_STEP_SHOWN; i++) {
		const struct rt_step_access *access = &step->access[i];

		json_array_append_new(
			accesses,
			json_pack("{s:s, s:i, s:i, s:b, s:b}", "instruction",
				  access->text, "offset", (int)access->offset,
				  "bytes", (int)access->size, "reads",
				  access->reads, "writes", access->writes));
	}
	return accesses;
}

static json_t *json(const void *evidence, unsigned width)
{
	const struct rt_step_result *step = evidence;

	(void)width;
	if (!step)
		return json_null();
	return json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:o}", "cpu",
			 step->cpu ? step->cpu : "none", "ran", step->ran,
			 "runs", (int)step->traces, "replays",
			 (int)step->replays, "torn", (int)step->torn,
			 "access_count", (int)step->access_count, "accesses",
			 accesses_json(step));
}

const struct rt_engine rt_engine_step = {
	.name = "step",
	.is_usual = true,
	.examine = examine,
	.release = free,
	.key = "step",
	.json = json,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The codegen engine's row in the table of engines. */
#include <stdlib.h>

#include "harness/engine/codegen/codegen.h"

static void release(void *evidence)
{
	rt_codegen_free(evidence);
	free(evidence);
}

static int examine(const struct rt_question *question,
		   struct rt_observation *seen, void **evidence,
		   struct rt_error *error)
{
	struct rt_codegen *codegen = malloc(sizeof(*codegen));
	int code;

	if (!codegen)
		return rt_no_memory(error);
	code = rt_codegen(codegen, question, error);
	if (code) {
		release(codegen);
		return code;
	}
	rt_codegen_observe(codegen, seen);
	*evidence = codegen;
	return RT_OK;
}

static json_t *access_json(const struct rt_codegen_access *access)
{
	return json_pack("{s:s, s:s, s:o, s:i, s:b, s:b}", "function",
			 access->function, "instruction", access->text,
			 "offset",
			 access->is_offset_known ? json_integer(access->offset)
						 : json_null(),
			 "bytes", (int)access->width, "reads", access->is_read,
			 "writes", access->is_write);
}

static json_t *json(const void *evidence, unsigned width)
{
	const struct rt_codegen *code = evidence;
	json_t *accesses;

	(void)width;
	if (!code)
		return json_null();
	accesses = json_array();
	for (size_t i = 0; i < code->access_count; i++)
		json_array_append_new(accesses,
				      access_json(&code->accesses[i]));
	return json_pack("{s:s, s:i, s:i, s:i, s:i, s:o}", "machine",
			 code->machine, "paths", (int)code->paths,
			 "paths_whole", (int)code->ending[RT_EMITTED_WHOLE],
			 "paths_parts", (int)code->ending[RT_EMITTED_PARTS],
			 "paths_twice", (int)code->ending[RT_EMITTED_TWICE],
			 "accesses", accesses);
}

const struct rt_engine rt_engine_codegen = {
	.name = "codegen",
	.is_usual = true,
	.examine = examine,
	.release = release,
	.key = "codegen",
	.json = json,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>

#include "harness/base/json.h"
#include "reports/replay.h"
#include "reports/screen.h"

static json_t *registers_of(const struct rt_step_logged *entry)
{
	json_t *all = json_object();

	for (unsigned i = 0; i < entry->registers; i++)
		json_object_set_new(
			all, entry->before[i].name,
			json_pack("{s:o, s:o}", "before",
				  rt_json_bits(entry->before[i].value, 64),
				  "after",
				  rt_json_bits(entry->after[i].value, 64)));
	return all;
}

static json_t *accesses_of(const struct rt_replayed *done, unsigned step)
{
	json_t *all = json_array();

	for (unsigned i = 0; i < done->trace.access_count; i++) {
		const struct rt_step_access *access = &done->trace.access[i];

		if (access->step == step)
			json_array_append_new(
				all, json_pack("{s:i, s:i, s:b, s:b}", "offset",
					       (int)access->offset, "bytes",
					       (int)access->size, "reads",
					       access->reads, "writes",
					       access->writes));
	}
	return all;
}

static json_t *steps_of(const struct rt_replayed *done)
{
	const struct rt_step_log *log = done->run.log;
	unsigned width = done->run.width;
	json_t *all = json_array();

	for (unsigned step = 0; step < log->count; step++) {
		const struct rt_step_logged *entry = &log->list[step];
		rt_value left = step ? log->list[step - 1].field_after
				     : done->run.old_value;

		json_array_append_new(
			all,
			json_pack("{s:i, s:s, s:b, s:o, s:o, s:o, s:o}", "step",
				  (int)step, "instruction", entry->text,
				  "other_side_before",
				  entry->field_before != left, "registers",
				  registers_of(entry), "accesses",
				  accesses_of(done, step), "field_before",
				  rt_json_bits(entry->field_before, width),
				  "field_after",
				  rt_json_bits(entry->field_after, width)));
	}
	return all;
}

int rt_replay_print_json(const struct rt_replayed *done, struct rt_error *error)
{
	const struct rt_trial *trial = done->trial;
	const struct rt_step_run *run = &done->run;
	json_t *root = json_pack(
		"{s:s, s:s, s:s, s:s, s:i, s:b, s:o, s:o, s:o, s:i, s:i, s:i, "
		"s:b, "
		"s:o}",
		"accessor", trial->accessor, "toolchain", trial->toolchain,
		"flags", trial->flags, "direction", trial->direction, "width",
		(int)run->width, "torn", rt_replayed_is_torn(done), "old_value",
		rt_json_bits(run->old_value, run->width), "new_value",
		rt_json_bits(run->new_value, run->width), "value",
		rt_json_bits(rt_replayed_outcome(done), run->width), "offset",
		(int)run->offset, "calls", (int)run->calls, "gap", run->gap,
		"cut", run->log->is_cut, "steps", steps_of(done));

	if (!root)
		return rt_no_memory(error);
	rt_screen_json("replay", root);
	return RT_OK;
}

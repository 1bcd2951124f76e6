/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check for machines: the verdict, and all that it stands on. */
#include <inttypes.h>

#include "harness/engine/codegen/codegen.h"
#include "reports/check.h"

static json_t *hex(uint64_t value, unsigned width)
{
	return json_sprintf("0x%0*" PRIx64, (int)width / 4, value);
}

static json_t *witness_json(const struct rt_check *check)
{
	const struct rt_step_witness *witness = &check->judgement.step.witness;
	unsigned width = (unsigned)check->trial.width;

	if (!check->judgement.stepped || !check->judgement.step.has_witness)
		return json_null();
	return json_pack("{s:i, s:i, s:s, s:s, s:o, s:o, s:o}", "offset",
			 (int)witness->run.offset, "gap", witness->run.gap,
			 "before", witness->before, "after", witness->after,
			 "old_value", hex(witness->run.old_value, width),
			 "new_value", hex(witness->run.new_value, width),
			 "value", hex(witness->value, width));
}

static json_t *engines_json(const struct rt_judgement *judgement)
{
	json_t *engines = json_array();

	for (size_t i = 0; i < judgement->count; i++) {
		const struct rt_observation *seen = &judgement->seen[i];

		json_array_append_new(
			engines,
			json_pack("{s:s, s:s, s:s, s:s, s:s}", "engine",
				  seen->engine, "outcome",
				  rt_observation_word(seen->outcome), "emitted",
				  rt_emission_name(seen->emission), "permitted",
				  rt_race_name(seen->race), "reason",
				  seen->reason));
	}
	return engines;
}

/* What one run did to the field: the first, with nobody else there. */
static json_t *step_accesses_json(const struct rt_step_result *step)
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

static json_t *step_json(const struct rt_judgement *judgement)
{
	const struct rt_step_result *step = &judgement->step;

	if (!judgement->stepped)
		return json_null();
	return json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:o}", "cpu",
			 step->cpu ? step->cpu : "none", "ran", step->ran,
			 "runs", (int)step->traces, "replays",
			 (int)step->replays, "torn", (int)step->torn,
			 "access_count", (int)step->access_count, "accesses",
			 step_accesses_json(step));
}

static json_t *count_json(const struct rt_field_count *count)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "stores",
			 (json_int_t)count->stores, "loads",
			 (json_int_t)count->loads, "changes",
			 (json_int_t)count->changes, "torn",
			 (json_int_t)count->torn, "unjudged",
			 (json_int_t)count->unjudged);
}

/* The hammer under an emulator, where it raced. */
static json_t *guest_json(const struct rt_check *check)
{
	const struct rt_guest_report *report = &check->guest.report;
	unsigned width = (unsigned)check->trial.width;
	json_t *first = json_null();

	if (!check->has_guest)
		return json_null();
	if (report->subject.first.seen)
		first = json_pack(
			"{s:o, s:o, s:o}", "before",
			hex(report->subject.first.before, width), "after",
			hex(report->subject.first.after, width), "value",
			hex(report->subject.first.value, width));
	return json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:b, s:s}", "emulator",
		check->guest.emulator, "control", count_json(&report->control),
		"sound", count_json(&report->sound), "subject",
		count_json(&report->subject), "first", first, "believed",
		check->guest.is_believed, "doubt", check->guest.doubt);
}

static json_t *codegen_json(const struct rt_judgement *judgement)
{
	const struct rt_codegen *code = &judgement->code;
	json_t *accesses;

	if (!judgement->has_code)
		return json_null();
	accesses = json_array();
	for (size_t i = 0; i < code->access_count; i++) {
		const struct rt_codegen_access *access = &code->accesses[i];

		json_array_append_new(
			accesses,
			json_pack("{s:s, s:s, s:o, s:i, s:b, s:b}", "function",
				  access->function, "instruction", access->text,
				  "offset",
				  access->is_offset_known
					  ? json_integer(access->offset)
					  : json_null(),
				  "bytes", (int)access->width, "reads",
				  access->is_read, "writes", access->is_write));
	}
	return json_pack("{s:s, s:i, s:i, s:i, s:i, s:o}", "machine",
			 code->machine, "paths", (int)code->paths,
			 "paths_whole", (int)code->ending[RT_EMITTED_WHOLE],
			 "paths_parts", (int)code->ending[RT_EMITTED_PARTS],
			 "paths_twice", (int)code->ending[RT_EMITTED_TWICE],
			 "accesses", accesses);
}

static json_t *trial_json(const struct rt_check *check)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;
	json_t *json;

	rt_check_witness(check, &trial);
	rt_trial_print(&trial, &text);
	json = json_string(rt_text_string(&text));
	rt_text_free(&text);
	return json;
}

json_t *rt_check_json(const struct rt_check *check)
{
	const struct rt_trial *trial = &check->trial;
	const struct rt_judgement *judgement = &check->judgement;
	const struct rt_verdict *verdict = &judgement->verdict;
	json_t *json = json_pack(
		"{s:s, s:s, s:s, s:i, s:s, s:s, s:b, s:s, s:s, s:s, s:s}",
		"accessor", trial->accessor, "toolchain", trial->toolchain,
		"flags", trial->flags, "width", (int)trial->width, "direction",
		trial->direction, "verdict", rt_outcome_word(verdict->outcome),
		"twice", verdict->twice, "emitted",
		rt_emission_name(verdict->emitted), "permitted",
		rt_race_name(verdict->permitted), "disagreement",
		verdict->disagreement, "reason", verdict->reason);

	json_object_set_new(json, "engines", engines_json(judgement));
	json_object_set_new(json, "codegen", codegen_json(judgement));
	json_object_set_new(json, "step", step_json(judgement));
	json_object_set_new(json, "guest", guest_json(check));
	json_object_set_new(json, "witness", witness_json(check));
	json_object_set_new(json, "trial", trial_json(check));
	return json;
}

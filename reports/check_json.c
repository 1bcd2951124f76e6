/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check for machines: the verdict, and all that it stands on. */
#include "harness/base/json.h"
#include "harness/verdict/aligned.h"
#include "reports/check.h"

static json_t *witness_json(const struct rt_check *check)
{
	const struct rt_step_result *step =
		rt_judgement_step(&check->judgement);
	unsigned width = (unsigned)check->trial.width;
	const struct rt_step_witness *witness;

	if (!step || !step->has_witness)
		return json_null();
	witness = &step->witness;
	return json_pack(
		"{s:i, s:i, s:i, s:s, s:s, s:o, s:o, s:o}", "offset",
		(int)witness->run.offset, "calls", (int)witness->run.calls,
		"gap", witness->run.gap, "before", witness->before, "after",
		witness->after, "old_value",
		rt_json_bits(witness->run.old_value, width), "new_value",
		rt_json_bits(witness->run.new_value, width), "value",
		rt_json_bits(witness->value, width));
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

/* Each engine's evidence under its key, null where it was not asked. */
static void add_evidence(json_t *json, const struct rt_check *check)
{
	for (int i = 0; rt_engines[i]; i++)
		if (rt_engines[i]->json)
			json_object_set_new(
				json, rt_engines[i]->key,
				rt_engines[i]->json(
					rt_judgement_evidence(&check->judgement,
							      rt_engines[i]),
					(unsigned)check->trial.width));
}

/* Which ways step has run through is known when both were asked. */
static void add_runs(json_t *json, const struct rt_judgement *judgement)
{
	const struct rt_codegen *codegen = rt_judgement_codegen(judgement);
	json_t *ways =
		json_object_get(json_object_get(json, "codegen"), "ways");

	for (size_t i = 0; i < json_array_size(ways); i++) {
		int ran =
			rt_judgement_ran(judgement, &codegen->account->way[i]);

		json_object_set_new(json_array_get(ways, i), "run",
				    ran < 0 ? json_null() : json_boolean(ran));
	}
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
		"{s:s, s:s, s:s, s:i, s:s, s:s, s:b, s:b, s:b, s:b, s:s, s:s, "
		"s:s, s:s, s:s, s:s}",
		"accessor", trial->accessor, "toolchain", trial->toolchain,
		"flags", trial->flags, "width", (int)trial->width, "direction",
		trial->direction, "verdict", rt_outcome_word(verdict->outcome),
		"twice", verdict->twice, "partial", verdict->partial,
		"lost_update", verdict->loses_update, "overwrites",
		verdict->overwrites, "aligned",
		rt_aligned_word(verdict->aligned), "emitted",
		rt_emission_name(verdict->emitted), "permitted",
		rt_race_name(verdict->permitted), "disagreement",
		verdict->disagreement, "open", verdict->open, "reason",
		verdict->reason);

	json_object_set_new(json, "engines", engines_json(judgement));
	add_evidence(json, check);
	add_runs(json, judgement);
	json_object_set_new(json, "witness", witness_json(check));
	json_object_set_new(json, "trial", trial_json(check));
	return json;
}

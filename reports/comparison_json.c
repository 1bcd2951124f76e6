/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/comparison.h"

#include "harness/base/json.h"

static json_t *witness_json(const struct rt_witness *witness, unsigned width)
{
	if (!witness->seen)
		return json_null();
	return json_pack("{s:i, s:i, s:s, s:s, s:o, s:o, s:o}", "offset",
			 (int)witness->offset, "gap", (int)witness->gap,
			 "before", witness->before, "after", witness->after,
			 "old_value", rt_json_bits(witness->old_value, width),
			 "new_value", rt_json_bits(witness->new_value, width),
			 "value", rt_json_bits(witness->value, width));
}

static json_t *answer_json(const struct rt_compared_answer *answer,
			   unsigned width)
{
	if (answer->outcome == RT_OUTCOME_NONE)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:o}", "outcome",
			 rt_outcome_word(answer->outcome), "reason",
			 answer->reason, "emitted", answer->emitted,
			 "disagreement", answer->disagreement, "provider",
			 answer->provider, "instructions",
			 (int)answer->instructions, "run",
			 (json_int_t)answer->run, "witness",
			 witness_json(&answer->witness, width));
}

static json_t *row_json(const struct rt_compared *row)
{
	struct rt_text name = RT_TEXT_INIT;
	json_t *json;

	rt_compared_name(row, &name);
	json = json_pack(
		"{s:s, s:s, s:s, s:s, s:i, s:s, s:i, s:o, s:o, s:s}", "cell",
		rt_text_string(&name), "block", row->title, "toolchain",
		row->toolchain, "flags", row->flags, "width", (int)row->width,
		"direction", row->direction, "misaligned", (int)row->misaligned,
		"before", answer_json(&row->answer[RT_BEFORE], row->width),
		"after", answer_json(&row->answer[RT_AFTER], row->width),
		"change", rt_change_word(rt_compared_change(row)));
	rt_text_free(&name);
	return json;
}

static json_t *tally_json(const struct rt_change_tally *tally)
{
	json_t *json = json_object();

	for (int i = RT_CHANGE_UNCHANGED; i < RT_CHANGES; i++)
		json_object_set_new(json, rt_change_word((enum rt_change)i),
				    json_integer((json_int_t)tally->change[i]));
	return json;
}

static json_t *commits_json(const struct rt_comparison *comparison)
{
	json_t *commits = json_array();

	for (size_t i = 0; i < comparison->commits; i++)
		json_array_append_new(
			commits,
			json_pack("{s:s, s:o}", "commit",
				  comparison->commit[i].text, "changes",
				  tally_json(&comparison->commit[i].tally)));
	return commits;
}

static json_t *cost_json(const struct rt_comparison *comparison)
{
	const struct rt_compared_cost *cost = &comparison->cost;
	struct rt_text name = RT_TEXT_INIT;
	json_t *json;

	if (!cost->is_measured)
		return json_null();
	rt_compared_name(&comparison->row[cost->row], &name);
	json = json_pack(
		"{s:s, s:[f, f], s:o}", "cell", rt_text_string(&name), "alone",
		cost->alone[RT_BEFORE], cost->alone[RT_AFTER], "contended",
		cost->is_contended
			? json_pack("[f, f]", cost->contended[RT_BEFORE],
				    cost->contended[RT_AFTER])
			: json_null());
	rt_text_free(&name);
	return json;
}

json_t *rt_comparison_json(const struct rt_comparison *comparison)
{
	struct rt_text sentence = RT_TEXT_INIT;
	json_t *rows = json_array(), *json;

	rt_change_sentence(&comparison->tally, &sentence);
	for (size_t i = 0; i < comparison->count; i++)
		json_array_append_new(rows, row_json(&comparison->row[i]));
	json = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:i, s:i, s:i, "
			 "s:i, s:b, s:o, s:o, s:o, "
			 "s:o}",
			 "sentence", rt_text_string(&sentence), "before",
			 comparison->label[RT_BEFORE], "after",
			 comparison->label[RT_AFTER], "baseline",
			 comparison->baseline, "baseline_gone",
			 (int)comparison->gone, "baseline_added",
			 (int)comparison->added, "command", comparison->command,
			 "cells", (int)comparison->count, "rows_missing",
			 (int)comparison->rows_missing, "shards_missing",
			 (int)comparison->shards_missing, "worse",
			 (int)comparison->tally.worse, "earned",
			 rt_change_is_earned(&comparison->tally), "changes",
			 tally_json(&comparison->tally), "commits",
			 commits_json(comparison), "cost",
			 cost_json(comparison), "rows", rows);
	rt_text_free(&sentence);
	return json;
}

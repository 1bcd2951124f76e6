/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/comparison.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/trial/trial.h"

static const char *const sides[RT_SIDES] = {
	[RT_BEFORE] = "before",
	[RT_AFTER] = "after",
};

int rt_comparison_new(struct rt_comparison *comparison, size_t rows,
		      struct rt_error *error)
{
	*comparison = (struct rt_comparison){.count = rows};
	comparison->row = calloc(rows + 1, sizeof(*comparison->row));
	if (comparison->row)
		return RT_OK;
	comparison->count = 0;
	return rt_no_memory(error);
}

void rt_comparison_free(struct rt_comparison *comparison)
{
	free(comparison->row);
	*comparison = (struct rt_comparison){.count = 0};
}

void rt_comparison_count(struct rt_comparison *comparison)
{
	comparison->tally = (struct rt_change_tally){.cells = 0};
	for (size_t i = 0; i < comparison->count; i++)
		rt_change_count(&comparison->tally,
				comparison->row[i].answer[RT_BEFORE].outcome,
				comparison->row[i].answer[RT_AFTER].outcome);
}

enum rt_change rt_compared_change(const struct rt_compared *row)
{
	return rt_change_of(row->answer[RT_BEFORE].outcome,
			    row->answer[RT_AFTER].outcome);
}

void rt_compared_name(const struct rt_compared *row, struct rt_text *text)
{
	bool is_usual = row->width == 16 && !strcmp(row->direction, "load");

	if (!is_usual)
		rt_text_format(text, "%s%u ", row->direction, row->width);
	if (row->misaligned)
		rt_text_format(text, "+%u ", row->misaligned);
	rt_text_add(text, row->toolchain);
	if (*row->flags)
		rt_text_format(text, " %s", row->flags);
}

static const char *verdict_word(enum rt_outcome outcome)
{
	switch (outcome) {
	case RT_OUTCOME_TWICE:
		return rt_outcome_word(RT_OUTCOME_ATOMIC);
	case RT_OUTCOME_NO_BUILD:
		return rt_outcome_word(RT_OUTCOME_ERROR);
	default:
		return rt_outcome_word(outcome);
	}
}

static char *print_trial(const struct rt_comparison *comparison,
			 const struct rt_compared *row, const char *accessor)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;

	rt_trial_init(&trial);
	snprintf(trial.accessor, sizeof(trial.accessor), "%s", accessor);
	snprintf(trial.toolchain, sizeof(trial.toolchain), "%s",
		 row->toolchain);
	snprintf(trial.flags, sizeof(trial.flags), "%s", row->flags);
	snprintf(trial.direction, sizeof(trial.direction), "%s",
		 row->direction);
	trial.width = row->width;
	snprintf(trial.within, sizeof(trial.within), "%s", comparison->within);
	snprintf(trial.beside, sizeof(trial.beside), "%s", comparison->beside);
	trial.align = comparison->align;
	if (row->misaligned)
		trial.offset = row->misaligned;
	rt_trial_print(&trial, &text);
	return text.data;
}

static void take_place(struct rt_run *run,
		       const struct rt_comparison *comparison,
		       const struct rt_compared *row, int side)
{
	const struct rt_shard *shard = &comparison->shard;

	snprintf(run->title, sizeof(run->title), "%s%s%s", sides[side],
		 *row->title ? ": " : "", row->title);
	snprintf(run->comparison, sizeof(run->comparison), "%s",
		 comparison->command);
	snprintf(run->side, sizeof(run->side), "%s", sides[side]);
	snprintf(run->block, sizeof(run->block), "%s", row->title);
	run->row = row->number;
	run->shard = shard->count ? (unsigned)shard->index + 1 : 0;
	run->shards = (unsigned)shard->count;
	run->rows = (unsigned)comparison->rows;
}

void rt_compared_to_run(const struct rt_comparison *comparison, size_t index,
			int side, struct rt_run *run)
{
	const struct rt_compared *row = &comparison->row[index];
	const char *accessor = comparison->label[side];
	const struct rt_compared_answer *answer = &row->answer[side];

	take_place(run, comparison, row, side);
	snprintf(run->kind, sizeof(run->kind), "compare");
	snprintf(run->accessor, sizeof(run->accessor), "%s", accessor);
	snprintf(run->toolchain, sizeof(run->toolchain), "%s", row->toolchain);
	snprintf(run->flags, sizeof(run->flags), "%s", row->flags);
	snprintf(run->verdict, sizeof(run->verdict), "%s",
		 verdict_word(answer->outcome == RT_OUTCOME_FAULTY
				      ? answer->verdict
				      : answer->outcome));
	snprintf(run->outcome, sizeof(run->outcome), "%s",
		 rt_outcome_word(answer->outcome));
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s",
		 answer->reason);
	snprintf(run->emitted, sizeof(run->emitted), "%s", answer->emitted);
	snprintf(run->emulator, sizeof(run->emulator), "%s", answer->emulator);
	snprintf(run->disagreement, sizeof(run->disagreement), "%s",
		 answer->disagreement);
	snprintf(run->provider, sizeof(run->provider), "%s", answer->provider);
	snprintf(run->subject, sizeof(run->subject), "%s", answer->subject);
	run->twice = answer->twice;
	run->witness = answer->witness;
	run->trial = print_trial(comparison, row, accessor);
}

static void take_answer(struct rt_compared_answer *answer,
			const struct rt_run *run)
{
	answer->outcome = rt_outcome_named(run->outcome, strlen(run->outcome));
	if (answer->outcome == RT_OUTCOMES)
		answer->outcome = RT_OUTCOME_NONE;
	answer->verdict = rt_outcome_named(run->verdict, strlen(run->verdict));
	answer->twice = run->twice;
	answer->run = run->id;
	answer->witness = run->witness;
	snprintf(answer->reason, sizeof(answer->reason), "%s",
		 run->verdict_reason);
	snprintf(answer->emitted, sizeof(answer->emitted), "%s", run->emitted);
	snprintf(answer->emulator, sizeof(answer->emulator), "%s",
		 run->emulator);
	snprintf(answer->disagreement, sizeof(answer->disagreement), "%s",
		 run->disagreement);
	snprintf(answer->provider, sizeof(answer->provider), "%s",
		 run->provider);
	snprintf(answer->subject, sizeof(answer->subject), "%s", run->subject);
}

static int side_named(const char *word)
{
	int side = 0;

	while (side < RT_SIDES && strcmp(sides[side], word))
		side++;
	return side;
}

bool rt_compared_from_run(struct rt_compared *row, int *side,
			  const struct rt_run *run)
{
	const char *text = run->trial ? run->trial : "";
	struct rt_trial trial;
	struct rt_trial usual;

	rt_trial_init(&usual);
	*row = (struct rt_compared){.number = run->row};
	*side = side_named(run->side);
	if (*side == RT_SIDES ||
	    rt_trial_parse(&trial, text, strlen(text), "", NULL))
		return false;
	snprintf(row->title, sizeof(row->title), "%s", run->block);
	snprintf(row->toolchain, sizeof(row->toolchain), "%s", run->toolchain);
	snprintf(row->flags, sizeof(row->flags), "%s", run->flags);
	snprintf(row->direction, sizeof(row->direction), "%s", trial.direction);
	row->width = (unsigned)trial.width;
	if (trial.offset != usual.offset)
		row->misaligned = (unsigned)trial.offset;
	take_answer(&row->answer[*side], run);
	return true;
}

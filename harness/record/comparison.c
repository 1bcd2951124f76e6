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

/* As a verdict it is an error; the reason says that it was not built. */
static const char unbuilt[] = "does not build: ";

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
				comparison->row[i].look[RT_BEFORE].outcome,
				comparison->row[i].look[RT_AFTER].outcome);
}

enum rt_change rt_compared_change(const struct rt_compared *row)
{
	return rt_change_of(row->look[RT_BEFORE].outcome,
			    row->look[RT_AFTER].outcome);
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

static char *print_trial(const struct rt_compared *row, const char *accessor)
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
	if (row->misaligned)
		trial.offset = row->misaligned;
	rt_trial_print(&trial, &text);
	return text.data;
}

void rt_compared_to_run(const struct rt_comparison *comparison, size_t index,
			int side, struct rt_run *run)
{
	const struct rt_compared *row = &comparison->row[index];
	const char *accessor = comparison->label[side];
	const struct rt_compared_look *look = &row->look[side];
	bool is_unbuilt = look->outcome == RT_OUTCOME_NO_BUILD;

	snprintf(run->kind, sizeof(run->kind), "compare");
	snprintf(run->title, sizeof(run->title), "%s%s%s", sides[side],
		 *row->title ? ": " : "", row->title);
	snprintf(run->accessor, sizeof(run->accessor), "%s", accessor);
	snprintf(run->toolchain, sizeof(run->toolchain), "%s", row->toolchain);
	snprintf(run->flags, sizeof(run->flags), "%s", row->flags);
	snprintf(run->verdict, sizeof(run->verdict), "%s",
		 verdict_word(look->outcome));
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s%s",
		 is_unbuilt ? unbuilt : "", look->reason);
	snprintf(run->emitted, sizeof(run->emitted), "%s", look->emitted);
	snprintf(run->disagreement, sizeof(run->disagreement), "%s",
		 look->disagreement);
	snprintf(run->provider, sizeof(run->provider), "%s", look->provider);
	run->twice = look->outcome == RT_OUTCOME_TWICE;
	run->witness = look->witness;
	run->trial = print_trial(row, accessor);
}

static enum rt_outcome outcome_of(const struct rt_run *run)
{
	enum rt_outcome outcome =
		rt_outcome_named(run->verdict, strlen(run->verdict));

	if (outcome == RT_OUTCOMES)
		return RT_OUTCOME_NONE;
	if (outcome == RT_OUTCOME_ATOMIC && run->twice)
		return RT_OUTCOME_TWICE;
	if (outcome == RT_OUTCOME_ERROR &&
	    !strncmp(run->verdict_reason, unbuilt, strlen(unbuilt)))
		return RT_OUTCOME_NO_BUILD;
	return outcome;
}

static void take_look(struct rt_compared_look *look, const struct rt_run *run)
{
	const char *reason = run->verdict_reason;

	look->outcome = outcome_of(run);
	look->run = run->id;
	look->witness = run->witness;
	if (look->outcome == RT_OUTCOME_NO_BUILD)
		reason += strlen(unbuilt);
	snprintf(look->reason, sizeof(look->reason), "%s", reason);
	snprintf(look->emitted, sizeof(look->emitted), "%s", run->emitted);
	snprintf(look->disagreement, sizeof(look->disagreement), "%s",
		 run->disagreement);
	snprintf(look->provider, sizeof(look->provider), "%s", run->provider);
}

/* The side that @title begins with, and the block's title behind it. */
static int read_title(struct rt_compared *row, const char *title)
{
	for (int side = 0; side < RT_SIDES; side++) {
		size_t length = strlen(sides[side]);

		if (strncmp(title, sides[side], length))
			continue;
		if (!strncmp(title + length, ": ", 2))
			snprintf(row->title, sizeof(row->title), "%s",
				 title + length + 2);
		return side;
	}
	return RT_SIDES;
}

bool rt_compared_from_run(struct rt_compared *row, int *side,
			  const struct rt_run *run)
{
	const char *text = run->trial ? run->trial : "";
	struct rt_trial trial;
	struct rt_trial usual;

	rt_trial_init(&usual);
	*row = (struct rt_compared){.width = 0};
	*side = read_title(row, run->title);
	if (*side == RT_SIDES ||
	    rt_trial_parse(&trial, text, strlen(text), "", NULL))
		return false;
	snprintf(row->toolchain, sizeof(row->toolchain), "%s", run->toolchain);
	snprintf(row->flags, sizeof(row->flags), "%s", run->flags);
	snprintf(row->direction, sizeof(row->direction), "%s", trial.direction);
	row->width = (unsigned)trial.width;
	if (trial.offset != usual.offset)
		row->misaligned = (unsigned)trial.offset;
	take_look(&row->look[*side], run);
	return true;
}

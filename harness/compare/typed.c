/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/typed.h"

#include <stdio.h>

#include "harness/compare/compare.h"

/* The row as a trial, with the flags as its cell is called. */
static void take_row(struct rt_trial *trial, const struct rt_compare *compare,
		     const struct rt_compared *row)
{
	const struct rt_comparison *comparison = &compare->comparison;

	rt_trial_init(trial);
	snprintf(trial->accessor, sizeof(trial->accessor), "%s",
		 compare->side[RT_AFTER].accessor);
	snprintf(trial->toolchain, sizeof(trial->toolchain), "%s",
		 row->toolchain);
	snprintf(trial->flags, sizeof(trial->flags), "%s", row->flags);
	snprintf(trial->direction, sizeof(trial->direction), "%s",
		 row->direction);
	trial->width = row->width;
	snprintf(trial->within, sizeof(trial->within), "%s",
		 comparison->within);
	snprintf(trial->beside, sizeof(trial->beside), "%s",
		 comparison->beside);
	trial->align = comparison->align;
	if (row->misaligned)
		trial->offset = row->misaligned;
}

void rt_compare_typed(const struct rt_compare *compare, size_t index,
		      struct rt_text *text)
{
	const struct rt_compared *row = &compare->comparison.row[index];
	struct rt_subject_words words = compare->side[RT_AFTER].words;
	struct rt_trial trial;

	if (compare->options->tree || compare->options->from)
		return;
	if (compare->row[index].stores)
		words.load = NULL;
	else
		words.store = NULL;
	take_row(&trial, compare, row);
	rt_subject_typed(text, &words, &trial, true);
	if (compare->options->once)
		rt_text_add(text, " --once");
}

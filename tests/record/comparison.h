/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison for tests: rows of one toolchain, told apart by a define. */
#ifndef RT_TESTS_RECORD_COMPARISON_H
#define RT_TESTS_RECORD_COMPARISON_H

#include <stdio.h>

#include "harness/record/comparison.h"

static inline void sample_row(struct rt_comparison *comparison, size_t index,
			      enum rt_outcome before, enum rt_outcome after)
{
	struct rt_compared *row = &comparison->row[index];

	*row = (struct rt_compared){
		.toolchain = "gcc-12+musl",
		.direction = "load",
		.width = 16,
		.number = (unsigned)index + 1,
		.answer = {{.outcome = before}, {.outcome = after}},
	};
	snprintf(row->flags, sizeof(row->flags), "-O2 -DROW=%zu", index);
	for (int i = 0; i < RT_SIDES; i++)
		snprintf(row->answer[i].reason, sizeof(row->answer[i].reason),
			 "reason %d of row %zu", i, index);
}

/* @rows that are fixed, one after the other. */
static inline void sample_comparison(struct rt_comparison *comparison,
				     size_t rows)
{
	if (rt_comparison_new(comparison, rows, NULL))
		return;
	comparison->has_before = true;
	snprintf(comparison->label[RT_BEFORE], 256, "memcpy");
	snprintf(comparison->label[RT_AFTER], 256, "__builtin_memcpy");
	for (size_t i = 0; i < rows; i++)
		sample_row(comparison, i, RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC);
	rt_comparison_count(comparison);
}

#endif

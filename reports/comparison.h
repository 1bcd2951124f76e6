/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A comparison as a table for people, as JSON, and in the two formats that CI
 * systems read. Each only reads the comparison. Any thread; running out of
 * memory is remembered by the struct rt_text.
 */
#ifndef RT_REPORTS_COMPARISON_H
#define RT_REPORTS_COMPARISON_H

#include <jansson.h>
#include <stdbool.h>

#include "harness/base/text.h"
#include "harness/record/comparison.h"

/*
 * The sentence, what got worse, and a row a cell: at most 80 columns. Unless
 * @all is set, the unchanged cells of a block that say the same are one row.
 */
void rt_comparison_text(const struct rt_comparison *comparison, bool colour,
			bool all, struct rt_text *out);

/* A new reference, NULL without memory. */
json_t *rt_comparison_json(const struct rt_comparison *comparison);

/*
 * JUnit XML as Jenkins, GitLab and GitHub's reporters read it: a test case a
 * cell, which fails when it is torn or got worse, is in error when it could
 * not be judged, and is skipped when it was not looked at.
 */
void rt_comparison_junit(const struct rt_comparison *comparison,
			 struct rt_text *out);

/* TAP version 13 (testanything.org), with the same rules. */
void rt_comparison_tap(const struct rt_comparison *comparison,
		       struct rt_text *out);

/* How a CI system has to take a row; what both formats are made of. */
enum rt_comparison_result {
	RT_RESULT_PASSED,
	RT_RESULT_FAILED, /* torn, or worse than before */
	RT_RESULT_ERROR,  /* inconclusive, crashed or not built */
	RT_RESULT_SKIPPED,
};

enum rt_comparison_result rt_compared_result(
	const struct rt_comparison *comparison, const struct rt_compared *row);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison for CI systems: JUnit XML and TAP. */
#include "reports/comparison.h"

#include <string.h>

#include "reports/layout.h"
#include "reports/xml.h"

enum rt_comparison_result rt_compared_result(
	const struct rt_comparison *comparison, const struct rt_compared *row)
{
	enum rt_change change = rt_compared_change(row);

	if (rt_change_is_worse(change))
		return RT_RESULT_FAILED;
	switch (row->answer[RT_AFTER].outcome) {
	case RT_OUTCOME_NONE:
		return RT_RESULT_SKIPPED;
	case RT_OUTCOME_ATOMIC:
	case RT_OUTCOME_TWICE:
		return RT_RESULT_PASSED;
	case RT_OUTCOME_TORN:
	case RT_OUTCOME_FAULTY:
		return comparison->is_baseline ? RT_RESULT_PASSED
					       : RT_RESULT_FAILED;
	case RT_OUTCOME_NO_BUILD:
		return RT_RESULT_ERROR;
	default:
		return comparison->is_baseline && change != RT_CHANGE_UNSETTLED
			       ? RT_RESULT_PASSED
			       : RT_RESULT_ERROR;
	}
}

/* "torn before and after: REASON": one line for a failure. */
static void say_story(const struct rt_compared *row, struct rt_text *out)
{
	const struct rt_compared_answer *before = &row->answer[RT_BEFORE];
	const struct rt_compared_answer *after = &row->answer[RT_AFTER];

	if (before->outcome != RT_OUTCOME_NONE)
		rt_text_format(out, "%s: %s before, %s after",
			       rt_change_word(rt_compared_change(row)),
			       rt_outcome_word(before->outcome),
			       rt_outcome_word(after->outcome));
	else
		rt_text_add(out, rt_outcome_word(after->outcome));
	if (*after->reason)
		rt_text_format(out, "; %s", after->reason);
}

static void add_case_result(struct rt_text *out,
			    enum rt_comparison_result result, const char *story)
{
	static const char *const elements[] = {
		[RT_RESULT_FAILED] = "failure",
		[RT_RESULT_ERROR] = "error",
		[RT_RESULT_SKIPPED] = "skipped",
	};

	rt_text_format(out, "    <%s", elements[result]);
	rt_xml_attribute(out, "message", story);
	rt_text_add(out, "/>\n");
}

static void add_case(struct rt_text *out,
		     const struct rt_comparison *comparison,
		     const struct rt_compared *row)
{
	enum rt_comparison_result result = rt_compared_result(comparison, row);
	struct rt_text name = RT_TEXT_INIT, story = RT_TEXT_INIT;

	rt_compared_name(row, &name);
	say_story(row, &story);
	rt_text_add(out, "  <testcase");
	rt_xml_attribute(out, "classname",
			 *row->title ? row->title : "ringtear");
	rt_xml_attribute(out, "name", rt_text_string(&name));
	if (result == RT_RESULT_PASSED) {
		rt_text_add(out, "/>\n");
	} else {
		rt_text_add(out, ">\n");
		add_case_result(out, result, rt_text_string(&story));
		rt_text_add(out, "  </testcase>\n");
	}
	rt_text_free(&name);
	rt_text_free(&story);
}

static void add_count(struct rt_text *out, const char *name, size_t count)
{
	rt_text_format(out, " %s=\"%zu\"", name, count);
}

void rt_comparison_junit(const struct rt_comparison *comparison,
			 struct rt_text *out)
{
	size_t counts[RT_RESULT_SKIPPED + 1] = {0};
	struct rt_layout layout;

	rt_layout_begin(&layout);
	for (size_t i = 0; i < comparison->count; i++)
		counts[rt_compared_result(comparison, &comparison->row[i])]++;
	rt_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<testsuite");
	rt_xml_attribute(out, "name", "ringtear compare");
	add_count(out, "tests", comparison->count);
	add_count(out, "failures", counts[RT_RESULT_FAILED]);
	add_count(out, "errors", counts[RT_RESULT_ERROR]);
	add_count(out, "skipped", counts[RT_RESULT_SKIPPED]);
	rt_text_add(out, ">\n");
	for (size_t i = 0; i < comparison->count; i++)
		add_case(out, comparison, &comparison->row[i]);
	rt_text_add(out, "</testsuite>\n");
	rt_layout_end(&layout);
}

/* A # would begin a directive, and TAP 13 has no way to escape it. */
static void add_description(struct rt_text *out, const char *text)
{
	struct rt_text clean = RT_TEXT_INIT;

	rt_layout_clean_line(&clean, text);
	for (const char *at = rt_text_string(&clean); *at; at++)
		rt_text_append(out, *at == '#' ? "." : at, 1);
	rt_text_free(&clean);
}

static void add_point(struct rt_text *out,
		      const struct rt_comparison *comparison, size_t index)
{
	const struct rt_compared *row = &comparison->row[index];
	enum rt_comparison_result result = rt_compared_result(comparison, row);
	struct rt_text name = RT_TEXT_INIT, story = RT_TEXT_INIT;
	bool is_bad = result == RT_RESULT_FAILED || result == RT_RESULT_ERROR;

	rt_compared_name(row, &name);
	say_story(row, &story);
	rt_text_format(out, "%sok %zu - ", is_bad ? "not " : "", index + 1);
	add_description(out, rt_text_string(&name));
	if (result == RT_RESULT_SKIPPED)
		rt_text_add(out, " # SKIP not looked at");
	rt_text_add(out, "\n");
	if (is_bad) {
		rt_text_add(out, "# ");
		rt_layout_clean_line(out, rt_text_string(&story));
		rt_text_add(out, "\n");
	}
	rt_text_free(&name);
	rt_text_free(&story);
}

void rt_comparison_tap(const struct rt_comparison *comparison,
		       struct rt_text *out)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	rt_text_format(out, "TAP version 13\n1..%zu\n", comparison->count);
	for (size_t i = 0; i < comparison->count; i++)
		add_point(out, comparison, i);
	rt_layout_end(&layout);
}

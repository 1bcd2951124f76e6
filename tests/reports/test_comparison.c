/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "reports/comparison.h"
#include "tests/record/comparison.h"

/* Every outcome, a hostile name and reason, and a name that is too long. */
static void make(struct rt_comparison *comparison)
{
	sample_comparison(comparison, 8);
	sample_row(comparison, 1, RT_OUTCOME_ATOMIC, RT_OUTCOME_TORN);
	sample_row(comparison, 2, RT_OUTCOME_ATOMIC, RT_OUTCOME_ATOMIC);
	sample_row(comparison, 3, RT_OUTCOME_TORN, RT_OUTCOME_TORN);
	sample_row(comparison, 4, RT_OUTCOME_ATOMIC, RT_OUTCOME_INCONCLUSIVE);
	sample_row(comparison, 5, RT_OUTCOME_ATOMIC, RT_OUTCOME_NO_BUILD);
	sample_row(comparison, 6, RT_OUTCOME_NONE, RT_OUTCOME_NONE);
	snprintf(comparison->row[1].flags, 512,
		 "-DX='<a href=\"x\">&#0;\033[31m' # skip \xff");
	snprintf(comparison->row[1].answer[RT_AFTER].reason, 256,
		 "]]> <b>\"&\n\001not ok 1");
	snprintf(comparison->row[3].flags, 512,
		 "-O2 -DA_VERY_LONG_NAME_OF_A_MACRO_THAT_GOES_ON_AND_ON=1 "
		 "-DAND_ANOTHER_ONE_BEHIND_IT_THAT_IS_NOT_SHORT=2");
	snprintf(comparison->row[4].title, 48, "other <block>");
	rt_comparison_count(comparison);
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		found++;
	return found;
}

static void says(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("not said: %s\n%s", what, text);
}

static void the_table_fits_and_names_what_is_worse(void **state)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_comparison comparison;

	(void)state;
	make(&comparison);
	rt_comparison_text(&comparison, false, true, &text);
	assert_non_null(text.data);
	for (const char *at = text.data; *at; at += strcspn(at, "\n") + 1)
		if (strcspn(at, "\n") > 80)
			fail_msg("%s", at);
	assert_null(strchr(text.data, '\033'));
	says(text.data, "fixes 2 of 3 torn cells, regresses 1");
	says(text.data, "\nregressed gcc-12+musl -DX=");
	says(text.data, "\nbroken    gcc-12+musl -O2 -DROW=5: reason 1");
	says(text.data, "\n  other <block>:\n");
	says(text.data, "not settled\n");
	says(text.data, "still torn\n");
	rt_text_free(&text);
	rt_comparison_free(&comparison);
}

static void colour_is_only_where_it_was_asked_for(void **state)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_comparison comparison;

	(void)state;
	sample_comparison(&comparison, 2);
	rt_comparison_text(&comparison, true, true, &text);
	assert_int_equal(count(text.data, "\033[32mfixed\033[0m"), 2);
	rt_text_free(&text);
	rt_comparison_free(&comparison);
}

static void json_has_every_row(void **state)
{
	struct rt_comparison comparison;
	json_t *json, *rows;
	char *dumped;

	(void)state;
	make(&comparison);
	comparison.row[1].flags[0] = '\0';
	json = rt_comparison_json(&comparison);
	assert_non_null(json);
	rows = json_object_get(json, "rows");
	assert_int_equal(json_array_size(rows), 8);
	assert_string_equal(json_string_value(json_object_get(
				    json_array_get(rows, 0), "change")),
			    "fixed");
	assert_true(json_is_null(
		json_object_get(json_array_get(rows, 6), "after")));
	dumped = json_dumps(json, 0);
	assert_non_null(dumped);
	free(dumped);
	json_decref(json);
	rt_comparison_free(&comparison);
}

static void junit_is_escaped_and_counted(void **state)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_comparison comparison;

	(void)state;
	make(&comparison);
	rt_comparison_junit(&comparison, &text);
	says(text.data,
	     "tests=\"8\" failures=\"3\" errors=\"1\" skipped=\"1\"");
	assert_int_equal(count(text.data, "<testcase "), 8);
	assert_int_equal(count(text.data, "<failure "), 3);
	assert_int_equal(count(text.data, "<error "), 1);
	assert_int_equal(count(text.data, "<skipped "), 1);
	says(text.data, "classname=\"other &lt;block&gt;\"");
	says(text.data, "-DX=");
	assert_null(strstr(text.data, "<a href"));
	assert_null(strstr(text.data, "<b>"));
	assert_null(strpbrk(text.data, "\001\033\xff"));
	rt_text_free(&text);
	rt_comparison_free(&comparison);
}

static void tap_keeps_its_plan(void **state)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_comparison comparison;

	(void)state;
	make(&comparison);
	rt_comparison_tap(&comparison, &text);
	assert_int_equal(strncmp(text.data, "TAP version 13\n1..8\n", 20), 0);
	assert_int_equal(count(text.data, "\nok "), 4);
	assert_int_equal(count(text.data, "\nnot ok "), 4);
	assert_int_equal(count(text.data, " # SKIP"), 1);
	assert_null(strstr(text.data, "# skip"));
	rt_text_free(&text);
	rt_comparison_free(&comparison);
}

static void a_baseline_forgives_what_was_torn(void **state)
{
	struct rt_comparison comparison;

	(void)state;
	make(&comparison);
	assert_int_equal(rt_compared_result(&comparison, &comparison.row[3]),
			 RT_RESULT_FAILED);
	comparison.is_baseline = true;
	assert_int_equal(rt_compared_result(&comparison, &comparison.row[3]),
			 RT_RESULT_PASSED);
	assert_int_equal(rt_compared_result(&comparison, &comparison.row[1]),
			 RT_RESULT_FAILED);
	assert_int_equal(rt_compared_result(&comparison, &comparison.row[4]),
			 RT_RESULT_ERROR);
	rt_comparison_free(&comparison);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_fits_and_names_what_is_worse),
		cmocka_unit_test(colour_is_only_where_it_was_asked_for),
		cmocka_unit_test(json_has_every_row),
		cmocka_unit_test(junit_is_escaped_and_counted),
		cmocka_unit_test(tap_keeps_its_plan),
		cmocka_unit_test(a_baseline_forgives_what_was_torn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

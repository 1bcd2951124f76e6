/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/rows.h"
#include "bench/samples.h"

static void quantiles_are_samples_by_nearest_rank(void **state)
{
	struct rt_samples samples = {.count = 0};

	(void)state;
	assert_true(isnan(rt_samples_quantile(&samples, 0.5)));
	for (int i = 100; i >= 1; i--)
		rt_samples_add(&samples, i);
	assert_true(rt_samples_quantile(&samples, 0) == 1);
	assert_true(rt_samples_quantile(&samples, 0.5) == 50);
	assert_true(rt_samples_quantile(&samples, 0.95) == 95);
	assert_true(rt_samples_quantile(&samples, 1) == 100);
	assert_true(rt_samples_sum(&samples) == 5050);
	assert_true(samples.value[0] == 100);
}

static void runs_that_never_ended_come_last(void **state)
{
	struct rt_samples samples = {.count = 0};

	(void)state;
	rt_samples_add(&samples, INFINITY);
	rt_samples_add(&samples, 3);
	rt_samples_add(&samples, INFINITY);
	assert_true(rt_samples_quantile(&samples, 0) == 3);
	assert_true(isinf(rt_samples_quantile(&samples, 0.5)));
}

static void samples_past_the_room_are_dropped(void **state)
{
	struct rt_samples samples = {.count = 0};

	(void)state;
	for (int i = 0; i < rt_samples_most + 10; i++)
		rt_samples_add(&samples, 1);
	assert_int_equal(samples.count, rt_samples_most);
}

static bool met(enum rt_bar bar, double value)
{
	const struct rt_row row = {.value = value, .bar = bar, .wanted = 20};

	return rt_row_met(&row);
}

static void bars_are_what_their_signs_say(void **state)
{
	(void)state;
	assert_true(met(RT_BAR_AT_LEAST, 20));
	assert_false(met(RT_BAR_AT_LEAST, 19.9));
	assert_true(met(RT_BAR_AT_MOST, 20));
	assert_false(met(RT_BAR_AT_MOST, 20.1));
	assert_true(met(RT_BAR_BELOW, 19.9));
	assert_false(met(RT_BAR_BELOW, 20));
	assert_true(met(RT_BAR_NONE, NAN));
	assert_false(met(RT_BAR_AT_LEAST, NAN));
	assert_false(met(RT_BAR_AT_MOST, NAN));
	assert_false(met(RT_BAR_BELOW, INFINITY));
}

static const struct rt_row examples[] = {
	{"tears", "calibrated against untuned", 272.4, "x", RT_BAR_AT_LEAST,
	 20},
	{"first", "greatest", INFINITY, "ms", RT_BAR_NONE, 0},
	{"tears", "untuned, median", 98765432109.0, "/s", RT_BAR_NONE, 0},
	{"first", "violation after, median", INFINITY, "ms", RT_BAR_BELOW, 100},
};

static void fill(struct rt_rows *rows)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		rt_rows_add(rows, examples[i]);
}

static void the_table_has_a_line_a_row_of_80_columns(void **state)
{
	struct rt_rows rows = {.count = 0};
	struct rt_text text = RT_TEXT_INIT;
	const char *line;
	size_t lines = 0;

	(void)state;
	fill(&rows);
	rt_rows_table(&rows, &text);
	for (line = text.data; *line; line = strchr(line, '\n') + 1) {
		assert_true(strcspn(line, "\n") <= 80);
		assert_int_not_equal(line[strcspn(line, "\n") - 1], ' ');
		lines++;
	}
	assert_int_equal(lines, 5);
	assert_non_null(strstr(text.data, " 272 x      >= 20    ok\n"));
	assert_non_null(strstr(text.data, " 98765,432,109 /s\n"));
	assert_non_null(strstr(text.data, " never        < 100    missed\n"));
	rt_text_free(&text);
}

static void one_missed_bar_misses_all(void **state)
{
	struct rt_rows rows = {.count = 0};

	(void)state;
	rt_rows_add(&rows, examples[0]);
	rt_rows_add(&rows, examples[1]);
	assert_true(rt_rows_met(&rows));
	rt_rows_add(&rows, examples[3]);
	assert_false(rt_rows_met(&rows));
}

static void json_has_no_infinity(void **state)
{
	struct rt_rows rows = {.count = 0};
	json_t *json, *first, *last;

	(void)state;
	fill(&rows);
	json = rt_rows_json(&rows);
	assert_int_equal(json_array_size(json), 4);
	first = json_array_get(json, 0);
	last = json_array_get(json, 3);
	assert_true(json_is_true(json_object_get(first, "ok")));
	assert_string_equal(json_string_value(json_object_get(first, "bar")),
			    ">=");
	assert_true(json_is_null(
		json_object_get(json_array_get(json, 1), "wanted")));
	assert_true(json_is_null(json_object_get(last, "value")));
	assert_true(json_is_false(json_object_get(last, "ok")));
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_samples_by_nearest_rank),
		cmocka_unit_test(runs_that_never_ended_come_last),
		cmocka_unit_test(samples_past_the_room_are_dropped),
		cmocka_unit_test(bars_are_what_their_signs_say),
		cmocka_unit_test(the_table_has_a_line_a_row_of_80_columns),
		cmocka_unit_test(one_missed_bar_misses_all),
		cmocka_unit_test(json_has_no_infinity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

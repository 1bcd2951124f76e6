/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons as runs in a store, and back. */
#include "tests/record/comparison.h"
#include "tests/record/folder.h"

#include <string.h>

#include "harness/record/baseline.h"

/* Records rows @first, @first + @step, ... as one campaign, a shard of it. */
static void record(struct rt_store *store, struct rt_comparison *comparison,
		   size_t first, size_t step, const char *command)
{
	int64_t campaign = 0;

	snprintf(comparison->command, sizeof(comparison->command), "%s",
		 command);
	comparison->shard = (struct rt_shard){
		.index = first,
		.count = step > 1 ? step : 0,
	};
	assert_int_equal(rt_store_batch_begin(store, NULL), 0);
	for (size_t i = first; i < comparison->count; i += step)
		for (int side = 0; side < RT_SIDES; side++) {
			struct rt_run run = {.campaign = campaign};
			struct rt_error error = RT_ERROR_INIT;

			rt_compared_to_run(comparison, i, side, &run);
			expect_ok(rt_store_run_begin(store, &run, &error),
				  &error);
			expect_ok(rt_store_run_finish(store, &run, &error),
				  &error);
			campaign = run.campaign;
			rt_run_free(&run);
		}
	assert_int_equal(rt_store_batch_end(store, NULL), 0);
}

static void expect_same(const struct rt_comparison *one,
			const struct rt_comparison *other)
{
	assert_int_equal(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		const struct rt_compared *left = &one->row[i];
		const struct rt_compared *right = &other->row[i];

		assert_string_equal(left->flags, right->flags);
		assert_string_equal(left->title, right->title);
		assert_string_equal(left->direction, right->direction);
		assert_int_equal(left->width, right->width);
		assert_int_equal(left->misaligned, right->misaligned);
		for (int side = 0; side < RT_SIDES; side++) {
			assert_int_equal(left->answer[side].outcome,
					 right->answer[side].outcome);
			assert_string_equal(left->answer[side].reason,
					    right->answer[side].reason);
		}
	}
	assert_memory_equal(&one->tally, &other->tally, sizeof(one->tally));
}

/* A store in a folder of its own, what goes in, and what comes out. */
struct setting {
	struct folder folder;
	struct rt_store *store;
	struct rt_comparison comparison, again;
	struct rt_error error;
};

static void begin(struct setting *setting, size_t rows)
{
	*setting = (struct setting){.error = RT_ERROR_INIT};
	folder_make(&setting->folder);
	setting->store = store_open(setting->folder.store);
	sample_comparison(&setting->comparison, rows);
}

static void read_back(struct setting *setting, int64_t run)
{
	expect_ok(rt_comparison_read(&setting->again, setting->store, run,
				     &setting->error),
		  &setting->error);
}

static void end(struct setting *setting)
{
	rt_comparison_free(&setting->comparison);
	rt_comparison_free(&setting->again);
	rt_error_clear(&setting->error);
	rt_store_close(setting->store);
	folder_remove(&setting->folder);
}

static void what_is_recorded_reads_back_the_same(void **state)
{
	static const enum rt_outcome ends_of_cells[] = {
		RT_OUTCOME_TORN,  RT_OUTCOME_ATOMIC,	   RT_OUTCOME_TWICE,
		RT_OUTCOME_ERROR, RT_OUTCOME_INCONCLUSIVE, RT_OUTCOME_NO_BUILD,
	};
	const size_t ends = sizeof(ends_of_cells) / sizeof(*ends_of_cells);
	struct setting setting;

	(void)state;
	begin(&setting, ends + 1);
	for (size_t i = 0; i < ends; i++)
		setting.comparison.row[i].answer[RT_AFTER].outcome =
			ends_of_cells[i];
	snprintf(setting.comparison.row[3].title, 48, "a block: of the matrix");
	snprintf(setting.comparison.row[4].direction, 16, "store");
	setting.comparison.row[4].width = 64;
	setting.comparison.row[5].misaligned = 1;
	rt_comparison_count(&setting.comparison);
	record(setting.store, &setting.comparison, 0, 1, "ringtear compare");
	read_back(&setting, 0);
	expect_same(&setting.comparison, &setting.again);
	assert_string_equal(setting.again.label[RT_BEFORE], "memcpy");
	assert_string_equal(setting.again.label[RT_AFTER], "__builtin_memcpy");
	assert_string_equal(setting.again.command, "ringtear compare");
	end(&setting);
}

static void shards_are_joined_in_order(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, 10);
	record(setting.store, &setting.comparison, 2, 3, "x");
	record(setting.store, &setting.comparison, 0, 3, "x");
	record(setting.store, &setting.comparison, 0, 1, "x");
	record(setting.store, &setting.comparison, 1, 3, "other");
	record(setting.store, &setting.comparison, 1, 3, "x");
	read_back(&setting, 0);
	expect_same(&setting.comparison, &setting.again);
	assert_string_equal(setting.again.command, "x");
	assert_int_equal(setting.again.shards, 3);
	assert_int_equal(setting.again.shards_missing, 0);
	end(&setting);
}

static void a_missing_shard_is_named(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, 8);
	record(setting.store, &setting.comparison, 0, 4, "x");
	record(setting.store, &setting.comparison, 2, 4, "x");
	record(setting.store, &setting.comparison, 1, 2, "x");
	read_back(&setting, 1);
	assert_int_equal(setting.again.shards_missing, 2);
	assert_string_equal(setting.again.missing, "2/4, 4/4");
	assert_int_equal(setting.again.count, 4);
	end(&setting);
}

/* As a shard leaves it that was killed. */
static void rows_that_were_not_made_are_counted(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, 8);
	setting.comparison.rows = 4;
	record(setting.store, &setting.comparison, 0, 2, "x --shard 1/2");
	setting.comparison.rows = 9;
	record(setting.store, &setting.comparison, 1, 2, "x --shard 1/2");
	read_back(&setting, 0);
	assert_int_equal(setting.again.rows_missing, 5);
	assert_int_equal(setting.again.shards_missing, 0);
	assert_int_equal(setting.again.count, 8);
	assert_string_equal(setting.again.command, "x --shard 1/2");
	end(&setting);
}

static void a_store_without_one_is_told(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, 0);
	assert_int_equal(rt_comparison_read(&setting.again, setting.store, 0,
					    &setting.error),
			 RT_USAGE);
	assert_int_equal(rt_comparison_read(&setting.again, setting.store, 7,
					    &setting.error),
			 RT_USAGE);
	end(&setting);
}

static int parse(struct rt_baseline *baseline, const char *text,
		 struct rt_error *error)
{
	return rt_baseline_parse(baseline, text, strlen(text), "b", error);
}

static void a_baseline_reads_back(void **state)
{
	struct rt_comparison comparison;
	struct rt_baseline baseline;
	struct rt_text text = RT_TEXT_INIT;

	(void)state;
	sample_comparison(&comparison, 4);
	comparison.row[1].answer[RT_AFTER].outcome = RT_OUTCOME_NO_BUILD;
	comparison.row[2].answer[RT_AFTER].outcome = RT_OUTCOME_NONE;
	snprintf(comparison.row[3].title, 48, "titled");
	rt_baseline_print(&comparison, &text);
	assert_int_equal(parse(&baseline, rt_text_string(&text), NULL), RT_OK);
	assert_int_equal(baseline.count, 3);
	assert_int_equal(baseline.cell[1].outcome, RT_OUTCOME_NO_BUILD);
	assert_string_equal(baseline.cell[2].title, "titled");
	assert_string_equal(baseline.cell[0].name, "gcc-12+musl -O2 -DROW=0");
	rt_baseline_free(&baseline);
	rt_text_free(&text);
	rt_comparison_free(&comparison);
}

static void a_baseline_says_what_was_before(void **state)
{
	struct rt_comparison comparison;
	struct rt_baseline baseline;

	(void)state;
	sample_comparison(&comparison, 3);
	assert_int_equal(parse(&baseline,
			       "atomic  gcc-12+musl -O2 -DROW=0\n"
			       "torn  gcc-12+musl -O2 -DROW=2\n"
			       "torn  gcc-12+musl -O2 -DROW=9\n",
			       NULL),
			 RT_OK);
	comparison.row[0].answer[RT_AFTER].outcome = RT_OUTCOME_TORN;
	comparison.row[1].answer[RT_AFTER].outcome = RT_OUTCOME_TORN;
	assert_int_equal(rt_baseline_apply(&baseline, &comparison, NULL),
			 RT_OK);
	assert_int_equal(comparison.gone, 1);
	assert_string_equal(comparison.gone_names, "gcc-12+musl -O2 -DROW=9");
	assert_int_equal(comparison.added, 1);
	assert_int_equal(rt_compared_change(&comparison.row[0]),
			 RT_CHANGE_REGRESSED);
	assert_int_equal(rt_compared_change(&comparison.row[1]),
			 RT_CHANGE_NONE);
	assert_int_equal(rt_compared_change(&comparison.row[2]),
			 RT_CHANGE_FIXED);
	assert_int_equal(rt_change_exit_code(&comparison.tally, true), 1);
	rt_baseline_free(&baseline);
	rt_comparison_free(&comparison);
}

static void a_bad_baseline_is_told_with_its_line(void **state)
{
	static const char *const bad[][2] = {
		{"torn\n", "b:1: the cell is missing"},
		{"# x\n\nfine  gcc\n", "b:3: 'fine' is no outcome"},
		{"-  gcc\n", "b:1: '-' is no outcome"},
		{"torn gcc\n", "b:1: 'torn gcc' is no outcome"},
		{"torn  gcc\natomic  gcc\n", "b:2: this cell is there"},
		{"[x\n", "b:1: a title"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct rt_baseline baseline;

		assert_int_equal(parse(&baseline, bad[i][0], &error), RT_USAGE);
		if (strncmp(error.message, bad[i][1], strlen(bad[i][1])))
			fail_msg("%s\nnot: %s", error.message, bad[i][1]);
		rt_baseline_free(&baseline);
		rt_error_clear(&error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_recorded_reads_back_the_same),
		cmocka_unit_test(shards_are_joined_in_order),
		cmocka_unit_test(a_missing_shard_is_named),
		cmocka_unit_test(rows_that_were_not_made_are_counted),
		cmocka_unit_test(a_store_without_one_is_told),
		cmocka_unit_test(a_baseline_reads_back),
		cmocka_unit_test(a_baseline_says_what_was_before),
		cmocka_unit_test(a_bad_baseline_is_told_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

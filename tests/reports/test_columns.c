/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs side by side: 80 columns, aligned, and the list of many runs. */
#include <stdlib.h>

#include "reports/columns.h"
#include "reports/table.h"
#include "tests/reports/sample.h"

static char *columns_of(const struct rt_run *runs, size_t count, bool colour)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text out = RT_TEXT_INIT;

	if (rt_columns(runs, count, colour, &out, &error))
		fail_msg("%s", error.message);
	return out.data;
}

/* Column of the first @what in the line that starts with @label. */
static size_t column_of(const char *text, const char *label, const char *what)
{
	const char *line = text;

	while (strncmp(line, label, strlen(label))) {
		line = strchr(line, '\n');
		assert_non_null(line);
		line++;
	}
	assert_non_null(strstr(line, what));
	return (size_t)(strstr(line, what) - line);
}

static void three_columns_are_aligned(void **state)
{
	struct rt_run runs[] = {sample_torn(), sample_torn(), sample_whole()};
	char *text;

	(void)state;
	strcpy(runs[0].title, "first");
	strcpy(runs[1].title, "second");
	runs[1].torn = 2;
	text = columns_of(runs, 3, false);
	expect_narrow(text, 80);
	assert_int_equal(column_of(text, "", "first"), 12);
	assert_int_equal(column_of(text, "torn", "54,321"), 12);
	assert_int_equal(column_of(text, "", "second"),
			 column_of(text, "torn", " 2 ") + 1);
	assert_int_equal(column_of(text, "", "Sound"),
			 column_of(text, "verdict", "inconclusive"));
	assert_int_equal(column_of(text, "", "Sound"),
			 column_of(text, "device", "no violation"));
	free(text);
}

static void rows_are_in_order(void **state)
{
	const struct rt_run run = sample_torn();
	char *text = columns_of(&run, 1, false);

	(void)state;
	expect_order(text,
		     (const char *const[]){
			     "Alpine 2019",
			     "\nbuild ",
			     "gcc-12+musl",
			     "\nmemcpy by ",
			     "\ncode ",
			     "movzwl",
			     "\ncalls ",
			     "movsb",
			     "\nloads       23,800,000",
			     "\nchanges     1,234,567",
			     "\ntorn        54,321",
			     "\nrate ",
			     "\nfirst torn  read 0x01ff",
			     "before 0x00ff",
			     "after 0x0100",
			     "\ncontrol     30,000/s",
			     "\ndevice      QEMU: Virtqueue size exceeded",
			     "\nafter       12.3 ms",
			     "2,310 pops",
			     "\nrequests    2,055 of",
			     "1,000,000",
			     "\nverdict     torn",
			     NULL});
	free(text);
}

/* The words follow the direction, and what is known of the torn value. */
static void stores_and_windows_are_said(void **state)
{
	static char trial[] = "direction = store\n";
	struct rt_run run = sample_torn();
	char *text;

	(void)state;
	run.trial = trial;
	run.first_torn.seen = false;
	text = columns_of(&run, 1, false);
	expect_order(text,
		     (const char *const[]){"\nloads       23,800,000\n",
					   "            by the sound side\n",
					   "\nfirst torn  read 0x01ff\n",
					   "            while 0x00ff\n",
					   "            to 0x0100\n", NULL});
	free(text);
}

/* Of what was not judged nothing is known, not even a bound. */
static void a_bound_needs_changes_and_no_error(void **state)
{
	struct rt_run run = sample_whole();
	char *text = columns_of(&run, 1, false);

	(void)state;
	expect_says(text, "\ntorn        0, at most 1 in\n");
	free(text);
	run.changes = 0;
	run.torn_upper_bound = 1;
	text = columns_of(&run, 1, false);
	expect_says(text, "\ntorn        0\n");
	free(text);
	run = sample_whole();
	strcpy(run.verdict, "error");
	text = columns_of(&run, 1, false);
	expect_says(text, "\ntorn        0\n");
	free(text);
}

static void long_listings_are_shortened(void **state)
{
	struct rt_run runs[] = {sample_torn(), sample_whole(), sample_torn()};
	struct rt_text listing = RT_TEXT_INIT;
	char *text;

	(void)state;
	for (int i = 0; i < 40; i++)
		rt_text_format(&listing, "0x%04x  nop\n", i);
	runs[0].instructions = listing.data;
	text = columns_of(runs, 3, false);
	expect_says(text, "0x0016  nop");
	assert_null(strstr(text, "0x0017"));
	expect_says(text, "... 17 more");
	free(text);
	rt_text_free(&listing);
}

static void hostile_text_fits(void **state)
{
	struct rt_run runs[3];
	char *text;

	(void)state;
	for (int i = 0; i < 3; i++) {
		runs[i] = (struct rt_run){.finished = i != 1};
		memset(runs[i].flags, 'x', sizeof(runs[i].flags) - 1);
		memset(runs[i].title, 'W', sizeof(runs[i].title) - 1);
		memset(runs[i].ended, '\t', sizeof(runs[i].ended) - 1);
		snprintf(runs[i].provider, sizeof(runs[i].provider),
			 "\033[31m\xff\x01\n\n\nlibc");
		runs[i].loads = UINT64_MAX;
	}
	text = columns_of(runs, 3, false);
	expect_narrow(text, 80);
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\t'));
	expect_says(text, "not finished");
	free(text);
}

static void colour_only_when_asked(void **state)
{
	const struct rt_run runs[] = {sample_torn(), sample_whole()};
	char *plain = columns_of(runs, 2, false);
	char *coloured = columns_of(runs, 2, true);

	(void)state;
	assert_null(strchr(plain, '\033'));
	expect_says(coloured, "\033[31mtorn\033[0m");
	expect_says(coloured, "\033[33minconclusive\033[0m");
	assert_null(strstr(coloured, "\033[32m"));
	free(plain);
	free(coloured);
}

static void none_and_too_many(void **state)
{
	const struct rt_run runs[4] = {{.id = 0}};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(rt_columns(runs, 0, false, &out, &error), 0);
	assert_int_equal(out.length, 0);
	assert_int_equal(rt_columns(runs, 4, false, &out, &error), RT_USAGE);
	expect_says(error.message, "4 runs");
}

static void table_is_a_line_a_run(void **state)
{
	struct rt_run runs[] = {sample_torn(), sample_whole()};
	struct rt_table_style style = {.colour = false, .columns = 80};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	runs[1].finished = false;
	rt_table(runs, 2, &style, &out);
	expect_narrow(out.data, 80);
	expect_says(out.data, "   1 11-23 20:59 Alpine 2019   gcc-12... torn");
	expect_says(out.data, " 54,322 Virtqueue");
	expect_says(out.data, "...\n");
	expect_says(out.data, " unfinished ");
	rt_text_free(&out);
	style = (struct rt_table_style){.colour = true, .columns = SIZE_MAX};
	rt_table(runs, 2, &style, &out);
	expect_says(out.data, " Virtqueue size exceeded\n");
	expect_says(out.data, "\033[31mtorn\033[0m");
	rt_text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_columns_are_aligned),
		cmocka_unit_test(rows_are_in_order),
		cmocka_unit_test(stores_and_windows_are_said),
		cmocka_unit_test(a_bound_needs_changes_and_no_error),
		cmocka_unit_test(long_listings_are_shortened),
		cmocka_unit_test(hostile_text_fits),
		cmocka_unit_test(colour_only_when_asked),
		cmocka_unit_test(none_and_too_many),
		cmocka_unit_test(table_is_a_line_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

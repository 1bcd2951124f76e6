/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mail: the order of its sections, its numbers, its width. */
#include <math.h>
#include <stdlib.h>

#include "tests/reports/sample.h"

static char *report_of(const struct rt_run *runs, size_t count)
{
	const struct rt_machine machine = sample_machine();
	const struct rt_violation violation = sample_violation();
	const struct rt_report report = {
		.machine = &machine,
		.runs = runs,
		.count = count,
		.violations = &violation,
		.violation_count = 1,
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text out = RT_TEXT_INIT;

	if (rt_report_text(&report, &out, &error))
		fail_msg("%s", error.message);
	return out.data;
}

static void sections_are_in_order(void **state)
{
	const struct rt_run runs[] = {sample_torn(), sample_whole()};
	char *text = report_of(runs, 2);

	(void)state;
	expect_order(text,
		     (const char *const[]){
			     "Summary\n-------\n", "\nEvidence\n--------\n",
			     "\nInstructions\n", "\nNumbers\n",
			     "\nHow the device ended\n", "\nMachine\n",
			     "\nCommand\n", "\nTrial of run 1", NULL});
	expect_narrow(text, 72);
	free(text);
}

static void summary_says_what_was_found(void **state)
{
	const struct rt_run runs[] = {sample_torn(), sample_whole()};
	char *text = report_of(runs, 2);

	(void)state;
	*strstr(text, "Evidence") = '\0';
	for (char *at = text; (at = strchr(at, '\n'));)
		*at = ' ';
	expect_says(text, "Torn values were found in: Alpine 2019");
	expect_says(text, "54,321 torn in 1,234,567 index changes");
	expect_says(text, "\"Virtqueue size exceeded\" after 12.3 ms and "
			  "2,310 pops");
	expect_says(text, "No torn value was observed in: Sound");
	expect_says(text, "upper bound");
	assert_null(strstr(text, "safe"));
	free(text);
}

static void evidence_shows_the_mixture(void **state)
{
	const struct rt_run run = sample_torn();
	char *text = report_of(&run, 1);

	(void)state;
	expect_says(text, "published before it");
	expect_says(text, "0x01ff: high byte of 0x0100, low byte of 0x00ff");
	expect_says(text, "movsb");
	expect_says(text, "last_avail_idx 0x01ff");
	expect_says(text, "tools        gcc 12.2.0\n             clang");
	free(text);
}

static void numbers_are_aligned(void **state)
{
	const struct rt_run runs[] = {sample_torn(), sample_whole(),
				      sample_torn(), sample_whole()};
	char *text = report_of(runs, 4);

	(void)state;
	expect_says(text, "\nloads                       23,800,000"
			  "      23,800,000      23,800,000\n");
	expect_says(text, "\ntorn                            54,321"
			  "               0          54,321\n");
	expect_says(text, "\ncontrol, rate                 30,000/s");
	expect_narrow(text, 72);
	free(text);
}

static void zero_stands_beside_the_control(void **state)
{
	struct rt_run run = sample_whole();
	char *text = report_of(&run, 1);

	(void)state;
	expect_says(text, "at most 1 tear in 411,522 changes");
	expect_says(text, "the control tore 60,000 times in 1,200,000");
	free(text);
	run.control_torn = 0;
	text = report_of(&run, 1);
	expect_says(text, "the zero says nothing");
	free(text);
}

static void other_ends_are_said(void **state)
{
	struct rt_run run = {.id = 9, .title = "Broken", .finished = true};
	char *text;

	(void)state;
	strcpy(run.verdict, "error");
	strcpy(run.verdict_reason, "gcc did not find fortify.h");
	text = report_of(&run, 1);
	expect_says(text, "for an error, from: Broken, gcc did not find");
	expect_says(text, "no virtqueue was run");
	free(text);
	run.finished = false;
	*run.verdict = '\0';
	text = report_of(&run, 1);
	expect_says(text, "Not finished: Broken");
	free(text);
	run.finished = true;
	text = report_of(&run, 1);
	expect_says(text, "nothing is known, in: Broken");
	assert_null(strstr(text, "No torn value was observed"));
	free(text);
}

static void killed_run_keeps_its_violations(void **state)
{
	struct rt_run run = sample_torn();
	char *text;

	(void)state;
	run.finished = false;
	*run.verdict = '\0';
	run.torn = run.ring_torn = 0;
	run.first_torn.seen = run.ring_first_torn.seen = false;
	text = report_of(&run, 1);
	expect_says(text, "Not finished: Alpine 2019");
	expect_says(text, "violation after 12.3 ms");
	free(text);
}

static void no_runs_is_a_report(void **state)
{
	char *text = report_of(NULL, 0);

	(void)state;
	expect_says(text, "There are no runs to report.");
	expect_says(text, "AMD EPYC");
	free(text);
}

static void older_values_are_no_tears(void **state)
{
	struct rt_run run = sample_whole();
	const struct rt_report report = {.runs = &run, .count = 1};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	run.stale = 4321;
	run.ring_stale = 3;
	strcpy(run.verdict, "error");
	assert_int_equal(rt_report_mail(&report, &out, NULL), 0);
	expect_says(out.data, "4,324 older values, whole: stale");
	assert_null(strstr(out.data, "[BUG]"));
	rt_text_free(&out);
	assert_int_equal(rt_report_text(&report, &out, NULL), 0);
	expect_order(out.data, (const char *const[]){"stale", "4,321", NULL});
	rt_text_free(&out);
}

static void the_place_of_a_tear_comes_first(void **state)
{
	struct rt_run run = sample_torn();
	const struct rt_report report = {.runs = &run, .count = 1};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	strcpy(run.aligned, "atomic");
	assert_int_equal(rt_report_mail(&report, &out, NULL), 0);
	expect_order(out.data,
		     (const char *const[]){
			     "[BUG] torn only where the field is not aligned:",
			     "\n\nThis tears only where the field is not "
			     "aligned. A 16-bit load",
			     NULL});
	rt_text_free(&out);
	strcpy(run.aligned, "torn");
	assert_int_equal(rt_report_mail(&report, &out, NULL), 0);
	expect_says(out.data, "[BUG] torn 16-bit load");
	rt_text_free(&out);
}

static void violations_show_what_was_read(void **state)
{
	const struct rt_run run = sample_torn();
	struct rt_violation violation = sample_violation();
	const struct rt_report report = {
		.runs = &run,
		.count = 1,
		.violations = &violation,
		.violation_count = 1,
	};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(rt_report_text(&report, &out, NULL), 0);
	expect_order(out.data,
		     (const char *const[]){"violation after", "2,310 pops",
					   "last_avail_idx 0x01ff",
					   "avail->idx last read", "0x01ff",
					   "0x00ff", "0x0100]", NULL});
	rt_text_free(&out);
	strcpy(violation.system, "Linux");
	strcpy(violation.judged, "stale");
	strcpy(violation.side, "guest");
	assert_int_equal(rt_report_text(&report, &out, NULL), 0);
	expect_order(out.data,
		     (const char *const[]){"2,310 completions",
					   "last_used_idx 0x01ff", "used->idx",
					   "0x01ff (stale)", "0x00ff", NULL});
	rt_text_free(&out);
}

static void many_violations_are_counted(void **state)
{
	const struct rt_run run = sample_torn();
	struct rt_violation violations[25];
	const struct rt_report report = {
		.runs = &run,
		.count = 1,
		.violations = violations,
		.violation_count = 25,
	};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	for (int i = 0; i < 25; i++)
		violations[i] = sample_violation();
	assert_int_equal(rt_report_text(&report, &out, NULL), 0);
	expect_says(out.data, "... 15 more violations");
	rt_text_free(&out);
}

/* Everything that a tool or a user may have named is hostile. */
static void nothing_breaks_the_layout(void **state)
{
	struct rt_run run = sample_torn();
	char listing[] = "\033[31mmov\tx\033[0m\r\nadd \x01\xff\n";
	char *text;

	(void)state;
	run.instructions = listing;
	run.trial = NULL;
	run.command[0] = '\0';
	memset(run.title, 'W', sizeof(run.title) - 1);
	for (size_t i = 0; i + 1 < sizeof(run.flags); i++)
		run.flags[i] = i % 7 ? '-' : ' ';
	snprintf(run.verdict_reason, sizeof(run.verdict_reason),
		 "cc1: \033[1m\xe2\x80\x98"
		 "foo\xe2\x80\x99\033[0m\nundeclared");
	run.loads = run.changes = UINT64_MAX;
	run.seconds = NAN;
	run.torn_upper_bound = NAN;
	run.first_violation_seconds = -1;
	text = report_of(&run, 1);
	for (const char *at = text; *at; at++)
		assert_true(*at == '\n' || (unsigned char)*at >= ' ');
	expect_says(text, "mov     x");
	expect_says(text, "\xe2\x80\x98"
			  "foo\xe2\x80\x99");
	expect_narrow(text, 80); /* bytes: the quotes take three each */
	free(text);
}

/* The hammer's two values are the ones mixed, the virtqueue's are not. */
static void a_window_is_no_pair(void **state)
{
	static char trial[] = "burst = 3\n";
	struct rt_run run = sample_torn();
	char *text;

	(void)state;
	run.trial = trial;
	run.first_torn.seen = false;
	run.ring_first_torn = (struct rt_torn){true, 0x01fe, 0x00fb, 0x0107};
	text = report_of(&run, 1);
	expect_says(text, "a load gave 0x01fe; published while it was\n"
			  "    read: 0x00fb to 0x0107.\n");
	expect_says(text, "0x01fe: high byte of 0x0101, low byte of 0x00fe");
	assert_null(strstr(text, "published before it"));
	free(text);
}

/* A run whose accessor stores, ended by the guest's driver. */
static struct rt_run sample_store(void)
{
	static char trial[] = "direction = store\nwidth = 16\n";
	struct rt_run run = sample_torn();

	run.trial = trial;
	strcpy(run.ended_system, "Linux");
	strcpy(run.ended_side, "guest");
	strcpy(run.ended, "id 300 out of range");
	return run;
}

/* Breaks of lines are the layout's: the words count. */
static char *joined_report(const struct rt_run *runs, size_t count)
{
	char *text = report_of(runs, count);
	char *to = text;

	for (const char *at = text; *at; at++)
		if (*at == '\n')
			*to++ = ' ';
		else if (*at != ' ' || (to > text && to[-1] != ' '))
			*to++ = *at;
	*to = '\0';
	return text;
}

static void stores_are_no_loads(void **state)
{
	const struct rt_run runs[] = {sample_store(), sample_torn()};
	struct rt_run whole = sample_store();
	char *text = joined_report(runs, 1);

	(void)state;
	expect_says(text, "where the guest stopped with \"id 300 out");
	expect_says(text, "hammer: a sound load of what was stored gave "
			  "0x01ff");
	expect_says(text, "observed by the guest: a sound load of what");
	expect_says(text, " sound loads 23,800,000");
	expect_says(text, " a store 9.25 ns");
	expect_says(text, ": the guest stopped 12.3 ms");
	assert_null(strstr(text, "by the device"));
	assert_null(strstr(text, "device stopped"));
	assert_null(strstr(text, ": a load gave 0x"));
	free(text);
	text = joined_report(runs, 2);
	expect_says(text, " loads 23,800,000");
	expect_says(text, " a load or store 9.25 ns");
	free(text);
	whole.ring_first_torn = (struct rt_torn){true, 0x81ae, 0x80ab, 0x81ab};
	text = joined_report(&whole, 1);
	expect_says(text, "published while it was read: 0x80ab to 0x81ab. "
			  "0x81ae: no mixture of these two; what was stored in "
			  "between was not kept");
	free(text);
	whole.torn = whole.ring_torn = 0;
	whole.first_torn.seen = whole.ring_first_torn.seen = false;
	strcpy(whole.verdict, "inconclusive");
	text = joined_report(&whole, 1);
	expect_says(text, "yet the guest stopped");
	expect_says(text, "in 23,800,000 sound loads of what was stored, over");
	free(text);
}

static void formats_are_found_by_name(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	const struct rt_report_format *format;

	(void)state;
	assert_int_equal(rt_report_find("text", &format, &error), 0);
	assert_string_equal(format->extension, "txt");
	assert_int_equal(rt_report_find("pdf", &format, &error), RT_USAGE);
	expect_says(error.message, "pdf");
	expect_says(error.message, "text, json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_are_in_order),
		cmocka_unit_test(summary_says_what_was_found),
		cmocka_unit_test(evidence_shows_the_mixture),
		cmocka_unit_test(numbers_are_aligned),
		cmocka_unit_test(zero_stands_beside_the_control),
		cmocka_unit_test(other_ends_are_said),
		cmocka_unit_test(killed_run_keeps_its_violations),
		cmocka_unit_test(no_runs_is_a_report),
		cmocka_unit_test(older_values_are_no_tears),
		cmocka_unit_test(the_place_of_a_tear_comes_first),
		cmocka_unit_test(violations_show_what_was_read),
		cmocka_unit_test(many_violations_are_counted),
		cmocka_unit_test(nothing_breaks_the_layout),
		cmocka_unit_test(a_window_is_no_pair),
		cmocka_unit_test(stores_are_no_loads),
		cmocka_unit_test(formats_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

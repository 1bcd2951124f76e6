/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes into the store comes out again, field by field. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/record/command.h"
#include "harness/record/fields.h"
#include "tests/record/folder.h"

/* Gives every field of @record a value that no other field has. */
static void fill(const struct rt_shape *shape, void *record)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct rt_field *field = &shape->field[i];
		void *at = (char *)record + field->offset;

		switch (field->kind) {
		case RT_FIELD_TEXT:
			snprintf(at, field->size, "%s 'x'; \xc3\xa4 %zu",
				 field->name, i);
			break;
		case RT_FIELD_LONG_TEXT:
			*(char **)at = strdup(field->name);
			break;
		case RT_FIELD_REFERENCE:
			*(int64_t *)at = 0;
			break;
		case RT_FIELD_COUNT:
		case RT_FIELD_BITS:
			*(uint64_t *)at = UINT64_MAX - i;
			break;
		case RT_FIELD_VALUE:
			*(rt_value *)at =
				i % 2 ? ~(rt_value)0 - i : UINT64_MAX - i;
			break;
		case RT_FIELD_UNSIGNED:
			*(unsigned int *)at = 0xfffffff0u + (unsigned int)i;
			break;
		case RT_FIELD_NUMBER:
			*(double *)at = (double)i + 0.1;
			break;
		case RT_FIELD_FLAG:
			*(bool *)at = true;
			break;
		}
	}
}

static bool same_field(const struct rt_field *field, const void *a,
		       const void *b)
{
	if (field->kind == RT_FIELD_TEXT)
		return !strcmp(a, b);
	if (field->kind == RT_FIELD_LONG_TEXT)
		return !strcmp(*(char *const *)a, *(char *const *)b);
	return !memcmp(a, b, field->size);
}

static void expect_same(const struct rt_shape *shape, const void *a,
			const void *b)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct rt_field *field = &shape->field[i];

		if (!same_field(field, rt_field_at(field, a),
				rt_field_at(field, b)))
			fail_msg("field %s differs", field->name);
	}
}

static void run_comes_back_whole(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_machine machine;
	struct rt_machine machine_found;
	struct rt_run run = {.id = 0};
	struct rt_run found;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	fill(&rt_run_shape, &run);
	/* What is no command of ringtear comes back in quotes. */
	strcpy(run.command, "./run.sh check plain --flags '-O2 -g'");
	fill(&rt_machine_shape, &machine);
	store = store_open(folder.store);
	expect_ok(rt_store_machine_add(store, &machine, &run.machine, &error),
		  &error);
	expect_ok(rt_store_run_begin(store, &run, &error), &error);
	assert_int_equal(run.campaign, run.id);
	expect_ok(rt_store_run_finish(store, &run, &error), &error);
	rt_store_close(store);

	expect_ok(rt_store_open_readonly(folder.store, &store, &error), &error);
	expect_ok(rt_store_run_get(store, run.id, &found, &error), &error);
	assert_int_equal(found.id, run.id);
	expect_same(&rt_run_shape, &run, &found);
	expect_ok(rt_store_machine_get(store, run.machine, &machine_found,
				       &error),
		  &error);
	expect_same(&rt_machine_shape, &machine, &machine_found);
	rt_store_close(store);
	rt_run_free(&found);
	rt_run_free(&run);
	folder_remove(&folder);
}

static void a_command_is_quoted_anew(void **state)
{
	static const struct {
		const char *recorded, *comes_back;
	} lines[] = {
		{"", ""},
		{"ringtear check plain", "ringtear check plain"},
		{"/a/run.sh check 'a b'", "/a/run.sh check 'a b'"},
		{"ringtear a; reboot", "ringtear 'a;' reboot"},
		{"ringtear $(id) \"`id`\"", "ringtear '$(id)' '`id`'"},
		{"ringtear a\nreboot", "ringtear a reboot"},
		{"reboot", "'reboot'"},
		{"it's; ringtear", "'it'\\''s; ringtear'"},
		{"ringtear 'a", "'ringtear '\\''a'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		char text[64];

		strcpy(text, lines[i].recorded);
		rt_recorded_command(text, sizeof(text));
		assert_string_equal(text, lines[i].comes_back);
	}
}

static void violation_comes_back_whole(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_violation violation;
	struct rt_violations found;
	struct rt_run run = {.id = 0};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	expect_ok(rt_store_run_begin(store, &run, &error), &error);
	fill(&rt_violation_shape, &violation);
	violation.run = run.id;
	for (unsigned int i = 0; i < 3; i++) {
		violation.inuse = i;
		expect_ok(rt_store_violation_add(store, &violation, &error),
			  &error);
	}
	expect_ok(rt_store_violations(store, run.id, &found, &error), &error);
	assert_int_equal(found.count, 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(found.violation[i].inuse, i);
	expect_same(&rt_violation_shape, &violation, &found.violation[2]);
	rt_violations_free(&found);
	expect_ok(rt_store_violations(store, run.id + 1, &found, &error),
		  &error);
	assert_int_equal(found.count, 0);
	rt_store_close(store);
	folder_remove(&folder);
}

static void evidence_comes_back_whole(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_evidence evidence = {.run = 0}, found;
	struct rt_run run = {.id = 0};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	expect_ok(rt_store_run_begin(store, &run, &error), &error);
	fill(&rt_evidence_shape, &evidence);
	evidence.run = run.id;
	expect_ok(rt_store_evidence_add(store, &evidence, &error), &error);
	expect_ok(rt_store_evidence(store, run.id, &found, &error), &error);
	expect_same(&rt_evidence_shape, &evidence, &found);
	rt_evidence_free(&found);
	expect_ok(rt_store_evidence(store, run.id + 1, &found, &error), &error);
	assert_int_equal(found.run, 0);
	rt_evidence_free(&evidence);
	rt_store_close(store);
	folder_remove(&folder);
}

/* Measured again, a pair of CPUs has what was measured last. */
static void round_trips_are_kept_once_a_pair(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_machine machine = {.cpu = "one"};
	struct rt_round_trip trip = {.second = 3};
	struct rt_round_trips found;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	expect_ok(rt_store_machine_add(store, &machine, &trip.machine, &error),
		  &error);
	for (int i = 1; i < 3; i++) {
		trip.median = 100.5 * i;
		expect_ok(rt_store_round_trip_add(store, &trip, &error),
			  &error);
	}
	expect_ok(rt_store_round_trips(store, trip.machine, &found, &error),
		  &error);
	assert_int_equal(found.count, 1);
	expect_same(&rt_round_trip_shape, &trip, found.trip);
	rt_round_trips_free(&found);
	rt_store_close(store);
	folder_remove(&folder);
}

static void observation_comes_back_whole(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observed observed;
	struct rt_observed_list found;
	struct rt_run run = {.id = 0};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	expect_ok(rt_store_run_begin(store, &run, &error), &error);
	fill(&rt_observed_shape, &observed);
	observed.run = run.id;
	expect_ok(rt_store_observed_add(store, &observed, &error), &error);
	strcpy(observed.engine, "step");
	expect_ok(rt_store_observed_add(store, &observed, &error), &error);
	expect_ok(rt_store_observed(store, run.id, &found, &error), &error);
	assert_int_equal(found.count, 2);
	assert_string_not_equal(found.observed[0].engine, "step");
	expect_same(&rt_observed_shape, &observed, &found.observed[1]);
	rt_observed_list_free(&found);
	rt_store_close(store);
	folder_remove(&folder);
}

static void finding_is_kept_once_and_counted(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_finding finding = {.id = 0}, other = {.key = "other"};
	struct rt_findings found;
	struct rt_store *store;
	struct folder folder;
	bool is_new = false;
	int64_t id;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	fill(&rt_finding_shape, &finding);
	finding.met = 0;
	expect_ok(rt_store_finding_add(store, &finding, &is_new, &error),
		  &error);
	assert_true(is_new);
	assert_int_equal(finding.met, 1);
	id = finding.id;
	expect_ok(rt_store_finding_add(store, &other, &is_new, &error), &error);
	assert_true(is_new);
	assert_int_equal(strlen(other.started), 20);
	finding.met = 3;
	expect_ok(rt_store_finding_add(store, &finding, &is_new, &error),
		  &error);
	assert_false(is_new);
	assert_int_equal(finding.met, 4);
	assert_int_equal(finding.id, id);
	expect_ok(rt_store_findings(store, &found, &error), &error);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.finding[0].id, id);
	expect_same(&rt_finding_shape, &finding, &found.finding[0]);
	rt_findings_free(&found);
	rt_finding_free(&finding);
	rt_store_close(store);
	folder_remove(&folder);
}

static void machine_is_stored_once(void **state)
{
	struct rt_machine machine = {.cpu = "one"};
	struct rt_store *store;
	struct folder folder;
	int64_t first = 0;
	int64_t again = 0;
	int64_t other = 0;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_machine_add(store, &machine, &first, NULL),
			 0);
	assert_int_equal(rt_store_machine_add(store, &machine, &again, NULL),
			 0);
	strcpy(machine.tools, "gcc 12");
	assert_int_equal(rt_store_machine_add(store, &machine, &other, NULL),
			 0);
	assert_true(first > 0);
	assert_int_equal(first, again);
	assert_int_not_equal(first, other);
	rt_store_close(store);
	folder_remove(&folder);
}

/* Three commands with two runs each; gives the campaign of the second. */
static int64_t add_campaigns(struct rt_store *store)
{
	int64_t second = 0;

	for (int command = 0; command < 3; command++) {
		struct rt_run one = {.title = "one"};
		struct rt_run two = {.title = "two"};

		assert_int_equal(rt_store_run_begin(store, &one, NULL), 0);
		two.campaign = one.campaign;
		assert_int_equal(rt_store_run_begin(store, &two, NULL), 0);
		assert_int_equal(two.campaign, one.id);
		if (command == 1)
			second = one.campaign;
	}
	return second;
}

static void lists_are_filtered_and_ordered(void **state)
{
	struct rt_run_filter filter = {.limit = 4};
	struct rt_store *store;
	struct rt_runs runs;
	struct folder folder;
	size_t count;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	filter.campaign = 0;
	assert_int_equal(rt_store_runs(store, &filter, &runs, NULL), 0);
	assert_int_equal(runs.count, 0);
	int64_t second = add_campaigns(store);
	assert_int_equal(rt_store_run_count(store, &filter, &count, NULL), 0);
	assert_int_equal(count, 6);
	assert_int_equal(rt_store_runs(store, &filter, &runs, NULL), 0);
	assert_int_equal(runs.count, 4);
	for (size_t i = 1; i < runs.count; i++)
		assert_true(runs.run[i].id < runs.run[i - 1].id);
	rt_runs_free(&runs);
	filter = (struct rt_run_filter){.campaign = second,
					.oldest_first = true};
	assert_int_equal(rt_store_runs(store, &filter, &runs, NULL), 0);
	assert_int_equal(runs.count, 2);
	assert_string_equal(runs.run[0].title, "one");
	assert_string_equal(runs.run[1].title, "two");
	assert_false(runs.run[0].finished);
	assert_true(runs.run[0].started[10] == 'T');
	rt_runs_free(&runs);
	rt_store_close(store);
	folder_remove(&folder);
}

static void no_number_and_no_text_stay_none(void **state)
{
	struct rt_run run = {.torn_upper_bound = NAN};
	struct rt_run found;
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
	assert_int_equal(rt_store_run_get(store, run.id, &found, NULL), 0);
	assert_true(isnan(found.torn_upper_bound));
	assert_null(found.called);
	rt_run_free(&found);
	rt_store_close(store);
	folder_remove(&folder);
}

static void unknown_ids_are_errors(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_violation violation = {.run = 77};
	struct rt_observed observed = {.run = 77};
	struct rt_run run = {.id = 77};
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	store = store_open(folder.store);
	assert_int_equal(rt_store_run_finish(store, &run, &error), RT_INTERNAL);
	assert_false(run.finished);
	assert_int_equal(rt_store_violation_add(store, &violation, &error),
			 RT_INTERNAL);
	assert_int_equal(rt_store_observed_add(store, &observed, &error),
			 RT_INTERNAL);
	assert_int_equal(rt_store_run_get(store, 77, &run, &error), RT_USAGE);
	assert_non_null(strstr(error.message, "77"));
	rt_store_close(store);
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_comes_back_whole),
		cmocka_unit_test(a_command_is_quoted_anew),
		cmocka_unit_test(violation_comes_back_whole),
		cmocka_unit_test(evidence_comes_back_whole),
		cmocka_unit_test(round_trips_are_kept_once_a_pair),
		cmocka_unit_test(observation_comes_back_whole),
		cmocka_unit_test(finding_is_kept_once_and_counted),
		cmocka_unit_test(machine_is_stored_once),
		cmocka_unit_test(lists_are_filtered_and_ordered),
		cmocka_unit_test(no_number_and_no_text_stay_none),
		cmocka_unit_test(unknown_ids_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

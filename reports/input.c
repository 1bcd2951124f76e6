/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/input.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "reports/facts.h"

enum { uid_digits = 32, least_uid_digits = 6, most_others = 1000 };

/*
 * Returns the array @to, which has @count records of @size bytes, with the
 * @more records at @from behind them. Without memory @to is freed, @count is 0,
 * and NULL is returned.
 */
static void *add_all(void *to, size_t *count, const void *from, size_t more,
		     size_t size)
{
	/* An array of none is not NULL either. */
	char *grown = reallocarray(to, *count + more + 1, size);

	if (!grown) {
		free(to);
		*count = 0;
		return NULL;
	}
	if (more)
		memcpy(grown + *count * size, from, more * size);
	*count += more;
	return grown;
}

/* What belongs to run @id beside the run itself. */
static int read_rest(struct rt_report_input *input, struct rt_store *store,
		     int64_t id, struct rt_error *error)
{
	struct rt_violations *all = &input->violations, more = {.count = 0};
	struct rt_observed_list *seen = &input->observed, news = {.count = 0};
	int code = rt_store_violations(store, id, &more, error);

	if (!code)
		code = rt_store_observed(store, id, &news, error);
	if (!code) {
		all->violation =
			add_all(all->violation, &all->count, more.violation,
				more.count, sizeof(*more.violation));
		seen->observed =
			add_all(seen->observed, &seen->count, news.observed,
				news.count, sizeof(*news.observed));
	}
	if (!code && (!all->violation || !seen->observed))
		code = rt_no_memory(error);
	rt_violations_free(&more);
	rt_observed_list_free(&news);
	return code;
}

static int read_campaign(struct rt_report_input *input, struct rt_store *store,
			 int64_t campaign, struct rt_error *error)
{
	const struct rt_run_filter filter = {.campaign = campaign,
					     .oldest_first = true};

	return rt_store_runs(store, &filter, &input->runs, error);
}

/* The first run of a campaign stands for all of it. */
static int read_run(struct rt_report_input *input, struct rt_store *store,
		    int64_t id, struct rt_error *error)
{
	struct rt_run run;
	int code = rt_store_run_get(store, id, &run, error);

	if (code)
		return code;
	if (run.campaign == id) {
		rt_run_free(&run);
		return read_campaign(input, store, id, error);
	}
	input->runs.run = malloc(sizeof(run));
	if (!input->runs.run) {
		rt_run_free(&run);
		return rt_no_memory(error);
	}
	input->runs.run[0] = run;
	input->runs.count = 1;
	return RT_OK;
}

static int read_last(struct rt_report_input *input, struct rt_store *store,
		     struct rt_error *error)
{
	const struct rt_run_filter filter = {.limit = 1};
	struct rt_runs last;
	int code = rt_store_runs(store, &filter, &last, error);
	int64_t campaign;

	if (code)
		return code;
	if (!last.count)
		return rt_fail(error, RT_USAGE,
			       "there are no runs yet; `repro` makes some");
	campaign = last.run[0].campaign;
	rt_runs_free(&last);
	return read_campaign(input, store, campaign, error);
}

static int read_uid(struct rt_report_input *input, struct rt_store *store,
		    const char *uid, struct rt_error *error)
{
	const struct rt_run_filter all = {.limit = 0};
	struct rt_runs runs;
	size_t found = 0;
	int64_t id = 0;
	int code = rt_store_runs(store, &all, &runs, error);

	if (code)
		return code;
	for (size_t i = 0; i < runs.count; i++) {
		if (strncmp(runs.run[i].uid, uid, strlen(uid)))
			continue;
		id = runs.run[i].id;
		found++;
	}
	rt_runs_free(&runs);
	if (found == 1)
		return read_run(input, store, id, error);
	return rt_fail(error, RT_USAGE,
		       found ? "more than one run is called %s...; give more "
			       "digits of the uid"
			     : "there is no run with the uid %s; `runs --json` "
			       "lists them",
		       uid);
}

static bool is_uid(const char *word)
{
	size_t digits = strspn(word, "0123456789abcdef");

	return !word[digits] && digits >= least_uid_digits &&
	       digits <= uid_digits &&
	       (digits == uid_digits || word[strspn(word, "0123456789")]);
}

static int read_word(struct rt_report_input *input, struct rt_store *store,
		     const char *word, struct rt_error *error)
{
	char *end;
	int64_t id;

	if (!*word)
		return read_last(input, store, error);
	if (is_uid(word))
		return read_uid(input, store, word, error);
	id = strtoll(word, &end, 10);
	if (*end || id < 1 || !isdigit((unsigned char)*word))
		return rt_fail(error, RT_USAGE,
			       "\"%s\" is no run: give its number, as `runs` "
			       "lists it, or its uid",
			       word);
	return read_run(input, store, id, error);
}

/* What was recorded of each run for its report. */
static int read_evidence(struct rt_report_input *input, struct rt_store *store,
			 struct rt_error *error)
{
	size_t count = input->runs.count;
	int code = RT_OK;

	input->evidence = calloc(count + 1, sizeof(*input->evidence));
	if (!input->evidence)
		return rt_no_memory(error);
	for (size_t i = 0; i < count && !code; i++)
		code = rt_store_evidence(store, input->runs.run[i].id,
					 &input->evidence[i], error);
	return code;
}

static int read_machine(struct rt_report_input *input, struct rt_store *store,
			struct rt_error *error)
{
	int64_t machine = input->runs.count ? input->runs.run[0].machine : 0;
	int code;

	if (!machine)
		return RT_OK;
	input->report.machine = &input->machine;
	code = rt_store_machine_get(store, machine, &input->machine, error);
	if (!code)
		code = rt_store_round_trips(store, machine, &input->trips,
					    error);
	return code;
}

static int read_others(struct rt_report_input *input, struct rt_store *store,
		       struct rt_error *error)
{
	const struct rt_run_filter newest = {.limit = most_others};

	return rt_store_runs(store, &newest, &input->others, error);
}

static void point(struct rt_report_input *input)
{
	struct rt_report *report = &input->report;

	report->runs = input->runs.run;
	report->count = input->runs.count;
	report->violations = input->violations.violation;
	report->violation_count = input->violations.count;
	report->observations = input->observed.observed;
	report->observation_count = input->observed.count;
	report->findings = input->findings.finding;
	report->finding_count = input->findings.count;
	report->others = input->others.run;
	report->other_count = input->others.count;
	report->evidence = input->evidence;
	report->evidence_count = input->evidence ? input->runs.count : 0;
	report->trips = input->trips.trip;
	report->trip_count = input->trips.count;
}

/* The sound build beside the subject as a run that is like it. */
static void point_at_sound(struct rt_report_input *input)
{
	const struct rt_run *run = rt_report_subject(&input->report);
	struct rt_run *sound = &input->sound;
	const struct rt_evidence *evidence;

	if (!run)
		return;
	evidence = rt_report_evidence(&input->report, run);
	if (!*evidence->sound_accessor)
		return;
	snprintf(sound->accessor, sizeof(sound->accessor), "%s",
		 evidence->sound_accessor);
	/* An older ringtear had no other accessor's flags and toolchain. */
	snprintf(sound->toolchain, sizeof(sound->toolchain), "%s",
		 *evidence->sound_toolchain ? evidence->sound_toolchain
					    : run->toolchain);
	snprintf(sound->flags, sizeof(sound->flags), "%s",
		 *evidence->sound_toolchain ? evidence->sound_flags
					    : run->flags);
	if (!strcmp(sound->accessor, run->accessor))
		memcpy(sound->subject, run->subject, sizeof(sound->subject));
	sound->trial = run->trial;
	memcpy(sound->verdict, evidence->sound_outcome, sizeof(sound->verdict));
	sound->finished = true;
	sound->instructions = evidence->sound_instructions;
	input->report.sound = sound;
}

const struct rt_run *rt_report_input_lacks(const struct rt_report_input *input)
{
	const struct rt_run *run = rt_report_subject(&input->report);

	if (!run || !run->finished)
		return NULL;
	return rt_report_evidence(&input->report, run)->run ? NULL : run;
}

static int read_all(struct rt_report_input *input, struct rt_store *store,
		    const char *word, struct rt_error *error)
{
	int code = read_word(input, store, word, error);

	for (size_t i = 0; !code && i < input->runs.count; i++)
		code = read_rest(input, store, input->runs.run[i].id, error);
	if (!code)
		code = read_others(input, store, error);
	if (!code)
		code = rt_store_findings(store, &input->findings, error);
	if (!code)
		code = read_evidence(input, store, error);
	if (!code)
		code = read_machine(input, store, error);
	point(input);
	point_at_sound(input);
	return code;
}

int rt_report_input_read(struct rt_report_input *input,
			 const struct rt_places *places, const char *word,
			 struct rt_error *error)
{
	const char *colon = word ? strrchr(word, ':') : NULL;
	struct rt_text path = RT_TEXT_INIT;
	struct rt_store *store;
	int code;

	*input = (struct rt_report_input){
		.report = {.command = places->command}};
	if (colon)
		rt_text_append(&path, word, (size_t)(colon - word));
	else
		rt_text_add(&path, rt_text_string(&places->store));
	code = rt_places_check(&path, error);
	if (!code && !colon && !rt_file_exists(rt_text_string(&path)))
		code = rt_fail(error, RT_USAGE,
			       "there are no runs yet in %s; `repro` makes "
			       "some",
			       rt_text_string(&path));
	if (!code)
		code = rt_store_open_readonly(rt_text_string(&path), &store,
					      error);
	rt_text_free(&path);
	if (code)
		return code;
	code = read_all(input, store,
			colon  ? colon + 1
			: word ? word
			       : "",
			error);
	rt_store_close(store);
	return code;
}

void rt_report_input_free(struct rt_report_input *input)
{
	for (size_t i = 0; input->evidence && i < input->runs.count; i++)
		rt_evidence_free(&input->evidence[i]);
	free(input->evidence);
	rt_runs_free(&input->runs);
	rt_runs_free(&input->others);
	rt_violations_free(&input->violations);
	rt_observed_list_free(&input->observed);
	rt_findings_free(&input->findings);
	rt_round_trips_free(&input->trips);
}

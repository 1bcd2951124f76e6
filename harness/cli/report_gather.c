/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/report_gather.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "reports/facts.h"

enum { uid_digits = 32, least_uid_digits = 6, most_others = 1000 };

/* Takes the runs of @from over, behind those that @to has. */
static int take_violations(struct rt_violations *to,
			   const struct rt_violations *from,
			   struct rt_error *error)
{
	struct rt_violation *grown;

	if (!from->count)
		return RT_OK;
	grown = reallocarray(to->violation, to->count + from->count,
			     sizeof(*grown));
	if (!grown)
		return rt_fail(error, RT_SETUP, "out of memory");
	memcpy(grown + to->count, from->violation,
	       from->count * sizeof(*grown));
	to->violation = grown;
	to->count += from->count;
	return RT_OK;
}

static int take_observed(struct rt_observed_list *to,
			 const struct rt_observed_list *from,
			 struct rt_error *error)
{
	struct rt_observed *grown;

	if (!from->count)
		return RT_OK;
	grown = reallocarray(to->observed, to->count + from->count,
			     sizeof(*grown));
	if (!grown)
		return rt_fail(error, RT_SETUP, "out of memory");
	memcpy(grown + to->count, from->observed, from->count * sizeof(*grown));
	to->observed = grown;
	to->count += from->count;
	return RT_OK;
}

/* What belongs to run @id beside the run itself. */
static int read_rest(struct rt_gather *gather, struct rt_store *store,
		     int64_t id, struct rt_error *error)
{
	struct rt_violations violations = {.count = 0};
	struct rt_observed_list observed = {.count = 0};
	int code = rt_store_violations(store, id, &violations, error);

	if (!code)
		code = take_violations(&gather->violations, &violations, error);
	if (!code)
		code = rt_store_observed(store, id, &observed, error);
	if (!code)
		code = take_observed(&gather->observed, &observed, error);
	rt_violations_free(&violations);
	rt_observed_list_free(&observed);
	return code;
}

static int read_campaign(struct rt_gather *gather, struct rt_store *store,
			 int64_t campaign, struct rt_error *error)
{
	const struct rt_run_filter filter = {.campaign = campaign,
					     .oldest_first = true};

	return rt_store_runs(store, &filter, &gather->runs, error);
}

/* The first run of a campaign stands for all of it. */
static int read_run(struct rt_gather *gather, struct rt_store *store,
		    int64_t id, struct rt_error *error)
{
	struct rt_run run;
	int code = rt_store_run_get(store, id, &run, error);

	if (code)
		return code;
	if (run.campaign == id) {
		rt_run_free(&run);
		return read_campaign(gather, store, id, error);
	}
	gather->runs.run = malloc(sizeof(run));
	if (!gather->runs.run) {
		rt_run_free(&run);
		return rt_fail(error, RT_SETUP, "out of memory");
	}
	gather->runs.run[0] = run;
	gather->runs.count = 1;
	return RT_OK;
}

static int read_last(struct rt_gather *gather, struct rt_store *store,
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
	return read_campaign(gather, store, campaign, error);
}

static int read_uid(struct rt_gather *gather, struct rt_store *store,
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
		return read_run(gather, store, id, error);
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

static int read_word(struct rt_gather *gather, struct rt_store *store,
		     const char *word, struct rt_error *error)
{
	char *end;
	int64_t id;

	if (!*word)
		return read_last(gather, store, error);
	if (is_uid(word))
		return read_uid(gather, store, word, error);
	id = strtoll(word, &end, 10);
	if (*end || id < 1 || !isdigit((unsigned char)*word))
		return rt_fail(error, RT_USAGE,
			       "\"%s\" is no run: give its number, as `runs` "
			       "lists it, or its uid",
			       word);
	return read_run(gather, store, id, error);
}

/* What was recorded of each run for its report. */
static int read_evidence(struct rt_gather *gather, struct rt_store *store,
			 struct rt_error *error)
{
	size_t count = gather->runs.count;
	int code = RT_OK;

	gather->evidence = calloc(count + 1, sizeof(*gather->evidence));
	if (!gather->evidence)
		return rt_fail(error, RT_SETUP, "out of memory");
	for (size_t i = 0; i < count && !code; i++)
		code = rt_store_evidence(store, gather->runs.run[i].id,
					 &gather->evidence[i], error);
	return code;
}

static int read_machine(struct rt_gather *gather, struct rt_store *store,
			struct rt_error *error)
{
	int64_t machine = gather->runs.count ? gather->runs.run[0].machine : 0;
	int code;

	if (!machine)
		return RT_OK;
	gather->report.machine = &gather->machine;
	code = rt_store_machine_get(store, machine, &gather->machine, error);
	if (!code)
		code = rt_store_round_trips(store, machine, &gather->trips,
					    error);
	return code;
}

static int read_others(struct rt_gather *gather, struct rt_store *store,
		       struct rt_error *error)
{
	const struct rt_run_filter newest = {.limit = most_others};

	return rt_store_runs(store, &newest, &gather->others, error);
}

static void point(struct rt_gather *gather)
{
	struct rt_report *report = &gather->report;

	report->runs = gather->runs.run;
	report->count = gather->runs.count;
	report->violations = gather->violations.violation;
	report->violation_count = gather->violations.count;
	report->observations = gather->observed.observed;
	report->observation_count = gather->observed.count;
	report->findings = gather->findings.finding;
	report->finding_count = gather->findings.count;
	report->others = gather->others.run;
	report->other_count = gather->others.count;
	report->evidence = gather->evidence;
	report->evidence_count = gather->evidence ? gather->runs.count : 0;
	report->trips = gather->trips.trip;
	report->trip_count = gather->trips.count;
}

/* The sound build beside the subject as a run that is like it. */
static void point_at_sound(struct rt_gather *gather)
{
	const struct rt_run *run = rt_report_subject(&gather->report);
	struct rt_run *sound = &gather->sound;
	const struct rt_evidence *evidence;

	if (!run)
		return;
	evidence = rt_report_evidence(&gather->report, run);
	if (!*evidence->sound_accessor)
		return;
	snprintf(sound->accessor, sizeof(sound->accessor), "%s",
		 evidence->sound_accessor);
	memcpy(sound->toolchain, run->toolchain, sizeof(sound->toolchain));
	memcpy(sound->flags, run->flags, sizeof(sound->flags));
	memcpy(sound->verdict, evidence->sound_outcome, sizeof(sound->verdict));
	sound->finished = true;
	sound->instructions = evidence->sound_instructions;
	gather->report.sound = sound;
}

const struct rt_run *rt_gather_lacks(const struct rt_gather *gather)
{
	const struct rt_run *run = rt_report_subject(&gather->report);

	if (!run || !run->finished)
		return NULL;
	return rt_report_evidence(&gather->report, run)->run ? NULL : run;
}

static int read_all(struct rt_gather *gather, struct rt_store *store,
		    const char *word, struct rt_error *error)
{
	int code = read_word(gather, store, word, error);

	for (size_t i = 0; !code && i < gather->runs.count; i++)
		code = read_rest(gather, store, gather->runs.run[i].id, error);
	if (!code)
		code = read_others(gather, store, error);
	if (!code)
		code = rt_store_findings(store, &gather->findings, error);
	if (!code)
		code = read_evidence(gather, store, error);
	if (!code)
		code = read_machine(gather, store, error);
	point(gather);
	point_at_sound(gather);
	return code;
}

int rt_gather_read(struct rt_gather *gather, const struct rt_places *places,
		   const char *word, struct rt_error *error)
{
	const char *colon = word ? strrchr(word, ':') : NULL;
	struct rt_text path = RT_TEXT_INIT;
	struct rt_store *store;
	int code;

	*gather = (struct rt_gather){.report = {.command = places->command}};
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
	code = read_all(gather, store,
			colon  ? colon + 1
			: word ? word
			       : "",
			error);
	rt_store_close(store);
	return code;
}

void rt_gather_free(struct rt_gather *gather)
{
	for (size_t i = 0; gather->evidence && i < gather->runs.count; i++)
		rt_evidence_free(&gather->evidence[i]);
	free(gather->evidence);
	rt_runs_free(&gather->runs);
	rt_runs_free(&gather->others);
	rt_violations_free(&gather->violations);
	rt_observed_list_free(&gather->observed);
	rt_findings_free(&gather->findings);
	rt_round_trips_free(&gather->trips);
}

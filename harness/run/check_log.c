/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/check_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/record/take.h"
#include "harness/run/brief.h"
#include "harness/run/identity.h"
#include "harness/run/origin.h"

/* Warns, and closes the log: nothing is recorded from then on. */
static void give_up(struct rt_check_log *log, struct rt_error *error)
{
	log->warn(error);
	rt_error_clear(error);
	rt_run_log_close(&log->runs);
}

void rt_check_log_open(struct rt_check_log *log, const struct rt_places *places,
		       const struct rt_inventory *inventory,
		       void (*warn)(const struct rt_error *why))
{
	const struct rt_evidence_source source = {
		.corpora = rt_text_string(&places->corpora),
		.cache = rt_text_string(&places->cache),
		.accessors = &inventory->accessors,
		.toolchains = &inventory->toolchains,
	};
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_places_check(&places->store, &error);

	*log = (struct rt_check_log){.warn = warn};
	if (!code)
		code = rt_run_log_open(&log->runs,
				       rt_text_string(&places->store), &source,
				       &error);
	if (code)
		give_up(log, &error);
}

void rt_check_log_close(struct rt_check_log *log)
{
	rt_text_free(&log->file);
	rt_text_free(&log->origin);
	rt_run_log_close(&log->runs);
}

static void describe(struct rt_run *run, const struct rt_check *check,
		     const char *command)
{
	const struct rt_question placing = {
		.within = check->object.offset,
		.object = check->object.size,
		.offset = check->offset,
		.trial = &check->trial,
	};
	struct rt_trial placed = check->trial;
	const char *slash = strrchr(placed.accessor, '/');

	*run = (struct rt_run){.id = 0};
	placed.offset = rt_question_place(&placing);
	rt_run_describe(run, "check", command,
			slash && slash[1] ? slash + 1 : placed.accessor,
			&placed);
}

/* Fills @run with the judgement, and the trial that replays its witness. */
static void take(struct rt_run *run, const struct rt_check *check,
		 const struct rt_subject *subject)
{
	const struct rt_build *build = rt_subject_built(subject);
	const struct rt_question question = rt_check_question(check, subject);
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;
	char name[32];

	rt_run_take_subject(run, subject, &check->trial, check->once);
	rt_run_take_judgement(run, &check->judgement);
	rt_run_take_code(run, subject->module,
			 rt_question_symbol(&question, name));
	snprintf(run->provider, sizeof(run->provider), "%s",
		 rt_text_string(&build->provider));
	if (!run->witness.seen || !rt_check_witness(check, &trial))
		return;
	rt_trial_print(&trial, &text);
	free(run->trial);
	run->trial = text.data;
}

/* In one transaction: faster, and a kill never leaves half a run. */
static int write_run(struct rt_run_log *runs, struct rt_run *run,
		     const struct rt_judgement *judgement,
		     struct rt_error *error)
{
	struct rt_observed seen[RT_ENGINES_MOST];
	int code = rt_store_batch_begin(runs->store, error);

	if (code)
		return code;
	for (size_t i = 0; i < judgement->count; i++)
		seen[i] = rt_observed_take(0, &judgement->seen[i]);
	code = rt_run_log_add(runs, run, seen, judgement->count, error);
	if (code)
		rt_store_batch_drop(runs->store);
	else
		code = rt_store_batch_end(runs->store, error);
	return code;
}

/* Without the source a report says that it was not recorded. */
static void take_brief(struct rt_text *brief, const struct rt_run *run,
		       const struct rt_check *check,
		       const struct rt_subject *subject)
{
	struct rt_trial trial = check->trial;
	struct rt_trial witness;

	if (strcmp(run->verdict, rt_outcome_word(RT_OUTCOME_TORN)) != 0)
		return;
	if (rt_check_witness(check, &witness))
		trial = witness;
	rt_subject_brief(brief, subject, check->places, &trial, NULL);
}

/* Of one subject's many builds git and the packages are asked once. */
static void take_origin(struct rt_check_log *log, const struct rt_run *run,
			const struct rt_subject *subject)
{
	struct rt_text file = RT_TEXT_INIT;

	if (strcmp(run->verdict, rt_outcome_word(RT_OUTCOME_TORN)) != 0)
		return;
	rt_subject_file(&file, subject);
	if (strcmp(rt_text_string(&file), rt_text_string(&log->file)) != 0) {
		rt_text_free(&log->origin);
		rt_file_origin(&log->origin, rt_text_string(&file));
	}
	rt_text_free(&log->file);
	log->file = file;
}

static int64_t keep(struct rt_check_log *log, struct rt_run *run,
		    const struct rt_judgement *judgement)
{
	int64_t campaign = log->runs.campaign;
	struct rt_error error = RT_ERROR_INIT;
	int64_t id = 0;

	if (write_run(&log->runs, run, judgement, &error)) {
		log->runs.campaign = campaign;
		give_up(log, &error);
	} else {
		id = run->id;
		if (rt_run_log_evidence(&log->runs, run, NULL, true, &error))
			give_up(log, &error);
	}
	rt_run_free(run);
	return id;
}

int64_t rt_check_log_add(struct rt_check_log *log, const struct rt_check *check,
			 const struct rt_subject *subject, const char *command)
{
	struct rt_text brief = RT_TEXT_INIT;
	struct rt_run run;
	int64_t id;

	if (!log->runs.store)
		return 0;
	describe(&run, check, command);
	take(&run, check, subject);
	take_brief(&brief, &run, check, subject);
	take_origin(log, &run, subject);
	log->runs.source.brief = rt_text_string(&brief);
	log->runs.source.origin = rt_text_string(&log->origin);
	log->runs.source.words = subject->words;
	id = keep(log, &run, &check->judgement);
	log->runs.source.brief = log->runs.source.origin = NULL;
	log->runs.source.words = NULL;
	rt_text_free(&brief);
	return id;
}

void rt_check_log_failure(struct rt_check_log *log,
			  const struct rt_check *check, const char *command,
			  const struct rt_error *why)
{
	static const struct rt_judgement none = {.count = 0};
	struct rt_run run;

	if (!log->runs.store)
		return;
	describe(&run, check, command);
	snprintf(run.verdict, sizeof(run.verdict), "error");
	snprintf(run.outcome, sizeof(run.outcome), "%s",
		 rt_outcome_word(why->code == RT_BUILD ? RT_OUTCOME_NO_BUILD
						       : RT_OUTCOME_ERROR));
	snprintf(run.verdict_reason, sizeof(run.verdict_reason), "%.*s",
		 (int)sizeof(run.verdict_reason) - 1, why->message);
	snprintf(run.emitted, sizeof(run.emitted), "unknown");
	snprintf(run.permitted, sizeof(run.permitted), "unknown");
	keep(log, &run, &none);
}

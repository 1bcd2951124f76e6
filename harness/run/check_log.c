/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/check_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/record/take.h"
#include "harness/run/evidence.h"
#include "harness/run/machine.h"

/* From here on nothing is recorded. */
static void give_up(struct rt_check_log *log, struct rt_error *error)
{
	log->warn(error);
	rt_error_clear(error);
	rt_store_close(log->store);
	log->store = NULL;
}

void rt_check_log_open(struct rt_check_log *log, const struct rt_places *places,
		       const struct rt_inventory *here,
		       void (*warn)(const struct rt_error *why))
{
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_places_check(&places->store, &error);

	*log = (struct rt_check_log){
		.places = places,
		.here = here,
		.warn = warn,
	};
	if (!code)
		code = rt_store_open(rt_text_string(&places->store),
				     &log->store, &error);
	if (!code)
		code = rt_machine_record(log->store, &here->toolchains,
					 &log->machine, &error);
	if (code)
		give_up(log, &error);
}

void rt_check_log_close(struct rt_check_log *log)
{
	rt_store_close(log->store);
	log->store = NULL;
}

static void describe(struct rt_run *run, const struct rt_check_log *log,
		     const struct rt_check *check, const char *command)
{
	const struct rt_trial *trial = &check->trial;
	struct rt_trial placed = *trial;
	struct rt_text text = RT_TEXT_INIT;
	const char *slash = strrchr(trial->accessor, '/');

	*run = (struct rt_run){.campaign = log->campaign,
			       .machine = log->machine};
	snprintf(run->kind, sizeof(run->kind), "check");
	snprintf(run->command, sizeof(run->command), "%s", command);
	snprintf(run->title, sizeof(run->title), "%.*s",
		 (int)sizeof(run->title) - 1,
		 slash && slash[1] ? slash + 1 : trial->accessor);
	snprintf(run->accessor, sizeof(run->accessor), "%s", trial->accessor);
	snprintf(run->toolchain, sizeof(run->toolchain), "%s",
		 trial->toolchain);
	snprintf(run->flags, sizeof(run->flags), "%s", trial->flags);
	placed.offset = rt_check_place(check);
	rt_trial_print(&placed, &text);
	run->trial = text.data;
}

/* What was judged, with the trial that replays its witness. */
static void take(struct rt_run *run, const struct rt_check *check,
		 const struct rt_subject *subject)
{
	const struct rt_build *build = subject->object.build.module.length
					       ? &subject->object.build
					       : &subject->build;
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial trial;
	char name[32];

	rt_run_take_judgement(run, &check->judgement);
	rt_run_take_code(run, subject->module,
			 rt_check_symbol(check, subject, name));
	snprintf(run->provider, sizeof(run->provider), "%s",
		 rt_text_string(&build->provider));
	if (!run->witness.seen || !rt_check_witness(check, &trial))
		return;
	rt_trial_print(&trial, &text);
	free(run->trial);
	run->trial = text.data;
}

static int write_run(struct rt_check_log *log, struct rt_run *run,
		     const struct rt_judgement *judgement,
		     struct rt_error *error)
{
	const struct rt_evidence_source evidence = {
		.corpora = rt_text_string(&log->places->corpora),
		.cache = rt_text_string(&log->places->cache),
		.accessors = &log->here->accessors,
		.toolchains = &log->here->toolchains,
	};
	int code = rt_store_batch_begin(log->store, error);

	if (code)
		return code;
	code = rt_store_run_begin(log->store, run, error);
	for (size_t i = 0; !code && i < judgement->count; i++) {
		struct rt_observed observed =
			rt_observed_take(run->id, &judgement->seen[i]);

		code = rt_store_observed_add(log->store, &observed, error);
	}
	if (!code)
		code = rt_run_record_evidence(log->store, run, &evidence,
					      error);
	if (!code)
		code = rt_store_run_finish(log->store, run, error);
	if (code)
		rt_store_batch_drop(log->store);
	else
		code = rt_store_batch_end(log->store, error);
	return code;
}

static int64_t keep(struct rt_check_log *log, struct rt_run *run,
		    const struct rt_judgement *judgement)
{
	struct rt_error error = RT_ERROR_INIT;
	int64_t id = 0;

	if (write_run(log, run, judgement, &error)) {
		give_up(log, &error);
	} else {
		log->campaign = run->campaign;
		id = run->id;
	}
	rt_run_free(run);
	return id;
}

int64_t rt_check_log_add(struct rt_check_log *log, const struct rt_check *check,
			 const struct rt_subject *subject, const char *command)
{
	struct rt_run run;

	if (!log->store)
		return 0;
	describe(&run, log, check, command);
	take(&run, check, subject);
	return keep(log, &run, &check->judgement);
}

void rt_check_log_failure(struct rt_check_log *log,
			  const struct rt_check *check, const char *command,
			  const struct rt_error *why)
{
	static const struct rt_judgement none = {.count = 0};
	struct rt_run run;

	if (!log->store)
		return;
	describe(&run, log, check, command);
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores each finding once. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/fuzz/known.h"
#include "harness/fuzz/finding.h"
#include "harness/fuzz/finding_file.h"
#include "harness/fuzz/index.h"
#include "harness/record/take.h"
#include "harness/run/log.h"
#include "harness/verdict/aligned.h"

struct rt_triage {
	struct rt_triage_plan plan;
	struct rt_run_log runs;
	struct rt_known known; /* in the order of the store's findings */
	struct rt_index met;   /* keys of trials to indexes in known */
	double written;	       /* time of the last store of hits */
};

/* A write per hit would cost more than evaluating a known trial. */
static const double write_every = 1;

/* Adds findings that other jobs have stored meanwhile. */
static int refresh(struct rt_triage *triage, struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	int code = rt_store_findings(triage->runs.store, &findings, error);

	for (size_t i = triage->known.count; i < findings.count && !code; i++)
		code = rt_known_add(&triage->known, &findings.finding[i],
				    error);
	rt_findings_free(&findings);
	return code;
}

int rt_triage_open(struct rt_triage **triage, const struct rt_triage_plan *plan,
		   struct rt_error *error)
{
	const struct rt_evidence_source source = {
		.corpora = rt_text_string(&plan->evaluator->corpora),
		.cache = rt_text_string(&plan->evaluator->cache),
		.accessors = &plan->evaluator->accessors,
		.toolchains = &plan->evaluator->toolchains,
	};
	struct rt_triage *made = calloc(1, sizeof(*made));
	int code;

	*triage = NULL;
	if (!made)
		return rt_no_memory(error);
	made->plan = *plan;
	code = rt_folder_make(plan->folder, error);
	if (!code)
		code = rt_run_log_open(&made->runs, plan->store, &source,
				       error);
	if (!code)
		code = refresh(made, error);
	if (code)
		rt_triage_close(made);
	else
		*triage = made;
	return code;
}

/* Stores the hits of all findings since the last call. */
static void write_met(struct rt_triage *triage)
{
	struct rt_findings findings = {.count = 0};
	bool is_new;

	if (!rt_known_met(&triage->known) ||
	    rt_store_findings(triage->runs.store, &findings, NULL))
		return;
	for (size_t i = 0; i < triage->known.count && i < findings.count; i++) {
		struct rt_known_finding *known = &triage->known.list[i];

		findings.finding[i].met = known->met;
		rt_finding_set_cause(&findings.finding[i], &known->cause);
		if (known->met &&
		    !rt_store_finding_add(triage->runs.store,
					  &findings.finding[i], &is_new, NULL))
			known->met = 0;
	}
	rt_findings_free(&findings);
}

static void write_met_sometimes(struct rt_triage *triage)
{
	if (rt_clock_seconds() - triage->written < write_every)
		return;
	triage->written = rt_clock_seconds();
	write_met(triage);
}

void rt_triage_close(struct rt_triage *triage)
{
	if (!triage)
		return;
	if (triage->runs.store)
		write_met(triage);
	rt_known_free(&triage->known);
	rt_index_free(&triage->met);
	rt_run_log_close(&triage->runs);
	free(triage);
}

/* Builds @trial into @build, which the caller must free, and lists the code. */
static void describe_build(struct rt_triage *triage, struct rt_run *run,
			   const struct rt_trial *trial, struct rt_build *build)
{
	char symbol[32];

	rt_trial_symbol(trial, symbol);
	if (rt_evaluator_build(triage->plan.evaluator, trial, build, NULL))
		return;
	rt_run_take_code(run, rt_text_string(&build->module), symbol);
	snprintf(run->provider, sizeof(run->provider), "%s",
		 rt_text_string(&build->provider));
}

static void describe_verdict(struct rt_run *run,
			     const struct rt_evaluation *outcome,
			     enum rt_outcome aligned)
{
	enum rt_outcome verdict = outcome->kind;

	if (outcome->hammer_torn)
		verdict = RT_OUTCOME_TORN;
	snprintf(run->outcome, sizeof(run->outcome), "%s",
		 rt_outcome_word(verdict == RT_OUTCOME_ATOMIC && outcome->twice
					 ? RT_OUTCOME_TWICE
					 : verdict));
	if (verdict == RT_OUTCOME_NO_BUILD || verdict == RT_OUTCOME_COMPILER)
		verdict = RT_OUTCOME_ERROR;
	snprintf(run->verdict, sizeof(run->verdict), "%s",
		 rt_outcome_word(verdict));
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s",
		 outcome->reason);
	rt_aligned_say_first(run->verdict_reason, sizeof(run->verdict_reason),
			     aligned);
	snprintf(run->aligned, sizeof(run->aligned), "%s",
		 rt_aligned_word(aligned));
	run->twice = outcome->twice;
	if (outcome->kind != RT_OUTCOME_TORN || !outcome->mixture)
		return;
	run->witness = outcome->witness;
}

/* Records the run that a report is made from; the caller frees both. */
static int record_run(struct rt_triage *triage, struct rt_finding *finding,
		      const struct rt_trial *trial,
		      const struct rt_evaluation *outcome, struct rt_run *run,
		      struct rt_build *build, struct rt_error *error)
{
	const struct rt_trial told = rt_finding_trial(trial, outcome);
	char title[sizeof(run->title)];
	int code;

	snprintf(title, sizeof(title), "%.16s in %.40s", finding->kind,
		 trial->accessor);
	rt_run_describe(run, "fuzz", triage->plan.command, title, &told);
	describe_verdict(run, outcome, rt_aligned_named(finding->aligned));
	if (outcome->kind != RT_OUTCOME_COMPILER)
		describe_build(triage, run, trial, build);
	/* Each finding begins a campaign, unless the plan has one for all. */
	triage->runs.campaign = triage->plan.campaign;
	code = rt_run_log_add(&triage->runs, run, NULL, 0, error);
	finding->run = run->id;
	return code;
}

/* Stores the row, and then the file. */
static int keep(struct rt_triage *triage, const struct rt_trial *trial,
		const struct rt_evaluation *outcome, bool *is_new,
		struct rt_error *error)
{
	struct rt_build build = {.from_cache = false};
	struct rt_run run = {.id = 0};
	struct rt_finding finding = {.met = 1};
	enum rt_outcome aligned;
	int code = rt_finding_aligned(triage->plan.evaluator, trial, outcome,
				      &aligned, error);

	if (!code)
		code = rt_finding_describe(&finding, triage->plan.evaluator,
					   trial, outcome, aligned, error);
	if (!code)
		code = record_run(triage, &finding, trial, outcome, &run,
				  &build, error);
	if (!code)
		code = rt_store_finding_add(triage->runs.store, &finding,
					    is_new, error);
	if (!code)
		code = rt_finding_write(&finding, triage->plan.folder,
					triage->plan.command, error);
	if (!code && outcome->kept[0])
		code = rt_finding_keep_source(&finding, triage->plan.folder,
					      outcome->kept, error);
	/* Last: it takes long, and the finding must survive a kill. */
	if (!code)
		code = rt_run_log_evidence(
			&triage->runs, &run,
			build.module.length ? build.module.data : NULL, true,
			error);
	rt_build_free(&build);
	rt_run_free(&run);
	rt_finding_free(&finding);
	if (!code)
		code = refresh(triage, error);
	return code;
}

/* Replaces an alias of a toolchain by its name: an alias is no new cause. */
static int name_fully(const struct rt_triage *triage, struct rt_trial *trial,
		      struct rt_error *error)
{
	const struct rt_toolchain *toolchain = rt_toolchains_named(
		&triage->plan.evaluator->toolchains, trial->toolchain, error);

	if (!toolchain)
		return RT_USAGE;
	snprintf(trial->toolchain, sizeof(trial->toolchain), "%s",
		 rt_text_string(&toolchain->name));
	return RT_OK;
}

static int minimize_and_keep(struct rt_triage *triage,
			     const struct rt_trial *trial,
			     const struct rt_evaluation *outcome, bool *is_new,
			     struct rt_error *error)
{
	struct rt_minimized minimized = {.tries = 0};
	struct rt_evaluation minimal;
	struct rt_trial guess;
	bool guessed = rt_known_guess(&triage->known, trial, &guess);
	int code = rt_finding_minimize(triage->plan.evaluator, trial,
				       guessed ? &guess : NULL, outcome,
				       &minimized, &minimal, error);

	/* A known cause may explain the minimal trial, though not @trial. */
	if (!code &&
	    !rt_known_explain(&triage->known, &minimized.trial, &minimal))
		code = keep(triage, &minimized.trial, &minimal, is_new, error);
	rt_minimized_free(&minimized);
	return code;
}

/* Like minimize_and_keep(), but keeps the trial in plan.pending meanwhile. */
static int pursue(struct rt_triage *triage, const struct rt_trial *trial,
		  const struct rt_digest *key,
		  const struct rt_evaluation *outcome, bool *is_new,
		  struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	int code = RT_OK;

	if (!triage->plan.pending)
		return minimize_and_keep(triage, trial, outcome, is_new, error);
	rt_text_format(&path, "%s/pending-%s", triage->plan.pending, key->text);
	rt_trial_print(trial, &text);
	code = rt_file_write_text(&path, &text, error);
	if (!code)
		code = minimize_and_keep(triage, trial, outcome, is_new, error);
	if (!code)
		unlink(path.data);
	rt_text_free(&path);
	rt_text_free(&text);
	return code;
}

/* An older ringtear stored no cause with the finding. */
static int name_cause(const struct rt_triage *triage,
		      struct rt_known_finding *known,
		      const struct rt_trial *trial, const char *kind,
		      const struct rt_evaluation *outcome,
		      struct rt_error *error)
{
	if (known->cause.key[0])
		return RT_OK;
	return rt_cause_of(&known->cause, triage->plan.evaluator, trial, kind,
			   outcome, known->aligned, error);
}

/* @trial must have canonical names. */
static int take(struct rt_triage *triage, const struct rt_trial *trial,
		const char *kind, const struct rt_evaluation *outcome,
		bool *is_new, struct rt_error *error)
{
	struct rt_known_finding *known;
	struct rt_digest key;
	size_t at;
	int code = rt_finding_key(trial, kind, outcome->mixture, &key, error);

	if (code)
		return code;
	if (rt_index_find(&triage->met, &key, &at)) {
		triage->known.list[at].met++;
		return RT_OK;
	}
	known = rt_known_explain(&triage->known, trial, outcome);
	if (!known) {
		code = refresh(triage, error);
		known = rt_known_explain(&triage->known, trial, outcome);
	}
	if (!code && !known)
		code = pursue(triage, trial, &key, outcome, is_new, error);
	if (!code && !known)
		known = rt_known_explain(&triage->known, trial, outcome);
	if (!code && known)
		code = name_cause(triage, known, trial, kind, outcome, error);
	if (!code && known) {
		known->met += !*is_new;
		rt_index_put(&triage->met, &key,
			     (size_t)(known - triage->known.list));
	}
	return code;
}

int rt_triage_take(struct rt_triage *triage, const struct rt_trial *trial,
		   const struct rt_evaluation *outcome, bool *is_new,
		   struct rt_error *error)
{
	const char *kind = rt_finding_word(rt_finding_of(outcome));
	struct rt_trial named = *trial;
	int code;

	*is_new = false;
	if (!*kind)
		return RT_OK;
	code = name_fully(triage, &named, error);
	if (!code)
		code = take(triage, &named, kind, outcome, is_new, error);
	if (!code)
		write_met_sometimes(triage);
	return code;
}

int rt_triage_repair(struct rt_triage *triage, int64_t first,
		     struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	int code = rt_store_findings(triage->runs.store, &findings, error);

	for (size_t i = 0; i < findings.count && !code; i++) {
		struct rt_text path = RT_TEXT_INIT;

		rt_finding_path(&path, triage->plan.folder,
				&findings.finding[i]);
		if (findings.finding[i].id >= first &&
		    !rt_file_exists(rt_text_string(&path)))
			code = rt_finding_write(&findings.finding[i],
						triage->plan.folder,
						triage->plan.command, error);
		rt_text_free(&path);
	}
	rt_findings_free(&findings);
	return code;
}

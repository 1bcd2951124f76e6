/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One race of a session: the hammer's run and its record. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/progress.h"
#include "harness/engine/hammer/bound.h"
#include "harness/record/take.h"
#include "harness/run/brief.h"
#include "harness/run/evidence.h"
#include "harness/run/identity.h"
#include "harness/run/origin.h"
#include "harness/run/session.h"
#include "harness/verdict/aligned.h"

/* The data of the hammer's callbacks. */
struct watching {
	struct rt_session *session;
	struct rt_run *run;
};

static void show_progress(void *data, const char *doing, double fraction)
{
	struct rt_session *session = ((struct watching *)data)->session;
	double whole = session->progress_to - session->progress_from;

	rt_progress_draw(&session->progress, doing,
			 session->progress_from + whole * fraction);
}

static const char *side_word(enum rt_vq_side side)
{
	return side == RT_VQ_GUEST ? "guest" : "device";
}

static void fill_violation(struct rt_violation *violation,
			   const struct rt_ring_violation *seen)
{
	const struct rt_vq_violation *from = &seen->violation;

	violation->seconds = seen->seconds;
	violation->last_avail_idx = from->last_avail_idx;
	violation->shadow_avail_idx = from->shadow_avail_idx;
	violation->inuse = from->inuse;
	violation->pops = from->pops;
	violation->value = from->value_read;
	violation->before = (uint16_t)from->before;
	violation->after = (uint16_t)from->after;
	snprintf(violation->system, sizeof(violation->system), "%s",
		 rt_vq_invariant_system(from->invariant));
	snprintf(violation->side, sizeof(violation->side), "%s",
		 side_word(from->side));
	snprintf(violation->invariant, sizeof(violation->invariant), "%s",
		 rt_vq_invariant_name(from->invariant));
	snprintf(violation->message, sizeof(violation->message), "%s",
		 from->message);
	snprintf(violation->judged, sizeof(violation->judged), "%s",
		 rt_vq_judgement_word(from->judgement));
}

static int remember(struct rt_violations *all,
		    const struct rt_violation *violation,
		    struct rt_error *error)
{
	struct rt_violation *grown =
		realloc(all->violation, (all->count + 1) * sizeof(*grown));

	if (!grown)
		return rt_no_memory(error);
	all->violation = grown;
	all->violation[all->count++] = *violation;
	return RT_OK;
}

/* First into the store, then on the screen: what was shown is never lost. */
static int keep_violation(void *data, const struct rt_ring_violation *seen,
			  struct rt_error *error)
{
	struct watching *watching = data;
	struct rt_session *session = watching->session;
	struct rt_violation violation = {.run = watching->run->id};
	int code;

	fill_violation(&violation, seen);
	code = rt_store_violation_add(session->log.store, &violation, error);
	if (!code)
		code = remember(&session->violations, &violation, error);
	if (!code && session->show_violation)
		session->show_violation(session, watching->run, &violation);
	return code;
}

static void describe_build(struct rt_run *run, const struct rt_raced *raced)
{
	const char *module = rt_text_string(&raced->built->module);
	char name[32];

	rt_trial_symbol(raced->trial, name);
	snprintf(run->provider, sizeof(run->provider), "%s",
		 rt_text_string(&raced->built->provider));
	rt_run_take_code(run, module, raced->symbol ? raced->symbol : name);
}

/* Records the CPUs of guest and device, and why they were chosen. */
static void describe_pair(struct rt_run *run, const struct rt_session *session)
{
	const struct rt_pair *pair = &session->pair;
	int used;

	if (session->no_pair.code)
		return;
	run->guest_cpu = (unsigned)pair->first;
	run->device_cpu = (unsigned)pair->second;
	used = snprintf(run->pair, sizeof(run->pair),
			"guest on CPU %d, device on CPU %d: ", pair->first,
			pair->second);
	snprintf(run->pair + used, sizeof(run->pair) - (size_t)used, "%.*s",
		 (int)sizeof(run->pair) - used - 1, pair->why);
}

static int begin(struct rt_session *session, const struct rt_raced *raced,
		 struct rt_run *run, struct rt_error *error)
{
	struct rt_trial told = rt_session_trial(session, raced->trial);

	*run = (struct rt_run){.seed = session->seed};
	rt_run_describe(run, session->subcommand,
			rt_text_string(&session->command), raced->title, &told);
	describe_pair(run, session);
	describe_build(run, raced);
	if (raced->subject)
		rt_run_take_subject(run, raced->subject, raced->trial, false);
	return rt_run_log_begin(&session->log, run, error);
}

static void take_field(struct rt_run *run,
		       const struct rt_hammer_result *result)
{
	run->loads = result->subject.loads;
	run->changes = result->subject.changes;
	run->torn = result->subject.torn;
	run->stale = result->subject.stale;
	run->unjudged = result->subject.unjudged;
	run->seconds = result->subject.seconds;
	run->torn_upper_bound = rt_upper_bound(
		result->subject.torn, rt_field_judged(&result->subject));
	run->control_torn = result->control.torn;
	run->control_changes = result->control.changes;
	run->control_seconds = result->control.seconds;
	run->schedule_gap = result->schedules.entry[0].gap;
	run->schedule_poll = result->schedules.entry[0].poll;
	run->null_nanoseconds = result->null_nanoseconds;
	run->load_nanoseconds = result->load_nanoseconds;
	run->first_torn = result->subject.first;
}

static void take_ring(struct rt_run *run, const struct rt_trial *trial,
		      const struct rt_hammer_result *result)
{
	const struct rt_ring_result *ring = &result->ring;

	if (!result->has_ring)
		return;
	run->requests_wanted = trial->requests;
	run->pops = ring->pops;
	run->pop_calls = ring->pop_calls;
	run->phantom_pops = ring->phantom_pops;
	run->requests_done = ring->requests_done;
	run->ring_torn = ring->torn;
	run->ring_stale = ring->stale;
	run->ring_seconds = ring->seconds;
	run->ring_first_torn = ring->first;
	if (!ring->violations)
		return;
	run->first_violation_seconds = ring->violation[0].seconds;
	snprintf(run->ended_side, sizeof(run->ended_side), "%s",
		 side_word(ring->violation[0].violation.side));
	snprintf(run->ended, sizeof(run->ended), "%s",
		 ring->violation[0].violation.message);
	snprintf(
		run->ended_system, sizeof(run->ended_system), "%s",
		rt_vq_invariant_system(ring->violation[0].violation.invariant));
}

static struct rt_hammer_plan plan_of(const struct rt_session *session,
				     const struct rt_raced *raced,
				     const struct rt_build *sound)
{
	const struct rt_build *control = session->control;
	struct rt_hammer_plan plan = {
		.trial = raced->trial,
		.topology = session->topology,
		.guest_cpu = session->pair.first,
		.device_cpu = session->pair.second,
		.seed = session->seed,
		.grace_seconds = session->grace,
		.schedules = session->calibrated ? &session->schedules : NULL,
	};

	plan.modules.subject = rt_text_string(&raced->built->module);
	plan.modules.symbol = raced->symbol;
	plan.modules.torn[0] =
		rt_text_string(&control[RT_CONTROL_BYTES].module);
	/* Empty on machines without movsb. */
	if (control[RT_CONTROL_COPY].module.length)
		plan.modules.torn[1] =
			rt_text_string(&control[RT_CONTROL_COPY].module);
	plan.modules.sound = rt_text_string(&sound->module);
	plan.modules.null = rt_text_string(&control[RT_CONTROL_NULL].module);
	return plan;
}

static int hammer(const struct rt_session *session,
		  const struct rt_hammer_plan *plan,
		  struct rt_hammer_result *result,
		  const struct rt_hammer_watch *watch, struct rt_error *error)
{
	if (!session->no_pair.code)
		return rt_hammer_run(plan, result, watch, error);
	*result = (struct rt_hammer_result){.has_ring = false};
	return rt_fail(error, session->no_pair.code, "%s",
		       session->no_pair.message);
}

/* A tear of a field that was not aligned says what becomes of aligned ones. */
static void ask_aligned(const struct rt_raced *raced,
			struct rt_verdict *verdict)
{
	const struct rt_trial *trial = raced->trial;
	struct rt_trial_object object;
	struct rt_question question = {
		.module = rt_text_string(&raced->built->module),
		.symbol = raced->symbol,
		.width = (unsigned)trial->width,
		.stores = rt_trial_stores(trial),
		.offset = (int)rt_trial_place(trial),
	};

	if (rt_trial_object(trial, &object, NULL))
		return;
	rt_question_take_object(&question, &object);
	rt_verdict_ask_aligned(verdict, &question);
}

/* The verdict is kept; a report says which evidence is not recorded. */
static void keep_evidence(struct rt_session *session,
			  const struct rt_raced *raced, struct rt_run *run)
{
	struct rt_evidence_source *source = &session->log.source;
	struct rt_text brief = RT_TEXT_INIT, file = RT_TEXT_INIT;
	struct rt_text origin = RT_TEXT_INIT;

	if (raced->subject &&
	    !strcmp(run->verdict, rt_outcome_word(RT_OUTCOME_TORN))) {
		rt_subject_brief(&brief, raced->subject, session->places,
				 raced->trial, NULL);
		rt_subject_file(&file, raced->subject);
		rt_file_origin(&origin, rt_text_string(&file));
		source->brief = rt_text_string(&brief);
		source->origin = rt_text_string(&origin);
		source->words = raced->subject->words;
	}
	rt_run_log_evidence(&session->log, run,
			    rt_text_string(&raced->built->module), true, NULL);
	source->brief = source->origin = NULL;
	source->words = NULL;
	rt_text_free(&brief);
	rt_text_free(&file);
	rt_text_free(&origin);
}

/*
 * Sets the verdict and finishes the row of @run in every case. An error that
 * the accessor did not cause is returned to the caller.
 */
static int conclude(struct rt_session *session, const struct rt_raced *raced,
		    const struct rt_hammer_result *result, struct rt_run *run,
		    struct rt_verdict *verdict, int code,
		    struct rt_error *error)
{
	bool is_verdict = code == RT_OK || code == RT_CRASH ||
			  code == RT_INTERRUPTED || session->no_pair.code;
	struct rt_observed observed;
	int finished;

	rt_hammer_observe(result, code, error, &session->seen);
	rt_verdict_of(&session->seen, 1, verdict);
	ask_aligned(raced, verdict);
	if (!is_verdict)
		verdict->outcome = RT_OUTCOME_ERROR;
	rt_run_take_verdict(run, verdict);
	observed = rt_observed_take(run->id, &session->seen);
	finished = rt_run_log_end(&session->log, run, &observed, 1,
				  is_verdict ? error : NULL);
	if (!finished)
		keep_evidence(session, raced, run);
	return is_verdict ? finished : code;
}

int rt_session_race(struct rt_session *session, const struct rt_raced *raced,
		    struct rt_run *run, struct rt_verdict *verdict,
		    struct rt_error *error)
{
	struct watching watching = {.session = session, .run = run};
	const struct rt_hammer_watch watch = {.progress = show_progress,
					      .violation = keep_violation,
					      .data = &watching};
	const struct rt_build *sound;
	struct rt_hammer_result result;
	struct rt_hammer_plan plan;
	int code = rt_session_sound(session, (unsigned)raced->trial->width,
				    &sound, error);

	if (!code)
		code = begin(session, raced, run, error);
	if (code)
		return code;
	plan = plan_of(session, raced, sound);
	code = hammer(session, &plan, &result, &watch, error);
	if (!code && !session->calibrated) {
		session->calibrated = true;
		session->schedules = result.schedules;
	}
	take_field(run, &result);
	take_ring(run, raced->trial, &result);
	return conclude(session, raced, &result, run, verdict, code, error);
}

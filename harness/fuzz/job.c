/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/job.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "harness/fuzz/counters.h"
#include "harness/fuzz/ring_message.h"
#include "harness/run/trust.h"

static int open_triage(struct rt_job *job, struct rt_error *error)
{
	const struct rt_campaign *campaign = &job->campaign;
	struct rt_triage_plan plan = {
		.evaluator = &job->evaluator,
		.store = rt_text_string(&campaign->store),
		.folder = rt_text_string(&campaign->found),
		.command = rt_text_string(&campaign->command),
	};

	rt_text_format(&job->pending, "%s/corpus",
		       rt_text_string(&campaign->folder));
	plan.pending = rt_text_string(&job->pending);
	return rt_triage_open(&job->triage, &plan, error);
}

static int take_space(struct rt_job *job, struct rt_error *error)
{
	int code = rt_campaign_space(&job->campaign, &job->evaluator,
				     &job->space, error);

	if (!code)
		code = rt_part_take(&job->part, &job->campaign.shard,
				    &job->space, error);
	return code;
}

int rt_job_open(struct rt_job *job, const char *folder, struct rt_error *error)
{
	int code;

	*job = (struct rt_job){.triage = NULL};
	code = rt_campaign_read(&job->campaign, folder, error);
	if (!code)
		code = rt_campaign_open_evaluator(
			&job->campaign, &job->evaluator, &job->counts, error);
	/* Replayed files are not mutated, so that no space is needed. */
	if (!code && !job->campaign.say)
		code = take_space(job, error);
	if (!code)
		code = open_triage(job, error);
	return code;
}

void rt_job_close(struct rt_job *job)
{
	rt_triage_close(job->triage);
	rt_text_free(&job->pending);
	rt_campaign_space_free(&job->space);
	rt_evaluator_close(&job->evaluator);
	rt_campaign_free(&job->campaign);
}

static uint64_t digest_text(const struct rt_text *text)
{
	return XXH3_64bits(rt_text_string(text), text->length);
}

/* A verdict is news once per accessor, for any toolchain. */
static void hit_verdict(const struct rt_trial *trial,
			const struct rt_evaluation *outcome)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s %s %u %u %d", trial->accessor,
		       trial->direction, outcome->kind, outcome->mixture,
		       outcome->twice);
	rt_counters_hit(RT_NEWS_VERDICT, digest_text(&text));
	rt_text_free(&text);
}

/* News is the violation, and whether stale requests were popped; not counts. */
static void hit_message(const struct rt_trial *trial,
			const struct rt_evaluation *outcome)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_vq_ending ending;

	if (rt_ring_message(&ending, trial, (enum rt_mixture)outcome->mixture,
			    NULL))
		return;
	rt_text_format(&text, "%s %d %d %d", rt_ring_reader(trial),
		       ending.violated,
		       ending.violated ? (int)ending.violation.invariant : 0,
		       ending.phantom_pops > 0);
	rt_counters_hit(RT_NEWS_MESSAGE, digest_text(&text));
	rt_text_free(&text);
}

static bool is_torn_index(const struct rt_trial *trial,
			  const struct rt_evaluation *outcome)
{
	return outcome->kind == RT_OUTCOME_TORN && trial->width == 16;
}

static void hit_shape(const struct rt_trial *trial,
		      const struct rt_evaluation *outcome)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s %" PRIx64, trial->accessor, outcome->shape);
	rt_counters_hit(RT_NEWS_SHAPE, digest_text(&text));
	rt_text_free(&text);
}

/* Nothing here depends on the timing of a race. */
static void hit(const struct rt_trial *trial,
		const struct rt_evaluation *outcome)
{
	if (outcome->shape)
		hit_shape(trial, outcome);
	if (outcome->pattern)
		rt_counters_hit(RT_NEWS_PATTERN, outcome->pattern);
	hit_verdict(trial, outcome);
	if (is_torn_index(trial, outcome))
		hit_message(trial, outcome);
}

static void say(const struct rt_trial *trial,
		const struct rt_evaluation *outcome)
{
	struct rt_text line = RT_TEXT_INIT;
	struct rt_vq_ending ending;

	rt_text_format(&line, "%s: %s, %s, %s\n",
		       rt_evaluation_word((enum rt_outcome)outcome->kind),
		       trial->accessor, trial->toolchain, trial->flags);
	rt_text_add(&line, "  ");
	rt_finding_witness(&line, trial, outcome);
	rt_text_add(&line, "\n");
	if (is_torn_index(trial, outcome) &&
	    !rt_ring_message(&ending, trial, (enum rt_mixture)outcome->mixture,
			     NULL) &&
	    ending.violated)
		rt_text_format(&line, "  a %s%s would say: %s\n",
			       rt_ring_reader(trial),
			       outcome->stores ? "" : " device",
			       ending.violation.message);
	fputs(rt_text_string(&line), stderr);
	rt_text_free(&line);
}

/* As an input from elsewhere may have it, or another width. */
static bool is_left_out(const struct rt_job *job, const struct rt_trial *trial)
{
	return job->campaign.aligned && !job->campaign.say &&
	       rt_place_of(rt_trial_place(trial), trial->width) !=
		       RT_PLACE_ALIGNED;
}

/* What the campaign was asked to search is its user's own. */
static int check_trust(const struct rt_job *job, const struct rt_trial *trial,
		       struct rt_error *error)
{
	const struct rt_campaign *campaign = &job->campaign;
	const struct rt_trust trust = {
		.corpora = rt_text_string(&campaign->corpora),
		.file = "an input",
		.accessor_is_typed =
			rt_strings_has(&campaign->accessors, trial->accessor),
		/* What the search makes of them keeps their words. */
		.typed_flags = campaign->base.flags,
	};

	return campaign->trusts ? RT_OK : rt_trust_check(&trust, trial, error);
}

static int take(struct rt_job *job, const struct rt_trial *trial, bool *found,
		struct rt_error *error)
{
	struct rt_evaluation outcome;
	bool is_new;
	int code;

	if (is_left_out(job, trial))
		return RT_OK;
	code = check_trust(job, trial, error);
	if (!code)
		code = rt_evaluator_try(&job->evaluator, trial, &outcome,
					error);
	/* Unknown names, as from another machine; refused flags; no trust. */
	if ((code == RT_USAGE || code == RT_SUBJECT) && !job->campaign.say) {
		rt_error_clear(error);
		return RT_OK;
	}
	if (code)
		return code;
	hit(trial, &outcome);
	if (job->campaign.say)
		say(trial, &outcome);
	*found |= rt_evaluation_is_torn(&outcome);
	return rt_triage_take(job->triage, trial, &outcome, &is_new, error);
}

static bool may_be(const struct rt_job *job, const struct rt_trial *trial,
		   const struct rt_trial *other)
{
	uint64_t fixed = job->space.fixed;
	bool same_width = other->width == trial->width;
	bool same_side = !strcmp(other->direction, trial->direction);

	return (same_width || !(fixed & rt_space_bit("width"))) &&
	       (same_side || !(fixed & rt_space_bit("direction"))) &&
	       !(same_width && same_side);
}

/*
 * The other functions of the module need no build, and each may be news;
 * functions evaluated before are remembered. A misaligned field is a different
 * question for each width, so it is left out.
 */
static int take_others(struct rt_job *job, const struct rt_trial *trial,
		       bool *found, struct rt_error *error)
{
	static const char *const sides[] = {"load", "store"};
	/* 128 bits beside 128 bits only, as draw_width() has it. */
	uint64_t widths = trial->width > 64 ? 4 : 3;
	bool moves = !(job->space.fixed & rt_space_bit("offset"));
	int code = RT_OK;

	if (rt_trial_place(trial) % (trial->width / 8))
		return RT_OK;
	for (uint64_t i = 0; i < widths * 2 && !code; i++) {
		struct rt_trial other = *trial;

		other.width = 16u << i / 2;
		strcpy(other.direction, sides[i % 2]);
		if (moves)
			other.offset -= other.offset % (other.width / 8);
		if (may_be(job, trial, &other))
			code = take(job, &other, found, error);
	}
	return code;
}

/* When the search stops at a tear, the kept trial must be the torn one. */
static bool takes_others(const struct rt_campaign *campaign)
{
	return !campaign->random && !campaign->say && !campaign->stop;
}

int rt_job_input(struct rt_job *job, const char *text, size_t length,
		 bool *found, struct rt_error *error)
{
	struct rt_trial trial;
	int code;

	*found = false;
	code = rt_trial_parse(&trial, text, length, "input", error);
	/* A file on the command line is replayed, whatever its shard. */
	if (code && job->campaign.say)
		return code;
	if (code) {
		rt_error_clear(error);
		return RT_OK;
	}
	if (!job->campaign.say &&
	    !rt_part_has(&job->part, trial.accessor, trial.toolchain))
		return RT_OK;
	code = take(job, &trial, found, error);
	if (!code && takes_others(&job->campaign))
		code = take_others(job, &trial, found, error);
	return code;
}

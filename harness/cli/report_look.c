/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this machine can still tell of runs that were recorded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/cli/report_gather.h"
#include "harness/engine/codegen/listing.h"
#include "harness/engine/step/step.h"
#include "harness/run/subject.h"
#include "harness/verdict/judge.h"
#include "reports/facts.h"

/* Keeps a copy of @text; NULL without memory. */
static const char *keep(struct rt_gather *gather, const char *text)
{
	size_t before = gather->strings.count;

	rt_words_add(&gather->strings, text);
	return gather->strings.count > before ? gather->strings.word[before]
					      : NULL;
}

/* What an earlier run of the same accessor was given, or NULL. */
static const struct rt_report_build *same_source(const struct rt_gather *gather,
						 const struct rt_run *run)
{
	for (size_t i = 0; i < gather->report.build_count; i++)
		if (!strcmp(gather->runs.run[i].accessor, run->accessor))
			return &gather->builds[i];
	return NULL;
}

static void find_source(struct rt_gather *gather, struct rt_report_build *build,
			const struct rt_run *run)
{
	const struct rt_report_build *same = same_source(gather, run);
	struct rt_text content = RT_TEXT_INIT;
	const char *path;

	if (same) {
		build->path = same->path;
		build->source = same->source;
		return;
	}
	if (rt_subject_source(&gather->accessors, run->accessor, &path, NULL) ||
	    rt_file_read(&content, path, NULL)) {
		rt_text_free(&content);
		return;
	}
	build->path = keep(gather, path);
	build->source = keep(gather, rt_text_string(&content));
	rt_text_free(&content);
}

static void find_toolchain(struct rt_gather *gather,
			   struct rt_report_build *build,
			   const struct rt_run *run)
{
	const struct rt_toolchain *found =
		rt_toolchains_named(&gather->toolchains, run->toolchain, NULL);

	if (!found)
		return;
	build->compiler = found->compiler->name;
	build->machine = rt_text_string(&found->compiler->machine);
	if (!rt_libc_is_host(found->libc))
		build->archive = rt_text_string(&found->libc->archive);
}

void rt_gather_sources(struct rt_gather *gather, const struct rt_places *places)
{
	struct rt_text folder = RT_TEXT_INIT;

	rt_text_format(&folder, "%s/accessors",
		       rt_text_string(&places->corpora));
	rt_accessors_load(&gather->accessors, rt_text_string(&folder), NULL);
	rt_text_free(&folder);
	rt_toolchains_find(&gather->toolchains, NULL);
	gather->builds =
		calloc(gather->runs.count + 1, sizeof(*gather->builds));
	if (!gather->builds)
		return;
	for (size_t i = 0; i < gather->runs.count; i++) {
		struct rt_report_build *build = &gather->builds[i];

		build->run = gather->runs.run[i].id;
		find_source(gather, build, &gather->runs.run[i]);
		find_toolchain(gather, build, &gather->runs.run[i]);
		gather->report.build_count = i + 1;
	}
	gather->report.builds = gather->builds;
}

/* One build of the report's subject, made now. */
struct look {
	struct rt_trial trial;
	struct rt_subject subject;
	char *instructions; /* owned; NULL when there are none */
};

static char *list_accessor(const struct look *look)
{
	struct rt_listing listing = {.count = 0};
	struct rt_text text = RT_TEXT_INIT;
	char name[32];

	snprintf(name, sizeof(name), "ringtear_%s%u", look->trial.direction,
		 (unsigned)look->trial.width);
	if (!rt_listing(&listing, look->subject.module, name, NULL))
		rt_listing_text(&listing, &text);
	rt_listing_free(&listing);
	return text.data;
}

static int open_look(struct look *look, struct rt_gather *gather,
		     const struct rt_places *places, const struct rt_run *run,
		     const char *accessor)
{
	const struct rt_subject_words words = {.load = NULL};
	int code = rt_trial_parse(&look->trial, run->trial ? run->trial : "",
				  run->trial ? strlen(run->trial) : 0, "run",
				  NULL);

	look->instructions = NULL;
	if (code)
		return code;
	snprintf(look->trial.accessor, sizeof(look->trial.accessor), "%s",
		 accessor);
	code = rt_subject_build(&look->subject, places, &gather->accessors,
				&gather->toolchains, &look->trial, &words,
				NULL);
	if (!code)
		look->instructions = list_accessor(look);
	return code;
}

static void close_look(struct look *look)
{
	free(look->instructions);
	rt_subject_free(&look->subject);
}

static int judge(struct rt_judgement *judgement, const struct look *look)
{
	const struct rt_question question = {
		.module = look->subject.module,
		.width = (unsigned)look->trial.width,
		.stores = rt_trial_stores(&look->trial),
		.offset = -1,
	};

	return rt_judge(judgement, &question, NULL, NULL);
}

static void add_witness(struct rt_run *run, const struct rt_step_witness *seen)
{
	struct rt_witness *witness = &run->witness;

	witness->seen = true;
	snprintf(witness->before, sizeof(witness->before), "%s", seen->before);
	snprintf(witness->after, sizeof(witness->after), "%s", seen->after);
	witness->old_value = seen->run.old_value;
	witness->new_value = seen->run.new_value;
	witness->value = seen->value;
	witness->offset = seen->run.offset;
	witness->gap = (unsigned)seen->run.gap;
}

static void add_observed(struct rt_gather *gather, const struct rt_run *run,
			 const struct rt_observation *seen)
{
	struct rt_observed_list *list = &gather->observed;
	struct rt_observed *grown =
		reallocarray(list->observed, list->count + 1, sizeof(*grown));

	if (!grown)
		return;
	list->observed = grown;
	grown += list->count++;
	*grown = (struct rt_observed){.run = run->id};
	snprintf(grown->engine, sizeof(grown->engine), "%s", seen->engine);
	snprintf(grown->outcome, sizeof(grown->outcome), "%s",
		 rt_observation_word(seen->outcome));
	snprintf(grown->emission, sizeof(grown->emission), "%s",
		 rt_emission_name(seen->emission));
	snprintf(grown->race, sizeof(grown->race), "%s",
		 rt_race_name(seen->race));
	snprintf(grown->reason, sizeof(grown->reason), "%s", seen->reason);
	gather->report.observations = list->observed;
	gather->report.observation_count = list->count;
}

static void add_judgement(struct rt_gather *gather, struct rt_run *run,
			  const struct look *look)
{
	struct rt_judgement judgement = {.count = 0};
	const struct rt_step_result *step;

	if (!judge(&judgement, look)) {
		for (size_t i = 0; i < judgement.count; i++)
			add_observed(gather, run, &judgement.seen[i]);
		snprintf(run->emitted, sizeof(run->emitted), "%s",
			 rt_emission_name(judgement.verdict.emitted));
		step = rt_judgement_step(&judgement);
		if (step && step->has_witness &&
		    judgement.verdict.outcome == RT_OUTCOME_TORN)
			add_witness(run, &step->witness);
	}
	rt_judgement_free(&judgement);
}

static bool has_observations(const struct rt_gather *gather,
			     const struct rt_run *run)
{
	for (size_t i = 0; i < gather->observed.count; i++)
		if (gather->observed.observed[i].run == run->id &&
		    strcmp(gather->observed.observed[i].engine, "hammer"))
			return true;
	return false;
}

/* Another compiler may have come since: only the same code is the same run. */
static void look_again(struct rt_gather *gather, const struct rt_places *places,
		       struct rt_run *run)
{
	struct look look;

	if (run->witness.seen || has_observations(gather, run))
		return;
	if (!open_look(&look, gather, places, run, run->accessor) &&
	    look.instructions && run->instructions &&
	    !strcmp(look.instructions, run->instructions))
		add_judgement(gather, run, &look);
	close_look(&look);
}

static bool is_atomic(const struct look *look)
{
	struct rt_judgement judgement = {.count = 0};
	bool atomic = !judge(&judgement, look) &&
		      judgement.verdict.outcome == RT_OUTCOME_ATOMIC;

	rt_judgement_free(&judgement);
	return atomic;
}

static void look_for_sound(struct rt_gather *gather,
			   const struct rt_places *places,
			   const struct rt_run *run)
{
	static const char *const sound[] = {"builtin-memcpy", "atomic-relaxed"};

	for (size_t i = 0; i < 2 && !gather->report.sound; i++) {
		struct look look;

		if (!open_look(&look, gather, places, run, sound[i]) &&
		    look.instructions && is_atomic(&look)) {
			struct rt_run *to = &gather->sound;

			snprintf(to->accessor, sizeof(to->accessor), "%s",
				 sound[i]);
			memcpy(to->toolchain, run->toolchain,
			       sizeof(to->toolchain));
			memcpy(to->flags, run->flags, sizeof(to->flags));
			strcpy(to->verdict, "atomic");
			to->finished = true;
			to->instructions = look.instructions;
			look.instructions = NULL;
			gather->report.sound = to;
		}
		close_look(&look);
	}
}

void rt_gather_look(struct rt_gather *gather, const struct rt_places *places)
{
	const struct rt_run *subject = rt_report_subject(&gather->report);
	const struct rt_run *sound;
	struct rt_run *run;

	if (!subject)
		return;
	run = &gather->runs.run[subject - gather->runs.run];
	if (!strcmp(run->verdict, "torn"))
		look_again(gather, places, run);
	if (strcmp(run->verdict, "torn"))
		return;
	sound = rt_report_sound(&gather->report, run);
	if (!sound || strcmp(sound->toolchain, run->toolchain) ||
	    strcmp(sound->flags, run->flags))
		look_for_sound(gather, places, run);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/accessor/shim_brief.h"
#include "harness/base/file.h"
#include "harness/base/version.h"
#include "harness/module/command.h"
#include "harness/record/take.h"
#include "harness/run/brief.h"
#include "harness/run/subject.h"
#include "harness/run/twin.h"
#include "harness/trial/trial.h"
#include "harness/verdict/judge.h"
#include "pinning/matrix.h"

/* for all pairs of CPUs together */
static const double latency_seconds = 1;

/* One call of rt_run_record_evidence(). */
struct recording {
	struct rt_store *store;
	struct rt_run *run;
	const struct rt_evidence_source *source;
	struct rt_trial trial;
	const struct rt_toolchain *toolchain; /* NULL: not on this machine */
	bool is_torn;
	bool is_judged; /* the run's emission and witness were found here */
	struct rt_evidence evidence;
	struct rt_observed observed[RT_ENGINES_MOST];
	size_t observed_count;
	struct rt_latencies latencies; /* to be recorded; count 0: none */
};

/*
 * The line of @content on which the accessor's function begins, or the macro
 * that generates the function's name by ##; 1 when neither is found.
 */
static unsigned line_of(const char *content, const struct rt_trial *trial)
{
	char name[40], made[40];
	const char *found;
	unsigned line = 1;

	snprintf(name, sizeof(name), "ringtear_%s%u(", trial->direction,
		 (unsigned)trial->width);
	snprintf(made, sizeof(made), "ringtear_%s##bits(", trial->direction);
	found = strstr(content, name);
	if (!found)
		found = strstr(content, made);
	for (; found && content < found; content++)
		line += *content == '\n';
	return line;
}

/*
 * The source of the C file of a report. Folders that the flags name as a matrix
 * does are known to ringtear alone: where they are goes before it, as before
 * the brief form of an expression. The caller frees it.
 */
static char *take_source(const struct recording *recording,
			 const struct rt_text *content)
{
	struct rt_text include = RT_TEXT_INIT, source = RT_TEXT_INIT;
	struct rt_strings folders = RT_STRINGS_INIT;

	rt_text_format(&include, "%s/include", recording->source->corpora);
	rt_brief_folders(&folders, recording->trial.flags,
			 rt_text_string(&include));
	if (folders.count) {
		rt_text_format(&source, "%s%s", rt_shim_brief_mark,
			       rt_shim_brief_needs);
		rt_command_text(&source, &folders);
		rt_text_add(&source, " */\n");
	}
	rt_text_add(&source, rt_text_string(content));
	rt_text_free(&include);
	rt_strings_free(&folders);
	return source.data;
}

/* Expressions and objects have no C file to record. */
static void find_file(struct recording *recording)
{
	struct rt_evidence *evidence = &recording->evidence;
	struct rt_text content = RT_TEXT_INIT;
	const char *path;

	if (!rt_subject_source(recording->source->accessors,
			       recording->trial.accessor, &path, NULL) &&
	    !rt_file_read(&content, path, NULL)) {
		snprintf(evidence->path, sizeof(evidence->path), "%s", path);
		evidence->line =
			line_of(rt_text_string(&content), &recording->trial);
		if (recording->is_torn)
			evidence->source = take_source(recording, &content);
	}
	rt_text_free(&content);
}

static void find_toolchain(struct recording *recording)
{
	struct rt_evidence *evidence = &recording->evidence;
	const struct rt_toolchain *found =
		rt_toolchains_named(recording->source->toolchains,
				    recording->trial.toolchain, NULL);

	recording->toolchain = found;
	if (!found)
		return;
	snprintf(evidence->compiler, sizeof(evidence->compiler), "%s",
		 found->compiler->name);
	snprintf(evidence->target, sizeof(evidence->target), "%s",
		 rt_text_string(&found->compiler->machine));
	if (!rt_libc_is_host(found->libc))
		snprintf(evidence->archive, sizeof(evidence->archive), "%s",
			 rt_text_string(&found->libc->archive));
}

static int judge(struct rt_judgement *judgement, const char *module,
		 const struct rt_trial *trial)
{
	const struct rt_question question = {
		.module = module,
		.width = (unsigned)trial->width,
		.stores = rt_trial_stores(trial),
		.offset = -1,
	};

	return rt_judge(judgement, &question, NULL, NULL);
}

/* Takes what codegen and step observe in the module of a race. */
static void judge_race(struct recording *recording)
{
	struct rt_run *run = recording->run;
	struct rt_judgement judgement = {.count = 0};

	if (!judge(&judgement, recording->source->module, &recording->trial)) {
		snprintf(run->emitted, sizeof(run->emitted), "%s",
			 rt_emission_name(judgement.verdict.emitted));
		if (judgement.verdict.outcome == RT_OUTCOME_TORN)
			rt_witness_take(&run->witness, &judgement);
		recording->is_judged = true;
		recording->observed_count = judgement.count;
		for (size_t i = 0; i < judgement.count; i++)
			recording->observed[i] =
				rt_observed_take(run->id, &judgement.seen[i]);
	}
	rt_judgement_free(&judgement);
}

/* Takes the build that differs in one thing and is atomic, if there is one. */
static void find_sound(struct recording *recording)
{
	struct rt_evidence *evidence = &recording->evidence;
	const struct rt_twin_question question = {
		.source = recording->source,
		.trial = &recording->trial,
		.calls = recording->run->called && *recording->run->called,
	};
	struct rt_twin twin;

	if (!rt_twin_find(&twin, &question))
		return;
	snprintf(evidence->sound_accessor, sizeof(evidence->sound_accessor),
		 "%s", twin.trial.accessor);
	snprintf(evidence->sound_toolchain, sizeof(evidence->sound_toolchain),
		 "%s", twin.trial.toolchain);
	snprintf(evidence->sound_flags, sizeof(evidence->sound_flags), "%s",
		 twin.trial.flags);
	snprintf(evidence->sound_outcome, sizeof(evidence->sound_outcome), "%s",
		 rt_outcome_word(RT_OUTCOME_ATOMIC));
	evidence->sound_instructions = twin.instructions;
}

/*
 * The rows of the table: the CPUs that the store has latencies of, then those
 * of each kind of pair, as far as there is room. What is known is entered.
 */
static int choose_latencies(const struct rt_topology *topology,
			    const struct rt_round_trips *known,
			    struct rt_latencies *matrix, struct rt_error *error)
{
	struct rt_pairs kinds, all = {.count = known->count};
	int code = RT_OK;

	if (rt_pairs_choose(topology, "all", &kinds, NULL))
		return RT_OK;
	all.pair = calloc(known->count + kinds.count, sizeof(*all.pair));
	if (!all.pair)
		code = rt_no_memory(error);
	for (size_t i = 0; !code && i < known->count; i++) {
		all.pair[i].first = (int)known->trip[i].first;
		all.pair[i].second = (int)known->trip[i].second;
	}
	for (size_t i = 0; !code && i < kinds.count; i++)
		all.pair[all.count++] = kinds.pair[i];
	if (!code)
		rt_matrix_choose(topology, &all, matrix);
	for (size_t i = 0; !code && i < known->count; i++)
		rt_matrix_know(matrix, all.pair[i].first, all.pair[i].second,
			       known->trip[i].median);
	rt_pairs_free(&kinds);
	free(all.pair);
	return code;
}

/*
 * What the store lacks of this machine's latencies: of many CPUs one second
 * measures a part. A topology from a file has no CPUs to measure.
 */
static int measure_latencies(struct recording *recording,
			     struct rt_error *error)
{
	const struct rt_topology *topology = recording->source->topology;
	struct rt_latencies *matrix = &recording->latencies;
	struct rt_round_trips known = {.count = 0};
	int code = rt_store_round_trips(recording->store,
					recording->run->machine, &known, error);

	if (!code && rt_topology_is_here(topology))
		code = choose_latencies(topology, &known, matrix, error);
	if (!rt_matrix_missing(matrix) ||
	    rt_matrix_measure(topology, latency_seconds, matrix, NULL))
		matrix->count = 0;
	rt_round_trips_free(&known);
	return code;
}

/* Evidence that is recorded of torn runs only. */
static int collect_torn(struct recording *recording, struct rt_error *error)
{
	const struct rt_evidence_source *source = recording->source;
	int code = RT_OK;

	if (source->module && !recording->run->witness.seen)
		judge_race(recording);
	if (source->topology && recording->run->machine)
		code = measure_latencies(recording, error);
	if (!code && recording->toolchain && source->wants_sound)
		find_sound(recording);
	return code;
}

static int write_latencies(const struct recording *recording,
			   struct rt_error *error)
{
	const struct rt_latencies *matrix = &recording->latencies;
	int code = RT_OK;

	for (size_t row = 0; row < matrix->count; row++)
		for (size_t column = row + 1; column < matrix->count && !code;
		     column++) {
			const struct rt_round_trip trip = {
				.machine = recording->run->machine,
				.first = (unsigned)matrix->cpu[row],
				.second = (unsigned)matrix->cpu[column],
				.median = matrix->median[row][column],
			};

			if (trip.median >= 0)
				code = rt_store_round_trip_add(recording->store,
							       &trip, error);
		}
	return code;
}

/* Writes all of it or nothing, the run too if it was judged here. */
static int write_all(struct recording *recording, struct rt_error *error)
{
	struct rt_store *store = recording->store;
	int code = rt_store_batch_begin(store, error);

	if (code)
		return code;
	code = rt_store_evidence_add(store, &recording->evidence, error);
	for (size_t i = 0; i < recording->observed_count && !code; i++)
		code = rt_store_observed_add(store, &recording->observed[i],
					     error);
	if (!code)
		code = write_latencies(recording, error);
	if (!code && recording->is_judged)
		code = rt_store_run_finish(store, recording->run, error);
	if (code)
		rt_store_batch_drop(store);
	else
		code = rt_store_batch_end(store, error);
	return code;
}

int rt_run_record_evidence(struct rt_store *store, struct rt_run *run,
			   const struct rt_evidence_source *source,
			   struct rt_error *error)
{
	const char *trial = run->trial ? run->trial : "";
	struct recording recording = {
		.store = store,
		.run = run,
		.source = source,
		.is_torn =
			!strcmp(run->verdict, rt_outcome_word(RT_OUTCOME_TORN)),
		.evidence = {.run = run->id},
	};
	int code = RT_OK;

	if (recording.is_torn && source->brief && *source->brief)
		recording.evidence.source = strdup(source->brief);
	if (recording.is_torn && source->origin)
		snprintf(recording.evidence.origin,
			 sizeof(recording.evidence.origin), "%s",
			 source->origin);
	snprintf(recording.evidence.version, sizeof(recording.evidence.version),
		 "%s", rt_version());
	/* Fails for an expression that is not a valid accessor name. */
	if (!rt_trial_parse(&recording.trial, trial, strlen(trial), "run",
			    NULL)) {
		find_toolchain(&recording);
		find_file(&recording);
		if (recording.is_torn)
			code = collect_torn(&recording, error);
	}
	/* Nobody waits for the store while compilers and engines run. */
	if (!code)
		code = write_all(&recording, error);
	rt_evidence_free(&recording.evidence);
	return code;
}

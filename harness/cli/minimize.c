/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `minimize` subcommand: the least trial with the same outcome. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/base/scratch.h"
#include "harness/cli/check_subject.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/trust.h"
#include "harness/fuzz/finding.h"
#include "reports/screen.h"

struct values {
	struct rt_subject_words words;
	const char *output;
	bool json, trust;
};

static const struct rt_option options[] = {
	{.name = "output",
	 .value = "FILE",
	 .help = "where to write it",
	 .initially = "FILE.min.trial",
	 .offset = offsetof(struct values, output)},
	{.table = rt_subject_options, .offset = offsetof(struct values, words)},
	RT_OPTION_TRUST(struct values),
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

struct minimize {
	const struct rt_places *places;
	const char *file;
	const struct values *wanted;
	struct rt_evaluator evaluator;
	struct rt_trial trial;
	struct rt_evaluation outcome, minimal;
	struct rt_minimized minimized;
	struct rt_text output;
	struct rt_scratch scratch;
};

/*
 * What is remembered of a source of the user's own may be out of date: of its
 * headers the memory knows nothing. So it gets one that is removed at the end.
 */
static int name_memory(struct minimize *work, const char *cache,
		       struct rt_text *memory, struct rt_error *error)
{
	int code = RT_OK;

	rt_text_format(memory, "%s/own", cache);
	if (strchr(work->trial.accessor, '/')) {
		code = rt_scratch_open(&work->scratch, rt_text_string(memory),
				       error);
		cache = rt_text_string(&work->scratch.folder);
	}
	rt_text_free(memory);
	rt_text_format(memory, "%s/minimize.db", cache);
	return code;
}

static int open_evaluator(struct minimize *work, struct rt_error *error)
{
	struct rt_text cache = RT_TEXT_INIT, memory = RT_TEXT_INIT;
	struct rt_evaluator_places places = {
		.corpora = rt_text_string(&work->places->corpora)};
	int code;

	rt_text_format(&cache, "%s/fuzz", rt_text_string(&work->places->cache));
	places.cache = rt_text_string(&cache);
	code = rt_folder_make(places.cache, error);
	if (!code)
		code = name_memory(work, places.cache, &memory, error);
	places.memory = rt_text_string(&memory);
	if (!code)
		code = rt_evaluator_open(&work->evaluator, &places, error);
	rt_text_free(&cache);
	rt_text_free(&memory);
	return code;
}

/* FILE.min.trial for FILE.trial, or the value of --output. */
static void name_output(struct minimize *work)
{
	static const char ending[] = ".trial";
	size_t length = strlen(work->file), end = sizeof(ending) - 1;

	if (work->wanted->output) {
		rt_text_add(&work->output, work->wanted->output);
		return;
	}
	if (length > end && !strcmp(work->file + length - end, ending))
		length -= end;
	rt_text_append(&work->output, work->file, length);
	rt_text_add(&work->output, ".min.trial");
}

static int write_output(struct minimize *work, struct rt_error *error)
{
	struct rt_trial told =
		rt_finding_trial(&work->minimized.trial, &work->minimal);
	struct rt_text text = RT_TEXT_INIT;
	int code;

	name_output(work);
	rt_text_format(&text, "# %s: ",
		       rt_evaluation_word((enum rt_outcome)work->minimal.kind));
	rt_finding_witness(&text, &work->minimized.trial, &work->minimal);
	rt_text_add(&text, "\n# Minimal: without any one of these flags and "
			   "values it does not show.\n");
	rt_trial_print(&told, &text);
	code = rt_file_write_text(&work->output, &text, error);
	rt_text_free(&text);
	return code;
}

static void join(struct rt_text *text, const struct rt_strings *words)
{
	for (size_t i = 0; i < words->count; i++)
		rt_text_format(text, "%s%s", i ? " " : "", words->word[i]);
}

static void print_text(const struct minimize *work)
{
	const struct rt_trial *trial = &work->minimized.trial;
	struct rt_text dropped = RT_TEXT_INIT, witness = RT_TEXT_INIT;
	struct rt_text again = RT_TEXT_INIT;

	join(&dropped, &work->minimized.dropped);
	rt_finding_witness(&witness, trial, &work->minimal);
	rt_cli_with_trial(&again, work->places, "replay",
			  rt_text_string(&work->output), trial);
	printf("%s: %s, %s, %s\n\n",
	       rt_evaluation_word((enum rt_outcome)work->minimal.kind),
	       trial->accessor, trial->toolchain,
	       *trial->flags ? trial->flags : "no flags");
	rt_screen_item("witness", rt_text_string(&witness));
	rt_screen_item("dropped", dropped.length ? dropped.data : "nothing");
	printf("tries     %u\n", work->minimized.tries);
	rt_screen_command("replay", rt_text_string(&again));
	rt_text_free(&dropped);
	rt_text_free(&witness);
	rt_text_free(&again);
}

static void print_json(const struct minimize *work)
{
	const struct rt_trial *trial = &work->minimized.trial;
	struct rt_text witness = RT_TEXT_INIT;
	json_t *dropped = json_array(), *json;

	rt_finding_witness(&witness, trial, &work->minimal);
	for (size_t i = 0; i < work->minimized.dropped.count; i++)
		json_array_append_new(
			dropped, json_string(work->minimized.dropped.word[i]));
	json = json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:i,s:s}", "kind",
			 rt_finding_word((enum rt_outcome)work->minimal.kind),
			 "accessor", trial->accessor, "toolchain",
			 trial->toolchain, "flags", trial->flags, "witness",
			 rt_text_string(&witness), "dropped", dropped, "tries",
			 (int)work->minimized.tries, "output",
			 rt_text_string(&work->output));
	rt_screen_json("minimize", json);
	rt_text_free(&witness);
}

/* The trial does not tear or does not build: nothing to preserve. */
static int refuse(const struct minimize *work, struct rt_error *error)
{
	if (work->outcome.kind == RT_OUTCOME_ATOMIC ||
	    work->outcome.kind == RT_OUTCOME_INCONCLUSIVE)
		return rt_fail(error, RT_USAGE,
			       "%s is %s: there is no tear to minimise; "
			       "`check` tells more",
			       work->file,
			       rt_evaluation_word(
				       (enum rt_outcome)work->outcome.kind));
	return rt_fail(error, RT_BUILD, "%s does not build: %s", work->file,
		       work->outcome.reason);
}

/* The expressions take the place of the trial's accessor. */
static int take_subject(struct minimize *work, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code = rt_cli_write_subject(&path, work->places, &work->trial,
					&work->wanted->words, NULL, error);

	if (!code && path.length)
		code = rt_trial_set(&work->trial, "accessor",
				    rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}

static int read_trial(struct minimize *work, const struct rt_call *call,
		      struct rt_error *error)
{
	int code = rt_trial_read(&work->trial, work->file, error);

	return code ? code
		    : rt_cli_trust(call, &work->trial,
				   rt_cli_has_own_words(&work->wanted->words),
				   work->wanted->trust, error);
}

static int work_through(struct minimize *work, const struct rt_call *call,
			struct rt_error *error)
{
	int code = read_trial(work, call, error);

	if (!code)
		code = rt_places_check_corpora(work->places, error);
	if (!code)
		code = rt_places_check(&work->places->cache, error);
	if (!code)
		code = take_subject(work, error);
	if (!code)
		code = open_evaluator(work, error);
	if (!code)
		code = rt_evaluator_try(&work->evaluator, &work->trial,
					&work->outcome, error);
	if (!code && rt_finding_of(&work->outcome) == RT_OUTCOME_NONE)
		return refuse(work, error);
	if (!code)
		code = rt_finding_minimize(&work->evaluator, &work->trial, NULL,
					   &work->outcome, &work->minimized,
					   &work->minimal, error);
	if (!code)
		code = write_output(work, error);
	if (code)
		return code;
	if (work->wanted->json)
		print_json(work);
	else
		print_text(work);
	return RT_OK;
}

static int minimize(const struct rt_call *call, int *status,
		    struct rt_error *error)
{
	struct minimize work = {
		.places = call->places,
		.file = call->words[0],
		.wanted = call->values,
		.scratch = {.alive = -1, .lock = -1},
	};
	int code;

	(void)status;
	if (!work.file)
		return rt_fail(error, RT_USAGE,
			       "minimize needs a trial file; `check` and "
			       "`fuzz` write them");
	code = work_through(&work, call, error);
	rt_minimized_free(&work.minimized);
	rt_text_free(&work.output);
	rt_evaluator_close(&work.evaluator);
	rt_scratch_close(&work.scratch);
	return code;
}

const struct rt_command rt_command_minimize = {
	.name = "minimize",
	.summary = "the fewest flags with which a trial still tears",
	.form = "FILE.trial [OPTIONS]",
	.about = "Finds the fewest flags and values with which the trial still "
		 "tears the same way:\nwithout any one of them it does not. "
		 "Refetches and crashes are minimised too.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = 1,
	.cache = RT_USE_NEEDED,
	.run = minimize,
};

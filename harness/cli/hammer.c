/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `hammer` subcommand: races one trial and records the run. */
#include <jansson.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/base/progress.h"
#include "harness/cli/check_subject.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/trust.h"
#include "harness/module/command.h"
#include "harness/run/session.h"
#include "harness/run/subject.h"
#include "reports/columns.h"
#include "reports/report.h"
#include "reports/screen.h"
#include "reports/show_violation.h"

struct values {
	struct rt_subject_words words;
	bool json, trust;
};

static const struct rt_option options[] = {
	{.table = rt_subject_options, .offset = offsetof(struct values, words)},
	{.table = rt_build_options, .offset = offsetof(struct values, words)},
	RT_OPTION_TRUST(struct values),
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

struct hammer {
	struct rt_session session;
	struct rt_subject subject;
	struct rt_run run;
	struct rt_verdict verdict;
};

static int print_columns(const struct hammer *hammer, struct rt_error *error)
{
	const struct rt_session *session = &hammer->session;
	struct rt_text text = RT_TEXT_INIT;
	int code =
		rt_columns(&hammer->run, 1, rt_screen_colour(), &text, error);

	if (!code) {
		rt_screen_item(hammer->run.verdict, hammer->run.verdict_reason);
		printf("\n%s\n", rt_text_string(&text));
		rt_screen_item("cores", hammer->run.pair);
		printf("report    %s runs %" PRId64 "\n",
		       session->places->command, hammer->run.id);
		rt_screen_command("again", rt_text_string(&session->command));
	}
	rt_text_free(&text);
	return code;
}

static int print_json(const struct hammer *hammer, struct rt_error *error)
{
	const struct rt_report report = {
		.subcommand = "hammer",
		.machine = &hammer->session.log.machine,
		.runs = &hammer->run,
		.count = 1,
		.violations = hammer->session.violations.violation,
		.violation_count = hammer->session.violations.count,
	};
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_report_json(&report, &text, error);

	if (!code)
		fputs(rt_text_string(&text), stdout);
	rt_text_free(&text);
	return code;
}

/* Only the file name of a path: run titles are truncated at their end. */
static const char *title_of(const struct rt_trial *trial)
{
	const char *slash = strrchr(trial->accessor, '/');
	const char *dot = slash ? strchr(slash, '.') : NULL;

	/* An expression may have one too, and is no path. */
	return dot && !strpbrk(trial->accessor, "(*") ? slash + 1
						      : trial->accessor;
}

/* Options of a subject are repeated as they were typed. */
static void name_again(struct rt_session *session, const struct rt_call *call)
{
	const struct values *wanted = call->values;

	if (!rt_cli_has_own_words(&wanted->words) &&
	    !wanted->words.compile_commands && !wanted->words.pkg_config &&
	    !wanted->words.language && !wanted->words.fortify)
		return;
	rt_text_free(&session->command);
	rt_command_typed(&session->command, call->places->command, call->argv);
	if (!call->trial.seed)
		rt_text_format(&session->command, " --seed %" PRIu64,
			       session->seed);
}

/* Builds what is raced; @named receives what it is called. */
static int build(struct hammer *all, const struct rt_call *call,
		 struct rt_trial *named, struct rt_error *error)
{
	const struct values *wanted = call->values;
	const struct rt_inventory *inventory = &all->session.inventory;
	int code;

	code = rt_subject_build(&all->subject, call->places,
				&inventory->accessors, &inventory->toolchains,
				named, &wanted->words, error);
	if (!code) {
		rt_cli_name_toolchain(inventory, &all->subject, named);
		rt_cli_name_flags(named, &all->subject);
	}
	rt_cli_name_subject(named, &wanted->words);
	if (!code && all->subject.object.open.lacks_thread_data)
		code = rt_fail(error, RT_SUBJECT,
			       "%s has thread-local data, which only its own "
			       "start sets up, and a race cannot tell whether "
			       "they were used; `check` can",
			       wanted->words.objects.word[0]);
	return code;
}

static int race(struct hammer *all, const struct rt_call *call,
		struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct rt_trial named = call->trial;
	struct rt_raced raced = {.trial = &named};
	int code = rt_cli_check_subject(&wanted->words, NULL, call->words[0],
					error);

	if (!code)
		code = rt_cli_trust_first(call, &wanted->words, wanted->trust,
					  error);
	rt_cli_turn_subject(&named, &wanted->words);
	if (!code)
		code = rt_session_open(&all->session, call->places, "hammer",
				       &named, true, error);
	if (!code)
		code = build(all, call, &named, error);
	if (code)
		return code;
	name_again(&all->session, call);
	all->session.progress_to = 1;
	if (!wanted->json)
		all->session.show_violation = rt_show_violation;
	raced.title = title_of(&named);
	raced.built = rt_subject_built(&all->subject);
	raced.subject = &all->subject;
	raced.symbol = rt_trial_stores(&named) ? all->subject.store_symbol
					       : all->subject.load_symbol;
	code = rt_session_race(&all->session, &raced, &all->run, &all->verdict,
			       error);
	rt_progress_clear(&all->session.progress);
	if (code)
		return code;
	return wanted->json ? print_json(all, error)
			    : print_columns(all, error);
}

static int hammer(const struct rt_call *call, int *status,
		  struct rt_error *error)
{
	struct hammer all = {.verdict = {.twice = false}};
	int code = race(&all, call, error);

	*status = rt_verdict_exit_code(all.verdict.outcome);
	rt_run_free(&all.run);
	rt_subject_free(&all.subject);
	rt_session_close(&all.session);
	return code;
}

const struct rt_command rt_command_hammer = {
	.name = "hammer",
	.summary = "race one accessor, one toolchain, one trial",
	.form = "[ACCESSOR | FILE.trial] [OPTIONS]",
	.about = "Exits 1 when it tears, 125 when no tear was seen: the hammer "
		 "proves no build\natomic.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = 1,
	.first_word = RT_FIRST_ACCESSOR,
	.takes_trial = true,
	.cache = RT_USE_NEEDED,
	.runs = RT_USE_NEEDED,
	.run = hammer,
};

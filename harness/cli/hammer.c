/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One accessor, one toolchain, one trial, raced and recorded. */
#include <jansson.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/base/progress.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/screen.h"
#include "harness/cli/show_violation.h"
#include "harness/run/session.h"
#include "reports/columns.h"
#include "reports/report.h"

struct hammer {
	struct rt_session session;
	struct rt_build built;
	struct rt_run run;
	struct rt_verdict verdict;
	bool json;
};

static int print_columns(const struct hammer *hammer, struct rt_error *error)
{
	const struct rt_session *session = &hammer->session;
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_columns(&hammer->run, 1, rt_cli_colour(), &text, error);

	if (!code) {
		rt_cli_print_item(hammer->run.verdict,
				  hammer->run.verdict_reason);
		printf("\n%s\n", rt_text_string(&text));
		rt_cli_print_item("cores", hammer->run.pair);
		printf("report    %s runs %" PRId64 "\n",
		       session->places->command, hammer->run.id);
		rt_cli_print_command("again",
				     rt_text_string(&session->command));
	}
	rt_text_free(&text);
	return code;
}

static int print_json(const struct hammer *hammer, struct rt_error *error)
{
	const struct rt_report report = {
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

/* A path would be cut before the part of it that tells. */
static const char *title_of(const struct rt_trial *trial)
{
	const char *slash = strrchr(trial->accessor, '/');

	return slash ? slash + 1 : trial->accessor;
}

static int hammer(struct hammer *all, const struct rt_places *places,
		  const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_trial named = *trial;
	int code = rt_session_open(&all->session, places, "hammer", trial, true,
				   error);

	rt_inventory_name_libc(&all->session.here, &named);
	if (!code)
		code = rt_session_build(&all->session, &named, &all->built,
					error);
	if (code)
		return code;
	all->session.progress_to = 1;
	if (!all->json)
		all->session.show_violation = rt_cli_show_violation;
	code = rt_session_race(&all->session, title_of(trial), &named,
			       &all->built, &all->run, &all->verdict, error);
	rt_progress_clear(&all->session.progress);
	if (code)
		return code;
	return all->json ? print_json(all, error) : print_columns(all, error);
}

static int run(const struct rt_places *places, const struct rt_trial *trial,
	       bool json)
{
	struct hammer all = {.json = json};
	struct rt_error error = RT_ERROR_INIT;
	int code = hammer(&all, places, trial, &error);
	int status = code ? rt_cli_fail(&error)
			  : rt_verdict_exit_code(all.verdict.outcome);

	rt_run_free(&all.run);
	rt_build_free(&all.built);
	rt_session_close(&all.session);
	rt_error_clear(&error);
	return status;
}

/* What the trial begins as: a file's, or the defaults with an accessor. */
static int begin_trial(struct rt_trial *trial, const char *word,
		       struct rt_error *error)
{
	rt_trial_init(trial);
	if (!word)
		return RT_OK;
	if (rt_is_trial_file(word))
		return rt_trial_read(trial, word, error);
	return rt_trial_set(trial, "accessor", word, error);
}

int rt_cli_hammer(const struct rt_places *places, int argc, char **argv)
{
	struct rt_error error = RT_ERROR_INIT;
	const char *words[1] = {NULL};
	struct rt_trial trial;
	bool help = false, json = false;
	const struct rt_option options[] = {
		{"json", &json, NULL, "print JSON", NULL},
		{"help", &help, NULL, "print this text", NULL},
		{.name = NULL},
	};
	int code;

	/* Options go over what the word names, wherever it stands. */
	code = rt_options_read(options, &trial, argc, argv, words, 1, &error);
	if (!code)
		code = begin_trial(&trial, words[0], &error);
	if (!code)
		code = rt_options_read(options, &trial, argc, argv, words, 1,
				       &error);
	if (!code && help) {
		printf("usage: %s hammer [ACCESSOR | FILE.trial] "
		       "[OPTIONS]\n\nExits 1 when it tears, 125 when no tear "
		       "was seen: the hammer proves no build\natomic.\n\n",
		       places->command);
		rt_options_print(options, true);
		return 0;
	}
	if (!code)
		return run(places, &trial, json);
	code = rt_cli_fail(&error);
	rt_error_clear(&error);
	return code;
}

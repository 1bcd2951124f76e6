/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `hammer` subcommand: races one trial and records the run. */
#include <jansson.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/base/progress.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/run/session.h"
#include "reports/columns.h"
#include "reports/report.h"
#include "reports/screen.h"
#include "reports/show_violation.h"

struct values {
	bool json;
};

static const struct rt_option options[] = {
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

struct hammer {
	struct rt_session session;
	struct rt_build built;
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

	return slash ? slash + 1 : trial->accessor;
}

static int race(struct hammer *all, const struct rt_call *call, bool json,
		struct rt_error *error)
{
	struct rt_trial named = call->trial;
	int code = rt_session_open(&all->session, call->places, "hammer",
				   &call->trial, true, error);

	rt_inventory_name_libc(&all->session.inventory, &named);
	if (!code)
		code = rt_session_build(&all->session, &named, &all->built,
					error);
	if (code)
		return code;
	all->session.progress_to = 1;
	if (!json)
		all->session.show_violation = rt_show_violation;
	code = rt_session_race(&all->session, title_of(&call->trial), &named,
			       &all->built, &all->run, &all->verdict, error);
	rt_progress_clear(&all->session.progress);
	if (code)
		return code;
	return json ? print_json(all, error) : print_columns(all, error);
}

static int hammer(const struct rt_call *call, int *status,
		  struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct hammer all = {.verdict = {.twice = false}};
	int code = race(&all, call, wanted->json, error);

	*status = rt_verdict_exit_code(all.verdict.outcome);
	rt_run_free(&all.run);
	rt_build_free(&all.built);
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
	.run = hammer,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `repro` subcommand: the Alpine bug beside today's build and the fix. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/base/progress.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/run/session.h"
#include "reports/columns.h"
#include "reports/report.h"
#include "reports/screen.h"
#include "reports/show_violation.h"

enum build {
	ALPINE, /* the build that had the bug */
	TODAY,	/* a call of memcpy by this machine's toolchain */
	SOUND,	/* the fix of 2019 */
	BUILDS,
};

static const struct {
	const char *title, *accessor, *toolchain, *flags;
} cells[BUILDS] = {
	[ALPINE] = {"Alpine 2019", "fortify-memcpy", "gcc+musl",
		    "-O2 -D_FORTIFY_SOURCE=2"},
	[TODAY] = {"this machine today", "memcpy", "gcc+host",
		   "-O2 -fno-builtin"},
	[SOUND] = {"the fix", "builtin-memcpy", "gcc+musl",
		   "-O2 -D_FORTIFY_SOURCE=2"},
};

/* A build that tears is raced until its device stops or the time is up. */
static const uint64_t endless = 1000000000;

struct repro {
	struct rt_session session;
	struct rt_trial trial[BUILDS];
	struct rt_build built[BUILDS];
	struct rt_run run[BUILDS];
	struct rt_verdict verdict[BUILDS];
	struct rt_text path; /* of the report */
};

static int build_all(struct repro *repro, const struct rt_trial *trial,
		     struct rt_error *error)
{
	int code = RT_OK;

	for (int i = 0; i < BUILDS && !code; i++) {
		struct rt_trial *one = &repro->trial[i];

		*one = *trial;
		snprintf(one->accessor, sizeof(one->accessor), "%s",
			 cells[i].accessor);
		snprintf(one->toolchain, sizeof(one->toolchain), "%s",
			 cells[i].toolchain);
		rt_inventory_name_libc(&repro->session.inventory, one);
		snprintf(one->flags, sizeof(one->flags), "%s", cells[i].flags);
		if (i != SOUND && one->requests < endless)
			one->requests = endless;
		code = rt_session_build(&repro->session, one, &repro->built[i],
					error);
	}
	return code;
}

static int race_all(struct repro *repro, struct rt_error *error)
{
	struct rt_session *session = &repro->session;
	int code = RT_OK;

	for (int i = 0; i < BUILDS && !code; i++) {
		const struct rt_raced raced = {.title = cells[i].title,
					       .trial = &repro->trial[i],
					       .built = &repro->built[i]};

		session->progress_from = (double)i / BUILDS;
		session->progress_to = (double)(i + 1) / BUILDS;
		code = rt_session_race(session, &raced, &repro->run[i],
				       &repro->verdict[i], error);
	}
	rt_progress_clear(&session->progress);
	return code;
}

static bool is_reproduced(const struct repro *repro)
{
	const struct rt_run *alpine = &repro->run[ALPINE];

	return repro->verdict[ALPINE].outcome == RT_OUTCOME_TORN &&
	       alpine->ended[0] != '\0';
}

static bool is_sound(const struct repro *repro)
{
	const struct rt_run *run = &repro->run[SOUND];

	return repro->verdict[SOUND].outcome == RT_OUTCOME_INCONCLUSIVE &&
	       run->ended[0] == '\0' &&
	       run->requests_done == run->requests_wanted;
}

static void print_what_to_try(const struct repro *repro)
{
	const struct rt_run *alpine = &repro->run[ALPINE];

	if (repro->session.no_pair.code) {
		puts("Not reproduced: nothing was raced.\n");
		rt_screen_item("because", repro->session.no_pair.message);
		putchar('\n');
	} else if (!is_sound(repro))
		printf("Not reproduced: the sound build did not do all its "
		       "requests untorn.\nTry again on an idle machine, or "
		       "with --ring-milliseconds 20000; if it is\nthere "
		       "again, it is a finding: see the report.\n\n");
	else if (!alpine->control_torn)
		printf("Not reproduced: even the control, which always tears, "
		       "did not.\nTry another pair of cores (`%s topo`, then "
		       "--pair), or an idle machine.\n\n",
		       repro->session.places->command);
	else
		printf("Not reproduced: the Alpine build met no torn index "
		       "that broke the device.\nTry --ring-milliseconds "
		       "20000 --requests 100000000, or another --pair.\n\n");
}

static int print_columns(const struct repro *repro, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_columns(repro->run, BUILDS, rt_screen_colour(), &text,
			      error);

	if (!code)
		fputs(rt_text_string(&text), stdout);
	rt_text_free(&text);
	return code;
}

static int write_report(struct repro *repro, struct rt_error *error)
{
	const struct rt_report report = {
		.machine = &repro->session.log.machine,
		.runs = repro->run,
		.count = BUILDS,
		.violations = repro->session.violations.violation,
		.violation_count = repro->session.violations.count,
	};
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_report_text(&report, &text, error);

	rt_text_format(&repro->path, "%s/repro-%" PRId64 ".txt",
		       rt_text_string(&repro->session.places->reports),
		       repro->session.log.campaign);
	if (!code)
		code = rt_file_write(rt_text_string(&repro->path),
				     rt_text_string(&text), text.length, error);
	rt_text_free(&text);
	return code;
}

static void print_places(const struct repro *repro)
{
	const struct rt_session *session = &repro->session;

	putchar('\n');
	rt_screen_item("topology", session->log.machine.topology);
	rt_screen_item("cores", repro->run[ALPINE].pair);
	rt_screen_item("report", rt_text_string(&repro->path));
	rt_screen_command("again", rt_text_string(&session->command));
}

static int race(struct repro *repro, const struct rt_places *places,
		const struct rt_trial *trial, struct rt_error *error)
{
	int code = rt_session_open(&repro->session, places, "repro", trial,
				   false, error);

	repro->session.show_violation = rt_show_violation;
	if (!code)
		code = build_all(repro, trial, error);
	if (code)
		return code;
	code = race_all(repro, error);
	if (!code)
		code = write_report(repro, error);
	if (code)
		return code;
	putchar('\n');
	if (is_reproduced(repro) && is_sound(repro))
		printf("Reproduced: the Alpine build tears and stops its "
		       "device, the fix does not.\n\n");
	else
		print_what_to_try(repro);
	code = print_columns(repro, error);
	print_places(repro);
	return code;
}

/* The three builds fix accessor, toolchain, flags, width and direction. */
static int refuse_cell(const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_trial plain;

	rt_trial_init(&plain);
	if (strcmp(trial->accessor, plain.accessor) ||
	    strcmp(trial->toolchain, plain.toolchain) ||
	    strcmp(trial->flags, plain.flags) || trial->width != 16 ||
	    strcmp(trial->direction, "load"))
		return rt_fail(error, RT_USAGE,
			       "repro has its own three builds of a 16-bit "
			       "load; `hammer` takes an accessor, a "
			       "toolchain, flags, a width and a direction");
	return RT_OK;
}

static int repro(const struct rt_call *call, int *status,
		 struct rt_error *error)
{
	struct repro all = {.path = RT_TEXT_INIT};
	int code = refuse_cell(&call->trial, error);

	if (!code)
		code = race(&all, call->places, &call->trial, error);
	if (code)
		rt_progress_clear(&all.session.progress);
	*status = is_reproduced(&all) && is_sound(&all) ? 0 : 1;
	for (int i = 0; i < BUILDS; i++) {
		rt_run_free(&all.run[i]);
		rt_build_free(&all.built[i]);
	}
	rt_text_free(&all.path);
	rt_session_close(&all.session);
	return code;
}

static const struct rt_option options[] = {{.name = NULL}};

const struct rt_command rt_command_repro = {
	.name = "repro",
	.summary = "reproduce the Alpine bug beside a sound build",
	.form = "[OPTIONS]",
	.about = "Races the build that had the Alpine bug, one that calls "
		 "memcpy "
		 "on this machine\ntoday, and the fix. Exits 0 when the first "
		 "breaks a virtqueue and the last\ndoes not.\n",
	.options = options,
	.takes_trial = true,
	.cache = RT_USE_NEEDED,
	.runs = RT_USE_NEEDED,
	.run = repro,
};

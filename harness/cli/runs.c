/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `runs` subcommand: lists the runs of the store, or shows one. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/commands.h"
#include "harness/record/store.h"
#include "reports/pager.h"
#include "reports/report.h"
#include "reports/screen.h"
#include "reports/table.h"

enum { default_limit = 20, default_columns = 80 };

struct values {
	const char *limit, *command, *accessor, *verdict;
	bool all, json;
};

static const struct rt_option options[] = {
	{.group = "Which",
	 .is_common = true,
	 .name = "command",
	 .value = "NAME",
	 .help = "only of this command",
	 .choices = "check|compare|repro|hammer|fuzz",
	 .offset = offsetof(struct values, command)},
	{.is_common = true,
	 .name = "accessor",
	 .value = "NAME",
	 .help = "only of this accessor",
	 .offset = offsetof(struct values, accessor)},
	{.is_common = true,
	 .name = "verdict",
	 .value = "VERDICT",
	 .help = "only with this verdict",
	 .choices = "torn|atomic|inconclusive|error",
	 .offset = offsetof(struct values, verdict)},
	{.name = "limit",
	 .value = "COUNT",
	 .help = "list the newest COUNT, 0 for all",
	 .initially = "20",
	 .offset = offsetof(struct values, limit)},
	{.is_common = true,
	 .name = "all",
	 .help = "a line a run, not a line a command",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, all)},
	{.group = "Output",
	 .name = "json",
	 .help = "print JSON, with every number that was recorded",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, json)},
	{.name = NULL},
};

struct request {
	const struct values *wanted;
	const struct rt_places *places;
	size_t limit;
	int64_t id; /* 0: list */
};

/* Parses a whole number of at least @least. */
static bool read_number(const char *text, int64_t least, int64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	return *text && !*end && !errno && *number >= least;
}

static int take_limit(struct request *request, const char *text,
		      struct rt_error *error)
{
	int64_t number;

	if (!read_number(text, 0, &number))
		return rt_fail(error, RT_USAGE,
			       "--limit %s is no number; give how many runs "
			       "to list, 0 for all",
			       text);
	request->limit = (size_t)number;
	return RT_OK;
}

/* RT_USAGE when @word, which may be NULL, is not one of the table's choices. */
static int check_choice(const char *name, const char *word,
			struct rt_error *error)
{
	const struct rt_option *option = options;
	const char *at;

	while (strcmp(option->name, name) != 0)
		option++;
	if (!word)
		return RT_OK;
	for (at = option->choices; *at; at += *at == '|') {
		size_t length = strcspn(at, "|");

		if (length == strlen(word) && !strncmp(at, word, length))
			return RT_OK;
		at += length;
	}
	return rt_fail(error, RT_USAGE, "--%s cannot be '%s'; give one of %s",
		       name, word, option->choices);
}

static int read_request(struct request *request, const struct rt_call *call,
			struct rt_error *error)
{
	const struct values *wanted = call->values;
	const char *word = call->words[0];

	request->wanted = wanted;
	if (word && !read_number(word, 1, &request->id))
		return rt_fail(error, RT_USAGE,
			       "%s is no run; `runs` lists their numbers",
			       word);
	if (check_choice("command", wanted->command, error) ||
	    check_choice("verdict", wanted->verdict, error))
		return RT_USAGE;
	return wanted->limit ? take_limit(request, wanted->limit, error)
			     : RT_OK;
}

static struct rt_table_style style_of_output(void)
{
	struct rt_table_style style = {.columns = SIZE_MAX};
	size_t columns = rt_screen_columns();

	if (!isatty(STDOUT_FILENO))
		return style;
	style.colour = rt_screen_colour();
	style.columns = columns > default_columns ? columns : default_columns;
	return style;
}

static void put_rest(struct rt_text *out, size_t shown, size_t total,
		     const char *what)
{
	if (total > shown)
		rt_text_format(out, "%zu older %s; --limit 0 lists all\n",
			       total - shown, what);
}

/* Nothing to list: because there is nothing, or nothing of that kind. */
static void put_none(struct rt_text *out, const struct values *wanted,
		     const char *store_path)
{
	if (wanted->command || wanted->accessor || wanted->verdict)
		rt_text_add(out, "No run is of that kind; without --command, "
				 "--accessor and --verdict all are listed.\n");
	else
		rt_text_format(out,
			       "There are no runs yet in %s; `check` and "
			       "`repro` make some.\n",
			       store_path);
}

static struct rt_run_filter filter_of(const struct request *request)
{
	return (struct rt_run_filter){
		.kind = request->wanted->command,
		.accessor = request->wanted->accessor,
		.verdict = request->wanted->verdict,
		.limit = request->limit,
	};
}

/* A line a run, or JSON with all of each. */
static int list_runs(struct rt_text *out, const struct request *request,
		     struct rt_store *store, const char *store_path,
		     struct rt_error *error)
{
	const struct rt_run_filter filter = filter_of(request);
	const struct rt_table_style style = style_of_output();
	struct rt_report report = {.count = 0};
	struct rt_runs runs;
	size_t total;
	int code = rt_store_run_count(store, &filter, &total, error);

	if (!code)
		code = rt_store_runs(store, &filter, &runs, error);
	if (code)
		return code;
	report = (struct rt_report){
		.subcommand = "runs", .runs = runs.run, .count = runs.count};
	if (request->wanted->json) {
		code = rt_report_json(&report, out, error);
	} else if (!runs.count) {
		put_none(out, request->wanted, store_path);
	} else {
		rt_table(runs.run, runs.count, &style, out);
		put_rest(out, runs.count, total, "runs");
	}
	rt_runs_free(&runs);
	return code;
}

/* A line a command. */
static int list_commands(struct rt_text *out, const struct request *request,
			 struct rt_store *store, const char *store_path,
			 struct rt_error *error)
{
	const struct rt_run_filter filter = filter_of(request);
	const struct rt_table_style style = style_of_output();
	struct rt_recorded_list list;
	size_t total;
	int code = rt_store_recorded(store, &filter, &list, &total, error);

	if (!code && !list.count)
		put_none(out, request->wanted, store_path);
	else if (!code)
		rt_table_commands(list.recorded, list.count, &style, out);
	if (!code)
		put_rest(out, list.count, total, "commands");
	rt_recorded_list_free(&list);
	return code;
}

static int list(struct rt_text *out, const struct request *request,
		struct rt_store *store, const char *store_path,
		struct rt_error *error)
{
	return (request->wanted->all || request->wanted->json ? list_runs
							      : list_commands)(
		out, request, store, store_path, error);
}

static int put_report(struct rt_text *out, const struct request *request,
		      struct rt_store *store, const struct rt_run *run,
		      struct rt_error *error)
{
	struct rt_violations violations;
	struct rt_machine machine;
	struct rt_report report = {
		.subcommand = "runs", .runs = run, .count = 1};
	int failed = rt_store_violations(store, run->id, &violations, error);

	if (!failed && run->machine) {
		report.machine = &machine;
		failed = rt_store_machine_get(store, run->machine, &machine,
					      error);
	}
	report.violations = violations.violation;
	report.violation_count = violations.count;
	if (!failed)
		failed = request->wanted->json
				 ? rt_report_json(&report, out, error)
				 : rt_report_text(&report, out, error);
	rt_violations_free(&violations);
	return failed;
}

/* A cell of a comparison may say the opposite of the whole. */
static void put_whole(struct rt_text *out, const struct request *request,
		      const struct rt_run *run)
{
	if (strcmp(run->kind, "compare") != 0)
		return;
	rt_text_format(out,
		       "\nThis is one cell of a comparison, %s the change; "
		       "all of it:\n    %s compare --from %s --run %" PRId64
		       "\n",
		       run->side, request->places->command,
		       rt_text_string(&request->places->store), run->id);
}

static int show(struct rt_text *out, const struct request *request,
		struct rt_store *store, struct rt_error *error)
{
	struct rt_run run;
	int failed = rt_store_run_get(store, request->id, &run, error);

	if (failed)
		return failed;
	failed = put_report(out, request, store, &run, error);
	if (!failed && !request->wanted->json)
		put_whole(out, request, &run);
	rt_run_free(&run);
	return failed;
}

/* A missing store is listed as empty; asking for run N of it is an error. */
static bool is_absent(const char *store_path)
{
	return access(store_path, F_OK) && errno == ENOENT;
}

static int answer(struct rt_text *out, const struct request *request,
		  const struct rt_places *places, struct rt_error *error)
{
	const char *store_path = rt_text_string(&places->store);
	const struct rt_report none = {.subcommand = "runs"};
	struct rt_store *store;
	int failed;

	failed = rt_places_check(&places->store, error);
	if (failed)
		return failed;
	if (!request->id && is_absent(store_path)) {
		if (request->wanted->json)
			return rt_report_json(&none, out, error);
		put_none(out, request->wanted, store_path);
		return RT_OK;
	}
	failed = rt_store_open_readonly(store_path, &store, error);
	if (failed)
		return failed;
	failed = request->id ? show(out, request, store, error)
			     : list(out, request, store, store_path, error);
	rt_store_close(store);
	return failed;
}

static int runs(const struct rt_call *call, int *status, struct rt_error *error)
{
	struct request request = {.places = call->places,
				  .limit = default_limit};
	struct rt_text out = RT_TEXT_INIT;
	int code = read_request(&request, call, error);

	(void)status;
	if (!code)
		code = answer(&out, &request, call->places, error);
	if (!code && rt_text_failed(&out))
		code = rt_no_memory(error);
	if (!code)
		rt_pager_print(&out);
	rt_text_free(&out);
	return code;
}

const struct rt_command rt_command_runs = {
	.name = "runs",
	.summary = "what was recorded; `runs N` prints the report of run N",
	.form = "[RUN] [OPTIONS]",
	.about =
		"Lists what was recorded, newest first: a line a command, with "
		"the numbers of\nits runs. `runs N` prints the report of run "
		"N.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = 1,
	.runs = RT_USE_SPARED,
	.run = runs,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `report` subcommand: recorded runs, for a reader who was not there. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "reports/input.h"
#include "reports/sender.h"
#include "reports/pager.h"
#include "reports/report.h"
#include "reports/versus.h"

enum { host_length = 64 };

struct options {
	const char *format, *to, *cc, *from, *field, *path;
	bool compare;
};

static const char *format_name(size_t index)
{
	size_t count;
	const struct rt_report_format *formats = rt_report_formats(&count);

	return index < count ? formats[index].name : NULL;
}

static const struct rt_option report_options[] = {
	{.is_common = true,
	 .name = "format",
	 .value = "NAME",
	 .help = "how to write it",
	 .initially = "text",
	 .offset = offsetof(struct options, format),
	 .choice = format_name},
	{.is_common = true,
	 .name = "to",
	 .value = "ADDRESS",
	 .help = "of the mail: a list or a person",
	 .offset = offsetof(struct options, to)},
	{.name = "cc",
	 .value = "ADDRESS",
	 .help = "of the mail",
	 .offset = offsetof(struct options, cc)},
	{.name = "from",
	 .value = "ADDRESS",
	 .help = "of the mail; else git's user.name and user.email",
	 .offset = offsetof(struct options, from)},
	{.name = "field",
	 .value = "NAME",
	 .help = "the field, as the reader calls it: used->idx",
	 .offset = offsetof(struct options, field)},
	{.name = "path",
	 .value = "CALLS",
	 .help = "the calls that lead to the accessor: 'a() -> b()'",
	 .offset = offsetof(struct options, path)},
	{.is_common = true,
	 .name = "compare",
	 .help = "two runs, or two machines, side by side",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct options, compare)},
	{.name = NULL},
};

static int write_mail(struct rt_report_input *input,
		      const struct options *options,
		      const struct rt_report_format *format,
		      struct rt_text *out, struct rt_error *error)
{
	struct rt_report_letter letter = {.to = options->to,
					  .cc = options->cc,
					  .date = (int64_t)time(NULL)};
	struct rt_text from = RT_TEXT_INIT;
	char host[host_length] = "localhost";
	int code;

	if (options->from)
		rt_text_add(&from, options->from);
	else
		rt_sender_find(&from);
	gethostname(host, sizeof(host) - 1);
	letter.from = from.length ? rt_text_string(&from) : NULL;
	letter.host = host;
	input->report.letter = &letter;
	code = format->write(&input->report, out, error);
	input->report.letter = NULL;
	rt_text_free(&from);
	return code;
}

/* On standard error: the report on standard output may be for a program. */
static void tell_what_lacks(const struct rt_report_input *input)
{
	const struct rt_run *run = rt_report_input_lacks(input);

	if (run)
		fprintf(stderr,
			"ringtear: of run %" PRId64 " source, compiler and a "
			"sound build are not recorded, as it is of an older "
			"ringtear; record it again: %s\n",
			run->id, run->command);
}

static int write_one(const struct rt_places *places,
		     const struct options *options, const char *word,
		     struct rt_text *out, struct rt_error *error)
{
	const struct rt_report_format *format;
	struct rt_report_input input = {.runs = {.count = 0}};
	int code = rt_report_find(options->format ? options->format : "text",
				  &format, error);

	if (!code)
		code = rt_report_input_read(&input, places, word, error);
	input.report.field = options->field;
	input.report.path = options->path;
	if (!code)
		code = write_mail(&input, options, format, out, error);
	if (!code)
		tell_what_lacks(&input);
	rt_report_input_free(&input);
	return code;
}

static int write_versus(const struct rt_places *places,
			const char *const *words, struct rt_text *out,
			struct rt_error *error)
{
	struct rt_report_input one = {.runs = {.count = 0}};
	struct rt_report_input other = {.runs = {.count = 0}};
	int code;

	if (!words[0] || !words[1])
		return rt_fail(error, RT_USAGE,
			       "--compare needs two runs, such as 3 7, or "
			       "here.db:3 there.db:1");
	code = rt_report_input_read(&one, places, words[0], error);
	if (!code)
		code = rt_report_input_read(&other, places, words[1], error);
	if (!code)
		code = rt_report_versus(&one.report, &other.report, out, error);
	rt_report_input_free(&one);
	rt_report_input_free(&other);
	return code;
}

static int report(const struct rt_places *places, const struct options *options,
		  const char *const *words, struct rt_error *error)
{
	struct rt_text out = RT_TEXT_INIT;
	int code;

	if (!options->compare && words[1])
		code = rt_fail(error, RT_USAGE,
			       "one run at a time; --compare takes two");
	else if (options->compare)
		code = write_versus(places, words, &out, error);
	else
		code = write_one(places, options, words[0], &out, error);
	if (!code)
		rt_pager_print(&out);
	rt_text_free(&out);
	return code;
}

static int run_report(const struct rt_call *call, int *status,
		      struct rt_error *error)
{
	(void)status;
	return report(call->places, call->values, call->words, error);
}

const struct rt_command rt_command_report = {
	.name = "report",
	.summary = "a report of a run: text, mail, html, json, junit, sarif, "
		   "litmus",
	.form = "[RUN] [OPTIONS]\n--compare A B",
	.about =
		"Reports what was recorded. RUN is a run's number, or its uid, "
		"or the number of the\nfirst run of a command, for all of its "
		"runs; "
		"FILE.db:RUN takes it of another store.\nWithout RUN: the runs "
		"of "
		"the last command.\n",
	.options = report_options,
	.values_size = sizeof(struct options),
	.word_limit = 2,
	.runs = RT_USE_SPARED,
	.run = run_report,
};

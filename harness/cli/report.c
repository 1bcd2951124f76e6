/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `ringtear report`: what was recorded, for somebody who was not there. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/places.h"
#include "harness/base/process.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/report_gather.h"
#include "reports/report.h"
#include "reports/versus.h"

enum { host_length = 64 };

struct options {
	const char *format, *to, *cc, *from;
	bool compare, stored;
};

static const char *format_name(size_t index)
{
	size_t count;
	const struct rt_report_format *formats = rt_report_formats(&count);

	return index < count ? formats[index].name : NULL;
}

static const struct rt_option report_options[] = {
	{.name = "format",
	 .value = "NAME",
	 .help = "how to write it",
	 .initially = "text",
	 .offset = offsetof(struct options, format),
	 .choice = format_name},
	{.name = "to",
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
	{.name = "compare",
	 .help = "two runs, or two machines, side by side",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct options, compare)},
	{.name = "stored",
	 .help = "only what was recorded: build and look at nothing",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct options, stored)},
	{.name = NULL},
};

/* One line that git config gives for @key; nothing when it has none. */
static void git_config(struct rt_text *value, const char *key)
{
	char *argv[] = {(char *)"git", (char *)"config", (char *)"--get",
			(char *)key, NULL};
	struct rt_process process = {.exit_status = -1};

	if (!rt_process_run(&process, argv, NULL, 5, NULL) &&
	    !process.exit_status && process.output.length)
		rt_text_append(value, process.output.data,
			       strcspn(process.output.data, "\n"));
	rt_process_free(&process);
}

/* As git send-email would have it, so that the two agree. */
static void find_sender(struct rt_text *from)
{
	struct rt_text name = RT_TEXT_INIT, address = RT_TEXT_INIT;

	git_config(&name, "user.name");
	git_config(&address, "user.email");
	if (address.length)
		rt_text_format(from, "%s <%s>", rt_text_string(&name),
			       rt_text_string(&address));
	rt_text_free(&name);
	rt_text_free(&address);
}

static int write_mail(struct rt_gather *gather, const struct options *options,
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
		find_sender(&from);
	gethostname(host, sizeof(host) - 1);
	letter.from = from.length ? rt_text_string(&from) : NULL;
	letter.host = host;
	gather->report.letter = &letter;
	code = format->write(&gather->report, out, error);
	gather->report.letter = NULL;
	rt_text_free(&from);
	return code;
}

static int write_one(const struct rt_places *places,
		     const struct options *options, const char *word,
		     struct rt_text *out, struct rt_error *error)
{
	const struct rt_report_format *format;
	struct rt_gather gather = {.runs = {.count = 0}};
	int code = rt_report_find(options->format ? options->format : "text",
				  &format, error);

	if (!code)
		code = rt_gather_read(&gather, places, word, error);
	if (!code) {
		rt_gather_sources(&gather, places);
		if (!options->stored)
			rt_gather_look(&gather, places);
		if (!strcmp(format->name, "html") && !options->stored)
			rt_gather_latencies(&gather);
		code = write_mail(&gather, options, format, out, error);
	}
	rt_gather_free(&gather);
	return code;
}

static int write_versus(const struct rt_places *places,
			const char *const *words, struct rt_text *out,
			struct rt_error *error)
{
	struct rt_gather one = {.runs = {.count = 0}};
	struct rt_gather other = {.runs = {.count = 0}};
	int code;

	if (!words[0] || !words[1])
		return rt_fail(error, RT_USAGE,
			       "--compare needs two runs, such as 3 7, or "
			       "here.db:3 there.db:1");
	code = rt_gather_read(&one, places, words[0], error);
	if (!code)
		code = rt_gather_read(&other, places, words[1], error);
	if (!code)
		code = rt_report_versus(&one.report, &other.report, out, error);
	rt_gather_free(&one);
	rt_gather_free(&other);
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
		fwrite(rt_text_string(&out), 1, out.length, stdout);
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
		"or the number of a\ncampaign, which is that of its first run; "
		"FILE.db:RUN takes it of another store.\nWithout RUN: the last "
		"campaign.\n",
	.options = report_options,
	.values_size = sizeof(struct options),
	.word_limit = 2,
	.run = run_report,
};

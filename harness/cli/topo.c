/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `topo` subcommand: which CPUs can race, and how far apart they are. */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/commands.h"
#include "reports/screen.h"
#include "reports/topo.h"

struct values {
	const char *pair; /* NULL: one pair per sharing, and the matrix */
	bool json, no_latency;
};

static const struct rt_option options[] = {
	{.name = "pair",
	 .value = "WORD",
	 .help = "auto, all, smt, l2, l3, package, numa, none, or as 0,1",
	 .offset = offsetof(struct values, pair)},
	RT_OPTION_JSON(struct values),
	{.name = "no-latency",
	 .help = "do not measure",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, no_latency)},
	{.name = NULL},
};

static bool speaks_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8;

	if (!locale)
		return false;
	utf8 = !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");
	freelocale(locale);
	return utf8;
}

static int topo(const struct rt_call *call, int *status, struct rt_error *error)
{
	const struct values *wanted = call->values;
	const struct rt_topo_style style = {
		.colour = rt_screen_colour(),
		.utf8 = speaks_utf8(),
	};
	struct rt_topo_survey survey;
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_topo_survey_run(&survey, wanted->pair,
				      !wanted->no_latency, error);

	(void)status;
	if (!code && wanted->json)
		rt_topo_survey_json(&survey, &text);
	else if (!code)
		rt_topo_survey_draw(&survey, style, &text);
	if (rt_text_failed(&text))
		code = rt_no_memory(error);
	if (!code)
		fputs(rt_text_string(&text), stdout);
	rt_text_free(&text);
	rt_topo_survey_free(&survey);
	return code;
}

const struct rt_command rt_command_topo = {
	.name = "topo",
	.summary = "the cores, what pairs of them share, their latencies",
	.form = "[OPTIONS]",
	.about = "Shows which CPUs can race and how far apart they are.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.run = topo,
};

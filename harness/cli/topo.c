/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/topo.h"

#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/places.h"
#include "harness/cli/topo_survey.h"

struct request {
	const char *pair; /* NULL: one of each kind, and the matrix */
	bool json;
	bool no_latency;
	bool help;
};

struct topo_option {
	const char *name;
	const char *value; /* what to call it in the help, or NULL */
	const char *help;
	void (*take)(struct request *request, const char *value);
};

static void take_pair(struct request *request, const char *value)
{
	request->pair = value;
}

static void take_json(struct request *request, const char *value)
{
	(void)value;
	request->json = true;
}

static void take_no_latency(struct request *request, const char *value)
{
	(void)value;
	request->no_latency = true;
}

static void take_help(struct request *request, const char *value)
{
	(void)value;
	request->help = true;
}

enum { OPTIONS = 4 };

static const struct topo_option topo_option[OPTIONS] = {
	{"pair", "WORD",
	 "auto, all, smt, l2, l3, package, numa, none, or as 0,1", take_pair},
	{"json", NULL, "print JSON", take_json},
	{"no-latency", NULL, "do not measure", take_no_latency},
	{"help", NULL, "print this", take_help},
};

static int complain(const char *message)
{
	fprintf(stderr, "ringtear topo: %s\n", message);
	return 2;
}

static void fill_long_options(struct option option[OPTIONS + 1])
{
	memset(option, 0, (OPTIONS + 1) * sizeof(*option));
	for (int i = 0; i < OPTIONS; i++) {
		option[i].name = topo_option[i].name;
		option[i].has_arg =
			topo_option[i].value ? required_argument : no_argument;
		option[i].val = i + 1;
	}
}

/* Returns 0, or an exit code after saying what is wrong. */
static int parse(int argc, char **argv, struct request *request)
{
	struct option option[OPTIONS + 1];
	int found;

	fill_long_options(option);
	optind = 0; /* getopt(3): start afresh */
	opterr = 1;
	while ((found = getopt_long(argc, argv, "", option, NULL)) != -1) {
		if (found < 1 || found > OPTIONS)
			return complain("--help lists the options");
		topo_option[found - 1].take(request, optarg);
	}
	if (optind < argc)
		return complain("it takes options only; --help lists them");
	return 0;
}

static void add_help(struct rt_text *text, const char *command)
{
	rt_text_format(text,
		       "usage: %s topo [OPTION]...\n"
		       "Shows which CPUs can race and how far apart they "
		       "are.\n\n",
		       command);
	for (int i = 0; i < OPTIONS; i++)
		rt_text_format(text, "  --%-11s%-5s %s\n", topo_option[i].name,
			       topo_option[i].value ? topo_option[i].value : "",
			       topo_option[i].help);
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

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

static struct rt_topo_style style_of_terminal(void)
{
	return (struct rt_topo_style){
		.colour = isatty(STDOUT_FILENO) && !is_set("NO_COLOR"),
		.utf8 = speaks_utf8(),
	};
}

static int print(struct rt_text *text)
{
	int code = 0;

	if (rt_text_failed(text))
		code = complain("out of memory; free some and run again");
	else if (fputs(rt_text_string(text), stdout) < 0 || fflush(stdout) < 0)
		code = complain("standard output cannot be written; check the "
				"space where it goes");
	rt_text_free(text);
	return code;
}

static int show(const struct request *request)
{
	struct rt_topo_survey survey;
	struct rt_text text = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_topo_survey_run(&survey, request->pair,
				      !request->no_latency, &error);

	if (code) {
		complain(error.message);
		code = rt_exit_code(code);
	} else {
		if (request->json)
			rt_topo_survey_json(&survey, &text);
		else
			rt_topo_survey_draw(&survey, style_of_terminal(),
					    &text);
		code = print(&text);
	}
	rt_topo_survey_free(&survey);
	rt_error_clear(&error);
	return code;
}

int rt_cli_topo(const struct rt_places *places, int argc, char **argv)
{
	struct request request = {.pair = NULL};
	struct rt_text text = RT_TEXT_INIT;
	int code = parse(argc, argv, &request);

	if (code)
		return code;
	if (!request.help)
		return show(&request);
	add_help(&text, places->command);
	return print(&text);
}

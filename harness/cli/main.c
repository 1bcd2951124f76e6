/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses the first word and dispatches. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/runs.h"
#include "harness/cli/screen.h"
#include "harness/cli/topo.h"

static const struct {
	const char *name;
	int (*run)(const struct rt_places *places, int argc, char **argv);
	const char *summary;
} commands[] = {
	{"check", rt_cli_check, "say whether a build of an accessor can tear"},
	{"compare", rt_cli_compare,
	 "what a change does in every build of a matrix"},
	{"replay", rt_cli_replay, "run a witness again, step by step"},
	{"repro", rt_cli_repro,
	 "reproduce the Alpine bug beside a sound build"},
	{"hammer", rt_cli_hammer,
	 "race one accessor, one toolchain, one trial"},
	{"fuzz", rt_cli_fuzz,
	 "search flags, compilers and libcs for builds that tear"},
	{"minimize", rt_cli_minimize,
	 "the fewest flags with which a trial still tears"},
	{"list", rt_cli_list, "the accessors and the toolchains found here"},
	{"topo", rt_cli_topo,
	 "the cores, what pairs of them share, their latencies"},
	{"merge", rt_cli_merge, "join the stores of shards or machines"},
	{"runs", rt_cli_runs,
	 "what was recorded; `runs N` prints the report of run N"},
	{"report", rt_cli_report,
	 "a report of a run: text, mail, html, json, junit, sarif, litmus"},
};

enum { command_count = sizeof(commands) / sizeof(*commands) };

static void print_help(const struct rt_places *places)
{
	printf("ringtear finds reads of shared memory that are half old, half "
	       "new.\n\nusage: %s [COMMAND] [OPTIONS]\n\n",
	       places->command);
	for (size_t i = 0; i < command_count; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	printf("  %-10s this text; help COMMAND, and help trial for its "
	       "keys\n\n"
	       "Without a command: repro. Exit codes: 0 done, or the bug "
	       "reproduced;\n1 torn, or not reproduced; 2 usage or set-up; 125 "
	       "inconclusive.\n",
	       "help");
}

static int unknown(const char *word)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text names = RT_TEXT_INIT;

	for (size_t i = 0; i < command_count; i++)
		rt_text_format(&names, "%s%s", i ? ", " : "", commands[i].name);
	rt_fail(&error, RT_USAGE, "there is no command '%s'; there are %s",
		word, rt_text_string(&names));
	rt_text_free(&names);
	return rt_cli_fail(&error);
}

/* `help` alone, `help COMMAND`, `help trial`. */
static int help(const struct rt_places *places, const char *word)
{
	char *argv[] = {(char *)word, (char *)"--help", NULL};

	if (!word) {
		print_help(places);
		return 0;
	}
	if (!strcmp(word, "trial")) {
		puts("The keys of a trial file, `key = value`, a line each. "
		     "As an option of a command,\n--key VALUE.\n");
		rt_options_print_trial();
		return 0;
	}
	for (size_t i = 0; i < command_count; i++)
		if (!strcmp(commands[i].name, word))
			return commands[i].run(places, 2, argv);
	return unknown(word);
}

static int dispatch(const struct rt_places *places, int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "repro";

	if (!strcmp(word, "help"))
		return help(places, argc > 2 ? argv[2] : NULL);
	if (!strcmp(word, "--help"))
		return help(places, NULL);
	/* Options alone belong to the command that runs without a word. */
	if (*word == '-')
		return rt_cli_repro(places, argc, argv);
	for (size_t i = 0; i < command_count; i++)
		if (!strcmp(commands[i].name, word))
			return commands[i].run(places, argc - (argc > 1),
					       argv + (argc > 1));
	return unknown(word);
}

int main(int argc, char **argv)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_places places;
	int status;

	/* A write over a file size limit is an error to report, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	if (rt_places_find(&places, &error))
		status = rt_cli_fail(&error);
	else
		status = dispatch(&places, argc, argv);
	/* An earlier flush may have lost what this one has no more. */
	if ((fflush(stdout) || ferror(stdout)) && !status) {
		rt_fail(&error, RT_SETUP,
			"cannot write to standard output; is its disk full?");
		status = rt_cli_fail(&error);
	}
	rt_places_free(&places);
	rt_error_clear(&error);
	return status;
}

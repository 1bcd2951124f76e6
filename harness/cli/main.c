/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dispatches by the first argument. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/base/near.h"
#include "harness/base/places.h"
#include "harness/cli/commands.h"

enum { most_near = 3 };

static const struct rt_command *const commands[] = {
	&rt_command_check,    &rt_command_compare,
	&rt_command_replay,   &rt_command_repro,
	&rt_command_hammer,   &rt_command_fuzz,
	&rt_command_minimize, &rt_command_list,
	&rt_command_topo,     &rt_command_merge,
	&rt_command_runs,     &rt_command_report,
	&rt_command_cache,    NULL,
};

static void print_help(const struct rt_places *places)
{
	printf("ringtear finds torn reads of shared memory: a load that "
	       "returns part of the old\nand part of the new value.\n\n"
	       "usage: %s [COMMAND] [OPTIONS]\n\n",
	       places->command);
	for (const struct rt_command *const *one = commands; *one; one++)
		printf("  %-10s %s\n", (*one)->name, (*one)->summary);
	printf("  %-10s this text; `help COMMAND`; `help trial`: the keys of a "
	       "trial file\n\n"
	       "Without a command: repro. -h after a command lists the "
	       "options used most,\n--help all of them; --version prints the "
	       "version.\n\nExit codes:\n",
	       "help");
	for (const struct rt_exit *exit = rt_exits(); exit->words; exit++)
		printf("  %-4d %s\n", exit->status, exit->words);
}

static const struct rt_command *find(const char *word)
{
	const struct rt_command *const *one = commands;

	while (*one && strcmp((*one)->name, word))
		one++;
	return *one;
}

static int unknown(const char *word)
{
	const struct rt_command *const *one = commands;
	const char *names[sizeof(commands) / sizeof(*commands)];
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text near = RT_TEXT_INIT, all = RT_TEXT_INIT;
	size_t count = 0;
	int status;

	for (; *one; one++) {
		names[count++] = (*one)->name;
		rt_text_format(&all, "%s%s", one == commands ? "" : ", ",
			       (*one)->name);
	}
	rt_near_names(&near, names, count, word, most_near);
	rt_fail(&error, RT_USAGE, "there is no command '%s'; %s %s%s", word,
		near.length ? "did you mean" : "the commands are",
		rt_text_string(near.length ? &near : &all),
		near.length ? "?" : "");
	status = rt_cli_fail(&error);
	rt_text_free(&near);
	rt_text_free(&all);
	rt_error_clear(&error);
	return status;
}

static int print_face(const char *as)
{
	struct rt_error error = RT_ERROR_INIT;
	int status = 0;

	if (rt_faces_print(commands, as, &error))
		status = rt_cli_fail(&error);
	rt_error_clear(&error);
	return status;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* `help` alone, `help COMMAND`, `help trial`; @as is the value of --as. */
static int help(const struct rt_places *places, const char *word,
		const char *as)
{
	char *argv[] = {(char *)word, (char *)"--help", NULL};
	const struct rt_command *command;

	if (!word || is_help(word)) {
		print_help(places);
		return 0;
	}
	if (!strcmp(word, "--as"))
		return print_face(as);
	if (!strcmp(word, "trial")) {
		puts("The keys of a trial file, `key = value`, a line each. "
		     "As an option of a command,\n--key VALUE.\n");
		rt_command_print_keys();
		return 0;
	}
	command = find(word);
	return command ? rt_command_run(command, places, argv) : unknown(word);
}

static int dispatch(const struct rt_places *places, int argc, char **argv)
{
	const struct rt_command *command;
	const char *word = argc > 1 ? argv[1] : NULL;

	if (word && !strcmp(word, "help"))
		return help(places, argv[2], argc > 3 ? argv[3] : NULL);
	if (word && is_help(word))
		return help(places, NULL, NULL);
	if (word && !strcmp(word, "--version")) {
		rt_command_print_version();
		return 0;
	}
	/* Options without a subcommand belong to `repro`, the default. */
	if (!word || *word == '-')
		return rt_command_run(&rt_command_repro, places, argv);
	command = find(word);
	return command ? rt_command_run(command, places, argv + 1)
		       : unknown(word);
}

/*
 * A file that is opened must not become standard output, as the first free
 * number would: what stands there instead can be neither read nor written.
 */
static void take_standard_files(void)
{
	for (int file = 0; file < 3; file++)
		if (fcntl(file, F_GETFD) < 0)
			open("/", O_PATH);
}

/*
 * What was printed is the answer: without it there is none, whatever it was.
 * ferror() also finds that an earlier flush failed.
 */
static int check_output(int status, struct rt_error *error)
{
	if ((!fflush(stdout) && !ferror(stdout)) ||
	    status == rt_exit_code(RT_SETUP))
		return status;
	rt_fail(error, RT_SETUP,
		"cannot write to standard output; is its disk full, or is it "
		"closed?");
	return rt_cli_fail(error);
}

int main(int argc, char **argv)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_places places;
	int status;

	take_standard_files();

	/* What others could write to would not be this user's any more. */
	umask(umask(0) | S_IWGRP | S_IWOTH);
	/* A write over the file size limit: an error, not death by signal. */
	signal(SIGXFSZ, SIG_IGN);
	if (rt_places_find(&places, &error))
		status = rt_cli_fail(&error);
	else
		status = dispatch(&places, argc, argv);
	status = check_output(status, &error);
	rt_places_free(&places);
	rt_error_clear(&error);
	return status;
}

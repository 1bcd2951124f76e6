/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands, each in a file of its own, as data: main dispatches by it,
 * and --help, the manual page and the completions are printed of it. The
 * command line has one thread.
 */
#ifndef RT_CLI_COMMANDS_H
#define RT_CLI_COMMANDS_H

#include "harness/base/places.h"
#include "harness/cli/options.h"

/* A command line that was read. */
struct rt_call {
	const struct rt_places *places;
	char **argv;		  /* argv[0] is the subcommand's name */
	const void *values;	  /* the struct of the command's options */
	struct rt_trial trial;	  /* of a command that takes one */
	const char *const *words; /* what is no option; NULL behind the last */
	size_t word_count;
};

/* What the first word may be, for the options to go over. */
enum rt_first_word {
	RT_FIRST_OTHER,	   /* nothing of a trial */
	RT_FIRST_TRIAL,	   /* a trial file, or something else */
	RT_FIRST_ACCESSOR, /* a trial file, or an accessor */
};

struct rt_command {
	const char *name;
	const char *summary; /* its line in `help` */
	const char *form;    /* what stands behind the name, a line each way */
	const char *about;   /* paragraphs of at most 80 columns */
	const struct rt_option *options;
	size_t values_size;
	size_t word_limit;
	enum rt_first_word first_word;
	bool takes_trial; /* the keys of a trial are options */
	bool is_foreign;  /* as in struct rt_command_line */
	/* Fills @status with the exit code, unless it fails. */
	int (*run)(const struct rt_call *call, int *status,
		   struct rt_error *error);
};

extern const struct rt_command rt_command_check, rt_command_compare,
	rt_command_replay, rt_command_repro, rt_command_hammer, rt_command_fuzz,
	rt_command_minimize, rt_command_list, rt_command_topo, rt_command_merge,
	rt_command_runs, rt_command_report;

/*
 * Prints "ringtear: MESSAGE", then the detail whole, on standard error, and
 * returns the exit code that belongs to @error.
 */
int rt_cli_fail(const struct rt_error *error);

/*
 * Reads @argv, whose first word is the command's name, runs the command or
 * prints its help, says what went wrong, and returns the exit code.
 */
int rt_command_run(const struct rt_command *command,
		   const struct rt_places *places, char **argv);

/*
 * The keys of a trial as options, on standard output; without those that
 * @options, which may be NULL, has an option of that name for.
 */
void rt_command_print_keys(const struct rt_option *options);

/*
 * Prints the part of a face of the program that is made of its tables, to be
 * kept in the file of it: @as is "man", "bash", "zsh", or "words" for the enums
 * of the JSON's schema. RT_USAGE else.
 */
int rt_faces_print(const struct rt_command *const *commands, const char *as,
		   struct rt_error *error);

/* The words, a JSON object with a list of them for each kind of member. */
void rt_faces_print_words(const struct rt_command *const *commands);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands as data, each in a file of its own. main() dispatches by
 * these tables; --help, the manual page and the completions are printed from
 * them. The command line has one thread.
 */
#ifndef RT_CLI_COMMANDS_H
#define RT_CLI_COMMANDS_H

#include "harness/base/places.h"
#include "harness/cli/folders.h"
#include "harness/cli/options.h"

/* A parsed command line. */
struct rt_call {
	const struct rt_places *places;
	/* In the cache; of a command that uses one. */
	const struct rt_workplace *workplace;
	char **argv;		  /* argv[0] is the subcommand's name */
	const void *values;	  /* the command's struct of option values */
	struct rt_trial trial;	  /* if takes_trial is set */
	const char *const *words; /* no options; NULL after the last */
	size_t word_count;
};

/* Which first argument sets the trial, before the options override it. */
enum rt_first_word {
	RT_FIRST_OTHER,	   /* none */
	RT_FIRST_TRIAL,	   /* a trial file */
	RT_FIRST_ACCESSOR, /* a trial file or an accessor's name */
};

struct rt_command {
	const char *name;
	const char *summary; /* its line in `help` */
	const char *form;    /* the arguments, one line per form */
	const char *about;   /* paragraphs, wrapped when printed */
	const struct rt_option *options;
	size_t values_size;
	size_t word_limit;
	enum rt_first_word first_word;
	enum rt_use cache, runs; /* what it does with these folders */
	bool takes_trial;	 /* the keys of a trial are options */
	bool is_foreign;	 /* as in struct rt_command_line */
	/* Sets @status to the exit code; unset after an error. */
	int (*run)(const struct rt_call *call, int *status,
		   struct rt_error *error);
};

extern const struct rt_command rt_command_check, rt_command_compare,
	rt_command_replay, rt_command_repro, rt_command_hammer, rt_command_fuzz,
	rt_command_minimize, rt_command_list, rt_command_topo, rt_command_merge,
	rt_command_runs, rt_command_report, rt_command_cache;

/*
 * Prints "ringtear: MESSAGE" and the whole detail on standard error. Returns
 * the exit code of @error.
 */
int rt_cli_fail(const struct rt_error *error);

/*
 * Parses @argv, whose first element is the command's name, and runs the command
 * or prints its help. Prints an error, if any. Returns the exit code.
 */
int rt_command_run(const struct rt_command *command,
		   const struct rt_places *places, char **argv);

/*
 * When the running command is over and its folders are closed, the process dies
 * of the default action of @signal, so that a shell sees the cause. A file of
 * --output is left as it was.
 */
void rt_command_end_by(int signal);

/* Prints the keys of a trial as options, in their groups. */
void rt_command_print_keys(void);

/* Prints "ringtear VERSION". */
void rt_command_print_version(void);

/*
 * Prints the part of a file that is made from the tables: @as is "man", "bash",
 * "zsh", "exits" for the exit statuses of the manual page, "markdown" for those
 * of docs/, or "words" for the enums of the JSON's schema. RT_USAGE for another
 * @as.
 */
int rt_faces_print(const struct rt_command *const *commands, const char *as,
		   struct rt_error *error);

/* Prints the words of the schema, a JSON object: a list per kind of member. */
void rt_faces_print_words(const struct rt_command *const *commands);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every subcommand shares: where things lie, how the program was called,
 * and how errors and progress reach a person.
 *
 * The command line has one thread. A subcommand returns the exit code.
 */
#ifndef RT_CLI_CLI_H
#define RT_CLI_CLI_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/trial/trial.h"

struct rt_cli {
	const char *command;	/* as the user typed it: ./run.sh, ringtear */
	struct rt_text corpora; /* folder, read only */
	/* Empty when the environment names no place for them. */
	struct rt_text cache;	/* folder of built modules */
	struct rt_text reports; /* folder of written reports */
	struct rt_text store;	/* file of recorded runs */
	struct rt_text found;	/* folder of trials that `fuzz` found */
};

/*
 * Finds the places: below RINGTEAR_HOME when run.sh set it, else the
 * installed corpora and the user's XDG folders.
 */
int rt_cli_init(struct rt_cli *cli, struct rt_error *error);
/* RT_SETUP when the corpora are not there; help and `runs` need none. */
int rt_cli_check_corpora(const struct rt_cli *cli, struct rt_error *error);
/* RT_SETUP when @place, one of the places written to, is empty. */
int rt_cli_check_place(const struct rt_text *place, struct rt_error *error);
void rt_cli_free(struct rt_cli *cli);

/*
 * Prints "ringtear: MESSAGE", then the detail whole, on standard error, and
 * returns the exit code that belongs to @error.
 */
int rt_cli_fail(const struct rt_error *error);

/*
 * Appends the command that was typed, @argv from the subcommand's name on,
 * ended by NULL, as a POSIX shell takes it again.
 */
void rt_cli_command(struct rt_text *command, const struct rt_cli *cli,
		    char *const *argv);

/* True when standard output is a terminal and NO_COLOR is not set. */
bool rt_cli_colour(void);

/*
 * Prints @first, then @text wrapped to 80 columns, all of it below itself from
 * column @indent on. A @first that is too long for that has its own line.
 */
void rt_cli_print_beside(const char *first, unsigned indent, const char *text);

/*
 * Prints "LABEL     VALUE" on standard output, wrapped to 80 columns below
 * itself. The lines of a command are continued as a shell wants it.
 */
void rt_cli_print_item(const char *label, const char *value);
void rt_cli_print_command(const char *label, const char *command);

/*
 * A line on standard error that is drawn over again, with the time left; it
 * does nothing when standard error is no terminal. @fraction is 0 to 1.
 */
struct rt_progress {
	bool shown;
	double began; /* rt_clock_seconds() when the whole began */
};

void rt_progress_init(struct rt_progress *progress);
void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction);
/* Takes the line away, before anything else is printed. */
void rt_progress_clear(struct rt_progress *progress);

/*
 * Options of one subcommand beside the keys of a trial: a name without the
 * dashes, and where its value goes. With @flag the option takes no value.
 */
struct rt_option {
	const char *name;
	bool *flag;
	const char **value;
	const char *help;
	struct rt_words *values; /* instead of @value: may be given again */
};

/*
 * Reads @argv behind argv[0], the subcommand's own name. Trial keys are taken
 * into @trial unless it is NULL, as --key VALUE or --key=VALUE; the others
 * from @options, ended by an entry without a name. Words that are no options
 * go to @words, at most @word_limit; "--" ends the options. RT_USAGE names
 * what was wrong.
 */
int rt_options_read(const struct rt_option *options, struct rt_trial *trial,
		    int argc, char **argv, const char **words,
		    size_t word_limit, struct rt_error *error);

/* True for a word that names a trial file: FILE.trial. */
bool rt_is_trial_file(const char *word);

/*
 * Fills @trial with what the trial file among the words of @argv says, or with
 * the defaults where there is none, for the options to go over. RT_USAGE when
 * the file is none.
 */
int rt_trial_begin(struct rt_trial *trial, char **argv, struct rt_error *error);

/* Prints the options, and the trial's keys when @with_trial. */
void rt_options_print(const struct rt_option *options, bool with_trial);
void rt_options_print_trial(void);

/* The subcommands, each in a file of its own. */
int rt_cli_repro(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_hammer(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_replay(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_check(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_compare(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_merge(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_report(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_fuzz(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_minimize(const struct rt_cli *cli, int argc, char **argv);
int rt_cli_list(const struct rt_cli *cli, int argc, char **argv);

#endif

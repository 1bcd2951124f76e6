/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of the subcommands, and the keys of a trial as options. The command
 * line has one thread.
 */
#ifndef RT_CLI_OPTIONS_H
#define RT_CLI_OPTIONS_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/trial/trial.h"

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

#endif

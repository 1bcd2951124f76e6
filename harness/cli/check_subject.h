/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subject of a command as it was typed: whether its words fit together, and
 * what the trial that is shown and recorded calls it. The command line has one
 * thread.
 */
#ifndef RT_CLI_CHECK_SUBJECT_H
#define RT_CLI_CHECK_SUBJECT_H

#include "harness/run/inventory.h"
#include "harness/run/subject.h"

/* Whether the accessor is one of expressions, or of symbols of an object. */
bool rt_cli_has_own_words(const struct rt_subject_words *words);

/*
 * RT_USAGE for arguments that would be ignored: a silently ignored one
 * misleads. @source is --source, @word the accessor's name; either may be NULL.
 */
int rt_cli_check_subject(const struct rt_subject_words *words,
			 const char *source, const char *word,
			 struct rt_error *error);

/* Whether @option, with its dashes, is among the words of @argv. */
bool rt_cli_is_typed(char *const argv[], const char *option);

/* Whether to check @direction: as given by --load and --store, or by @trial. */
bool rt_cli_subject_is_meant(const struct rt_subject_words *words,
			     const struct rt_trial *trial,
			     const char *direction);

/*
 * For commands that build the subject many times: turns @trial as
 * rt_cli_turn_subject(), and writes the expressions as a source, as
 * rt_subject_shim(). @path stays empty where @words have none. RT_USAGE as of
 * rt_cli_check_subject(), to which @word goes, and for an object, which no flag
 * changes any more.
 */
int rt_cli_write_subject(struct rt_text *path, const struct rt_places *places,
			 struct rt_trial *trial,
			 const struct rt_subject_words *words, const char *word,
			 struct rt_error *error);

/* Turns @trial to stores where @words have nothing but a store. */
void rt_cli_turn_subject(struct rt_trial *trial,
			 const struct rt_subject_words *words);

/* Names the accessor of @trial by its expression or symbol, if it has one. */
void rt_cli_name_subject(struct rt_trial *trial,
			 const struct rt_subject_words *words);

/*
 * Names in @trial the flags that @subject was built with, for what is shown and
 * recorded, as --flags takes them: the folder of --fortify, those of a
 * compile_commands.json or of pkg-config, then the trial's. If they are too
 * many for a trial, folders of headers are left out, then the last ones.
 */
void rt_cli_name_flags(struct rt_trial *trial,
		       const struct rt_subject *subject);

/*
 * Names the toolchain that built @subject in @trial: that of a
 * compile_commands.json if it was taken from there, else as it was typed, with
 * the host's libc by its name.
 */
void rt_cli_name_toolchain(const struct rt_inventory *inventory,
			   const struct rt_subject *subject,
			   struct rt_trial *trial);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of the subcommands' options; the keys of a trial are options too. The
 * command line, --help, the manual page and the completions are made from the
 * tables. The command line has one thread.
 */
#ifndef RT_CLI_OPTIONS_H
#define RT_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/trial/trial.h"

enum rt_option_kind {
	RT_OPTION_WORD,	 /* a const char *, owned by argv */
	RT_OPTION_FLAG,	 /* takes no value; a bool */
	RT_OPTION_WORDS, /* repeatable; a struct rt_strings */
};

/*
 * One option, or, within this table, all options of another table. The last
 * entry of a table has neither a name nor a table.
 */
struct rt_option {
	/* The heading in the help that begins here, or NULL. */
	const char *group;
	bool is_common;	   /* shown by -h as well */
	const char *name;  /* without the dashes */
	const char *value; /* the value's name in the help */
	const char *help;
	const char *initially; /* the default, as text, or NULL */
	enum rt_option_kind kind;
	size_t offset; /* of the value in the table's struct of values */
	/*
	 * The possible values if they are few: joined by '|', or from choice(),
	 * which returns NULL after the last.
	 */
	const char *choices;
	const char *(*choice)(size_t index);
	/* Which of choice() are the default together, instead of @initially. */
	bool (*is_initial)(size_t index);

	/*
	 * Instead of an option: the options of @table, whose struct of values
	 * is at @offset. @prefix goes before their names, @suffix after their
	 * help.
	 */
	const struct rt_option *table;
	const char *prefix, *suffix;
};

#define RT_OPTION_JSON(values)                                                 \
	{                                                                      \
		.group = "Output", .name = "json", .help = "print JSON",       \
		.kind = RT_OPTION_FLAG, .offset = offsetof(values, json)       \
	}

#define RT_OPTION_CPU(values)                                                  \
	{                                                                      \
		.name = "cpu", .value = "NAME", .help = "what steps",          \
		.initially = "by the module's machine",                        \
		.choices = "native|unicorn", .offset = offsetof(values, cpu)   \
	}

#define RT_OPTION_JOBS(values)                                                 \
	{                                                                      \
		.name = "jobs", .value = "N", .help = "processes at work",     \
		.initially = "one a usable CPU",                               \
		.offset = offsetof(values, jobs)                               \
	}

/* Options that select the accessor; values: struct rt_subject_words. */
extern const struct rt_option rt_subject_options[];
/* Options that describe the user's build; same struct of values. */
extern const struct rt_option rt_build_options[];

/*
 * What every command has, where its own table has nothing of the name; values:
 * struct rt_general.
 */
extern const struct rt_option rt_general_options[];

/* What a command line may contain, and where the result goes. */
struct rt_command_line {
	const struct rt_option *options;
	void *values;		/* of @options */
	struct rt_trial *trial; /* NULL: keys of a trial are not options */
	const char **words;	/* room for all of argv */
	size_t word_count, word_limit;
	/* Arguments with one dash are for another program: kept as words. */
	bool is_foreign;
	bool is_brief; /* -h was typed: the help, with the common options */
	struct rt_general {
		bool help, version;
		const char *output; /* or NULL */
	} general;
};

/*
 * Parses @argv after argv[0], the subcommand's name: the options as --name
 * VALUE or --name=VALUE, and the words between them; "--" ends the options.
 * RT_USAGE names the faulty argument, and the options whose names are similar.
 */
int rt_options_read(struct rt_command_line *line, char **argv,
		    struct rt_error *error);

/* Frees the lists in @values, then zeroes the @size bytes of @values. */
void rt_options_free(const struct rt_option *options, void *values,
		     size_t size);

/* An option, or a key of a trial, as the help shows it. */
struct rt_option_shown {
	const char *name;    /* with its dashes */
	const char *value;   /* NULL: the option takes no value */
	const char *help;    /* with the choices and the default */
	const char *choices; /* separated by blanks; "" if they are not few */
	const char *group;   /* the heading that begins here, or NULL */
	bool is_common;	     /* one of those that are used most */
};

/*
 * rt_options_each() calls @show for each option of @options, in their order,
 * then for those that every command has. rt_options_each_key() calls @show for
 * each key of a trial except those that @options, which may be NULL, has an
 * option for.
 */
typedef void rt_option_show(const struct rt_option_shown *shown, void *data);

void rt_options_each(const struct rt_option *options, rt_option_show *show,
		     void *data);
void rt_options_each_key(const struct rt_option *options, rt_option_show *show,
			 void *data);

/* Whether the value of @word, an option as typed, is the next argument. */
bool rt_option_has_value(const struct rt_option *options, const char *word);

/* True for a word that names a trial file: FILE.trial. */
bool rt_is_trial_file(const char *word);

/* Parses @word, the value of --jobs, 1 to 256. NULL leaves @jobs as it is. */
int rt_option_jobs(const char *word, unsigned *jobs, struct rt_error *error);

#endif

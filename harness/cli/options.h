/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of the subcommands, as tables, and the keys of a trial as options.
 * The command line, --help, the manual page and the completions are made of
 * them. The command line has one thread.
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
	RT_OPTION_WORDS, /* may be given again; a struct rt_strings */
};

/*
 * One option, or another table's options within this one. A table ends with an
 * entry that has neither a name nor a table.
 */
struct rt_option {
	const char *name;  /* without the dashes */
	const char *value; /* what the help calls its value */
	const char *help;
	const char *initially; /* the value without it, or NULL */
	enum rt_option_kind kind;
	size_t offset; /* of its value in the values of the table */
	/* The values there are, where they are few: joined by '|', or of a
	 * table elsewhere, which gives NULL behind the last. */
	const char *choices;
	const char *(*choice)(size_t index);

	/* In the place of an option: those of @table, whose values are at
	 * @offset. @prefix goes before their names, @suffix behind their
	 * help. */
	const struct rt_option *table;
	const char *prefix, *suffix;
};

#define RT_OPTION_JSON(values)                                                 \
	{                                                                      \
		.name = "json", .help = "print JSON", .kind = RT_OPTION_FLAG,  \
		.offset = offsetof(values, json)                               \
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

/* What names the accessor: the values are a struct rt_subject_words. */
extern const struct rt_option rt_subject_options[];
/* How a real build builds it; the same struct. */
extern const struct rt_option rt_build_options[];

/* What a command line is read into, and what it may have. */
struct rt_command_line {
	const struct rt_option *options;
	void *values;		/* of @options */
	struct rt_trial *trial; /* NULL: the keys of a trial are no options */
	const char **words;	/* room for all of argv */
	size_t word_count, word_limit;
	/* Words with one dash are another program's: they are words here. */
	bool is_foreign;
	bool help; /* --help, which every command has */
};

/*
 * Reads @argv behind argv[0], the subcommand's own name: the options as
 * --name VALUE or --name=VALUE, and the words between them; "--" ends the
 * options. RT_USAGE names what was wrong.
 */
int rt_options_read(struct rt_command_line *line, char **argv,
		    struct rt_error *error);

/* Frees the lists in @values and makes all of it empty. */
void rt_options_free(const struct rt_option *options, void *values,
		     size_t size);

/* An option, or a key of a trial, as it is shown. */
struct rt_option_shown {
	const char *name;    /* with its dashes */
	const char *value;   /* NULL: it takes none */
	const char *help;    /* with its choices, and what it is without it */
	const char *choices; /* with blanks between, "" where there are many */
};

/*
 * Calls @show for each option in their order; and, the other, for each key of
 * a trial but those that @options, which may be NULL, has an option for.
 */
typedef void rt_option_show(const struct rt_option_shown *shown, void *data);

void rt_options_each(const struct rt_option *options, rt_option_show *show,
		     void *data);
void rt_options_each_key(const struct rt_option *options, rt_option_show *show,
			 void *data);

/* Whether @word, an option as typed, has its value in the word behind it. */
bool rt_option_has_value(const struct rt_option *options, const char *word);

/* True for a word that names a trial file: FILE.trial. */
bool rt_is_trial_file(const char *word);

/* The number of --jobs, 1 to 256; @jobs stays as it is without @word. */
int rt_option_jobs(const char *word, unsigned *jobs, struct rt_error *error);

#endif

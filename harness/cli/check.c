/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One verdict: a cell, a user's own accessor, or the table of all. */
#include "harness/cli/check_print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/cli/cache.h"
#include "harness/cli/check_table.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/screen.h"
#include "harness/module/command.h"
#include "harness/run/check_log.h"
#include "harness/run/inventory.h"

struct options {
	struct rt_subject_words words;
	const char *engines, *cpu, *at, *source, *part;
	const char *command; /* as it was typed */
	struct rt_shard shard;
	int offset; /* of --at, or -1 */
	bool json, help;
};

/* One command: what it works with beside its options. */
struct check_all {
	struct rt_places
		places; /* its cache is another where it cannot be written */
	struct rt_scratch scratch;
	struct rt_inventory here;
	struct rt_check_log log;
	const char *command; /* as it was typed */
};

/* The worse of two for an exit code: torn, then what is not known. */
static int worse(int one, int other)
{
	if (one == 1 || other == 1)
		return 1;
	return one ? one : other;
}

static bool has_own_words(const struct options *options)
{
	const struct rt_subject_words *words = &options->words;

	return words->load || words->store || words->copy;
}

/* What an object needs and nothing defines: the accessor may end there. */
static void print_unresolved(const struct rt_subject *subject)
{
	const struct rt_words *names = &subject->object.unresolved;
	struct rt_text text = RT_TEXT_INIT;

	for (size_t i = 0; i < names->count; i++)
		rt_text_format(&text, "%s%s", i ? ", " : "", names->word[i]);
	rt_text_add(&text, ": defined nowhere; a call of it is a crash");
	if (names->count)
		rt_cli_print_item("missing", rt_text_string(&text));
	rt_text_free(&text);
}

static int check_direction(struct check_all *all, struct rt_check *check,
			   const struct options *options,
			   const struct rt_subject *subject, json_t *json,
			   struct rt_error *error)
{
	int64_t run;
	int code = rt_check_run(check, subject, error);

	if (code)
		return code;
	/* First into the store: what was shown is never lost. */
	run = rt_check_log_add(&all->log, check, subject, all->command);
	if (json) {
		json_t *one = rt_check_json(check);

		json_object_set_new(one, "run",
				    run ? json_integer(run) : json_null());
		json_array_append_new(json, one);
		return RT_OK;
	}
	rt_check_print(check, rt_cli_colour());
	print_unresolved(subject);
	/* A trial names its accessor: expressions and objects have no name. */
	if (!has_own_words(options))
		rt_check_keep_witness(check);
	if (run)
		printf("report    %s runs %" PRId64 "\n",
		       check->places->command, run);
	return RT_OK;
}

/* Which directions are meant: those that were typed, or the trial's. */
static bool is_meant(const struct options *options,
		     const struct rt_trial *trial, const char *direction)
{
	bool store = !strcmp(direction, "store");

	if (options->words.load || options->words.store)
		return (store ? options->words.store : options->words.load) !=
		       NULL;
	return !strcmp(trial->direction, direction);
}

/* Prints @json and releases it; NULL is allowed. */
static void print_json(json_t *json)
{
	if (!json)
		return;
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

/* A name for what is looked at, where it is no accessor of the corpora. */
static void name_subject(struct rt_trial *trial, const struct options *options)
{
	const struct rt_subject_words *words = &options->words;
	const char *name = rt_trial_stores(trial) ? words->store : words->load;

	name = words->copy ? words->copy : name;
	if (name)
		snprintf(trial->accessor, sizeof(trial->accessor), "%s", name);
}

static int check_each(struct check_all *all, struct rt_check *check,
		      const struct options *options,
		      const struct rt_subject *subject,
		      const struct rt_trial *trial, int *status,
		      struct rt_error *error)
{
	static const char *const directions[] = {"load", "store"};
	json_t *json = options->json ? json_array() : NULL;
	int code = RT_OK;

	for (int i = 0; i < 2 && !code; i++) {
		if (!is_meant(options, trial, directions[i]))
			continue;
		code = rt_trial_set(&check->trial, "direction", directions[i],
				    error);
		name_subject(&check->trial, options);
		if (!code)
			code = check_direction(all, check, options, subject,
					       json, error);
		if (!code)
			*status = worse(
				*status,
				rt_verdict_exit_code(
					check->judgement.verdict.outcome));
	}
	if (!code)
		print_json(json);
	else
		json_decref(json);
	return code;
}

static int check_one(struct check_all *all, struct rt_check *check,
		     const struct options *options,
		     const struct rt_trial *trial, int *status,
		     struct rt_error *error)
{
	struct rt_subject subject;
	int code = rt_subject_build(&subject, &all->places,
				    &all->here.accessors, &all->here.toolchains,
				    trial, &options->words, error);

	if (!code)
		code = check_each(all, check, options, &subject, trial, status,
				  error);
	rt_judgement_free(&check->judgement);
	rt_subject_free(&subject);
	return code;
}

/* What the command that checks one cell of the table has behind the cell. */
static void write_given(struct rt_text *given, const struct options *options)
{
	if (options->engines)
		rt_text_format(given, " --engines %s", options->engines);
	if (options->cpu)
		rt_text_format(given, " --cpu %s", options->cpu);
	if (options->at)
		rt_text_format(given, " --at %s", options->at);
}

static int check_table(struct check_all *all, const struct rt_check *usual,
		       const struct options *options, int *status,
		       struct rt_error *error)
{
	struct rt_text given = RT_TEXT_INIT;
	struct rt_check_table table = {
		.usual = usual,
		.here = &all->here,
		.shard = &options->shard,
		.log = &all->log,
		.json = options->json ? json_array() : NULL,
	};

	write_given(&given, options);
	table.given = rt_text_string(&given);
	rt_check_table(&table, status);
	print_json(table.json);
	rt_text_free(&given);
	return fflush(stdout) ? rt_fail_errno(error, RT_SETUP, errno,
					      "cannot print the table")
			      : RT_OK;
}

static void say_not_recorded(const struct rt_error *why)
{
	fprintf(stderr, "ringtear: not recorded: %s\n", why->message);
}

static int check(const struct rt_places *places, const struct options *options,
		 const struct rt_trial *trial, bool table, int *status,
		 struct rt_error *error)
{
	struct check_all all = {.places = *places, .command = options->command};
	struct rt_check check = {
		.places = &all.places,
		.toolchains = &all.here.toolchains,
		.trial = *trial,
		.engines = options->engines,
		.cpu = options->cpu,
		.offset = options->offset,
	};
	struct rt_trial named;
	int code = rt_cli_find_cache(&all.places, &all.scratch, error);

	if (!code)
		code = rt_inventory_find(&all.here, &all.places, error);
	if (!code) {
		rt_inventory_name_libc(&all.here, &check.trial);
		named = check.trial;
		rt_check_log_open(&all.log, &all.places, &all.here,
				  say_not_recorded);
	}
	if (!code && table)
		code = check_table(&all, &check, options, status, error);
	else if (!code)
		code = check_one(&all, &check, options, &named, status, error);
	rt_check_log_close(&all.log);
	rt_inventory_free(&all.here);
	rt_scratch_close(&all.scratch);
	return code;
}

/* Without a place of its own the field is tried in all of them: -1. */
static int offset_of(const struct rt_trial *trial)
{
	return trial->offset == RT_OFFSET_NATURAL ? -1 : (int)trial->offset;
}

/* --at: bytes from a page's start; the field must fit into two pages. */
static int read_offset(struct options *options, const struct rt_trial *trial,
		       struct rt_error *error)
{
	char *end = NULL;
	long offset;

	options->offset = offset_of(trial);
	if (!options->at)
		return RT_OK;
	errno = 0;
	offset = strtol(options->at, &end, 0);
	if (errno || end == options->at || *end || offset < 0 || offset > 4095)
		return rt_fail(error, RT_USAGE,
			       "--at cannot be '%s'; give the offset of the "
			       "%u-bit field in a page: 0 to 4095 bytes",
			       options->at, (unsigned)trial->width);
	options->offset = (int)offset;
	return RT_OK;
}

/* What was typed must all be looked at: what is left out silently misleads. */
static int check_subject(const struct options *options, const char *word,
			 struct rt_error *error)
{
	const struct rt_subject_words *words = &options->words;
	bool own = words->load || words->store || words->copy || words->object;

	if (own && (options->source || word))
		return rt_fail(
			error, RT_USAGE,
			"%s and --load, --store, --copy or --object name "
			"two accessors; leave one out",
			options->source ? "--source" : word);
	if (options->source && word)
		return rt_fail(error, RT_USAGE,
			       "%s and --source name two accessors; leave one "
			       "out",
			       word);
	if (!own && (words->includes.count || words->folders.count ||
		     words->defines.count || words->prelude))
		return rt_fail(error, RT_USAGE,
			       "--include, -I, --define and --prelude are for "
			       "the expressions of --load, --store or --copy; "
			       "give one");
	if (words->file && !words->compile_commands)
		return rt_fail(error, RT_USAGE,
			       "--file is a file of --compile-commands; give "
			       "both");
	return RT_OK;
}

static int check_words(struct options *options, struct rt_trial *trial,
		       const char *word, struct rt_error *error)
{
	int code = options->engines ? rt_engines_check(options->engines, error)
				    : RT_OK;

	if (!code)
		code = check_subject(options, word, error);
	if (!code)
		code = read_offset(options, trial, error);
	if (!code && options->part)
		code = rt_shard_parse(&options->shard, options->part, error);
	if (!code && options->part && (!word || strcmp(word, "all")))
		code = rt_fail(error, RT_USAGE,
			       "--shard is for `check all`: one check has no "
			       "parts");
	if (!code && options->source)
		word = options->source;
	if (!code && word && strcmp(word, "all") && !rt_is_trial_file(word))
		code = rt_trial_set(trial, "accessor", word, error);
	return code;
}

static void print_help(const struct rt_places *places,
		       const struct rt_option *options)
{
	printf("usage: %s check [ACCESSOR | FILE.trial | all] [OPTIONS]\n\n"
	       "Says whether a build of an accessor can tear: torn (exit 1), "
	       "atomic (0),\ninconclusive or error (125). The accessor is one "
	       "that `list` names, a C file,\nexpressions over p and v, or a "
	       "function of an object. A trial file names all\nof the build; "
	       "options go over it.\n\n",
	       places->command);
	rt_options_print(options, true);
}

int rt_cli_check(const struct rt_places *places, int argc, char **argv)
{
	struct options wanted = {.engines = NULL};
	struct rt_text command = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;
	const char *words[1] = {NULL};
	struct rt_trial trial;
	const struct rt_option options[] = {
		{"engines", NULL, &wanted.engines,
		 "of codegen,step,hammer,tsan; the first two", NULL},
		{"cpu", NULL, &wanted.cpu,
		 "native or unicorn; by the module's machine", NULL},
		{"at", NULL, &wanted.at,
		 "only with the field at this offset in a page", NULL},
		{"source", NULL, &wanted.source,
		 "a C file that defines the accessor", NULL},
		{"include", NULL, NULL, "a header for --load and --store",
		 &wanted.words.includes},
		{"I", NULL, NULL, "a folder of headers, also as -I",
		 &wanted.words.folders},
		{"define", NULL, NULL, "NAME or NAME=VALUE, before the headers",
		 &wanted.words.defines},
		{"prelude", NULL, &wanted.words.prelude,
		 "a file of C before the expressions", NULL},
		{"load", NULL, &wanted.words.load,
		 "an expression over p; or a function of --object", NULL},
		{"store", NULL, &wanted.words.store,
		 "a statement over p and v; or a function of --object", NULL},
		{"copy", NULL, &wanted.words.copy,
		 "a statement over dst, src and len, whose value only the run "
		 "knows",
		 NULL},
		{"language", NULL, &wanted.words.language,
		 "c or c++ [by the source's name]", NULL},
		{"object", NULL, &wanted.words.object,
		 "a .o, .a or .so that holds the accessor", NULL},
		{"compile-commands", NULL, &wanted.words.compile_commands,
		 "take the flags of a real build", NULL},
		{"file", NULL, &wanted.words.file,
		 "whose flags: the end of a path in it", NULL},
		{"shard", NULL, &wanted.part, "I/N: of `all`, only part I of N",
		 NULL},
		{"json", &wanted.json, NULL, "print JSON", NULL},
		{"help", &wanted.help, NULL, "print this text", NULL},
		{.name = NULL},
	};
	int status = 0, code;

	rt_command_typed(&command, places->command, argv);
	wanted.command = rt_text_string(&command);
	code = rt_trial_begin(&trial, argv, &error);
	if (!code)
		code = rt_options_read(options, &trial, argc, argv, words, 1,
				       &error);
	if (!code && wanted.help) {
		print_help(places, options);
	} else {
		if (!code)
			code = rt_places_check_corpora(places, &error);
		if (!code)
			code = check_words(&wanted, &trial, words[0], &error);
		if (!code)
			code = check(places, &wanted, &trial,
				     words[0] && !strcmp(words[0], "all"),
				     &status, &error);
	}
	if (code)
		status = rt_cli_fail(&error);
	rt_text_free(&command);
	rt_words_free(&wanted.words.includes);
	rt_words_free(&wanted.words.folders);
	rt_words_free(&wanted.words.defines);
	rt_error_clear(&error);
	return status;
}

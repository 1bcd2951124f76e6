/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One verdict: a cell, a user's own accessor, or the table of all. */
#include "harness/cli/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/cli/here.h"
#include "harness/matrix/shard.h"

struct options {
	struct rt_subject_words words;
	const char *engines, *cpu, *at, *source, *part;
	struct rt_shard shard;
	bool json, help;
};

struct check_all {
	const struct rt_cli *cli;
	struct rt_here here;
};

bool rt_check_witness(const struct rt_check *check, struct rt_trial *trial)
{
	const struct rt_step_witness *witness = &check->judgement.step.witness;

	*trial = check->trial;
	if (!check->judgement.stepped || !check->judgement.step.has_witness)
		return false;
	trial->offset = witness->run.offset % 64;
	trial->old_value = witness->run.old_value;
	trial->new_value = witness->run.new_value;
	trial->variant = witness->run.variant;
	trial->gap = witness->run.gap < 0 ? 0 : (uint64_t)witness->run.gap;
	return true;
}

/* Keeps the witness where `replay` finds it, and says so. */
static int keep_witness(const struct rt_check *check,
			const struct options *options, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT, path = RT_TEXT_INIT;
	struct rt_trial trial;
	int code;

	/* A trial names its accessor: expressions and objects have no name. */
	if (options->words.load || options->words.store ||
	    options->words.copy || !rt_check_witness(check, &trial))
		return RT_OK;
	rt_trial_print(&trial, &text);
	rt_text_format(&path, "%s/witness-%s%u.trial",
		       rt_text_string(&check->cli->reports), trial.direction,
		       (unsigned)trial.width);
	code = rt_folder_make(rt_text_string(&check->cli->reports), error);
	if (!code)
		code = rt_file_write(rt_text_string(&path),
				     rt_text_string(&text), text.length, error);
	if (!code)
		printf("replay    %s replay %s\n", check->cli->command,
		       rt_text_string(&path));
	rt_text_free(&text);
	rt_text_free(&path);
	return code;
}

/* The worse of two for an exit code: torn, then what is not known. */
static int worse(int one, int other)
{
	if (one == 1 || other == 1)
		return 1;
	return one ? one : other;
}

static int check_direction(struct rt_check *check,
			   const struct options *options,
			   const struct rt_subject *subject, json_t *json,
			   struct rt_error *error)
{
	int code = rt_check_run(check, subject, error);

	if (code)
		return code;
	if (json) {
		json_array_append_new(json, rt_check_json(check));
		return RT_OK;
	}
	rt_check_print(check, rt_cli_colour());
	return keep_witness(check, options, error);
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

static int check_each(struct rt_check *check, const struct options *options,
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
		if (!code)
			code = check_direction(check, options, subject, json,
					       error);
		if (!code)
			*status = worse(*status,
					rt_verdict_exit_code(
						check->judgement.verdict.kind));
	}
	if (!code && json) {
		json_dumpf(json, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(json);
	return code;
}

/* A name for what is looked at, where it is no accessor of the corpora. */
static void name_subject(struct rt_trial *trial, const struct options *options)
{
	const struct rt_subject_words *words = &options->words;
	const char *name = words->load ? words->load : words->store;

	name = words->copy ? words->copy : name;
	if (name)
		snprintf(trial->accessor, sizeof(trial->accessor), "%s", name);
}

static int check_one(struct check_all *all, const struct options *options,
		     const struct rt_trial *trial, int *status,
		     struct rt_error *error)
{
	struct rt_check check = {
		.cli = all->cli,
		.toolchains = &all->here.toolchains,
		.trial = *trial,
		.engines = options->engines,
		.cpu = options->cpu,
		.offset = options->at ? atoi(options->at) : -1,
	};
	struct rt_subject subject;
	int code = rt_subject_build(&subject, all->cli, &all->here.accessors,
				    &all->here.toolchains, trial,
				    &options->words, error);

	name_subject(&check.trial, options);
	if (!code)
		code = check_each(&check, options, &subject, trial, status,
				  error);
	rt_judgement_free(&check.judgement);
	rt_subject_free(&subject);
	return code;
}

static const char *const table_flags[] = {
	"-O0",
	"-O2",
	"-O2 -fno-builtin",
	"-O2 -D_FORTIFY_SOURCE=2",
};

enum { table_columns = sizeof(table_flags) / sizeof(*table_flags) };

/* One cell of the table: a verdict's word, or why there is none. */
static const char *table_word(struct check_all *all,
			      const struct options *options,
			      const struct rt_trial *trial, int *status)
{
	struct rt_check check = {
		.cli = all->cli,
		.toolchains = &all->here.toolchains,
		.trial = *trial,
		.engines = options->engines,
		.cpu = options->cpu,
		.offset = -1,
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_subject subject;
	const char *word = "no build";

	if (!rt_subject_build(&subject, all->cli, &all->here.accessors,
			      &all->here.toolchains, trial, &options->words,
			      &error) &&
	    !rt_check_run(&check, &subject, &error)) {
		word = check.judgement.verdict.kind == RT_VERDICT_ATOMIC &&
				       check.judgement.verdict.twice
			       ? "atomic x2"
			       : rt_verdict_word(check.judgement.verdict.kind);
		if (check.judgement.verdict.kind == RT_VERDICT_TORN)
			*status = 1;
		if (check.judgement.verdict.disagreement[0])
			word = "DISAGREE";
	}
	rt_judgement_free(&check.judgement);
	rt_subject_free(&subject);
	rt_error_clear(&error);
	return word;
}

static void table_row(struct check_all *all, const struct options *options,
		      const struct rt_trial *usual, size_t accessor,
		      size_t toolchain, int *status)
{
	const char *name =
		rt_text_string(&all->here.accessors.list[accessor].name);
	const char *tools =
		rt_text_string(&all->here.toolchains.list[toolchain].name);

	printf("%-23.23s %-17.17s", name, tools);
	for (int i = 0; i < table_columns; i++) {
		struct rt_trial trial = *usual;

		snprintf(trial.accessor, sizeof(trial.accessor), "%s", name);
		snprintf(trial.toolchain, sizeof(trial.toolchain), "%s", tools);
		snprintf(trial.flags, sizeof(trial.flags), "%s",
			 table_flags[i]);
		printf(" %-9.9s", table_word(all, options, &trial, status));
	}
	putchar('\n');
	fflush(stdout);
}

static int check_table(struct check_all *all, const struct options *options,
		       const struct rt_trial *trial, int *status)
{
	size_t count = rt_accessors_tame(&all->here.accessors);
	size_t rows = count * all->here.toolchains.count, row = 0;
	struct rt_progress progress;

	rt_progress_init(&progress);
	printf("%s of %u bits; x2: touched more than once, each time whole\n"
	       "%-23s %-17s %-9s %-9s %-9s %-9s\n%-41s %-9s %-9s %-9s %-9s\n",
	       trial->direction, (unsigned)trial->width, "accessor",
	       "toolchain", "-O0", "-O2", "-O2", "-O2", "", "", "",
	       "no-builtin", "FORTIFY");
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < all->here.toolchains.count; j++) {
			if (!rt_shard_has(&options->shard,
					  i * all->here.toolchains.count + j))
				continue;
			rt_progress_draw(&progress, "checking",
					 (double)row++ / (double)rows);
			rt_progress_clear(&progress);
			table_row(all, options, trial, i, j, status);
		}
	return RT_OK;
}

static int check(const struct rt_cli *cli, const struct options *options,
		 const struct rt_trial *trial, bool table, int *status,
		 struct rt_error *error)
{
	struct check_all all = {.cli = cli};
	int code = rt_here_find(&all.here, cli, error);

	if (!code && table)
		code = check_table(&all, options, trial, status);
	else if (!code)
		code = check_one(&all, options, trial, status, error);
	rt_here_free(&all.here);
	return code;
}

static int check_words(struct options *options, struct rt_trial *trial,
		       const char *word, struct rt_error *error)
{
	int code = rt_check_engines(options->engines, error);

	if (!code && options->part)
		code = rt_shard_parse(&options->shard, options->part, error);
	if (!code && options->part && (!word || strcmp(word, "all")))
		code = rt_fail(error, RT_USAGE,
			       "--shard is for `check all`: one check has no "
			       "parts");
	if (!code && options->source)
		word = options->source;
	if (!code && word && strcmp(word, "all"))
		code = rt_trial_set(trial, "accessor", word, error);
	return code;
}

static void print_help(const struct rt_cli *cli,
		       const struct rt_option *options)
{
	printf("usage: %s check [ACCESSOR | all] [OPTIONS]\n\n"
	       "Says whether a build of an accessor can tear: torn (exit 1), "
	       "atomic (0),\ninconclusive or error (125). The accessor is one "
	       "that `list` names, a C file,\nexpressions over p and v, or a "
	       "function of an object.\n\n",
	       cli->command);
	rt_options_print(options, true);
}

int rt_cli_check(const struct rt_cli *cli, int argc, char **argv)
{
	struct options wanted = {.engines = "codegen,step"};
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

	rt_trial_init(&trial);
	code = rt_options_read(options, &trial, argc, argv, words, 1, &error);
	if (!code && wanted.help) {
		print_help(cli, options);
	} else {
		if (!code)
			code = rt_cli_check_corpora(cli, &error);
		if (!code)
			code = check_words(&wanted, &trial, words[0], &error);
		if (!code)
			code = check(cli, &wanted, &trial,
				     words[0] && !strcmp(words[0], "all"),
				     &status, &error);
	}
	if (code)
		status = rt_cli_fail(&error);
	rt_words_free(&wanted.words.includes);
	rt_words_free(&wanted.words.folders);
	rt_words_free(&wanted.words.defines);
	rt_error_clear(&error);
	return status;
}

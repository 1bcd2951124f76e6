/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `check` subcommand: a cell, a user's own accessor, or all cells. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/arch/atomic.h"
#include "harness/base/places.h"
#include "harness/cli/check_matrix.h"
#include "harness/cli/check_show.h"
#include "harness/cli/check_subject.h"
#include "harness/cli/check_table.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/trust.h"
#include "harness/module/command.h"
#include "harness/run/check_log.h"
#include "harness/run/inventory.h"
#include "reports/screen.h"

static const char *engine_name(size_t index)
{
	return rt_engines[index] ? rt_engines[index]->name : NULL;
}

static bool engine_is_usual(size_t index)
{
	return rt_engines[index]->is_usual;
}

struct values {
	struct rt_subject_words words;
	const char *engines, *cpu, *at, *source, *shard, *assume;
	const char *matrix, *jobs;
	bool json, why, once, all, trust;
};

static const struct rt_option options[] = {
	{.is_common = true,
	 .name = "source",
	 .value = "FILE",
	 .help = "a C file that defines the accessor",
	 .offset = offsetof(struct values, source)},
	{.table = rt_subject_options, .offset = offsetof(struct values, words)},
	{.table = rt_build_options, .offset = offsetof(struct values, words)},
	{.group = "The analysis",
	 .name = "engines",
	 .value = "NAMES",
	 .help = "comma-separated list of engines",
	 .offset = offsetof(struct values, engines),
	 .choice = engine_name,
	 .is_initial = engine_is_usual},
	RT_OPTION_CPU(struct values),
	{.name = "at",
	 .value = "N",
	 .help = "only with the field at this offset in a page",
	 .offset = offsetof(struct values, at)},
	{.name = "assume",
	 .value = "NAMES",
	 .help = "what the machine has, joined by commas",
	 .choice = rt_arch_facility,
	 .offset = offsetof(struct values, assume)},
	{.is_common = true,
	 .name = "once",
	 .kind = RT_OPTION_FLAG,
	 .help = "one access of the field's full width, or fail (exit 1)",
	 .offset = offsetof(struct values, once)},
	{.is_common = true,
	 .name = "why",
	 .kind = RT_OPTION_FLAG,
	 .help = "the account of all ways through the code",
	 .offset = offsetof(struct values, why)},
	{.name = "shard",
	 .value = "I/N",
	 .help = "of `all`, only part I of N",
	 .offset = offsetof(struct values, shard)},
	{.group = "All builds",
	 .is_common = true,
	 .name = "matrix",
	 .value = "NAME",
	 .help = "all builds of a matrix, and the worst verdict: default, "
		 "alpine, debian, cross, bare or a file",
	 .offset = offsetof(struct values, matrix)},
	{.name = "all",
	 .kind = RT_OPTION_FLAG,
	 .help = "with --matrix: each build, also those that came out alike",
	 .offset = offsetof(struct values, all)},
	RT_OPTION_JOBS(struct values),
	RT_OPTION_TRUST(struct values),
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

/* One `check` command: its options, and the state it works with. */
struct check_all {
	const struct values *wanted;
	struct rt_trial trial; /* as typed */
	struct rt_shard shard;
	int offset;		 /* of --at, or -1 */
	struct rt_places places; /* cache may be a temporary folder */
	struct rt_inventory inventory;
	struct rt_check_log log;
	struct rt_text command; /* as typed, to be repeated */
	bool is_expecting;	/* --expect decides the exit code */
};

/* The worse of two exit codes: torn (1), then any other than 0. */
static int worse(int one, int other)
{
	if (one == 1 || other == 1)
		return 1;
	return one ? one : other;
}

static int check_direction(struct check_all *all, struct rt_check *check,
			   const struct rt_subject *subject, json_t *json,
			   struct rt_error *error)
{
	const struct rt_cli_shown shown = {
		.log = &all->log,
		.command = rt_text_string(&all->command),
		.why = all->wanted->why,
	};
	const struct rt_trial asked = check->trial;
	int code = rt_check_run(check, subject, error);
	struct rt_inlined inlined;

	if (code)
		return code;
	rt_check_inlined(&inlined, check, subject, &all->inventory);
	/* Not before: the hammer builds its controls with the trial's. */
	rt_cli_name_flags(&check->trial, subject);
	rt_cli_show_check(&shown, check, subject, &inlined, json);
	check->trial = asked;
	return RT_OK;
}

/* Whether the verdict is the word that the trial expects. */
static bool is_expected(const struct rt_check *check)
{
	const struct rt_verdict *verdict = &check->judgement.verdict;
	const char *expect = check->trial.expect;

	if (!strcmp(expect, "refetch"))
		return verdict->outcome == RT_OUTCOME_ATOMIC && verdict->twice;
	return !strcmp(expect, rt_outcome_word(verdict->outcome));
}

static int exit_code(const struct check_all *all, const struct rt_check *check)
{
	const struct rt_verdict *verdict = &check->judgement.verdict;
	char faults[64];

	if (all->is_expecting && strcmp(check->trial.expect, "any") != 0)
		return is_expected(check) ? 0 : 1;
	rt_verdict_faults(verdict, rt_trial_stores(&check->trial), check->once,
			  faults);
	return *faults ? 1 : rt_verdict_exit_code(verdict->outcome);
}

static int check_each(struct check_all *all, struct rt_check *check,
		      const struct rt_subject *subject, int *status,
		      struct rt_error *error)
{
	static const char *const directions[] = {"load", "store"};
	const struct rt_subject_words *words = &all->wanted->words;
	json_t *json = all->wanted->json ? json_array() : NULL;
	int code = RT_OK;

	for (int i = 0; i < 2 && !code; i++) {
		if (!rt_cli_subject_is_meant(words, &all->trial, directions[i]))
			continue;
		code = rt_trial_set(&check->trial, "direction", directions[i],
				    error);
		rt_cli_name_subject(&check->trial, words);
		if (!code)
			code = check_direction(all, check, subject, json,
					       error);
		if (!code)
			*status = worse(*status, exit_code(all, check));
	}
	if (!code)
		rt_screen_json("check", json);
	else
		json_decref(json);
	return code;
}

static int check_one(struct check_all *all, struct rt_check *check, int *status,
		     struct rt_error *error)
{
	struct rt_subject subject;
	int code = rt_subject_build(&subject, &all->places,
				    &all->inventory.accessors,
				    &all->inventory.toolchains, &all->trial,
				    &all->wanted->words, error);

	if (!code) {
		rt_cli_name_toolchain(&all->inventory, &subject, &check->trial);
		code = check_each(all, check, &subject, status, error);
	}
	rt_judgement_free(&check->judgement);
	rt_subject_free(&subject);
	return code;
}

/* The options that the command for one cell of the table has after the cell. */
static void write_given(struct rt_text *given, const struct values *wanted)
{
	if (wanted->engines)
		rt_text_format(given, " --engines %s", wanted->engines);
	if (wanted->cpu)
		rt_text_format(given, " --cpu %s", wanted->cpu);
	if (wanted->assume)
		rt_text_format(given, " --assume %s", wanted->assume);
	if (wanted->at)
		rt_text_format(given, " --at %s", wanted->at);
}

static int check_table(struct check_all *all, const struct rt_check *usual,
		       int *status, struct rt_error *error)
{
	struct rt_text given = RT_TEXT_INIT;
	json_t *json = all->wanted->json ? json_array() : NULL;
	struct rt_check_table table = {
		.usual = usual,
		.inventory = &all->inventory,
		.shard = &all->shard,
		.log = &all->log,
	};

	write_given(&given, all->wanted);
	table.given = rt_text_string(&given);
	rt_cli_check_table(&table, json, status);
	rt_screen_json("check", json);
	rt_text_free(&given);
	return fflush(stdout) ? rt_fail_errno(error, RT_SETUP, errno,
					      "cannot print the table")
			      : RT_OK;
}

static void say_not_recorded(const struct rt_error *why)
{
	fprintf(stderr, "ringtear: not recorded: %s\n", why->message);
}

static int ask_engines(struct check_all *all, bool table, int *status,
		       struct rt_error *error)
{
	const struct values *wanted = all->wanted;
	struct rt_check check = {
		.places = &all->places,
		.toolchains = &all->inventory.toolchains,
		.engines = wanted->engines,
		.cpu = wanted->cpu,
		.assume = wanted->assume,
		.offset = all->offset,
		.once = wanted->once,
	};
	int code = rt_trial_object(&all->trial, &check.object, error);

	if (code)
		return code;
	check.trial = all->trial;
	if (!table)
		check.lines = wanted->why ? RT_LINES_ALL : RT_LINES_OPEN;
	if (table)
		rt_inventory_name_libc(&all->inventory, &check.trial);
	rt_check_log_open(&all->log, &all->places, &all->inventory,
			  say_not_recorded);
	return table ? check_table(all, &check, status, error)
		     : check_one(all, &check, status, error);
}

/* An unset offset (natural) becomes -1: every aligned offset is tried. */
static int offset_of(const struct rt_trial *trial)
{
	return trial->offset == RT_OFFSET_NATURAL ? -1 : (int)trial->offset;
}

/* Parses --at: bytes from a page's start; the field must fit into two pages. */
static int read_offset(struct check_all *all, struct rt_error *error)
{
	const char *at = all->wanted->at;
	char *end = NULL;
	long offset;

	all->offset = offset_of(&all->trial);
	if (!at)
		return RT_OK;
	errno = 0;
	offset = strtol(at, &end, 0);
	if (errno || end == at || *end || offset < 0 || offset > 4095)
		return rt_fail(error, RT_USAGE,
			       "--at cannot be '%s'; give the offset of the "
			       "%u-bit field in a page: 0 to 4095 bytes",
			       at, (unsigned)all->trial.width);
	all->offset = (int)offset;
	return RT_OK;
}

static bool is_all(const char *word)
{
	return word && !strcmp(word, "all");
}

/* What one build can be asked, or all accessors, and a matrix cannot. */
static int check_matrix_words(const struct values *wanted, const char *word,
			      struct rt_error *error)
{
	const struct {
		const char *name;
		bool given;
	} single[] = {
		{"--engines", wanted->engines}, {"--cpu", wanted->cpu},
		{"--at", wanted->at},		{"--assume", wanted->assume},
		{"--why", wanted->why},		{"--shard", wanted->shard},
		{"all", is_all(word)},
	};

	if (!wanted->matrix && (wanted->all || wanted->jobs))
		return rt_fail(error, RT_USAGE,
			       "--all and --jobs are for the builds of a "
			       "matrix; give --matrix");
	for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++)
		if (wanted->matrix && single[i].given)
			return rt_fail(error, RT_USAGE,
				       "%s is not for --matrix: ask it of one "
				       "of its builds",
				       single[i].name);
	return RT_OK;
}

static int check_words(struct check_all *all, const char *word,
		       struct rt_error *error)
{
	const struct values *wanted = all->wanted;
	int code = wanted->engines ? rt_engines_check(wanted->engines, error)
				   : RT_OK;

	if (!code)
		code = rt_cli_check_subject(&wanted->words, wanted->source,
					    word, error);
	if (!code && wanted->assume)
		code = rt_arch_check_facilities(wanted->assume, error);
	if (!code)
		code = check_matrix_words(wanted, word, error);
	if (!code)
		code = read_offset(all, error);
	if (!code && wanted->shard)
		code = rt_shard_parse(&all->shard, wanted->shard, error);
	if (!code && wanted->shard && !is_all(word))
		code = rt_fail(error, RT_USAGE,
			       "--shard is for `check all`: one check has no "
			       "parts");
	if (wanted->source)
		word = wanted->source;
	if (!code && word && !is_all(word) && !rt_is_trial_file(word))
		code = rt_trial_set(&all->trial, "accessor", word, error);
	return code;
}

static int check_matrix(const struct rt_call *call, int *status,
			struct rt_error *error)
{
	struct check_all all = {.wanted = call->values, .trial = call->trial};
	const struct rt_cli_matrix asked = {
		.places = call->places,
		.words = &all.wanted->words,
		.trial = &all.trial,
		.name = all.wanted->matrix,
		.jobs = all.wanted->jobs,
		.once = all.wanted->once,
		.all = all.wanted->all,
		.json = all.wanted->json,
		.argv = call->argv,
	};
	int code = check_words(&all, call->words[0], error);

	if (!code)
		code = rt_cli_matrix_check(&asked, error);
	return code ? code : rt_cli_check_matrix(&asked, status, error);
}

static int check(const struct rt_call *call, int *status,
		 struct rt_error *error)
{
	struct check_all all = {
		.wanted = call->values,
		.trial = call->trial,
		.places = *call->places,
	};
	int code = rt_places_check_corpora(call->places, error);

	if (!code)
		code = rt_cli_trust_first(call, &all.wanted->words,
					  all.wanted->trust, error);
	if (all.wanted->matrix && !code)
		return check_matrix(call, status, error);
	/* That of a trial file is for tests. */
	all.is_expecting = rt_cli_is_typed(call->argv, "--expect");
	rt_command_typed(&all.command, call->places->command, call->argv);
	if (!code)
		code = check_words(&all, call->words[0], error);
	if (!code)
		code = rt_inventory_find(&all.inventory, &all.places, error);
	if (!code)
		code = ask_engines(&all, is_all(call->words[0]), status, error);
	rt_check_log_close(&all.log);
	rt_inventory_free(&all.inventory);
	rt_text_free(&all.command);
	return code;
}

const struct rt_command rt_command_check = {
	.name = "check",
	.summary = "say whether a build of an accessor can tear",
	.form = "[ACCESSOR | FILE.trial | all] [OPTIONS]",
	.about =
		"Says whether a build of an accessor can tear: torn (exit 1), "
		"atomic (0),\ninconclusive or error (125). The accessor is one "
		"that `list` names, a C file,\nexpressions over p and v, or a "
		"function of an object. A trial file names all\nof the build; "
		"options override it.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = 1,
	.first_word = RT_FIRST_TRIAL,
	.takes_trial = true,
	.cache = RT_USE_REPLACED,
	.runs = RT_USE_NEEDED,
	.run = check,
};

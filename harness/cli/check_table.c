/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/progress.h"
#include "harness/cli/check_table.h"

#include <stdio.h>

static const struct {
	const char *flags, *heading, *below;
} columns[] = {
	{"-O0", "-O0", ""},
	{"-O2", "-O2", ""},
	{"-O2 -fno-builtin", "-O2", "no-builtin"},
	{"-O2 -D_FORTIFY_SOURCE=2", "-O2", "FORTIFY"},
};

enum { column_count = sizeof(columns) / sizeof(*columns) };

/* A verdict's word for the table. */
static const char *word_of(const struct rt_verdict *verdict)
{
	if (verdict->disagreement[0])
		return "DISAGREE";
	if (verdict->outcome == RT_OUTCOME_ATOMIC && verdict->twice)
		return "atomic x2";
	return rt_outcome_word(verdict->outcome);
}

static void add_failure(const struct rt_check_table *table,
			const struct rt_check *check,
			const struct rt_error *error)
{
	if (table->json)
		json_array_append_new(
			table->json,
			json_pack("{s:s, s:s, s:s, s:s, s:s}", "accessor",
				  check->trial.accessor, "toolchain",
				  check->trial.toolchain, "flags",
				  check->trial.flags, "verdict", "error",
				  "reason", error->message));
}

/* One cell, recorded; its word, or why there is none. */
static const char *check_cell(const struct rt_check_table *table,
			      struct rt_check *check, const char *command,
			      int *status)
{
	static const struct rt_subject_words none = {.load = NULL};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_subject subject;
	const char *word = "no build";
	int code = rt_subject_build(
		&subject, check->places, &table->here->accessors,
		&table->here->toolchains, &check->trial, &none, &error);

	if (!code)
		code = rt_check_run(check, &subject, &error);
	if (code) {
		add_failure(table, check, &error);
		rt_check_log_failure(table->log, check, command, &error);
	} else {
		word = word_of(&check->judgement.verdict);
		if (check->judgement.verdict.outcome == RT_OUTCOME_TORN)
			*status = 1;
		rt_check_log_add(table->log, check, &subject, command);
		if (table->json)
			json_array_append_new(table->json,
					      rt_check_json(check));
	}
	rt_subject_free(&subject);
	rt_error_clear(&error);
	return word;
}

static const char *check_flags(const struct rt_check_table *table,
			       const char *accessor, const char *toolchain,
			       const char *flags, int *status)
{
	struct rt_check check = *table->usual;
	struct rt_trial *trial = &check.trial;
	struct rt_text command = RT_TEXT_INIT;
	const char *word;

	snprintf(trial->accessor, sizeof(trial->accessor), "%s", accessor);
	snprintf(trial->toolchain, sizeof(trial->toolchain), "%s", toolchain);
	snprintf(trial->flags, sizeof(trial->flags), "%s", flags);
	rt_text_format(&command, "%s check", check.places->command);
	rt_trial_options(trial, true, &command);
	rt_text_add(&command, table->given);
	word = check_cell(table, &check, rt_text_string(&command), status);
	rt_judgement_free(&check.judgement);
	rt_text_free(&command);
	return word;
}

static void check_row(const struct rt_check_table *table, const char *accessor,
		      const char *toolchain, struct rt_progress *progress,
		      double done, int *status)
{
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&line, "%-23.23s %-17.17s", accessor, toolchain);
	rt_progress_draw(progress, accessor, done);
	for (int i = 0; i < column_count; i++)
		rt_text_format(&line, " %-9.9s",
			       check_flags(table, accessor, toolchain,
					   columns[i].flags, status));
	rt_progress_clear(progress);
	if (!table->json)
		puts(rt_text_string(&line));
	fflush(stdout);
	rt_text_free(&line);
}

static void print_head(const struct rt_trial *trial)
{
	printf("%s of %u bits; x2: touched more than once, each time whole\n"
	       "%-23s %-17s",
	       trial->direction, (unsigned)trial->width, "accessor",
	       "toolchain");
	for (int i = 0; i < column_count; i++)
		printf(" %-9s", columns[i].heading);
	printf("\n%-41s", "");
	for (int i = 0; i < column_count; i++)
		printf(" %-9s", columns[i].below);
	putchar('\n');
}

void rt_check_table(const struct rt_check_table *table, int *status)
{
	const struct rt_accessors *accessors = &table->here->accessors;
	const struct rt_toolchains *toolchains = &table->here->toolchains;
	size_t rows = rt_accessors_tame(accessors) * toolchains->count;
	struct rt_progress progress;

	rt_progress_init(&progress);
	if (!table->json)
		print_head(&table->usual->trial);
	for (size_t row = 0; row < rows; row++) {
		size_t accessor = row / toolchains->count;
		size_t toolchain = row % toolchains->count;

		if (rt_shard_has(table->shard, row))
			check_row(
				table,
				rt_text_string(&accessors->list[accessor].name),
				rt_text_string(
					&toolchains->list[toolchain].name),
				&progress, (double)row / (double)rows, status);
	}
}

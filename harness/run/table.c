/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/table.h"

#include <stdio.h>

const struct rt_check_column rt_check_columns[RT_CHECK_COLUMNS] = {
	{.flags = "-O0", .heading = "-O0", .below = ""},
	{.flags = "-O2", .heading = "-O2", .below = ""},
	{.flags = "-O2 -fno-builtin", .heading = "-O2", .below = "no-builtin"},
	{.flags = "-O2 -D_FORTIFY_SOURCE=2",
	 .heading = "-O2",
	 .below = "FORTIFY"},
};

static void check_cell(const struct rt_check_table *table,
		       struct rt_check *check, const char *command)
{
	static const struct rt_subject_words none = {.load = NULL};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_subject subject;
	int code = rt_subject_build(
		&subject, check->places, &table->inventory->accessors,
		&table->inventory->toolchains, &check->trial, &none, &error);

	if (!code)
		code = rt_check_run(check, &subject, &error);
	if (code)
		rt_check_log_failure(table->log, check, command, &error);
	else
		rt_check_log_add(table->log, check, &subject, command);
	table->show_cell(table->data, check, code ? &error : NULL);
	rt_subject_free(&subject);
	rt_error_clear(&error);
}

static void check_flags(const struct rt_check_table *table,
			const char *accessor, const char *toolchain,
			const char *flags)
{
	struct rt_check check = *table->usual;
	struct rt_trial *trial = &check.trial;
	struct rt_text command = RT_TEXT_INIT;

	snprintf(trial->accessor, sizeof(trial->accessor), "%s", accessor);
	snprintf(trial->toolchain, sizeof(trial->toolchain), "%s", toolchain);
	snprintf(trial->flags, sizeof(trial->flags), "%s", flags);
	rt_text_format(&command, "%s check", check.places->command);
	rt_trial_options(trial, true, &command);
	rt_text_add(&command, table->given);
	check_cell(table, &check, rt_text_string(&command));
	rt_judgement_free(&check.judgement);
	rt_text_free(&command);
}

void rt_check_table(const struct rt_check_table *table)
{
	const struct rt_accessors *accessors = &table->inventory->accessors;
	const struct rt_toolchains *toolchains = &table->inventory->toolchains;
	size_t rows = rt_accessors_tame(accessors) * toolchains->count;

	for (size_t row = 0; row < rows; row++) {
		const char *accessor = rt_text_string(
			&accessors->list[row / toolchains->count].name);
		const char *toolchain = rt_text_string(
			&toolchains->list[row % toolchains->count].name);

		if (!rt_shard_has(table->shard, row))
			continue;
		table->begin_row(table->data, accessor, toolchain,
				 (double)row / (double)rows);
		for (int i = 0; i < RT_CHECK_COLUMNS; i++)
			check_flags(table, accessor, toolchain,
				    rt_check_columns[i].flags);
		table->end_row(table->data);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/check_table.h"

#include <stdio.h>
#include <string.h>

#include "harness/base/progress.h"
#include "reports/check.h"

/* The words of the cells, in the order of the totals. */
static const char *const totalled[] = {
	"torn",		"DISAGREE", "atomic",	"atomic x2",
	"inconclusive", "error",    "no build",
};

enum { total_count = sizeof(totalled) / sizeof(*totalled) };

struct shown {
	json_t *json; /* NULL: the table is printed */
	struct rt_text line;
	unsigned int total[total_count];
	struct rt_progress progress;
	int *status;
};

static const char *word_of(const struct rt_verdict *verdict)
{
	if (verdict->disagreement[0])
		return "DISAGREE";
	if (verdict->outcome == RT_OUTCOME_ATOMIC && verdict->twice)
		return "atomic x2";
	return rt_outcome_word(verdict->outcome);
}

static json_t *failure_json(const struct rt_check *check,
			    const struct rt_error *why)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "accessor",
			 check->trial.accessor, "toolchain",
			 check->trial.toolchain, "flags", check->trial.flags,
			 "verdict", "error", "reason", why->message);
}

static void begin_row(void *data, const char *accessor, const char *toolchain,
		      double done)
{
	struct shown *shown = data;

	rt_text_format(&shown->line, "%-23.23s %-17.17s", accessor, toolchain);
	rt_progress_draw(&shown->progress, accessor, done);
}

static void show_cell(void *data, const struct rt_check *check,
		      const struct rt_error *why)
{
	const struct rt_verdict *verdict = &check->judgement.verdict;
	const char *word = why ? "no build" : word_of(verdict);
	struct shown *shown = data;

	if (!why && verdict->outcome == RT_OUTCOME_TORN)
		*shown->status = 1;
	for (int i = 0; i < total_count; i++)
		shown->total[i] += !strcmp(word, totalled[i]);
	rt_text_format(&shown->line, " %-9.9s", word);
	if (shown->json)
		json_array_append_new(shown->json,
				      why ? failure_json(check, why)
					  : rt_check_json(check));
}

static void end_row(void *data)
{
	struct shown *shown = data;

	rt_progress_clear(&shown->progress);
	if (!shown->json)
		puts(rt_text_string(&shown->line));
	fflush(stdout);
	rt_text_free(&shown->line);
}

static void print_head(const struct rt_trial *trial)
{
	printf("%s of %u bits; x2: touched more than once, each time whole\n"
	       "%-23s %-17s",
	       trial->direction, (unsigned)trial->width, "accessor",
	       "toolchain");
	for (int i = 0; i < RT_CHECK_COLUMNS; i++)
		printf(" %-9s", rt_check_columns[i].heading);
	printf("\n%-41s", "");
	for (int i = 0; i < RT_CHECK_COLUMNS; i++)
		printf(" %-9s", rt_check_columns[i].below);
	putchar('\n');
}

/* "60 cells: 12 torn, 48 atomic". */
static void print_totals(const struct shown *shown)
{
	unsigned int cells = 0;
	const char *between = ": ";

	for (int i = 0; i < total_count; i++)
		cells += shown->total[i];
	printf("%u cells", cells);
	for (int i = 0; i < total_count; i++) {
		if (!shown->total[i])
			continue;
		printf("%s%u %s", between, shown->total[i], totalled[i]);
		between = ", ";
	}
	putchar('\n');
}

void rt_cli_check_table(struct rt_check_table *table, json_t *json, int *status)
{
	struct shown shown = {.json = json, .status = status};

	rt_progress_init(&shown.progress);
	if (!json)
		print_head(&table->usual->trial);
	table->data = &shown;
	table->begin_row = begin_row;
	table->show_cell = show_cell;
	table->end_row = end_row;
	rt_check_table(table);
	if (!json)
		print_totals(&shown);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table by accessor, the causes that were met, and what has none. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/agreement/judged.h"

/* Functions, each counted once a cell; @codes of them are different. */
struct row {
	unsigned cells, codes;
	unsigned torn, atomic, twice, inconclusive, error;
	unsigned unread, disagree;
};

static void count(struct row *row, const struct agreement_code *code)
{
	const struct agreement_judged *judged = &code->judged;

	row->cells++;
	row->torn += judged->verdict == RT_OUTCOME_TORN;
	row->atomic += judged->verdict == RT_OUTCOME_ATOMIC && !judged->twice;
	row->twice += judged->verdict == RT_OUTCOME_ATOMIC && judged->twice;
	row->inconclusive += judged->verdict == RT_OUTCOME_INCONCLUSIVE;
	row->error += judged->verdict == RT_OUTCOME_ERROR;
	row->unread += judged->kind == AGREEMENT_UNREAD;
	row->disagree += judged->kind == AGREEMENT_DISAGREE;
}

static void add(struct row *all, const struct row *row)
{
	all->cells += row->cells;
	all->torn += row->torn;
	all->atomic += row->atomic;
	all->twice += row->twice;
	all->inconclusive += row->inconclusive;
	all->error += row->error;
	all->unread += row->unread;
	all->disagree += row->disagree;
}

static void print_row(const char *name, const struct row *row)
{
	printf("%-23.23s %6u %5u %5u %6u %5u %6u %5u %6u %5u\n", name,
	       row->cells, row->codes, row->torn, row->atomic, row->twice,
	       row->inconclusive, row->error, row->unread, row->disagree);
}

/* The functions of one accessor, whose cells follow each other. */
static void count_accessor(const struct agreement_codes *codes,
			   const struct agreement_cell *cells,
			   size_t cell_count, struct row *row)
{
	const struct agreement_cell *first = cells;
	bool *seen = calloc(codes->count, sizeof(*seen));

	for (; cell_count-- && cells->accessor == first->accessor; cells++)
		for (unsigned i = 0; i < agreement_functions; i++) {
			const struct agreement_code *code =
				agreement_code_of(codes, &cells->code[i]);

			if (!code)
				continue;
			count(row, code);
			if (seen && !seen[code - codes->list]) {
				seen[code - codes->list] = true;
				row->codes++;
			}
		}
	free(seen);
}

static void print_table(const struct agreement_codes *codes,
			const struct agreement_cell *cells, size_t cell_count)
{
	struct row all = {.codes = (unsigned)codes->count};

	printf("%-23s %6s %5s %5s %6s %5s %6s %5s %6s %5s\n", "accessor",
	       "cells", "codes", "torn", "atomic", "twice", "incon.", "error",
	       "unread", "disa.");
	for (size_t i = 0; i < cell_count; i++) {
		struct row row = {.cells = 0};

		if (i && cells[i].accessor == cells[i - 1].accessor)
			continue;
		count_accessor(codes, &cells[i], cell_count - i, &row);
		print_row(rt_text_string(&cells[i].accessor->name), &row);
		add(&all, &row);
	}
	print_row("all", &all);
}

static void print_unexplained(const struct agreement_cell *cells,
			      const struct agreement_code *code)
{
	struct rt_text text = RT_TEXT_INIT;

	agreement_print_cell(&text, cells, code);
	printf("\nunexplained, %s: %s\n  ringtear check %s",
	       agreement_kind_name(code->judged.kind), code->judged.reason,
	       rt_text_string(&text));
	rt_text_free(&text);
}

/* What has no cause is printed, and counted. */
static unsigned explain(const struct agreement_codes *codes,
			const struct agreement_cell *cells,
			const struct agreement_reasons *reasons)
{
	unsigned unexplained = 0;

	for (size_t i = 0; i < codes->count; i++) {
		const struct agreement_code *code = &codes->list[i];
		const char *direction =
			agreement_stores(code->number) ? "store" : "load";

		if (code->judged.kind == AGREEMENT_CLEAR ||
		    agreement_reason_of(
			    reasons, code->judged.kind,
			    rt_text_string(&cells[code->cell].accessor->name),
			    direction, code->judged.reason))
			continue;
		print_unexplained(cells, code);
		unexplained++;
	}
	return unexplained;
}

static void print_causes(const struct agreement_reasons *reasons)
{
	printf("\n%-13s %-24s %5s  %s\n", "kind", "accessor", "codes", "cause");
	for (size_t i = 0; i < reasons->count; i++)
		if (reasons->list[i].met)
			printf("%-13s %-24s %5u  %s\n",
			       agreement_kind_name(reasons->list[i].kind),
			       reasons->list[i].accessor, reasons->list[i].met,
			       reasons->list[i].cause);
}

unsigned agreement_report(const struct agreement_codes *codes,
			  const struct agreement_cell *cells, size_t cell_count,
			  const struct agreement_reasons *reasons)
{
	unsigned unexplained, built = 0;

	for (size_t i = 0; i < cell_count; i++)
		built += cells[i].is_built;
	printf("%u of %zu cells built, %zu distinct machine codes\n\n", built,
	       cell_count, codes->count);
	print_table(codes, cells, cell_count);
	unexplained = explain(codes, cells, reasons);
	print_causes(reasons);
	printf("\n%u unexplained\n", unexplained);
	return unexplained;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the benchmarks found: a row a number, as a table for people and as
 * JSON for programs. One thread.
 */
#ifndef RT_BENCH_ROWS_H
#define RT_BENCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "harness/base/text.h"

enum rt_bar {
	RT_BAR_NONE, /* the number explains another one */
	RT_BAR_AT_LEAST,
	RT_BAR_AT_MOST,
	RT_BAR_BELOW,
};

struct rt_row {
	const char *benchmark;
	const char *name; /* what is measured; at most 35 columns */
	double value;	  /* INFINITY where it never came to an end */
	const char *unit;
	enum rt_bar bar;
	double wanted; /* in @unit; not looked at for RT_BAR_NONE */
};

enum { rt_rows_most = 64 };

struct rt_rows {
	struct rt_row row[rt_rows_most];
	size_t count;
};

/* The strings of @row are constants. Dropped past rt_rows_most. */
void rt_rows_add(struct rt_rows *rows, struct rt_row row);

/* False only for a bar that the value misses; NAN misses every bar. */
bool rt_row_met(const struct rt_row *row);
bool rt_rows_met(const struct rt_rows *rows);

/* Appends the table, 80 columns wide at most, headings and all. */
void rt_rows_table(const struct rt_rows *rows, struct rt_text *out);

/*
 * An array with an object a row; what is not finite is null. A new reference
 * that the caller owns, NULL without memory.
 */
json_t *rt_rows_json(const struct rt_rows *rows);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a comparison from the store: the runs of one command, with all its
 * shards joined.
 */
#include "harness/record/comparison.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rows of a comparison, in ascending order. */
struct rows {
	struct rt_compared *row;
	size_t count;
};

/*
 * Adds a result to the last row if it has the same number, else to a new row.
 */
static int add_answer(struct rows *rows, const struct rt_compared *found,
		      int side, struct rt_error *error)
{
	struct rt_compared *last =
		rows->count ? &rows->row[rows->count - 1] : NULL;
	struct rt_compared *grown;

	if (last && last->number == found->number) {
		last->answer[side] = found->answer[side];
		return RT_OK;
	}
	grown = reallocarray(rows->row, rows->count + 1, sizeof(*grown));
	if (!grown)
		return rt_no_memory(error);
	rows->row = grown;
	grown[rows->count++] = *found;
	return RT_OK;
}

/* The label of a side is the accessor of its runs. */
static void take_label(struct rt_comparison *comparison, int side,
		       const struct rt_run *run)
{
	if (!*comparison->label[side])
		snprintf(comparison->label[side],
			 sizeof(comparison->label[side]), "%s", run->accessor);
	comparison->has_before |= side == RT_BEFORE;
}

/* Adds the results of @campaign in the order in which they were made. */
static int read_campaign(struct rows *rows, struct rt_comparison *comparison,
			 const struct rt_runs *runs, int64_t campaign,
			 struct rt_error *error)
{
	int code = RT_OK;

	/* From the last: the newest run is first. */
	for (size_t i = runs->count; i-- > 0 && !code;) {
		const struct rt_run *run = &runs->run[i];
		struct rt_compared row;
		int side;

		if (run->campaign != campaign || !run->finished ||
		    !rt_compared_from_run(&row, &side, run))
			continue;
		take_label(comparison, side, run);
		code = add_answer(rows, &row, side, error);
	}
	return code;
}

/* A run of the newest campaign of shard @shard, from 1; NULL if none. */
static const struct rt_run *find_shard(const struct rt_runs *runs,
				       const struct rt_run *newest,
				       unsigned shard)
{
	for (size_t i = 0; i < runs->count; i++)
		if (runs->run[i].shard == shard &&
		    runs->run[i].shards == newest->shards &&
		    !strcmp(runs->run[i].comparison, newest->comparison))
			return &runs->run[i];
	return NULL;
}

static void note_missing(struct rt_comparison *comparison, unsigned shard,
			 unsigned count)
{
	size_t used = strlen(comparison->missing);

	comparison->shards_missing++;
	snprintf(comparison->missing + used, sizeof(comparison->missing) - used,
		 "%s%u/%u", used ? ", " : "", shard, count);
}

/* Adds the rows of @run's campaign, and counts those that are missing. */
static int read_part(struct rows *rows, struct rt_comparison *comparison,
		     const struct rt_runs *runs, const struct rt_run *run,
		     struct rt_error *error)
{
	size_t before = rows->count;
	int code = read_campaign(rows, comparison, runs, run->campaign, error);

	if (rows->count - before < run->rows)
		comparison->rows_missing += run->rows - (rows->count - before);
	return code;
}

static int by_number(const void *one, const void *other)
{
	const struct rt_compared *left = one, *right = other;

	return (left->number > right->number) - (left->number < right->number);
}

static int read_shards(struct rt_comparison *comparison,
		       const struct rt_runs *runs, const struct rt_run *newest,
		       struct rt_error *error)
{
	struct rows rows = {.count = 0};
	int code = RT_OK;

	comparison->shards = newest->shards;
	snprintf(comparison->command, sizeof(comparison->command), "%s",
		 newest->comparison);
	if (!newest->shards)
		code = read_part(&rows, comparison, runs, newest, error);
	for (unsigned i = 1; i <= newest->shards && !code; i++) {
		const struct rt_run *run = find_shard(runs, newest, i);

		if (run)
			code = read_part(&rows, comparison, runs, run, error);
		else
			note_missing(comparison, i, newest->shards);
	}
	if (rows.count)
		qsort(rows.row, rows.count, sizeof(*rows.row), by_number);
	comparison->row = rows.row;
	comparison->count = rows.count;
	return code;
}

static const struct rt_run *find_run(const struct rt_runs *runs, int64_t id)
{
	for (size_t i = 0; i < runs->count; i++)
		if (!id || runs->run[i].id == id)
			return &runs->run[i];
	return NULL;
}

int rt_comparison_read(struct rt_comparison *comparison, struct rt_store *store,
		       int64_t id, struct rt_error *error)
{
	const struct rt_run_filter filter = {.kind = "compare"};
	const struct rt_run *newest;
	struct rt_runs runs;
	int code;

	*comparison = (struct rt_comparison){.count = 0};
	code = rt_store_runs(store, &filter, &runs, error);
	if (code)
		return code;
	newest = find_run(&runs, id);
	if (newest)
		code = read_shards(comparison, &runs, newest, error);
	else if (id)
		code = rt_fail(error, RT_USAGE,
			       "run %" PRId64 " is no comparison; `runs` "
			       "lists what there is",
			       id);
	else
		code = rt_fail(error, RT_USAGE,
			       "there is no comparison in the store; make one "
			       "with `compare`");
	if (!code)
		rt_comparison_count(comparison);
	rt_runs_free(&runs);
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison out of the store: the runs of one command, its shards joined. */
#include "harness/record/comparison.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/shard.h"

/* The rows of one campaign, in their order. */
struct part {
	struct rt_compared *row;
	size_t count;
	int64_t campaign; /* 0: of this shard there is none */
};

static const char shard_mark[] = " --shard ";
static const char rows_mark[] = " # ";

/* A command in its parts. */
struct parts {
	size_t length; /* of what is the same for all shards */
	struct rt_shard shard;
	size_t rows; /* that it was to make; 0: it does not say */
};

/* Where the last @mark of the first @length bytes is, or @length. */
static size_t find_last(const char *text, size_t length, const char *mark)
{
	size_t size = strlen(mark);

	for (size_t at = length; at-- > 0;)
		if (at + size <= length && !strncmp(text + at, mark, size))
			return at;
	return length;
}

static struct parts take_apart(const char *command)
{
	struct parts parts = {.length = strlen(command)};
	size_t at = find_last(command, parts.length, rows_mark);
	char word[32];

	if (at < parts.length) {
		parts.rows =
			strtoul(command + at + strlen(rows_mark), NULL, 10);
		parts.length = at;
	}
	at = find_last(command, parts.length, shard_mark);
	snprintf(word, sizeof(word), "%.*s",
		 at < parts.length
			 ? (int)(parts.length - at - strlen(shard_mark))
			 : 0,
		 command + at + (at < parts.length ? strlen(shard_mark) : 0));
	if (!rt_shard_parse(&parts.shard, word, NULL))
		parts.length = at;
	return parts;
}

static bool is_same_row(const struct rt_compared *one,
			const struct rt_compared *other)
{
	return !strcmp(one->title, other->title) &&
	       !strcmp(one->toolchain, other->toolchain) &&
	       !strcmp(one->flags, other->flags) &&
	       !strcmp(one->direction, other->direction) &&
	       one->width == other->width &&
	       one->misaligned == other->misaligned;
}

/* A look at the row that came last, or else one at a new row. */
static int add_look(struct part *part, const struct rt_compared *found,
		    int side, struct rt_error *error)
{
	struct rt_compared *last =
		part->count ? &part->row[part->count - 1] : NULL;
	struct rt_compared *grown;

	if (last && is_same_row(last, found) &&
	    last->look[side].outcome == RT_OUTCOME_NONE) {
		last->look[side] = found->look[side];
		return RT_OK;
	}
	grown = reallocarray(part->row, part->count + 1, sizeof(*grown));
	if (!grown)
		return rt_no_memory(error);
	part->row = grown;
	grown[part->count++] = *found;
	return RT_OK;
}

/* What a side is called is the accessor of its runs. */
static void take_label(struct rt_comparison *comparison, int side,
		       const struct rt_run *run)
{
	if (!*comparison->label[side])
		snprintf(comparison->label[side],
			 sizeof(comparison->label[side]), "%s", run->accessor);
	comparison->has_before |= side == RT_BEFORE;
}

static int read_part(struct part *part, struct rt_comparison *comparison,
		     const struct rt_runs *runs, struct rt_error *error)
{
	int code = RT_OK;

	/* The newest is first. */
	for (size_t i = runs->count; i-- > 0 && !code;) {
		const struct rt_run *run = &runs->run[i];
		struct rt_compared row;
		int side;

		if (run->campaign != part->campaign || !run->finished ||
		    !rt_compared_from_run(&row, &side, run))
			continue;
		take_label(comparison, side, run);
		code = add_look(part, &row, side, error);
	}
	return code;
}

/* The newest campaign of shard @index, 0 when there is none. */
static int64_t find_campaign(const struct rt_runs *runs, const char *command,
			     const struct parts *all, size_t index,
			     size_t *rows)
{
	for (size_t i = 0; i < runs->count; i++) {
		const char *other = runs->run[i].command;
		const struct parts parts = take_apart(other);

		if (parts.length != all->length ||
		    strncmp(other, command, parts.length) ||
		    parts.shard.index != index ||
		    parts.shard.count != all->shard.count)
			continue;
		*rows = parts.rows;
		return runs->run[i].campaign;
	}
	return 0;
}

/* Row k of the whole is row k / N of shard k modulo N. */
static int join(struct rt_comparison *comparison, const struct part *parts,
		size_t count, struct rt_error *error)
{
	size_t rows = 0, most = 0, at = 0;

	for (size_t i = 0; i < count; i++) {
		rows += parts[i].count;
		most = parts[i].count > most ? parts[i].count : most;
	}
	comparison->row = calloc(rows + 1, sizeof(*comparison->row));
	if (!comparison->row)
		return rt_no_memory(error);
	for (size_t k = 0; k < most * count; k++)
		if (k / count < parts[k % count].count)
			comparison->row[at++] = parts[k % count].row[k / count];
	comparison->count = rows;
	return RT_OK;
}

static void note_missing(struct rt_comparison *comparison, size_t index,
			 size_t count)
{
	size_t used = strlen(comparison->missing);

	comparison->shards_missing++;
	snprintf(comparison->missing + used, sizeof(comparison->missing) - used,
		 "%s%zu/%zu", used ? ", " : "", index + 1, count);
}

static int read_shards(struct rt_comparison *comparison,
		       const struct rt_runs *runs, const struct rt_run *newest,
		       struct rt_error *error)
{
	const struct parts all = take_apart(newest->command);
	size_t count = all.shard.count ? all.shard.count : 1;
	struct part *parts = calloc(count, sizeof(*parts));
	int code = RT_OK;

	if (!parts)
		return rt_no_memory(error);
	comparison->shards = all.shard.count;
	snprintf(comparison->command, sizeof(comparison->command), "%.*s",
		 (int)all.length, newest->command);
	for (size_t i = 0; i < count && !code; i++) {
		size_t rows = all.rows;

		parts[i].campaign =
			all.shard.count ? find_campaign(runs, newest->command,
							&all, i, &rows)
					: newest->campaign;
		if (!parts[i].campaign)
			note_missing(comparison, i, count);
		else
			code = read_part(&parts[i], comparison, runs, error);
		if (parts[i].campaign && parts[i].count < rows)
			comparison->rows_missing += rows - parts[i].count;
	}
	if (!code)
		code = join(comparison, parts, count, error);
	for (size_t i = 0; i < count; i++)
		free(parts[i].row);
	free(parts);
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

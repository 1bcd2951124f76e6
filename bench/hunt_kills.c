/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A campaign that is killed with -9 at random moments and resumed each time:
 * no finding may be lost, none told twice, and the store stays whole.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/hunt.h"
#include "harness/base/clock.h"
#include "harness/fuzz/finding_file.h"
#include "harness/record/store.h"

enum { usual_kills = 50 };

static const double least_seconds = 1, most_seconds = 6, last_seconds = 5;

struct kills {
	const struct rt_hunt *hunt;
	struct rt_text store;	/* a path */
	struct rt_text found;	/* the folder of trial files */
	struct rt_strings told; /* keys, as they were printed as new */
	struct rt_strings kept; /* keys that the store has held */
	unsigned sessions;	/* that lived to search */
	unsigned twice, lost, damaged, doubled, untold, fileless;
};

static bool take(void *data, const json_t *line, double since)
{
	struct kills *kills = data;
	const json_t *finding = json_object_get(line, "finding");
	const char *key = json_string_value(json_object_get(finding, "key"));

	(void)since;
	if (!key)
		return false;
	kills->twice += rt_strings_has(&kills->told, key);
	rt_strings_add(&kills->told, key);
	return false;
}

/* sqlite.org/pragma.html#pragma_integrity_check: one row, "ok". */
static bool is_whole(const char *path)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *check = NULL;
	bool whole = false;

	if (!sqlite3_open(path, &database) &&
	    !sqlite3_prepare_v2(database, "pragma integrity_check", -1, &check,
				NULL) &&
	    sqlite3_step(check) == SQLITE_ROW)
		whole = !strcmp((const char *)sqlite3_column_text(check, 0),
				"ok");
	sqlite3_finalize(check);
	sqlite3_close(database);
	return whole;
}

static bool has_key(const struct rt_findings *findings, const char *key)
{
	for (size_t i = 0; i < findings->count; i++)
		if (!strcmp(findings->finding[i].key, key))
			return true;
	return false;
}

static unsigned missing(const struct rt_findings *findings,
			const struct rt_strings *keys)
{
	unsigned count = 0;

	for (size_t i = 0; i < keys->count; i++)
		count += !has_key(findings, keys->word[i]);
	return count;
}

/* The same cause under two keys would be one finding twice. */
static unsigned count_doubled(const struct rt_findings *findings)
{
	unsigned count = 0;

	for (size_t i = 0; i < findings->count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct rt_finding *one = &findings->finding[i];
			const struct rt_finding *other = &findings->finding[j];

			count += !strcmp(one->key, other->key) ||
				 !strcmp(one->trial, other->trial);
		}
	return count;
}

static int inspect(struct kills *kills, bool is_end, struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	const char *path = rt_text_string(&kills->store);
	struct rt_store *store = NULL;
	int code;

	kills->damaged += !is_whole(path);
	code = rt_store_open(path, &store, error);
	if (!code)
		code = rt_store_findings(store, &findings, error);
	if (!code) {
		kills->lost += missing(&findings, &kills->kept) +
			       missing(&findings, &kills->told);
		kills->doubled = count_doubled(&findings);
	}
	for (size_t i = 0; i < findings.count && !code; i++) {
		const char *key = findings.finding[i].key;
		struct rt_text file = RT_TEXT_INIT;

		if (!rt_strings_has(&kills->kept, key))
			rt_strings_add(&kills->kept, key);
		rt_finding_path(&file, rt_text_string(&kills->found),
				&findings.finding[i]);
		kills->untold += is_end && !rt_strings_has(&kills->told, key);
		kills->fileless += is_end && access(file.data, R_OK);
		rt_text_free(&file);
	}
	rt_findings_free(&findings);
	rt_store_close(store);
	return code;
}

static int sit(struct kills *kills, bool is_first, double kill_after,
	       struct rt_error *error)
{
	struct rt_hunt_run run = {
		.cache = "cache",
		.runs = "runs",
		.kill_after = kill_after,
		.take = take,
		.data = kills,
	};

	rt_strings_add(&run.words, "--jobs=2");
	if (!is_first)
		rt_strings_add(&run.words, "--resume");
	if (kill_after <= 0)
		rt_strings_format(&run.words, "--time=%.1f", last_seconds);
	return rt_hunt_run(kills->hunt, &run, error);
}

static int kill_all(struct kills *kills, unsigned count,
		    struct rt_random *random, struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned i = 0; i < count && !code; i++) {
		double part = (double)rt_random_below(random, 1000) / 1000;
		double after =
			least_seconds + part * (most_seconds - least_seconds);
		size_t before = kills->kept.count;

		code = sit(kills, i == 0, after, error);
		if (!code)
			code = inspect(kills, false, error);
		printf("%3u  killed after %.2f s, %zu new, %zu in all\n", i + 1,
		       after, kills->kept.count - before, kills->kept.count);
		fflush(stdout);
	}
	if (!code)
		code = sit(kills, false, 0, error);
	if (!code)
		code = inspect(kills, true, error);
	return code;
}

static void print_all(const struct kills *kills, unsigned count)
{
	printf("\n%u kills, %zu findings in the store\n"
	       "lost %u, told twice %u, kept twice %u, without a trial file "
	       "%u\n"
	       "damage found by integrity_check %u; never on the screen, as "
	       "the "
	       "kill came first: %u\n",
	       count, kills->kept.count, kills->lost, kills->twice,
	       kills->doubled, kills->fileless, kills->damaged, kills->untold);
}

int rt_hunt_kills(const struct rt_hunt *hunt, bool *met, struct rt_error *error)
{
	struct rt_random random = {.state = rt_random_seed()};
	unsigned count = hunt->runs ? hunt->runs : usual_kills;
	struct kills kills = {.hunt = hunt};
	int code;

	rt_text_format(&kills.store, "%s/runs/runs.db",
		       rt_text_string(&hunt->folder));
	rt_text_format(&kills.found, "%s/runs/found",
		       rt_text_string(&hunt->folder));
	code = rt_hunt_warm(hunt, "cache", error);
	if (!code)
		code = kill_all(&kills, count, &random, error);
	if (!code)
		print_all(&kills, count);
	*met = !kills.lost && !kills.twice && !kills.doubled &&
	       !kills.damaged && !kills.fileless && kills.kept.count;
	rt_text_free(&kills.store);
	rt_text_free(&kills.found);
	rt_strings_free(&kills.told);
	rt_strings_free(&kills.kept);
	return code;
}

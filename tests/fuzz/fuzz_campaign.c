/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of a campaign that somebody else has written: settings, statements
 * that change the memory of results, and findings of a store. What is believed
 * of them is of this version's enums, and no finding is written outside its
 * folder.
 */
#include <sqlite3.h>
#include <string.h>

#include "harness/fuzz/campaign.h"
#include "harness/fuzz/finding.h"
#include "harness/fuzz/finding_file.h"
#include "harness/fuzz/known.h"
#include "harness/fuzz/memory.h"
#include "harness/fuzz/ring_message.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The settings' text after they were read and written again. */
static bool again(struct rt_text *text, struct rt_campaign *campaign)
{
	char path[512];
	int code = rt_campaign_read(campaign, scratch(), NULL);

	scratch_path(path, "settings.json");
	if (!code)
		must(!rt_campaign_write(campaign, NULL) &&
		     !rt_file_read(text, path, NULL));
	return !code;
}

static void try_settings(const char *data, size_t size)
{
	struct rt_text one = RT_TEXT_INIT, two = RT_TEXT_INIT;
	struct rt_campaign campaign, second;

	scratch_put("settings.json", data, size);
	if (again(&one, &campaign)) {
		must(!campaign.shard.count ||
		     campaign.shard.index < campaign.shard.count);
		must(again(&two, &second));
		must(!strcmp(rt_text_string(&one), rt_text_string(&two)));
		rt_campaign_free(&second);
	}
	rt_campaign_free(&campaign);
	rt_text_free(&one);
	rt_text_free(&two);
}

static const struct rt_digest key = {.text = "key"};

/* A memory that knows @key, as bytes. */
static const struct rt_text *sample(void)
{
	static struct rt_text bytes = RT_TEXT_INIT;
	const struct rt_evaluation outcome = {.kind = RT_OUTCOME_TORN,
					      .mixture = RT_MIXTURE_LOW_FIRST};
	struct rt_memory *memory;
	char path[512];

	if (bytes.length)
		return &bytes;
	scratch_path(path, "sample.db");
	must(!rt_memory_open(&memory, path, &key, NULL) &&
	     !rt_memory_keep_code(memory, &key, &key, NULL) &&
	     !rt_memory_keep_outcome(memory, &key, &outcome, NULL));
	rt_memory_close(memory);
	must(!rt_file_read(&bytes, path, NULL));
	return &bytes;
}

/* Ends what would run for ever. */
static int stop(void *data)
{
	(void)data;
	return 1;
}

static int allow(void *data, int action, const char *one, const char *two,
		 const char *three, const char *four)
{
	(void)data, (void)one, (void)two, (void)three, (void)four;
	return action == SQLITE_ATTACH || action == SQLITE_PRAGMA ? SQLITE_DENY
								  : SQLITE_OK;
}

static void change(const char *path, const char *script)
{
	sqlite3 *database;

	must(!sqlite3_open(path, &database));
	sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 20);
	sqlite3_progress_handler(database, 100000, stop, NULL);
	sqlite3_set_authorizer(database, allow, NULL);
	sqlite3_exec(database, script, NULL, NULL, NULL);
	sqlite3_close(database);
}

static void use_outcome(const struct rt_evaluation *outcome)
{
	struct rt_text line = RT_TEXT_INIT;
	struct rt_vq_ending ending;
	struct rt_trial trial;

	must(outcome->kind < RT_OUTCOMES && outcome->mixture < RT_MIXTURES);
	rt_trial_init(&trial);
	rt_finding_of(outcome);
	rt_finding_witness(&line, &trial, outcome);
	must(!strchr(rt_text_string(&line), '\n'));
	rt_ring_message(&ending, &trial, (enum rt_mixture)outcome->mixture,
			NULL);
	rt_text_free(&line);
}

static void try_memory(const char *script)
{
	static const char *const files[] = {"memory.db", "memory.db-wal",
					    "memory.db-shm"};
	const struct rt_evaluation *outcome;
	struct rt_memory_counts counts;
	struct rt_memory *memory;
	struct rt_digest code;
	char path[512];

	for (int i = 0; i < 3; i++)
		scratch_drop(files[i]);
	scratch_path(path, "memory.db");
	scratch_put("memory.db", sample()->data, sample()->length);
	change(path, script);
	if (!rt_memory_open(&memory, path, &key, NULL)) {
		rt_memory_code(memory, &key, &code);
		outcome = rt_memory_outcome(memory, &key);
		if (outcome)
			use_outcome(outcome);
		rt_memory_count(memory, &counts, NULL);
	}
	rt_memory_close(memory);
}

static void fill(char *text, size_t size, char **rest)
{
	const char *word = strsep(rest, "\n");

	snprintf(text, size, "%s", word ? word : "");
}

/* A line for each of its texts, then its trial. */
static void try_finding(char *text)
{
	struct rt_finding finding = {.met = 1};
	struct rt_evaluation outcome = {.kind = RT_OUTCOME_TORN};
	struct rt_known known = {.count = 0};
	struct rt_text path = RT_TEXT_INIT;
	struct rt_trial trial;
	const char *name;

	fill(finding.kind, sizeof(finding.kind), &text);
	fill(finding.accessor, sizeof(finding.accessor), &text);
	fill(finding.key, sizeof(finding.key), &text);
	fill(finding.mixture, sizeof(finding.mixture), &text);
	fill(finding.flags, sizeof(finding.flags), &text);
	finding.trial = text;
	rt_finding_path(&path, "folder", &finding);
	name = rt_text_string(&path);
	must(!strncmp(name, "folder/", 7) && !strchr(name + 7, '/') &&
	     name[7] != '.');
	must(!rt_known_add(&known, &finding, NULL));
	if (text && !rt_trial_parse(&trial, text, strlen(text), "fuzz", NULL)) {
		rt_known_explain(&known, &trial, &outcome);
		rt_known_guess(&known, &trial, &trial);
	}
	rt_known_free(&known);
	rt_text_free(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	must(text != NULL);
	if (data[0] == 's')
		try_settings((const char *)data + 1, size - 1);
	else if (data[0] == 'm')
		try_memory(text);
	else
		try_finding(text);
	free(text);
	return 0;
}

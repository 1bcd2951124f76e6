/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searches builds that tear: `fuzz`. */
#include "harness/cli/fuzz.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/fuzz/first.h"
#include "harness/fuzz/part.h"
#include "harness/module/command.h"
#include "harness/record/store.h"

enum { most_words = 65536 };

struct values {
	const char *time, *jobs, *shard;
	struct rt_words accessors, toolchains;
	bool resume, stop, random, json;
};

static const struct rt_option options[] = {
	{.name = "time",
	 .value = "TIME",
	 .help = "stop after this long: 90s, 10m, 2h, 1d",
	 .offset = offsetof(struct values, time)},
	{.name = "accessor",
	 .value = "NAME",
	 .help = "only this, or all that begin so; may be given again",
	 .initially = "those that need not tear",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct values, accessors)},
	{.name = "toolchain",
	 .value = "NAME",
	 .help = "the same for toolchains",
	 .initially = "all",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct values, toolchains)},
	RT_OPTION_JOBS(struct values),
	{.name = "shard",
	 .value = "I/N",
	 .help = "search part I/N of accessor x toolchain, for N machines",
	 .offset = offsetof(struct values, shard)},
	{.name = "resume",
	 .help = "go on with the last campaign, its corpus and its options",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, resume)},
	{.name = "stop",
	 .help = "end at the first torn build, as libFuzzer does at a crash",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, stop)},
	{.name = "random",
	 .help = "draw each trial anew, without guidance: for comparison",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, random)},
	{.name = "json",
	 .help = "print a line of JSON a finding",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, json)},
	{.name = NULL},
};

/* "90", "90s", "10m", "2h", "1d". */
static int read_time(const char *text, double *seconds, struct rt_error *error)
{
	static const struct {
		char unit;
		double seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	char *end;

	*seconds = 0;
	if (!text)
		return RT_OK;
	*seconds = strtod(text, &end);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (*end == units[i].unit && !end[1]) {
			*seconds *= units[i].seconds;
			end++;
		}
	if (*end || end == text || !(*seconds > 0 && *seconds < 1e9))
		return rt_fail(error, RT_USAGE,
			       "--time cannot be '%s'; give it as 90s, 10m "
			       "or 2h",
			       text);
	return RT_OK;
}

/* How many jobs search, where that was not said. */
static unsigned usable_cpus(void)
{
	cpu_set_t set;
	int count = 1;

	if (!sched_getaffinity(0, sizeof(set), &set))
		count = CPU_COUNT(&set);
	return count > RT_FUZZ_JOBS ? RT_FUZZ_JOBS : (unsigned)count;
}

/* A key given by name is fixed; of these two there may be more than one. */
static uint64_t fixed_by(const char *word)
{
	char key[64];

	snprintf(key, sizeof(key), "%.*s", (int)strcspn(word, "="), word);
	if (!strcmp(key, "accessor") || !strcmp(key, "toolchain"))
		return 0;
	return rt_scope_bit(key);
}

/* The keys that were typed, as in struct rt_scope. */
static uint64_t fixed_keys(char *const *argv)
{
	uint64_t fixed = 0;

	for (argv++; *argv; argv++) {
		if (strncmp(*argv, "--", 2))
			continue;
		fixed |= fixed_by(*argv + 2);
		if (rt_option_has_value(options, *argv) && argv[1])
			argv++;
	}
	return fixed;
}

static void name_folder(struct rt_text *folder, const struct rt_places *places)
{
	time_t now = time(NULL);
	struct tm parts;
	char stamp[32];

	gmtime_r(&now, &parts);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &parts);
	rt_text_format(folder, "%s/fuzz/%s-%d",
		       rt_text_string(&places->reports), stamp, (int)getpid());
}

static void copy_words(struct rt_words *to, const struct rt_words *from)
{
	for (size_t i = 0; i < from->count; i++)
		rt_words_add(to, from->word[i]);
}

/* The id that the next finding will have. */
static int next_finding(const struct rt_places *places, int64_t *next,
			struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	struct rt_store *store;
	int code = rt_store_open(rt_text_string(&places->store), &store, error);

	if (!code)
		code = rt_store_findings(store, &findings, error);
	*next = findings.count ? findings.finding[findings.count - 1].id + 1
			       : 1;
	rt_findings_free(&findings);
	rt_store_close(store);
	return code;
}

static int begin_campaign(struct rt_fuzz *fuzz, const struct rt_call *call,
			  struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct rt_campaign *campaign = &fuzz->campaign;
	const struct rt_places *places = fuzz->places;

	name_folder(&campaign->folder, places);
	rt_text_add(&campaign->corpora, rt_text_string(&places->corpora));
	rt_text_format(&campaign->cache, "%s/fuzz",
		       rt_text_string(&places->cache));
	rt_text_add(&campaign->store, rt_text_string(&places->store));
	rt_text_add(&campaign->found, rt_text_string(&places->found));
	rt_command_typed(&campaign->command, places->command, call->argv);
	copy_words(&campaign->accessors, &wanted->accessors);
	copy_words(&campaign->toolchains, &wanted->toolchains);
	campaign->base = call->trial;
	campaign->fixed = fixed_keys(call->argv);
	campaign->stop = wanted->stop;
	campaign->random = wanted->random;
	if (wanted->shard &&
	    rt_shard_parse(&campaign->shard, wanted->shard, error))
		return RT_USAGE;
	return next_finding(places, &campaign->first, error);
}

static int resume_campaign(struct rt_fuzz *fuzz, bool stop,
			   struct rt_error *error)
{
	struct rt_text parent = RT_TEXT_INIT, folder = RT_TEXT_INIT;
	int code;

	rt_text_format(&parent, "%s/fuzz",
		       rt_text_string(&fuzz->places->reports));
	if (rt_campaign_last(&folder, rt_text_string(&parent)))
		code = rt_campaign_read(&fuzz->campaign,
					rt_text_string(&folder), error);
	else
		code = rt_fail(error, RT_USAGE,
			       "there is no campaign in %s to go on with; "
			       "leave --resume out",
			       rt_text_string(&parent));
	fuzz->campaign.stop = stop;
	rt_text_free(&parent);
	rt_text_free(&folder);
	return code;
}

static bool is_file(const char *path)
{
	struct rt_text text = RT_TEXT_INIT;
	bool found = *path != '-' && !rt_file_read(&text, path, NULL);

	rt_text_free(&text);
	return found;
}

/* Files alone are run once each, and what came of them is told. */
static bool is_replay(const struct rt_words *passed)
{
	for (size_t i = 0; i < passed->count; i++)
		if (is_file(passed->word[i]))
			return true;
	return false;
}

/* So that the first input is one that was asked for. */
static int write_first_input(const struct rt_fuzz *fuzz,
			     const struct rt_part *part, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	struct rt_random random = {.state = rt_random_seed()};
	struct rt_trial trial;
	int code;

	rt_part_fresh(part, &random, &trial);
	rt_trial_print(&trial, &text);
	rt_text_format(&path, "%s/corpus/first",
		       rt_text_string(&fuzz->campaign.folder));
	code = rt_file_write(rt_text_string(&path), rt_text_string(&text),
			     text.length, error);
	rt_text_free(&path);
	rt_text_free(&text);
	return code;
}

/* A search without guidance begins with one random trial. */
static int write_inputs(struct rt_fuzz *fuzz, bool is_new,
			struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	struct rt_scope scope;
	struct rt_part part;
	int code =
		rt_campaign_scope(&fuzz->campaign, &fuzz->lab, &scope, error);

	rt_text_format(&folder, "%s/first",
		       rt_text_string(&fuzz->campaign.folder));
	if (!code)
		code = rt_part_take(&part, &fuzz->campaign.shard, &scope,
				    error);
	if (!code)
		code = write_first_input(fuzz, &part, error);
	if (!code && is_new && !fuzz->campaign.random)
		code = rt_first_write(&scope, rt_text_string(&folder),
				      fuzz->job_count, error);
	rt_campaign_scope_free(&scope);
	rt_text_free(&folder);
	return code;
}

static int prepare(struct rt_fuzz *fuzz, const struct rt_call *call,
		   struct rt_error *error)
{
	const struct values *wanted = call->values;
	int code = wanted->resume ? resume_campaign(fuzz, wanted->stop, error)
				  : begin_campaign(fuzz, call, error);

	fuzz->campaign.say = is_replay(&fuzz->passed);
	if (!code)
		code = rt_campaign_write(&fuzz->campaign, error);
	if (!code)
		code = rt_campaign_open_lab(&fuzz->campaign, &fuzz->lab,
					    &fuzz->counts, error);
	fuzz->lab.interrupted = rt_fuzz_interrupted;
	/* Once here, not by every job; what is replayed needs none. */
	if (!code && !fuzz->campaign.say)
		code = write_inputs(fuzz, !wanted->resume, error);
	/* Ctrl-C: there is a campaign to be told about, and to be resumed. */
	if (code && fuzz->counts && rt_fuzz_interrupted()) {
		rt_error_clear(error);
		code = RT_OK;
	}
	return code;
}

static int search(struct rt_fuzz *fuzz, const struct rt_call *call, int *status,
		  struct rt_error *error)
{
	const struct values *wanted = call->values;
	int code = rt_places_check_corpora(call->places, error);

	if (!code)
		code = rt_places_check(&call->places->cache, error);
	if (!code)
		code = rt_places_check(&call->places->store, error);
	if (!code)
		code = read_time(wanted->time, &fuzz->seconds, error);
	if (!code)
		code = rt_option_jobs(wanted->jobs, &fuzz->job_count, error);
	/* libFuzzer has options of its own for more than one process. */
	if (fuzz->passed.count)
		fuzz->job_count = 1;
	rt_fuzz_block_endings();
	if (!code)
		code = prepare(fuzz, call, error);
	if (!code)
		code = rt_fuzz_run(fuzz, status, error);
	return code;
}

static int fuzz(const struct rt_call *call, int *status, struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct rt_fuzz all = {
		.places = call->places,
		.job_count = usable_cpus(),
		.json = wanted->json,
	};
	int code;

	for (size_t i = 0; i < call->word_count; i++)
		rt_words_add(&all.passed, call->words[i]);
	code = search(&all, call, status, error);
	rt_lab_close(&all.lab);
	rt_campaign_free(&all.campaign);
	rt_words_free(&all.passed);
	return code;
}

const struct rt_command rt_command_fuzz = {
	.name = "fuzz",
	.summary = "search flags, compilers and libcs for builds that tear",
	.form = "[OPTIONS] [LIBFUZZER OPTIONS] [CORPUS | FILE]",
	.about =
		"Searches accessor x compiler x libc x flags x ring parameters "
		"for builds that\ntear, until it is stopped. Each cause is "
		"told "
		"once, minimised, and kept as a\ntrial that `replay` takes. "
		"Exits 1 when a torn build was met, else 0.\n\n"
		"A key of a trial, such as --width 32, keeps it fixed. Options "
		"with one dash go\nto libFuzzer, which then speaks for itself: "
		"-fork=2, -runs=1000, -merge=1.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = most_words,
	.takes_trial = true,
	.is_foreign = true,
	.run = fuzz,
};

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
#include "harness/cli/screen.h"
#include "harness/fuzz/first.h"
#include "harness/fuzz/part.h"
#include "harness/module/command.h"

struct options {
	const char *time, *jobs, *shard;
	struct rt_words accessors, toolchains;
	bool resume, stop, random, json, help;
	struct rt_trial trial;
	uint64_t fixed;
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

static unsigned usable_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

static int read_jobs(const char *text, unsigned *jobs, struct rt_error *error)
{
	char *end;
	unsigned long number;

	*jobs = usable_cpus();
	if (*jobs > RT_FUZZ_JOBS)
		*jobs = RT_FUZZ_JOBS;
	if (!text)
		return RT_OK;
	number = strtoul(text, &end, 10);
	if (*end || end == text || *text == '-' || !number ||
	    number > RT_FUZZ_JOBS)
		return rt_fail(error, RT_USAGE,
			       "--jobs cannot be '%s'; give a number between "
			       "1 and %d",
			       text, RT_FUZZ_JOBS);
	*jobs = (unsigned)number;
	return RT_OK;
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

static bool has_value(const char *word)
{
	static const char *const alone[] = {"--resume", "--stop", "--random",
					    "--json", "--help"};

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (!strcmp(word, alone[i]))
			return false;
	return !strchr(word, '=');
}

/* libFuzzer's options have one dash, its files none; ours have two. */
static void take_apart(struct rt_fuzz *fuzz, struct options *options, int argc,
		       char **argv, struct rt_words *ours)
{
	rt_words_add(ours, argv[0]);
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2)) {
			rt_words_add(&fuzz->passed, argv[i]);
			continue;
		}
		options->fixed |= fixed_by(argv[i] + 2);
		rt_words_add(ours, argv[i]);
		if (has_value(argv[i]) && i + 1 < argc)
			rt_words_add(ours, argv[++i]);
	}
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

static int begin_campaign(struct rt_fuzz *fuzz, const struct options *options,
			  char *const *argv, struct rt_error *error)
{
	struct rt_campaign *campaign = &fuzz->campaign;
	const struct rt_places *places = fuzz->places;

	name_folder(&campaign->folder, places);
	rt_text_add(&campaign->corpora, rt_text_string(&places->corpora));
	rt_text_format(&campaign->cache, "%s/fuzz",
		       rt_text_string(&places->cache));
	rt_text_add(&campaign->store, rt_text_string(&places->store));
	rt_text_add(&campaign->found, rt_text_string(&places->found));
	rt_command_typed(&campaign->command, places->command, argv);
	copy_words(&campaign->accessors, &options->accessors);
	copy_words(&campaign->toolchains, &options->toolchains);
	campaign->base = options->trial;
	campaign->fixed = options->fixed;
	campaign->stop = options->stop;
	campaign->random = options->random;
	if (options->shard &&
	    rt_shard_parse(&campaign->shard, options->shard, error))
		return RT_USAGE;
	return next_finding(places, &campaign->first, error);
}

static int resume_campaign(struct rt_fuzz *fuzz, const struct options *options,
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
	fuzz->campaign.stop = options->stop;
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

static int prepare(struct rt_fuzz *fuzz, const struct options *options,
		   char *const *argv, struct rt_error *error)
{
	int code = options->resume ? resume_campaign(fuzz, options, error)
				   : begin_campaign(fuzz, options, argv, error);

	fuzz->campaign.say = is_replay(&fuzz->passed);
	if (!code)
		code = rt_campaign_write(&fuzz->campaign, error);
	if (!code)
		code = rt_campaign_open_lab(&fuzz->campaign, &fuzz->lab,
					    &fuzz->counts, error);
	fuzz->lab.interrupted = rt_fuzz_interrupted;
	/* Once here, not by every job; what is replayed needs none. */
	if (!code && !fuzz->campaign.say)
		code = write_inputs(fuzz, !options->resume, error);
	/* Ctrl-C: there is a campaign to be told about, and to be resumed. */
	if (code && fuzz->counts && rt_fuzz_interrupted()) {
		rt_error_clear(error);
		code = RT_OK;
	}
	return code;
}

static int fuzz_all(struct rt_fuzz *fuzz, struct options *options,
		    char *const *argv, int *status, struct rt_error *error)
{
	int code = rt_places_check_corpora(fuzz->places, error);

	if (!code)
		code = rt_places_check(&fuzz->places->cache, error);
	if (!code)
		code = rt_places_check(&fuzz->places->store, error);
	if (!code)
		code = read_time(options->time, &fuzz->seconds, error);
	if (!code)
		code = read_jobs(options->jobs, &fuzz->job_count, error);
	/* libFuzzer has options of its own for more than one process. */
	if (fuzz->passed.count)
		fuzz->job_count = 1;
	fuzz->json = options->json;
	rt_fuzz_block_endings();
	if (!code)
		code = prepare(fuzz, options, argv, error);
	if (!code)
		code = rt_fuzz_run(fuzz, status, error);
	rt_lab_close(&fuzz->lab);
	return code;
}

static void print_help(const struct rt_places *places,
		       const struct rt_option *options)
{
	printf("usage: %s fuzz [OPTIONS] [LIBFUZZER OPTIONS] [CORPUS | FILE]\n"
	       "\n"
	       "Searches accessor x compiler x libc x flags x ring parameters "
	       "for builds that\ntear, until it is stopped. Each cause is told "
	       "once, minimised, and kept as a\ntrial that `replay` takes. "
	       "Exits 1 when a torn build was met, else 0.\n\n"
	       "A key of a trial, such as --width 32, keeps it fixed. Options "
	       "with one dash go\nto libFuzzer, which then speaks for itself: "
	       "-fork=2, -runs=1000, -merge=1.\n\n",
	       places->command);
	rt_options_print(options, false);
}

int rt_cli_fuzz(const struct rt_places *places, int argc, char **argv)
{
	struct rt_fuzz fuzz = {.places = places};
	struct options wanted = {.time = NULL};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_words ours = RT_WORDS_INIT;
	const char *words[1];
	const struct rt_option options[] = {
		{"time", NULL, &wanted.time, "stop after this long: 90s, 10m",
		 NULL},
		{"accessor", NULL, NULL,
		 "only this, or all that begin so; may be given again [those "
		 "that need not tear]",
		 &wanted.accessors},
		{"toolchain", NULL, NULL, "the same for toolchains [all]",
		 &wanted.toolchains},
		{"jobs", NULL, &wanted.jobs,
		 "processes that search [one a usable CPU]", NULL},
		{"shard", NULL, &wanted.shard,
		 "search part I/N of accessor x toolchain, for N machines",
		 NULL},
		{"resume", &wanted.resume, NULL,
		 "go on with the last campaign, its corpus and its options",
		 NULL},
		{"stop", &wanted.stop, NULL,
		 "end at the first torn build, as libFuzzer does at a crash",
		 NULL},
		{"random", &wanted.random, NULL,
		 "draw each trial anew, without guidance: for comparison",
		 NULL},
		{"json", &wanted.json, NULL, "print a line of JSON a finding",
		 NULL},
		{"help", &wanted.help, NULL, "print this text", NULL},
		{.name = NULL},
	};
	int status = 0, code;

	rt_trial_init(&wanted.trial);
	take_apart(&fuzz, &wanted, argc, argv, &ours);
	code = rt_options_read(options, &wanted.trial, (int)ours.count,
			       ours.word, words, 0, &error);
	if (!code && wanted.help)
		print_help(places, options);
	else if (!code)
		code = fuzz_all(&fuzz, &wanted, argv, &status, &error);
	if (code)
		status = rt_cli_fail(&error);
	rt_campaign_free(&fuzz.campaign);
	rt_words_free(&fuzz.passed);
	rt_words_free(&wanted.accessors);
	rt_words_free(&wanted.toolchains);
	rt_words_free(&ours);
	rt_error_clear(&error);
	return status;
}

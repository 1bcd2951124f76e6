/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `fuzz` subcommand: searches for builds that tear. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/cli/check_subject.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/fuzz/sitting.h"
#include "harness/module/command.h"
#include "reports/fuzz_watch.h"

enum { most_words = 65536 };

struct values {
	struct rt_subject_words words;
	const char *time, *jobs, *shard;
	struct rt_strings accessors, toolchains;
	bool resume, stop, random, aligned, json, fail_on_find, trust;
};

static const struct rt_option options[] = {
	{.is_common = true,
	 .name = "time",
	 .value = "TIME",
	 .help = "stop after this long: 90s, 10m, 2h, 1d",
	 .offset = offsetof(struct values, time)},
	{.is_common = true,
	 .name = "accessor",
	 .value = "NAME",
	 .help = "only this, or all that begin so; may be given again",
	 .initially = "those that need not tear",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct values, accessors)},
	{.is_common = true,
	 .name = "toolchain",
	 .value = "NAME",
	 .help = "the same for toolchains",
	 .initially = "all",
	 .kind = RT_OPTION_WORDS,
	 .offset = offsetof(struct values, toolchains)},
	{.table = rt_subject_options, .offset = offsetof(struct values, words)},
	RT_OPTION_JOBS(struct values),
	{.name = "shard",
	 .value = "I/N",
	 .help = "search part I/N of accessor x toolchain, for N machines",
	 .offset = offsetof(struct values, shard)},
	{.is_common = true,
	 .name = "resume",
	 .help = "go on with the last campaign, its corpus and its options",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, resume)},
	{.is_common = true,
	 .name = "stop",
	 .help = "end at the first torn build, as libFuzzer does at a crash",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, stop)},
	{.name = "random",
	 .help = "draw each trial anew, without guidance: for comparison",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, random)},
	{.name = "aligned",
	 .help = "leave out fields that are not naturally aligned",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, aligned)},
	{.name = "fail-on-find",
	 .help = "exit with 1 when a torn build was met, for CI",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, fail_on_find)},
	{.name = "trust",
	 .help = "build and run what inputs name, also where it is not of the "
		 "corpora",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, trust)},
	{.name = "json",
	 .help = "print a line of JSON a finding, and one of all causes",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, json)},
	{.name = NULL},
};

/* Parses a duration: "90", "90s", "10m", "2h", "1d". */
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

/* The default of --jobs: the CPUs that this process may use. */
static unsigned usable_cpus(void)
{
	cpu_set_t set;
	int count = 1;

	if (!sched_getaffinity(0, sizeof(set), &set))
		count = CPU_COUNT(&set);
	return count > RT_FUZZ_JOBS ? RT_FUZZ_JOBS : (unsigned)count;
}

/*
 * The bit of the trial key that @word, "key" or "key=value", sets. 0 for other
 * options, and for accessor and toolchain, which are lists here.
 */
static uint64_t fixed_by(const char *word)
{
	char key[64];

	snprintf(key, sizeof(key), "%.*s", (int)strcspn(word, "="), word);
	if (!strcmp(key, "accessor") || !strcmp(key, "toolchain"))
		return 0;
	return rt_space_bit(key);
}

/* Trial keys on the command line, as the bits of rt_space.fixed. */
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

/* An offset that the user fixes has to be aligned for some width. */
static int may_align(const struct rt_campaign *campaign, struct rt_error *error)
{
	const struct rt_trial *trial = &campaign->base;
	bool one_width = campaign->fixed & rt_space_bit("width");
	uint64_t bytes = one_width ? trial->width / 8 : 2;

	if (!(campaign->fixed & rt_space_bit("offset")) ||
	    trial->offset % bytes == 0)
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "--aligned leaves out the field at --offset %u; leave "
		       "out one of the two",
		       (unsigned)trial->offset);
}

/* The expressions become the one accessor of the campaign, of one width. */
static int take_subject(struct rt_campaign *campaign,
			const struct rt_call *call, struct rt_error *error)
{
	const struct values *wanted = call->values;
	const char *word = wanted->accessors.count ? "--accessor" : NULL;
	struct rt_text path = RT_TEXT_INIT;
	int code = rt_cli_write_subject(&path, call->places, &campaign->base,
					&wanted->words, word, error);

	if (!code && path.length) {
		campaign->fixed |= rt_space_bit("width");
		if (!wanted->words.copy)
			campaign->fixed |= rt_space_bit("direction");
		rt_strings_add(&campaign->accessors, rt_text_string(&path));
	}
	rt_text_free(&path);
	return code;
}

/* Copies the command line into fuzz->campaign. */
static int ask(struct rt_fuzz *fuzz, const struct rt_call *call,
	       struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct rt_campaign *campaign = &fuzz->campaign;
	int code;

	rt_command_typed(&campaign->command, call->places->command, call->argv);
	rt_strings_add_all(&campaign->accessors, &wanted->accessors);
	rt_strings_add_all(&campaign->toolchains, &wanted->toolchains);
	campaign->base = call->trial;
	campaign->fixed = fixed_keys(call->argv);
	campaign->stop = wanted->stop;
	campaign->random = wanted->random;
	campaign->aligned = wanted->aligned;
	campaign->trusts = wanted->trust;
	code = take_subject(campaign, call, error);
	if (!code && wanted->aligned)
		code = may_align(campaign, error);
	if (!code && wanted->shard)
		code = rt_shard_parse(&campaign->shard, wanted->shard, error);
	return code;
}

static int watch(struct rt_fuzz *fuzz, int *status, struct rt_error *error)
{
	struct rt_fuzz_watch watch = {.fuzz = fuzz};
	const struct rt_fuzz_view view = rt_fuzz_watch_view(&watch);
	int code = rt_fuzz_run(fuzz, &view, status, error);

	rt_fuzz_watch_close(&watch);
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
	/* Then -jobs or -fork decides how many processes there are. */
	if (fuzz->passed.count)
		fuzz->job_count = 1;
	if (!code)
		code = ask(fuzz, call, error);
	rt_fuzz_block_endings();
	if (!code)
		code = rt_fuzz_open(fuzz, wanted->resume, error);
	if (!code)
		code = watch(fuzz, status, error);
	return code;
}

static int fuzz(const struct rt_call *call, int *status, struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct rt_fuzz all = {
		.places = call->places,
		.job_count = usable_cpus(),
		.json = wanted->json,
		.fail_on_find = wanted->fail_on_find,
	};
	int code;

	for (size_t i = 0; i < call->word_count; i++)
		rt_strings_add(&all.passed, call->words[i]);
	code = search(&all, call, status, error);
	rt_evaluator_close(&all.evaluator);
	rt_campaign_free(&all.campaign);
	rt_strings_free(&all.passed);
	return code;
}

const struct rt_command rt_command_fuzz = {
	.name = "fuzz",
	.summary = "search flags, compilers and libcs for builds that tear",
	.form = "[OPTIONS] [LIBFUZZER OPTIONS] [CORPUS | FILE]",
	.about =
		"Searches accessor x compiler x libc x flags x ring parameters "
		"for builds that\ntear, until it is stopped. Findings are "
		"grouped by cause: the code that tears,\nwhichever accessor, "
		"compiler and flags lead to it. Each is minimised and kept "
		"as\na trial that `replay` takes.\n\n"
		"A key of a trial, such as --width 32, keeps it fixed. Options "
		"with one dash go\nto libFuzzer, which then speaks for itself: "
		"-fork=2, -runs=1000, -merge=1.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = most_words,
	.takes_trial = true,
	.is_foreign = true,
	.cache = RT_USE_NEEDED,
	.runs = RT_USE_NEEDED,
	.run = fuzz,
};

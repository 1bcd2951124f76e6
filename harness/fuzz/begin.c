/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes or resumes a campaign. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/fuzz/first.h"
#include "harness/fuzz/part.h"
#include "harness/fuzz/sitting.h"
#include "harness/record/store.h"

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

/* Of this command, whose folders were looked at, not of an earlier one. */
static void take_places(struct rt_campaign *campaign,
			const struct rt_places *places)
{
	rt_text_free(&campaign->cache);
	rt_text_free(&campaign->store);
	rt_text_free(&campaign->found);
	rt_text_format(&campaign->cache, "%s/fuzz",
		       rt_text_string(&places->cache));
	rt_text_add(&campaign->store, rt_text_string(&places->store));
	rt_text_add(&campaign->found, rt_text_string(&places->found));
}

static int begin(struct rt_fuzz *fuzz, struct rt_error *error)
{
	struct rt_campaign *campaign = &fuzz->campaign;
	const struct rt_places *places = fuzz->places;

	name_folder(&campaign->folder, places);
	rt_text_add(&campaign->corpora, rt_text_string(&places->corpora));
	take_places(campaign, places);
	return next_finding(places, &campaign->first, error);
}

/* Of the command line only --stop is used; the rest comes from the settings. */
static int resume(struct rt_fuzz *fuzz, struct rt_error *error)
{
	struct rt_text parent = RT_TEXT_INIT, folder = RT_TEXT_INIT;
	bool stop = fuzz->campaign.stop;
	int code;

	rt_campaign_free(&fuzz->campaign);
	fuzz->campaign = (struct rt_campaign){.stop = stop};
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
	if (!code)
		take_places(&fuzz->campaign, fuzz->places);
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

/* libFuzzer runs the files on its command line once each: print results. */
static bool is_replay(const struct rt_strings *passed)
{
	for (size_t i = 0; i < passed->count; i++)
		if (is_file(passed->word[i]))
			return true;
	return false;
}

/* Gives libFuzzer a trial of the space to begin with. */
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

/* An unguided search begins with one random trial. */
static int write_inputs(struct rt_fuzz *fuzz, bool is_new,
			struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	struct rt_space space;
	struct rt_part part;
	int code = rt_campaign_space(&fuzz->campaign, &fuzz->evaluator, &space,
				     error);

	rt_text_format(&folder, "%s/first",
		       rt_text_string(&fuzz->campaign.folder));
	if (!code)
		code = rt_part_take(&part, &fuzz->campaign.shard, &space,
				    error);
	if (!code)
		code = write_first_input(fuzz, &part, error);
	if (!code && is_new && !fuzz->campaign.random)
		code = rt_first_write(&space, rt_text_string(&folder),
				      fuzz->job_count, error);
	rt_campaign_space_free(&space);
	rt_text_free(&folder);
	return code;
}

int rt_fuzz_open(struct rt_fuzz *fuzz, bool resumes, struct rt_error *error)
{
	int code = resumes ? resume(fuzz, error) : begin(fuzz, error);

	fuzz->campaign.say = is_replay(&fuzz->passed);
	if (!code)
		code = rt_campaign_write(&fuzz->campaign, error);
	if (!code)
		code = rt_campaign_open_evaluator(&fuzz->campaign,
						  &fuzz->evaluator,
						  &fuzz->counts, error);
	fuzz->evaluator.interrupted = rt_fuzz_interrupted;
	/* Made once here, not by every job; a replay needs no inputs. */
	if (!code && !fuzz->campaign.say)
		code = write_inputs(fuzz, !resumes, error);
	/* After ^C there is a campaign to report and to resume: no error. */
	if (code && fuzz->counts && rt_fuzz_interrupted()) {
		rt_error_clear(error);
		code = RT_OK;
	}
	return code;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A campaign: a folder with what was asked for, what is known so far, and the
 * inputs that libFuzzer keeps.
 *
 *     settings.json  what was asked for, so that it can be resumed
 *     memory.db      the memory of results (memory.h)
 *     counts         numbers that all jobs add to (counts.h)
 *     corpus/        libFuzzer's inputs, one trial a file
 *     first/N/       those that job N begins with (first.h)
 *     job-N.log      what libFuzzer said
 *
 * `fuzz` makes it, every job reads it. One thread.
 */
#ifndef RT_FUZZ_CAMPAIGN_H
#define RT_FUZZ_CAMPAIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/shard.h"
#include "harness/base/text.h"
#include "harness/fuzz/evaluator.h"
#include "harness/fuzz/mutate.h"
#include "harness/trial/trial.h"

/* The variable of the environment that names the folder to a job. */
#define RT_CAMPAIGN_VARIABLE "RINGTEAR_CAMPAIGN"

struct rt_campaign {
	struct rt_text folder;
	struct rt_text corpora, cache; /* folders */
	struct rt_text store;	       /* a file */
	struct rt_text found;	       /* the folder of trial files */
	struct rt_text command;	       /* what was typed */
	/* Beginnings of names; none: all that are worth a search. */
	struct rt_strings accessors, toolchains;
	struct rt_trial base;  /* values of the keys that are fixed */
	uint64_t fixed;	       /* as in struct rt_space */
	int64_t first;	       /* findings from this id on may be ours */
	struct rt_shard shard; /* the part that is searched here */
	bool stop;	       /* a tear ends the job, as a crash does */
	bool random;	       /* without guidance, for comparison */
	bool say;	       /* each trial's outcome is printed */
};

/* Makes folder and settings. RT_SETUP when that cannot be written. */
int rt_campaign_write(const struct rt_campaign *campaign,
		      struct rt_error *error);

/*
 * Reads the settings in @folder. RT_USAGE when there are none or they are
 * damaged. Release with rt_campaign_free() in every case.
 */
int rt_campaign_read(struct rt_campaign *campaign, const char *folder,
		     struct rt_error *error);
void rt_campaign_free(struct rt_campaign *campaign);

/* Appends the newest campaign's folder below @parent; false without one. */
bool rt_campaign_last(struct rt_text *folder, const char *parent);

/* Opens the evaluator of @campaign, with @counts mapped from its folder. */
int rt_campaign_open_evaluator(const struct rt_campaign *campaign,
			       struct rt_evaluator *evaluator,
			       struct rt_counts **counts,
			       struct rt_error *error);

/*
 * What the search may put into a trial: of the accessors, without a choice,
 * those that are not known to tear always; all toolchains. RT_USAGE when a
 * name fits nothing, with those that there are. Release with
 * rt_campaign_space_free(); @evaluator stays open until then.
 */
int rt_campaign_space(const struct rt_campaign *campaign,
		      struct rt_evaluator *evaluator, struct rt_space *space,
		      struct rt_error *error);
void rt_campaign_space_free(struct rt_space *space);

#endif

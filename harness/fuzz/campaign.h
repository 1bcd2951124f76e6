/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A campaign: a folder with the settings, the results so far, and the inputs of
 * libFuzzer.
 *
 *     settings.json  the command line's settings, to resume the campaign
 *     memory.db      the memory of results (memory.h)
 *     counts         numbers that all jobs add to (counts.h)
 *     corpus/        libFuzzer's inputs, one trial per file
 *     first/N/       the inputs that job N begins with (first.h)
 *     job-N.log      the output of libFuzzer
 *
 * `fuzz` makes the folder, every job reads the settings. Not thread-safe.
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

/* The environment variable that gives the folder to a job. */
#define RT_CAMPAIGN_VARIABLE "RINGTEAR_CAMPAIGN"

struct rt_campaign {
	struct rt_text folder;
	struct rt_text corpora, cache; /* folders */
	struct rt_text store;	       /* a file */
	struct rt_text found;	       /* the folder of trial files */
	struct rt_text command;	       /* the command line, for the record */
	/* Names or beginnings of names; none: all that are worth a search. */
	struct rt_strings accessors, toolchains;
	struct rt_trial base; /* values of the keys that are fixed */
	uint64_t fixed;	      /* as in struct rt_space */
	/* least id of this campaign's findings */
	int64_t first;
	struct rt_shard shard; /* the part to search */
	bool stop;	       /* a tear ends the job, as a crash does */
	bool random;	       /* unguided, as a baseline */
	bool aligned;	       /* only fields that are naturally aligned */
	bool trusts;	       /* inputs with code of their own (trust.h) */
	bool say;	       /* replay: print each trial's outcome */
};

/* Makes the folder and writes the settings. RT_SETUP when that fails. */
int rt_campaign_write(const struct rt_campaign *campaign,
		      struct rt_error *error);

/*
 * Reads the settings in @folder. RT_USAGE when they are missing or damaged. The
 * caller must release with rt_campaign_free() in every case.
 */
int rt_campaign_read(struct rt_campaign *campaign, const char *folder,
		     struct rt_error *error);
void rt_campaign_free(struct rt_campaign *campaign);

/* Appends the folder of the newest campaign in @parent; false if none. */
bool rt_campaign_last(struct rt_text *folder, const char *parent);

/* Opens the evaluator of @campaign; @counts are mapped from its folder. */
int rt_campaign_open_evaluator(const struct rt_campaign *campaign,
			       struct rt_evaluator *evaluator,
			       struct rt_counts **counts,
			       struct rt_error *error);

/*
 * Makes the space that the campaign searches: the accessors and toolchains of
 * @campaign, by default the accessors that do not always tear, and all
 * toolchains for this machine. RT_USAGE when a name matches nothing, with
 * similar names. The caller must release with rt_campaign_space_free();
 * @evaluator must stay open until then.
 */
int rt_campaign_space(const struct rt_campaign *campaign,
		      struct rt_evaluator *evaluator, struct rt_space *space,
		      struct rt_error *error);
void rt_campaign_space_free(struct rt_space *space);

#endif

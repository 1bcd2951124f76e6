/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One job of a campaign: handles one input of the fuzzer. Independent of the
 * entry points of libFuzzer, so that it can run without libFuzzer.
 *
 * Not thread-safe; runs in a process that may fork.
 */
#ifndef RT_FUZZ_JOB_H
#define RT_FUZZ_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/fuzz/campaign.h"
#include "harness/fuzz/finding.h"
#include "harness/fuzz/part.h"

struct rt_job {
	struct rt_campaign campaign;
	struct rt_counts *counts;
	struct rt_evaluator evaluator;
	struct rt_space space;
	struct rt_part part;	/* of the space */
	struct rt_text pending; /* folder for the trial being minimised */
	struct rt_triage *triage;
};

/* Joins the campaign in @folder. Call rt_job_close() in every case. */
int rt_job_open(struct rt_job *job, const char *folder, struct rt_error *error);
void rt_job_close(struct rt_job *job);

/*
 * Evaluates the trial in @text, sets the counters of its properties, and stores
 * its finding, if any; @found: a trial is torn. In a guided search the other
 * functions of the module are evaluated as well.
 *
 * Ignored are: text that is no trial, a trial that names something this machine
 * lacks, a trial with a refused flag or with code that is not trusted, and a
 * trial of another shard. When files are replayed, the first cases are
 * RT_USAGE.
 */
int rt_job_input(struct rt_job *job, const char *text, size_t length,
		 bool *found, struct rt_error *error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One job of a campaign: what happens to one input of the fuzzer. All but the
 * entry points of libFuzzer, so that it can be driven without it too.
 *
 * One thread, in a process that may fork.
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
	struct rt_text pending; /* where the triage keeps what it is at */
	struct rt_triage *triage;
};

/* Takes part in the campaign of @folder; rt_job_close() in every case. */
int rt_job_open(struct rt_job *job, const char *folder, struct rt_error *error);
void rt_job_close(struct rt_job *job);

/*
 * Tries the trial that @text is, lights the counters of what it was, and
 * keeps what it found; @found tells of a tear. Where the search is
 * guided, the other functions of the module are tried with it.
 * Text that is no trial is passed over, and so is a trial that names what this
 * machine lacks, has a flag that is refused, or is another shard's. Where
 * files are replayed the first three are RT_USAGE.
 */
int rt_job_input(struct rt_job *job, const char *text, size_t length,
		 bool *found, struct rt_error *error);

#endif

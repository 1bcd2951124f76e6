/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes of a campaign: the jobs that search. Not thread-safe. */
#ifndef RT_FUZZ_SUPERVISOR_H
#define RT_FUZZ_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/base/places.h"
#include "harness/fuzz/campaign.h"

enum { RT_FUZZ_JOBS = 256 };

struct rt_fuzz {
	const struct rt_places *places;
	struct rt_campaign campaign;
	struct rt_evaluator evaluator;
	struct rt_counts *counts;
	unsigned job_count;
	double seconds;		  /* 0: until stopped */
	struct rt_strings passed; /* arguments for libFuzzer, as typed */
	bool json;
	bool fail_on_find; /* a torn build is exit code 1 */
};

struct rt_fuzz_job {
	pid_t process; /* 0: none */
	unsigned started;
	int exit_status; /* of the last process; -1: a signal */
};

struct rt_fuzz_jobs {
	struct rt_fuzz_job job[RT_FUZZ_JOBS];
	unsigned count;
	bool is_stopped; /* by a signal to the campaign, or as its time is over
			  */
};

/* Starts job number @index, for the first time or again. */
int rt_fuzz_start(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs,
		  unsigned index, struct rt_error *error);
/* Reaps one job that has ended and returns its index, or -1. */
int rt_fuzz_ended(struct rt_fuzz_jobs *jobs);
/* Ends all jobs, by SIGTERM and, after a few seconds, by SIGKILL. */
void rt_fuzz_stop(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes of a campaign: what was asked for, and the jobs that search.
 * One thread.
 */
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
	struct rt_strings passed; /* to libFuzzer, as they were typed */
	bool json;
};

struct rt_fuzz_job {
	pid_t process; /* 0: none */
	unsigned started;
	int exit_status; /* of the last end, -1 for a signal */
};

struct rt_fuzz_jobs {
	struct rt_fuzz_job job[RT_FUZZ_JOBS];
	unsigned count;
};

/* Starts job number @index, again if it has ended. */
int rt_fuzz_start(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs,
		  unsigned index, struct rt_error *error);
/* The index of a job that has ended since, or -1. */
int rt_fuzz_ended(struct rt_fuzz_jobs *jobs);
/* Ends them all, at once or after a few seconds by force. */
void rt_fuzz_stop(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs);

#endif

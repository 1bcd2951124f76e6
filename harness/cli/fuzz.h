/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A campaign from the outside: what was asked for, the jobs that search, and
 * what a person sees of it. One thread.
 */
#ifndef RT_CLI_FUZZ_H
#define RT_CLI_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/base/places.h"
#include "harness/fuzz/campaign.h"
#include "harness/record/store.h"

enum { RT_FUZZ_JOBS = 256 };

struct rt_fuzz {
	const struct rt_places *places;
	struct rt_campaign campaign;
	struct rt_lab lab;
	struct rt_counts *counts;
	unsigned job_count;
	double seconds;		/* 0: until stopped */
	struct rt_words passed; /* to libFuzzer, as they were typed */
	bool json;
};

/* Blocks the signals that end a campaign; from then on they are waited for. */
void rt_fuzz_block_endings(void);
/* Whether one of them has come and was not waited for yet. */
bool rt_fuzz_interrupted(void);

/*
 * Runs the jobs until they end, the time is over or a signal comes, and shows
 * what they find. A signal that came before starts none. @status becomes the
 * exit code.
 */
int rt_fuzz_run(struct rt_fuzz *fuzz, int *status, struct rt_error *error);

/* --- fuzz_jobs.c: the processes --- */

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

/* --- fuzz_watch.c: what a person sees --- */

struct rt_fuzz_watch {
	const struct rt_fuzz *fuzz;
	struct rt_store *store;
	double began, said;
	uint64_t trials_before; /* of earlier sittings of a resumed campaign */
	struct rt_memory_counts memory;
	uint64_t *met; /* of each finding of earlier campaigns, at the start */
	bool *shown;
	size_t known; /* findings that have a place in both */
	/* In this campaign. */
	unsigned found[RT_OUTCOMES];
	bool terminal;
};

int rt_fuzz_watch_open(struct rt_fuzz_watch *watch, const struct rt_fuzz *fuzz,
		       struct rt_error *error);
void rt_fuzz_watch_close(struct rt_fuzz_watch *watch);
/* Shows what is new, and the status line. */
int rt_fuzz_watch_look(struct rt_fuzz_watch *watch, struct rt_error *error);
/* Something to be said between: the status line makes way. */
void rt_fuzz_watch_say(const struct rt_fuzz_watch *watch, const char *text);
/* Prints what it all came to. */
void rt_fuzz_watch_end(struct rt_fuzz_watch *watch);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store: every run and every violation, in one SQLite file.
 *
 * The file is in WAL mode with synchronous=FULL (sqlite.org/wal.html,
 * pragma.html): what a function here answered with 0 survives kill -9 of the
 * process and a crash of the machine. Several processes may use one file at
 * once; a writer waits up to ten seconds for another.
 *
 * One store belongs to one thread, and must not be used in a child after
 * fork(). Errors: RT_USAGE for a path or an id that cannot be, RT_SETUP for
 * space, rights, locks and damage, RT_INTERNAL for a bug of ours. Whatever
 * failed left nothing half written, and may be tried again.
 */
#ifndef RT_RECORD_STORE_H
#define RT_RECORD_STORE_H

#include "harness/base/error.h"
#include "harness/record/record.h"

struct rt_store;

/*
 * Opens the store at @path, making the file and its folders when they are
 * not there and bringing an older schema up to date. RT_USAGE when the path
 * is not a file, the file is no store, or a newer ringtear wrote it.
 * A store that could not be set up is not left behind when this call made it.
 */
int rt_store_open(const char *path, struct rt_store **store,
		  struct rt_error *error);

/*
 * Opens an existing store for reading, also in a folder that one may not
 * write to. RT_USAGE when there is no file. A store with an older schema is
 * brought up to date first, and RT_SETUP where one may not write to it.
 */
int rt_store_open_readonly(const char *path, struct rt_store **store,
			   struct rt_error *error);

/* NULL is allowed. */
void rt_store_close(struct rt_store *store);

/* Stores @machine once, however often it is added, and gives its id. */
int rt_store_machine_add(struct rt_store *store,
			 const struct rt_machine *machine, int64_t *id,
			 struct rt_error *error);

int rt_store_machine_get(struct rt_store *store, int64_t id,
			 struct rt_machine *machine, struct rt_error *error);

/*
 * What is added between these two is kept all at once, and is on the disk only
 * when the second has answered with 0: quicker by far for many small records.
 * No other process can write meanwhile. Not nested. Dropped is as if never
 * added.
 */
int rt_store_batch_begin(struct rt_store *store, struct rt_error *error);
int rt_store_batch_end(struct rt_store *store, struct rt_error *error);
void rt_store_batch_drop(struct rt_store *store);

/*
 * Adds @run as unfinished and sets run->id. An empty run->started becomes the
 * time now, an empty run->uid a new name from getrandom(2); a run->campaign of
 * 0 becomes the run's own id, for the other runs of the same command to share.
 * Two runs of one uid are refused with RT_INTERNAL.
 */
int rt_store_run_begin(struct rt_store *store, struct rt_run *run,
		       struct rt_error *error);

/* Writes all of @run again, sets run->finished. The run must have begun. */
int rt_store_run_finish(struct rt_store *store, struct rt_run *run,
			struct rt_error *error);

/* Adds a violation of a run that has begun. Report it only after this. */
int rt_store_violation_add(struct rt_store *store,
			   const struct rt_violation *violation,
			   struct rt_error *error);

/* Adds what one engine saw of a run that has begun. */
int rt_store_observed_add(struct rt_store *store,
			  const struct rt_observed *observed,
			  struct rt_error *error);

/* Adds what a report needs of a run that has begun, once. */
int rt_store_evidence_add(struct rt_store *store,
			  const struct rt_evidence *evidence,
			  struct rt_error *error);

/* Adds how far two CPUs are apart, over what was known of them. */
int rt_store_round_trip_add(struct rt_store *store,
			    const struct rt_round_trip *trip,
			    struct rt_error *error);

/*
 * Adds @finding, or raises how often the one with its key was met, by
 * finding->met, where 0 is 1. @is_new tells which; finding->id and
 * finding->met become what the store now has, an empty finding->started the
 * time now.
 */
int rt_store_finding_add(struct rt_store *store, struct rt_finding *finding,
			 bool *is_new, struct rt_error *error);

/* Arrays that the store fills; start with zeroes, release with the free. */
struct rt_runs {
	struct rt_run *run;
	size_t count;
};

struct rt_violations {
	struct rt_violation *violation;
	size_t count;
};

struct rt_observed_list {
	struct rt_observed *observed;
	size_t count;
};

struct rt_round_trips {
	struct rt_round_trip *trip;
	size_t count;
};

struct rt_findings {
	struct rt_finding *finding;
	size_t count;
};

struct rt_run_filter {
	int64_t campaign; /* 0: of any */
	const char *kind; /* one of rt_run's; NULL: any */
	size_t limit;	  /* 0: all */
	bool oldest_first;
};

/* The runs that @filter lets pass, newest first. */
int rt_store_runs(struct rt_store *store, const struct rt_run_filter *filter,
		  struct rt_runs *runs, struct rt_error *error);

/* How many runs there are. */
int rt_store_run_count(struct rt_store *store, size_t *count,
		       struct rt_error *error);

/* RT_USAGE when there is no run @id. Release @run with rt_run_free(). */
int rt_store_run_get(struct rt_store *store, int64_t id, struct rt_run *run,
		     struct rt_error *error);

/* The violations of run @id in the order in which they were added. */
int rt_store_violations(struct rt_store *store, int64_t id,
			struct rt_violations *violations,
			struct rt_error *error);

/* What the engines saw of run @id, in the order in which it was added. */
int rt_store_observed(struct rt_store *store, int64_t id,
		      struct rt_observed_list *list, struct rt_error *error);

/*
 * What was recorded of run @id for a report; evidence->run is 0 where an older
 * ringtear recorded nothing. Release with rt_evidence_free().
 */
int rt_store_evidence(struct rt_store *store, int64_t id,
		      struct rt_evidence *evidence, struct rt_error *error);

/* How far the CPUs of machine @id are apart. */
int rt_store_round_trips(struct rt_store *store, int64_t id,
			 struct rt_round_trips *trips, struct rt_error *error);

/* Every finding, oldest first. */
int rt_store_findings(struct rt_store *store, struct rt_findings *findings,
		      struct rt_error *error);

void rt_runs_free(struct rt_runs *runs);
void rt_violations_free(struct rt_violations *violations);
void rt_observed_list_free(struct rt_observed_list *list);
void rt_round_trips_free(struct rt_round_trips *trips);
void rt_findings_free(struct rt_findings *findings);

#endif

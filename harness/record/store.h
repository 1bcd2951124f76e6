/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store: every run, its observations and violations, and findings, in one
 * SQLite file.
 *
 * The file is in WAL mode with synchronous=FULL (sqlite.org/wal.html,
 * pragma.html): when a function here has returned 0, its change survives
 * kill -9 of the process and a crash of the machine. Several processes may use
 * one file at once; a writer waits up to ten seconds for another.
 *
 * Not thread-safe for one store, and a store must not be used in a child after
 * fork(). Errors: RT_USAGE for an invalid path or id, RT_SETUP for space,
 * permissions, locks and damage, RT_INTERNAL for a bug. A failed call leaves
 * nothing half written, and may be repeated.
 */
#ifndef RT_RECORD_STORE_H
#define RT_RECORD_STORE_H

#include "harness/base/error.h"
#include "harness/record/record.h"

struct rt_store;

/*
 * Opens the store at @path, creating the file and its folders if needed and
 * updating an older schema. RT_USAGE when the path is not a file, the file is
 * no store, or a newer ringtear wrote it. A file that this call created is
 * removed if the call fails.
 */
int rt_store_open(const char *path, struct rt_store **store,
		  struct rt_error *error);

/*
 * Opens an existing store for reading, also in a read-only folder; the file is
 * not changed. A store with an older schema is read as a copy in memory that
 * has the newest; but one of version 1, whose runs have no names yet, is
 * updated first. RT_USAGE when there is no file, RT_SETUP without memory or
 * where version 1 cannot be written.
 */
int rt_store_open_readonly(const char *path, struct rt_store **store,
			   struct rt_error *error);

/* @store may be NULL. */
void rt_store_close(struct rt_store *store);

/* Stores @machine unless an equal one is stored, and sets @id. */
int rt_store_machine_add(struct rt_store *store,
			 const struct rt_machine *machine, int64_t *id,
			 struct rt_error *error);

int rt_store_machine_get(struct rt_store *store, int64_t id,
			 struct rt_machine *machine, struct rt_error *error);

/*
 * Between begin and end, additions are one transaction: durable only when
 * rt_store_batch_end() has returned 0, and much faster for many small records.
 * No other process can write meanwhile. Not nested. rt_store_batch_drop()
 * discards the additions.
 */
int rt_store_batch_begin(struct rt_store *store, struct rt_error *error);
int rt_store_batch_end(struct rt_store *store, struct rt_error *error);
void rt_store_batch_drop(struct rt_store *store);

/*
 * Adds @run as unfinished and sets run->id. Empty members are filled in:
 * run->started with the present time, run->uid from getrandom(2), and
 * run->campaign 0 with the run's own id, for the other runs of the same command
 * to share. RT_INTERNAL when the uid is in the store already.
 */
int rt_store_run_begin(struct rt_store *store, struct rt_run *run,
		       struct rt_error *error);

/*
 * Writes all of @run again and sets run->finished. @run must be in the store.
 */
int rt_store_run_finish(struct rt_store *store, struct rt_run *run,
			struct rt_error *error);

/* Adds a violation of a stored run. Report the violation only after this. */
int rt_store_violation_add(struct rt_store *store,
			   const struct rt_violation *violation,
			   struct rt_error *error);

/* Adds one engine's observation of a stored run. */
int rt_store_observed_add(struct rt_store *store,
			  const struct rt_observed *observed,
			  struct rt_error *error);

/* Adds the data for reports to a stored run, once per run. */
int rt_store_evidence_add(struct rt_store *store,
			  const struct rt_evidence *evidence,
			  struct rt_error *error);

/* Adds the latency between two CPUs, replacing an earlier one. */
int rt_store_round_trip_add(struct rt_store *store,
			    const struct rt_round_trip *trip,
			    struct rt_error *error);

/*
 * Adds @finding, or adds finding->met (0 counts as 1) to the count of the
 * stored finding with the same key, and replaces its cause unless
 * finding->cause is ""; @is_new says which. finding->id and finding->met become
 * those of the store; an empty finding->started becomes the present time.
 */
int rt_store_finding_add(struct rt_store *store, struct rt_finding *finding,
			 bool *is_new, struct rt_error *error);

/* Arrays that the store allocates; release them with the functions below. */
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
	int64_t campaign;		/* 0: any */
	const char *kind;		/* as rt_run.kind; NULL: any */
	const char *accessor, *verdict; /* the same */
	size_t limit;			/* 0: no limit */
	bool oldest_first;
};

/* The runs that match @filter, newest first unless oldest_first is set. */
int rt_store_runs(struct rt_store *store, const struct rt_run_filter *filter,
		  struct rt_runs *runs, struct rt_error *error);

/* The number of runs that match @filter, whatever its limit. */
int rt_store_run_count(struct rt_store *store,
		       const struct rt_run_filter *filter, size_t *count,
		       struct rt_error *error);

struct rt_recorded_list {
	struct rt_recorded *recorded;
	size_t count;
};

/*
 * The commands of which a run matches @filter, newest first, each with all of
 * its runs, whatever oldest_first is. @total receives how many there are
 * without the limit. Release with rt_recorded_list_free().
 */
int rt_store_recorded(struct rt_store *store,
		      const struct rt_run_filter *filter,
		      struct rt_recorded_list *list, size_t *total,
		      struct rt_error *error);

/* RT_USAGE when there is no run @id. Release @run with rt_run_free(). */
int rt_store_run_get(struct rt_store *store, int64_t id, struct rt_run *run,
		     struct rt_error *error);

/* The violations of run @id in the order of their addition. */
int rt_store_violations(struct rt_store *store, int64_t id,
			struct rt_violations *violations,
			struct rt_error *error);

/* The engines' observations of run @id, in the order of their addition. */
int rt_store_observed(struct rt_store *store, int64_t id,
		      struct rt_observed_list *list, struct rt_error *error);

/*
 * The data for a report on run @id; evidence->run is 0 if an older ringtear
 * stored none. Release with rt_evidence_free().
 */
int rt_store_evidence(struct rt_store *store, int64_t id,
		      struct rt_evidence *evidence, struct rt_error *error);

/* The latencies between the CPUs of machine @id. */
int rt_store_round_trips(struct rt_store *store, int64_t id,
			 struct rt_round_trips *trips, struct rt_error *error);

/* All findings, oldest first. */
int rt_store_findings(struct rt_store *store, struct rt_findings *findings,
		      struct rt_error *error);

void rt_runs_free(struct rt_runs *runs);
void rt_violations_free(struct rt_violations *violations);
void rt_observed_list_free(struct rt_observed_list *list);
void rt_round_trips_free(struct rt_round_trips *trips);
void rt_findings_free(struct rt_findings *findings);
void rt_recorded_list_free(struct rt_recorded_list *list);

#endif
